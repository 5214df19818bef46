"""An archive that shows whether anybody changed it: a ZIP with the hash of everything in it.

Pure: bytes in, bytes out, no database.  The same files give the same ZIP to the byte.
"""

import hashlib
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
FORMAT = "xieshang-archive/1"
MOST_FILES = 10_000
LARGEST_MANIFEST = 8 * 1024 * 1024
LARGEST_WHOLE = 4 * 1024**3
# Text packs to a hundredth at best; what promises more is made to fill a disk.
LARGEST_RATIO = 1_000
SMALL = 1024 * 1024
CHUNK = 1 << 18
# Whatever Python's `zipfile` raises over bytes that are no sound ZIP.
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    RuntimeError,  # and with it NotImplementedError, RecursionError
    ValueError,
    OverflowError,
)
EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(files: Mapping[str, bytes], about: Mapping[str, Any]) -> bytes:
    """Make the ZIP of these files, with a manifest that says what belongs in it."""
    manifest = {"format": FORMAT, **about}
    manifest["files"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(files.items())
    ]
    manifest["sha256"] = _whole(manifest)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in [*sorted(files.items()), (MANIFEST, as_json(manifest))]:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o444 << 16
            archive.writestr(entry, content)
    return written.getvalue()


def faults(path: Path) -> list[str]:
    """What is wrong with an archive, one line a fault; nothing if it is as it was made."""
    try:
        with zipfile.ZipFile(path) as archive:
            wrong = list(_too_much(archive)) or list(_differences(archive))
            return wrong
    except OSError as error:
        return [f"cannot be read: {error.strerror or error}"]
    except BROKEN as error:
        return [f"not a sound ZIP archive: {error}"]


def digest(path: Path) -> str:
    """The hash of the whole, as the manifest states it."""
    with zipfile.ZipFile(path) as archive:
        return str(_manifest(archive)["sha256"])


def as_json(value: Any) -> bytes:
    """JSON that is the same whenever the value is."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, default=str)
    return text.encode() + b"\n"


def _whole(manifest: Mapping[str, Any]) -> str:
    said = {name: value for name, value in manifest.items() if name != "sha256"}
    return hashlib.sha256(as_json(said)).hexdigest()


def _too_much(archive: zipfile.ZipFile) -> Iterator[str]:
    """What must not even be unpacked."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        yield f"too many files: {len(entries)}, at most {MOST_FILES}"
    if sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
        yield f"too large when unpacked: more than {LARGEST_WHOLE} bytes"
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > LARGEST_RATIO * max(
            entry.compress_size, 1
        ):
            yield f"packed suspiciously small: {entry.filename}"
        if entry.flag_bits & 1:
            yield f"encrypted: {entry.filename}"


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise ValueError("too large")
    found = json.loads(archive.read(MANIFEST))
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError(f"not of the format {FORMAT}")
    listed = found.get("files")
    if not isinstance(listed, list) or not all(_is_line(line) for line in listed):
        raise ValueError("its list of files is not one")
    return found


def _is_line(line: Any) -> bool:
    wanted = {"name": str, "size": int, "sha256": str}
    return isinstance(line, dict) and all(isinstance(line.get(k), t) for k, t in wanted.items())


def _differences(archive: zipfile.ZipFile) -> Iterator[str]:
    try:
        manifest = _manifest(archive)
    except KeyError:
        yield f"missing: {MANIFEST}"
        return
    except (OSError, *BROKEN) as error:
        yield f"changed: {MANIFEST} ({error})"
        return
    if manifest.get("sha256") != _whole(manifest):
        yield f"changed: {MANIFEST} (its own hash is another)"
    if archive.comment:
        yield "extra: a comment of the archive"
    yield from _files(archive, {line["name"]: line for line in manifest["files"]})


def _files(archive: zipfile.ZipFile, listed: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    there: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        if entry.filename in there:
            yield f"extra: {entry.filename} (twice)"
        there[entry.filename] = entry
    for name, line in sorted(listed.items()):
        if name not in there:
            yield f"missing: {name}"
        elif not _same(archive, there[name], line):
            yield f"changed: {name}"
    for name in sorted(set(there) - set(listed) - {MANIFEST}):
        yield f"extra: {name}"


def _same(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, line: Mapping[str, Any]) -> bool:
    if entry.file_size != line["size"]:
        return False
    found, size = hashlib.sha256(), 0
    try:
        with archive.open(entry) as content:
            while chunk := content.read(CHUNK):
                size += len(chunk)
                if size > entry.file_size:
                    return False
                found.update(chunk)
    except (OSError, *BROKEN):
        return False
    return found.hexdigest() == line["sha256"]

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
from typing import Any, BinaryIO

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
# The last record of a ZIP: sign, four counts, the directory's length and place, a comment's length.
END, END_SIGN = struct.Struct("<4s4H2LH"), b"PK\x05\x06"
# How long a file's line in the directory and its own header are, but for its name.
LISTED, LOCAL = 46, 30


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
        if not path.is_file() and path.exists():
            return ["cannot be read: not a file"]  # a device gives bytes for ever
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            return list(_too_much(archive)) or [
                *_differences(archive, file),
                *_strays(archive, file),
            ]
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


def _differences(archive: zipfile.ZipFile, file: BinaryIO) -> Iterator[str]:
    try:
        manifest = _manifest(archive)
    except KeyError:
        yield f"missing: {MANIFEST}"
        return
    except (OSError, *BROKEN) as error:
        yield f"changed: {MANIFEST} ({error})"
        return
    whole = archive.read(MANIFEST)
    if manifest.get("sha256") != _whole(manifest):
        yield f"changed: {MANIFEST} (its own hash is another)"
    packed = {"size": len(whole), "sha256": hashlib.sha256(whole).hexdigest()}
    if not _same(file, archive.getinfo(MANIFEST), packed):
        yield f"changed: {MANIFEST} (something behind it)"
    if archive.comment:
        yield "extra: a comment of the archive"
    listed = {line["name"]: line for line in manifest["files"]}
    yield from _files(archive, file, listed)


def _files(
    archive: zipfile.ZipFile, file: BinaryIO, listed: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    there: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        if entry.filename in there:
            yield f"extra: {entry.filename} (twice)"
        there[entry.filename] = entry
    for name, line in sorted(listed.items()):
        if name not in there:
            yield f"missing: {name}"
        elif not _same(file, there[name], line):
            yield f"changed: {name}"
    for name in sorted(set(there) - set(listed) - {MANIFEST}):
        yield f"extra: {name}"


def _same(file: BinaryIO, entry: zipfile.ZipInfo, line: Mapping[str, Any]) -> bool:
    if entry.file_size != line["size"]:
        return False
    found, size = hashlib.sha256(), 0
    try:
        for chunk in _unpacked(file, entry):
            size += len(chunk)
            if size > entry.file_size:
                return False
            found.update(chunk)
    except (OSError, *BROKEN):
        return False
    return found.hexdigest() == line["sha256"]


def _unpacked(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content, piece by piece; raise where the packed bytes do not end with it.

    `zipfile` reads over what stands behind the end of a packed content.
    """
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("packed in another way")
    file.seek(entry.header_offset + len(entry.FileHeader()))
    inflate, left, packed = zlib.decompressobj(-zlib.MAX_WBITS), entry.compress_size, b""
    while not inflate.eof:
        if not packed:
            packed = file.read(min(CHUNK, left))
            left -= len(packed)
        if not packed:
            raise zipfile.BadZipFile("cut off")
        yield inflate.decompress(packed, CHUNK)
        packed = inflate.unconsumed_tail
    if left or inflate.unused_data:
        raise zipfile.BadZipFile("something behind the content")


def _strays(archive: zipfile.ZipFile, file: BinaryIO) -> Iterator[str]:
    """Bytes that belong to nothing: before, between or behind the files and the directory."""
    ends_at = file.seek(0, io.SEEK_END) - END.size - len(archive.comment)
    file.seek(max(ends_at, 0))
    sign, *_disks, length, begins_at, _comment = END.unpack(file.read(END.size))
    if sign != END_SIGN:
        yield "extra: bytes behind the archive"
        return
    if begins_at + length != ends_at:
        yield "extra: bytes before the archive or its directory"
        return
    place = listed = 0
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        header = entry.FileHeader()
        file.seek(entry.header_offset)
        if file.read(len(header)) != header or entry.header_offset != place:
            yield f"extra: bytes before {entry.filename}"
        if entry.extra or entry.comment:
            yield f"extra: notes on {entry.filename}"
        place = entry.header_offset + len(header) + entry.compress_size
        listed += LISTED + len(header) - LOCAL
    if place != begins_at:
        yield "extra: bytes behind the last file"
    if listed != length:
        yield "extra: bytes in the directory"

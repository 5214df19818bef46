"""The archive as files on a disk, to be kept elsewhere and checked without any database."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from app.domain.keeping.rules import manifest
from app.domain.keeping.rules import record as records
from app.domain.keeping.rules.manifest import Line
from app.foundation.database import db
from app.foundation.destroyed import DestructionLine
from app.foundation.kept import KeptBatch, KeptCase

AT_ONCE = 100


def export(folder: Path) -> tuple[int, int]:
    """Write what is sealed and not there yet, take away what was destroyed; how many of each."""
    written = 0
    for batch in db.session.scalars(select(KeptBatch).order_by(KeptBatch.number)):
        sealed = select(KeptCase).where(KeptCase.batch == batch.number).order_by(KeptCase.id)
        for found in db.session.scalars(sealed.execution_options(yield_per=AT_ONCE)):
            written += _put(_record(folder, found.sha256), found.content)
            db.session.expunge(found)
        written += _put(_manifest(folder, batch.number), batch.manifest.encode())
    return written, _take_away(folder)


def folder_faults(folder: Path) -> Iterator[str]:
    """What is not as it was sealed in a folder of exported files."""
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("manifest-*.txt"))]
    if not texts:
        yield f"{folder}: no manifest is there"
    previous, lines = manifest.FIRST, list[Line]()
    for expected, text in enumerate(texts, 1):
        yield from manifest.link_faults(text, manifest.digest(text), expected, previous)
        previous = manifest.digest(text)
        try:
            lines += manifest.read(text).lines
        except manifest.Broken:
            continue  # said before
    yield from _files(folder, lines)


def head(folder: Path) -> str:
    """The hash of the last manifest: who notes it elsewhere can tell that none was cut off."""
    last = sorted(folder.glob("manifest-*.txt"))[-1]
    return manifest.digest(last.read_text("utf-8"))


def _files(folder: Path, lines: list[Line]) -> Iterator[str]:
    """Restored cases may be gone; whatever else a manifest names must be there, and sound."""
    gone = {one[1:3] for one in lines if one.act in (manifest.RESTORED, manifest.DESTROYED)}
    for line in lines:
        place = _record(folder, line.sha256)
        if line.act == manifest.DESTROYED and place.exists():
            yield f"case {line.case_id} ({line.number}): destroyed, and its record is still here"
        if line.act != manifest.KEPT or (not place.exists() and line[1:3] in gone):
            continue
        try:
            records.unpacked(place.read_bytes(), line.sha256)
        except OSError:
            yield f"case {line.case_id} ({line.number}): missing"
        except records.Broken as broken:
            yield f"case {line.case_id} ({line.number}): {broken}"


def _take_away(folder: Path) -> int:
    """What two persons had destroyed is not kept as a file either."""
    gone = select(DestructionLine.sha256).where(DestructionLine.destroyed_at.is_not(None))
    places = [_record(folder, sha256) for sha256 in db.session.scalars(gone)]
    there = [place for place in places if place.exists()]
    for place in there:
        place.unlink()
    return len(there)


def _record(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / f"{sha256}.json.zst"


def _manifest(folder: Path, number: int) -> Path:
    return folder / f"manifest-{number:06d}.txt"


def _put(place: Path, content: bytes) -> int:
    """Whole or not at all; what is there already is left alone."""
    if place.exists():
        return 0
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(".new")
    beside.write_bytes(content)
    beside.replace(place)
    return 1

"""A whole release as one file, laid out as the folders of the product are."""

import json
import zipfile
from collections.abc import Iterable
from io import BytesIO

from app.workflow.definitions import FORM, PROCESS, SCENARIO, Source
from app.workflow.models import Release

FOLDERS = {PROCESS: "processes", FORM: "forms", SCENARIO: "scenarios"}
# The same release gives the same file, byte for byte.
THEN = (1980, 1, 1, 0, 0, 0)


def zipped(release: Release, sources: Iterable[Source]) -> bytes:
    """The diagrams under `processes/`, the forms under `forms/`, and what it is."""
    written = BytesIO()
    files = sorted(sources, key=lambda source: (source.kind, source.filename))
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for source in files:
            folder = FOLDERS[source.kind]
            _write(archive, f"{folder}/{source.filename}", source.content)
        about = json.dumps(_about(release, files), ensure_ascii=False, indent=1)
        _write(archive, "release.json", about.encode())
    return written.getvalue()


def _about(release: Release, files: list[Source]) -> dict[str, object]:
    begins = release.effective_at or release.created_at
    return {
        "release": release.id,
        "sha256": release.sha256,
        "note": release.note,
        "effective_at": begins.isoformat(),
        "items": [{"kind": s.kind, "key": s.key, "sha256": s.sha256} for s in files],
    }


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, THEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)

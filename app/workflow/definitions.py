"""Releases: import the folders, find the current one, keep each parsed once a process."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, or_, select

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.workflow import engine, forms
from app.workflow.engine.diagram import Diagram
from app.workflow.models import Release, ReleaseItem, ReleaseWithdrawal

PROCESS, FORM = "process", "form"
# The text of a scenario that a release needs otherwise than it was shipped; see `studio/trials`.
SCENARIO = "scenario"


@dataclass(frozen=True)
class LoadedRelease:
    """A release ready to run: parsed diagrams and forms, shared by all threads, never changed."""

    id: int
    specs: engine.Specs
    files: dict[str, bytes]
    forms: dict[str, forms.Form]

    def form(self, form_key: str) -> forms.Form:
        """The form of a user task."""
        if form_key not in self.forms:
            raise NotFound(_("There is no such form."))
        return self.forms[form_key]

    def xml(self, process_id: str) -> bytes:
        """A diagram as it was released."""
        if process_id not in self.files:
            raise NotFound(_("There is no such diagram."))
        return self.files[process_id]

    def diagram(self, process_id: str) -> Diagram:
        """A diagram's boxes, lanes and flows."""
        if process_id not in self.specs.diagrams:
            raise NotFound(_("There is no such diagram."))
        return self.specs.diagrams[process_id]


@dataclass(frozen=True)
class Source:
    """A file to release."""

    kind: str
    key: str
    filename: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint of the content."""
        return hashlib.sha256(self.content).hexdigest()


_WITHDRAWN = select(ReleaseWithdrawal).where(ReleaseWithdrawal.release_id == Release.id).exists()

# (database, release id) → the release, parsed.  Releases never change, so nothing goes stale.
_loaded: dict[tuple[str, int], LoadedRelease] = {}


def current() -> LoadedRelease:
    """The release on which new cases begin."""
    begun = or_(Release.effective_at.is_(None), Release.effective_at <= clock.now())
    in_force = db.session.scalar(select(func.max(Release.id)).where(begun, ~_WITHDRAWN))
    if in_force is None:
        raise NotFound(_("No diagram has been released yet: run `flask setup`."))
    return release(in_force)


def newest() -> int | None:
    """The number of the newest release, in force or still to come; None before the first."""
    return db.session.scalar(select(func.max(Release.id)).where(~_WITHDRAWN))


def release(release_id: int) -> LoadedRelease:
    """A release by its number; parsed once and kept."""
    key = str(db.engine.url), release_id
    if key not in _loaded:
        _loaded[key] = _load(release_id)
    return _loaded[key]


def forget_all() -> None:
    """Read every release anew: another database took this one's place."""
    _loaded.clear()


def deploy(processes: Path, form_folder: Path, note: str = "") -> Release | None:
    """Release the diagrams and forms of two folders; None where nothing has changed."""
    return publish(in_folders(processes, form_folder), note)


def in_folders(processes: Path, form_folder: Path) -> list[Source]:
    """The diagrams and forms of two folders."""
    return [
        *(
            Source(PROCESS, _process_id(content), str(path.relative_to(processes)), content)
            for path, content in _contents(processes, "*.bpmn")
        ),
        *(
            Source(FORM, str(name.with_suffix("")), str(name), content)
            for path, content in _contents(form_folder, "*.json")
            for name in [path.relative_to(form_folder)]
        ),
    ]


def lock() -> None:
    """Whoever makes or withdraws a release waits here, so that none is made past another."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("release"))))


def publish(
    sources: Iterable[Source],
    note: str = "",
    *,
    effective_at: datetime | None = None,
    by: int | None = None,
) -> Release | None:
    """Make a release of these files unless the newest one is the same; `by` is who releases it.

    New cases begin on it from `effective_at` on, at once where that is empty.
    """
    lock()
    sources = sorted(sources, key=lambda s: (s.kind, s.key))
    lines = "".join(f"{s.kind} {s.key} {s.sha256}\n" for s in sources)
    sha256 = hashlib.sha256(lines.encode()).hexdigest()
    last = db.session.get(Release, number) if (number := newest()) else None
    if last is not None and last.sha256 == sha256:
        return None
    numbers = _numbers()
    made = Release(sha256=sha256, note=note, effective_at=effective_at, created_by_id=by)
    made.items = [
        ReleaseItem(
            kind=s.kind,
            key=s.key,
            filename=s.filename,
            number=_number(numbers, s),
            sha256=s.sha256,
            content=s.content,
        )
        for s in sources
    ]
    db.session.add(made)
    db.session.flush()  # its id goes into the record
    audit.record("release", subject=f"release:{made.id}", sha256=sha256, note=note)
    return made


def _contents(folder: Path, pattern: str) -> list[tuple[Path, bytes]]:
    return [(path, path.read_bytes()) for path in sorted(folder.rglob(pattern))]


def _process_id(content: bytes) -> str:
    return engine.diagram_id(content)


def _numbers() -> dict[tuple[str, str], tuple[int, str]]:
    """The last number and fingerprint of each diagram and form."""
    rows = db.session.execute(
        select(ReleaseItem.kind, ReleaseItem.key, ReleaseItem.number, ReleaseItem.sha256).order_by(
            ReleaseItem.release_id
        )
    )
    return {(kind, key): (number, sha256) for kind, key, number, sha256 in rows}


def _number(numbers: dict[tuple[str, str], tuple[int, str]], source: Source) -> int:
    number, sha256 = numbers.get((source.kind, source.key), (0, ""))
    return number if sha256 == source.sha256 else number + 1


def _load(release_id: int) -> LoadedRelease:
    rows = db.session.scalars(select(ReleaseItem).where(ReleaseItem.release_id == release_id)).all()
    drawn = [row for row in rows if row.kind == PROCESS]
    return LoadedRelease(
        id=release_id,
        specs=_specs(tuple((row.filename, row.content) for row in drawn)),
        files={row.key: row.content for row in drawn},
        forms={row.key: _form(row.content) for row in rows if row.kind == FORM},
    )


@lru_cache(maxsize=4)
def _specs(drawn: tuple[tuple[str, bytes], ...]) -> engine.Specs:
    """The diagrams, parsed; releases that differ in a form alone share them."""
    return engine.parse(dict(drawn))


@lru_cache(maxsize=512)
def _form(content: bytes) -> forms.Form:
    """A form, parsed; most releases change few of them, and share the others."""
    return forms.parse(content)

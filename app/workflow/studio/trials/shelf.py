"""Which scenarios there are: the shipped files, and those that administrators wrote."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.foundation import paths
from app.foundation.database import db
from app.workflow.definitions import SCENARIO, Source
from app.workflow.studio.revisions import Name
from app.workflow.studio.trials import reading
from app.workflow.studio.trials.models import WrittenScenario
from app.workflow.studio.trials.reading import Described, NotPlayable

SHIPPED, WRITTEN = "shipped", "written"


@dataclass(frozen=True)
class Sheet:
    """A scenario that can be played; `key` names it for good, `sha256` its text today."""

    key: str
    text: str
    about: Described
    sha256: str
    # Has the draft, or the release, a text of its own?
    is_adapted: bool = False

    @property
    def is_shipped(self) -> bool:
        """Did it come with the program?"""
        return self.key.startswith(f"{SHIPPED}:")


def sheets(files: Mapping[Name, Source] | None = None) -> list[Sheet]:
    """All scenarios that count: shipped, and written and not put away.

    `files` are those of a draft or a release: where it has a text of its own, that one counts.
    """
    return [_adapted(one, files or {}) for one in (*_shipped(), *_written())]


def lies_in(key: str) -> Path | None:
    """The file of a shipped scenario; its neighbours are what it may play besides."""
    of, _colon, name = key.partition(":")
    return paths.SCENARIOS / Path(name).name if of == SHIPPED else None


def shipped(name: str) -> Sheet | None:
    """The shipped scenario of that file name."""
    return next((one for one in _shipped() if one.key == f"{SHIPPED}:{name}"), None)


def concerning(processes: Iterable[str]) -> list[Sheet]:
    """The scenarios that play one of these processes."""
    wanted = set(processes)
    return [one for one in sheets() if wanted.intersection(one.about.processes)]


def _shipped() -> Iterator[Sheet]:
    for file in sorted(paths.SCENARIOS.glob("*.yaml")):
        yield _of_file(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=1_000)
def _of_file(file: Path, changed: int) -> Sheet:
    """A shipped scenario, read again only when its file has changed."""
    text = file.read_text(encoding="utf-8")
    about = reading.described(text, file)
    beside = [one.read_text(encoding="utf-8") for one in about.beside]
    return Sheet(f"{SHIPPED}:{file.name}", text, about, _fingerprint(text, *beside))


def _adapted(sheet: Sheet, files: Mapping[Name, Source]) -> Sheet:
    own = files.get((SCENARIO, sheet.key))
    if own is None:
        return sheet
    text = own.content.decode()
    try:
        about = reading.described(text, lies_in(sheet.key))
    except NotPlayable:  # the grammar has changed since: the trial will say so
        about = sheet.about
    beside = [one.read_text(encoding="utf-8") for one in about.beside]
    return Sheet(sheet.key, text, about, _fingerprint(text, *beside), is_adapted=True)


def _written() -> Iterator[Sheet]:
    statement = (
        select(WrittenScenario)
        .where(WrittenScenario.put_away_at.is_(None))
        .order_by(WrittenScenario.id)
        .options(undefer(WrittenScenario.text))
    )
    for row in db.session.scalars(statement):
        about = _of_row(row)
        yield Sheet(f"{WRITTEN}:{row.id}", row.text, about, _fingerprint(row.text))


def _of_row(row: WrittenScenario) -> Described:
    """What it was about when it was saved, where the grammar has changed since."""
    try:
        return _of_text(row.text)
    except NotPlayable:
        return Described(row.title, row.process, (row.process,), 0)


@lru_cache(maxsize=1_000)
def _of_text(text: str) -> Described:
    return reading.described(text)


def _fingerprint(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()

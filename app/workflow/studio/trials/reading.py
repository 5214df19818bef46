"""What the machinery must know of a scenario.  Who can read one, the factory says (`use`)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from flask_babel import LazyString

from app.foundation.i18n import _


@dataclass(frozen=True)
class Described:
    """What a scenario is about: `processes` are its own and those it begins besides."""

    title: str
    process: str
    processes: tuple[str, ...]
    step_count: int
    # The files of other scenarios that it plays.
    beside: tuple[Path, ...] = ()


class NotPlayable(Exception):
    """A text that is no scenario: the line to blame, and why."""

    def __init__(self, line: int, said: LazyString | str) -> None:
        super().__init__(line, said)
        self.line, self.said = line, said

    def __str__(self) -> str:
        return _("Line %(line)s: %(said)s", line=self.line, said=self.said)


class Reader(Protocol):
    """Who knows the grammar of scenarios."""

    def described(self, text: str, file: Path | None) -> Described:
        """What the text is about, or `NotPlayable`; `file` is where a shipped one lies."""

    def may_begin(self, process: str) -> bool:
        """Can people begin this process on a page?"""


_readers: list[Reader] = []


def use(reader: Reader) -> None:
    """From now on this one reads."""
    _readers[:] = [reader]


def described(text: str, file: Path | None = None) -> Described:
    """What the text is about.  Raises `NotPlayable`."""
    return _readers[0].described(text, file)


def may_begin(process: str) -> bool:
    """Can people begin this process on a page?"""
    return _readers[0].may_begin(process)

"""The chain of manifests: which records came and went, each manifest with the hash of the last.

Plain lines that `sha256sum` can check without this program.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

FORMAT = "xieshang-manifest/1"
FIRST = "0" * 64
KEPT, RESTORED, DESTROYED = "kept", "restored", "destroyed"


class Line(NamedTuple):
    """One record that came or went."""

    act: str
    case_id: int
    sha256: str
    size: int
    number: str

    def __str__(self) -> str:
        return f"{self.act} {self.case_id} {self.sha256} {self.size} {self.number}"


class Manifest(NamedTuple):
    """What one manifest says."""

    number: int
    year: int
    previous: str
    lines: Sequence[Line]


class Broken(ValueError):
    """Text that is no manifest."""


def written(
    number: int, year: int, sealed_at: datetime, previous: str, lines: Iterable[Line]
) -> str:
    """The text of a manifest; its hash is what the next one names."""
    head = [
        FORMAT,
        f"number {number}",
        f"year {year}",
        f"sealed {sealed_at.isoformat()}",
        f"previous {previous}",
    ]
    return "\n".join([*head, *map(str, lines), ""])


def read(text: str) -> Manifest:
    """Read a manifest back."""
    try:
        version, number, year, _sealed, previous, *rest = text.rstrip("\n").split("\n")
        if version != FORMAT:
            raise Broken("not a manifest of this program")
        return Manifest(
            int(number.removeprefix("number ")),
            int(year.removeprefix("year ")),
            previous.removeprefix("previous "),
            [_line(one) for one in rest],
        )
    except ValueError as error:
        raise Broken("the manifest cannot be read") from error


def link_faults(text: str, sha256: str, expected: int, previous: str) -> Iterator[str]:
    """Is a manifest what its hash says, the one that comes next, and of this chain?"""
    if digest(text) != sha256:
        yield f"manifest {expected}: changed, its hash is another"
    try:
        said = read(text)
    except Broken as broken:
        yield f"manifest {expected}: {broken}"
        return
    if said.number != expected:
        yield f"manifest {expected}: missing, {said.number} is in its place"
    if said.previous != previous:
        yield f"manifest {expected}: does not follow on the one before it"


def digest(text: str) -> str:
    """The hash of a manifest."""
    return hashlib.sha256(text.encode()).hexdigest()


def _line(text: str) -> Line:
    act, case_id, sha256, size, number = text.split(" ", 4)
    return Line(act, int(case_id), sha256, int(size), number)

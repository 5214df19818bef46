"""What somebody asks of a list, read from its address; what is unknown is not asked.

A list says in a class of its own what it can be asked, each field how it is read:

    class Asked(asking.Asked):
        text: str = asking.text()
        state: str = asking.one_of(wording.STATES)
        sort: str = asking.one_of(wording.SORTS, "newest")
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

LONGEST = 100
DIGITS = 9  # of the number of a row
# How a list is shown; it leaves nothing out.
ARRANGED = frozenset({"sort", "view"})
HOW = "read by"


@dataclass(frozen=True)
class Asked:
    """The search as the page shows it again."""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """Read the address."""
        return cls(**{one.name: one.metadata[HOW](args, one.name) for one in fields(cls)})

    def args(self) -> dict[str, Any]:
        """The search as parameters of an address; what is usual is left out."""
        usual = {one.name: one.default for one in fields(self)}
        return {name: value for name, value in asdict(self).items() if value != usual[name]}

    def any(self) -> bool:
        """Is anything filtered?"""
        return bool(self.args().keys() - ARRANGED)


def text(longest: int = LONGEST) -> Any:
    """Words to look for."""
    return read_by(lambda args, name: said(args, name, longest))


def one_of(known: Container[str], usual: str = "") -> Any:
    """A choice among these."""
    return read_by(lambda args, name: chosen(args, name, known, usual), usual)


def row() -> Any:
    """Something that has a row of its own, by its number; 0 where none is meant."""
    return read_by(numbered, 0)


def read_by(how: Callable[[Mapping[str, str], str], Any], usual: Any = "") -> Any:
    """A question that is read in a way of its own."""
    return field(default=usual, metadata={HOW: how})


def said(args: Mapping[str, str], name: str = "text", longest: int = LONGEST) -> str:
    """The words under this name, as the database can take them."""
    return args.get(name, "").replace("\x00", "").strip()[:longest]


def chosen(args: Mapping[str, str], name: str, known: Container[str], usual: str = "") -> str:
    """What was chosen from a list; what is not on it was not chosen."""
    return args[name] if args.get(name) in known else usual


def numbered(args: Mapping[str, str], name: str) -> int:
    """The number under this name, 0 where it is none."""
    value = args.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= DIGITS else 0

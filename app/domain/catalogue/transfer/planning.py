"""What an import would do with each entry of a file, and what forbids it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.catalogue.viewing import Viewer

NEW, CHANGED, SAME, RETURNED = "new", "changed", "same", "returned"
ACTS = (NEW, CHANGED, RETURNED, SAME)


@dataclass(frozen=True)
class Who:
    """For whom a file is checked: what is seen, and whether only the own unit's entries count."""

    viewer: Viewer
    unit_code: str
    any_unit: bool


@dataclass(frozen=True)
class Planned:
    """An entry of the file, and what becomes of it."""

    row: int
    act: str
    entry_id: str | None
    before: int | None
    content: Mapping[str, Any]


@dataclass
class Plan:
    """All of it."""

    kind: str
    planned: list[Planned] = field(default_factory=list)
    # Columns whose values are left alone: the processes set them.
    left: tuple[str, ...] = ()
    # Networks to which an entry of the file is, or was, limited.
    networks: set[str] = field(default_factory=set)

    def counts(self) -> dict[str, int]:
        """How many of each act."""
        counted = Counter(one.act for one in self.planned)
        return {act: counted[act] for act in ACTS}

    def to_write(self) -> list[Planned]:
        """What changes something."""
        return [one for one in self.planned if one.act != SAME]

    def versions(self) -> dict[str, int]:
        """The versions that the plan is made for."""
        return {one.entry_id: one.before or 0 for one in self.planned if one.entry_id}

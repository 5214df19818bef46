"""What a question finds: one page of lines, how many there are, by what they can be narrowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.domain.catalogue.search.asking import Question

MOST = 500  # of one way in which a question is met
EXACTLY, NEARLY, PARTLY = "exactly", "nearly", "partly"


class Line(NamedTuple):
    """What was found, as a list shows it."""

    kind: str
    ref: str
    title: str
    unit_id: int | None
    unit: str | None
    unit_en: str | None
    level: str
    limited_to: str
    sharing_class: str
    modes: list[str]
    cycle: str
    summary: str
    facets: list[str]
    items: list[str] | None


@dataclass(frozen=True)
class Found:
    """One page of what a question finds, and by what it can be narrowed."""

    question: Question
    lines: list[Line] = field(default_factory=list)
    total: int = 0
    page: int = 1
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    how: str = EXACTLY

    @property
    def more(self) -> bool:
        """Are there more than are counted?"""
        return self.total >= MOST

    @property
    def counted(self) -> int:
        """How many can be looked through."""
        return min(self.total, MOST)

"""Who may read what was answered in a matter: what a unit says to itself stays with it."""

from collections.abc import Collection, Iterable
from typing import Any, Protocol

# Said inside a unit: what comes of it goes out with the approval of its head.
OWN = frozenset({"compile_entry", "compile_change", "revise_entry", "head_review"})
# ... the card of the matter shows what was approved.
OWN |= {"collection", "revise_collection", "review_collection"}
OWN |= {"database", "revise_database", "review_database"}
# ... but for what goes out as it is: (step, outcome) → the lanes whose units may read it.
SENT: dict[tuple[str, str], tuple[str, ...]] = {
    ("compile_change", "extend"): ("catalogue_office",),
}


class Answered(Protocol):
    """A task that was answered."""

    @property
    def name(self) -> Any:
        """Which step."""

    @property
    def outcome(self) -> Any:
        """What was chosen."""

    @property
    def answers(self) -> Any:
        """What was filled in."""

    @property
    def unit_id(self) -> Any:
        """The unit that answered."""


def is_open_to(step: Answered, unit_id: int, lanes: Collection[str]) -> bool:
    """May a unit, which acts in these lanes and sees the matter, read what was answered?"""
    if step.unit_id == unit_id:
        return True
    if sent := SENT.get((step.name, step.outcome)):
        return not set(lanes).isdisjoint(sent)
    return step.name not in OWN


def sent_files(steps: Iterable[Answered]) -> set[str]:
    """The files that left their unit, by the answers that named them."""
    lists = (
        value
        for one in steps
        if one.name not in OWN
        for value in (one.answers or {}).values()
        if isinstance(value, list)
    )
    return {named for value in lists for named in value if isinstance(named, str)}

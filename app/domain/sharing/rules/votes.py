"""How the leading group counts: who votes, whether half took part, what the majority wants."""

from collections.abc import Iterable
from dataclasses import dataclass

CHOICES = ("approve", "reject", "abstain")


@dataclass(frozen=True)
class Tally:
    """The votes of one item; members that did not vote count as abstaining, not as voting."""

    entitled: int
    approve: int
    reject: int
    abstain: int

    @property
    def voted(self) -> int:
        """How many took part."""
        return self.approve + self.reject + self.abstain

    @property
    def below_half(self) -> bool:
        """Did fewer than half of those entitled vote?"""
        return self.voted * 2 < self.entitled

    @property
    def majority(self) -> str | None:
        """What most of those who took a side want: to provide, to refuse, or neither."""
        if self.approve == self.reject:
            return None
        return "provide" if self.approve > self.reject else "refuse"

    def departs(self, outcome: str) -> bool:
        """Does the decision go against the majority, so that it needs a reason?"""
        return outcome in ("provide", "refuse") and self.majority not in (None, outcome)


def tally(votes: Iterable[str], entitled: int) -> Tally:
    """Count the votes cast."""
    cast = list(votes)
    return Tally(entitled, *(cast.count(choice) for choice in CHOICES))


def voters(members: Iterable[str], recused: Iterable[str | None]) -> list[str]:
    """The members that vote: nobody judges a dispute of its own."""
    parties = set(recused)
    return [member for member in members if member not in parties]

"""What a pair of the table of synonyms must be: two names, one step, no chain and no circle."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.domain.catalogue.rules import spelling
from app.foundation.i18n import _

LONGEST = 100


class Pair(NamedTuple):
    """A word that people use, and the name under which the catalogues have the item."""

    term: str
    canonical: str


def cleaned(term: str, canonical: str) -> Pair:
    """A pair as it is kept: without blanks around, on one line."""
    return Pair(" ".join(term.split()), " ".join(canonical.split()))


class Table:
    """The pairs that stand already, by their keys: what a new one is checked against."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        self.leads: dict[str, str] = {}
        self.led_to: dict[str, str] = {}
        for pair in pairs:
            self.add(pair)

    def add(self, pair: Pair) -> None:
        """One more pair."""
        self.leads[spelling.key(pair.term)] = pair.canonical
        self.led_to[spelling.key(pair.canonical)] = pair.term

    def faults(self, pair: Pair) -> list[tuple[str, str]]:
        """What is wrong with a pair beside the others, field by field."""
        return list(_spelt(pair)) or list(self._beside(pair))

    def _beside(self, pair: Pair) -> Iterator[tuple[str, str]]:
        term, canonical = spelling.key(pair.term), spelling.key(pair.canonical)
        if term == canonical:
            yield "canonical", _("A word is no synonym of itself.")
        elif term in self.leads:
            stands_for = self.leads[term]
            yield (
                "term",
                _("“%(term)s” stands for “%(name)s” already.", term=pair.term, name=stands_for),
            )
        elif canonical in self.leads:
            yield "canonical", _chain(pair.canonical, self.leads[canonical])
        elif term in self.led_to:
            yield "term", _chained(pair, self.led_to[term])


def _spelt(pair: Pair) -> Iterator[tuple[str, str]]:
    for field, name in pair._asdict().items():
        if "\x00" in name:
            yield field, _("This is not a text.")
        elif not spelling.key(name):
            yield field, _("This field is required.")
        elif len(name) > LONGEST:
            yield field, _("The text has more than %(count)d characters.", count=LONGEST)


def _chain(name: str, leads_to: str) -> str:
    return _(
        "“%(name)s” is a synonym itself: choose “%(other)s”, for which it stands.",
        name=name,
        other=leads_to,
    )


def _chained(pair: Pair, other: str) -> str:
    return _(
        "“%(other)s” stands for “%(term)s”: a name of the catalogues cannot be a synonym itself. "
        "Lead “%(other)s” to “%(name)s” first.",
        other=other,
        term=pair.term,
        name=pair.canonical,
    )

"""Which names mean the same item: read whole, as chains and circles must be followed to the end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules import spelling
from app.foundation.database import db


@dataclass(frozen=True)
class Synonyms:
    """Every name that stands in the table → the key under which all names of its item meet."""

    roots: Mapping[str, str] = field(default_factory=dict)
    # Key of a root → the names as they are written in the table.
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def root(self, name: str) -> str:
        """The key of the item that a name means; of an unknown name, its own."""
        known = spelling.key(name)
        return self.roots.get(known, known)

    def spelt(self, root: str) -> frozenset[str]:
        """The names in the table that mean this item."""
        return self.names.get(root, frozenset())

    def written(self) -> Iterator[tuple[str, str]]:
        """Every name as it is written, with its root."""
        for root, names in self.names.items():
            for name in names:
                yield name, root


def current() -> Synonyms:
    """The synonyms as they are now."""
    return of(db.session.execute(select(Synonym.term, Synonym.canonical)))


def of(pairs: Iterable[Sequence[str]]) -> Synonyms:
    """Synonyms of a table of (term, canonical): a→b→c are one item, a circle is one too."""
    known = [(term, canonical) for term, canonical in pairs]
    leads = {spelling.key(term): spelling.key(canonical) for term, canonical in known}
    roots = {one: _root(one, leads) for one in {*leads, *leads.values()}}
    names: dict[str, set[str]] = {}
    for name in {name for pair in known for name in pair}:
        names.setdefault(roots[spelling.key(name)], set()).add(name)
    return Synonyms(roots, {root: frozenset(found) for root, found in names.items()})


def _root(key: str, leads: Mapping[str, str]) -> str:
    """Where the chain from a key ends; of a circle the first name, so that all say the same."""
    passed: list[str] = []
    while key in leads and key not in passed:
        passed.append(key)
        key = leads[key]
    return min(passed[passed.index(key) :]) if key in passed else key

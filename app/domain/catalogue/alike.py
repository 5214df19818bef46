"""What is nearly called so: items that differ by one character, entries of a like name.

They are shown beside the hits, so that a slip of the pen is found; they make none.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from app.domain.catalogue import search
from app.domain.catalogue.rules import columns, spelling
from app.domain.catalogue.viewing import Viewer

# Looking for each takes a search.
MOST_ITEMS, MOST_NAMES = 8, 5
LOOKED_AT = 20
ALIKE = 0.5
# Whoever may see everything, from no network.
EVERYTHING = Viewer(unit_id=0, is_administrator=True)


class Near(NamedTuple):
    """An item of the proposal that no entry has, and one of the catalogues nearly so spelt."""

    proposed: str
    held: str


class Alike(NamedTuple):
    """An entry whose name is like the proposal's."""

    kind: str
    id: str
    title: str
    likeness: float


def spellings(items: Iterable[str], viewer: Viewer | None) -> Iterator[Near]:
    """The items of the catalogues that differ from these by one character."""
    long = [item for item in items if len(spelling.key(item)) >= spelling.SHORTEST_NEAR]
    for item in long[:MOST_ITEMS]:
        for found in search.suggest(item, viewer or EVERYTHING):
            if found.kind == "item" and spelling.is_near(
                spelling.key(item), spelling.key(found.title)
            ):
                yield Near(item, found.title)


def names(name: str, left_out: Collection[tuple[str, str]], viewer: Viewer | None) -> list[Alike]:
    """The entries that are called alike, but for these; those most alike first."""
    if not spelling.key(name):
        return []
    lines = search.search(name, viewer or EVERYTHING, size=LOOKED_AT).lines
    found = [
        Alike(one.kind, one.ref, one.title, round(spelling.likeness(name, one.title), 4))
        for one in lines
        if one.kind in columns.KINDS and (one.kind, one.ref) not in left_out
    ]
    likely = sorted((one for one in found if one.likeness >= ALIKE), key=lambda one: -one.likeness)
    return likely[:MOST_NAMES]

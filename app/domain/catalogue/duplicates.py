"""Does what somebody wants to collect, build or ask for exist already?

A proposal is compared with all four catalogues, item by item, after synonyms.  What the rule
(`rules/overlap.py`) calls a hit decides; names, and items that are nearly spelt the same, are
shown and rank the hits, but make none.
"""

from collections.abc import Collection as Some
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.domain.catalogue import alike, holdings, synonyms
from app.domain.catalogue.alike import Alike, Near
from app.domain.catalogue.holdings import Held, Named
from app.domain.catalogue.proposals import Proposal
from app.domain.catalogue.rules import overlap, spelling, values
from app.domain.catalogue.synonyms import Synonyms
from app.domain.catalogue.viewing import Viewer

SAME, SYNONYM, NEARLY = "same", "synonym", "near"
CATALOGUES = list(values.CATALOGUES)


@dataclass(frozen=True)
class Match:
    """An item of the proposal, and the item of an entry that is the same, or nearly spelt so."""

    proposed: str
    held: str
    how: str


@dataclass(frozen=True)
class Hit:
    """An entry that shares enough with the proposal."""

    catalogue: str
    kind: str
    id: str
    title: str
    unit: str
    unit_name: str
    sharing_class: str
    standing: str
    matched: tuple[str, ...]
    missing: tuple[str, ...]
    matches: tuple[Match, ...]
    near: tuple[Match, ...]
    # How many different items it shares, the proposal has, and it has itself.
    shared: int
    proposed: int
    own: int
    # How much its name is like the proposal's.
    likeness: float

    @property
    def items(self) -> list[str]:
        """Its own names of the shared items: what one would ask it for."""
        return list(dict.fromkeys(match.held for match in self.matches))

    def as_json(self) -> dict[str, Any]:
        """The hit as plain values."""
        given = asdict(self).items()
        plain = {name: list(one) if isinstance(one, tuple) else one for name, one in given}
        of_proposal, of_own = self.shared / self.proposed, self.shared / self.own
        return plain | {"of_proposal": round(of_proposal, 4), "of_own": round(of_own, 4)}


@dataclass(frozen=True)
class Verdict:
    """What the catalogues say to a proposal.

    `unconfirmed` are databases that would be hits, and are being updated or only filed: they
    stand in no catalogue with what they hold, so they do not count.  `more` hits are not listed.
    `near` and `names` are what is nearly spelt or called so, in whichever entry.
    """

    verdict: str
    hits: tuple[Hit, ...]
    missing: tuple[str, ...]
    unconfirmed: tuple[Hit, ...] = ()
    more: int = 0
    near: tuple[Near, ...] = ()
    names: tuple[Alike, ...] = ()

    @property
    def speaks_against(self) -> bool:
        """Is there anything because of which the proposal needs a reason?"""
        return bool(self.hits or self.unconfirmed)

    def as_json(self) -> dict[str, Any]:
        """The verdict as plain values."""
        return {
            "verdict": self.verdict,
            "hits": [hit.as_json() for hit in self.hits],
            "missing": list(self.missing),
            "unconfirmed": [hit.as_json() for hit in self.unconfirmed],
            "more": self.more,
            "near": [one._asdict() for one in self.near],
            "names": [one._asdict() for one in self.names],
        }


def check(
    proposal: Proposal,
    viewer: Viewer | None = None,
    exclude: Some[Named] = (),
    *,
    hidden: bool = False,
) -> Verdict:
    """Compare a proposal with what the viewer may see of the catalogues; None sees everything.

    `exclude` are entries that are not meant, such as the one that is being changed.  With
    `hidden` the comparison is with what the viewer may not see: for reviewers, never for it.
    """
    known = synonyms.current()
    groups = proposal.grouped(known)
    wanted = [_spelt(key, names, known) for key, names in groups.items()]
    found = holdings.find(holdings.Asked(wanted, known, viewer, frozenset(exclude), hidden))
    items = holdings.items(found.held)
    made = [_hit(one, proposal, groups, known, items[one.kind, one.id]) for one in found.held]
    hits = sorted((hit for hit in made if hit.standing == holdings.STANDS), key=_rank)
    others = sorted((hit for hit in made if hit.standing != holdings.STANDS), key=_rank)
    covered = {key for place, key in enumerate(groups) if place in found.covered}
    missing = _named(groups, set(groups) - covered)
    shown = {(one.kind, one.id) for one in made} | set(exclude)
    return Verdict(
        overlap.verdict(groups, covered, found.total),
        tuple(hits),
        missing,
        tuple(others),
        more=found.total - len(hits),
        near=() if hidden else tuple(alike.spellings(missing, viewer)),
        names=() if hidden else tuple(alike.names(proposal.name, shown, viewer)),
    )


def _spelt(key: str, names: Some[str], known: Synonyms) -> list[str]:
    """How an item may be written in the catalogues."""
    return sorted({*names, *map(spelling.plain, names), *known.spelt(key), key})


def _hit(
    held: Held,
    proposal: Proposal,
    groups: Mapping[str, list[str]],
    known: Synonyms,
    items: Iterable[str],
) -> Hit:
    """An entry beside the proposal, item by item."""
    roots: dict[str, list[str]] = {}
    for item in items:
        roots.setdefault(known.root(item), []).append(item)
    shared = [key for key in groups if key in roots]
    return Hit(
        held.catalogue,
        held.kind,
        held.id,
        held.title,
        held.unit,
        held.unit_name,
        held.sharing_class,
        held.standing,
        matched=_named(groups, set(shared)),
        missing=_named(groups, set(groups) - set(shared)),
        matches=tuple(_match(name, roots[key]) for key in shared for name in groups[key]),
        near=tuple(_near(groups, roots)),
        shared=len(shared),
        proposed=len(groups),
        own=len(roots),
        likeness=round(spelling.likeness(proposal.name, held.title), 4),
    )


def _match(proposed: str, held: list[str]) -> Match:
    """The item of an entry that stands for a proposed one: the same name, where it has that."""
    wanted = spelling.key(proposed)
    same = next((name for name in held if spelling.key(name) == wanted), None)
    return Match(proposed, same, SAME) if same else Match(proposed, held[0], SYNONYM)


def _near(groups: Mapping[str, list[str]], roots: Mapping[str, list[str]]) -> Iterator[Match]:
    """Items of both sides that are not the same, and differ by one character."""
    left = [(key, name) for key, names in roots.items() if key not in groups for name in names]
    for key, names in groups.items():
        if key in roots:
            continue
        for proposed in names:
            for _key, held in left:
                if spelling.is_near(spelling.key(proposed), spelling.key(held)):
                    yield Match(proposed, held, NEARLY)


def _named(groups: Mapping[str, list[str]], keys: Some[str]) -> tuple[str, ...]:
    """The proposal's own names of some of its items, in its order."""
    return tuple(name for key, names in groups.items() if key in keys for name in names)


def _rank(hit: Hit) -> tuple[Any, ...]:
    """What covers most first; then catalogue by catalogue, what is called alike first."""
    place = CATALOGUES.index(hit.catalogue) if hit.catalogue in CATALOGUES else len(CATALOGUES)
    return -hit.shared, place, -hit.likeness - len(hit.near), hit.id

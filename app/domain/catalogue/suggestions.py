"""What else might serve whoever was refused a resource, the best first, each with its reasons.

Two kinds are looked for: the same items held elsewhere, under the same or another name, and a
narrower resource of the same subject, such as a published summary.  Two statements, however many
resources there are: the words for the items, then the resources in which they are found.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.domain.catalogue import viewing
from app.domain.catalogue.models.resource import (
    CONDITIONAL,
    NOT_SHAREABLE,
    PUBLISHED,
    UNCONDITIONAL,
    DataItem,
    Resource,
)
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules.columns import RESOURCE
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db

MOST = 5
LOOKED_AT = 60
# So that a case with very many items does not become a statement of endless length.
MOST_ITEMS = 60
OPENNESS = {NOT_SHAREABLE: 0, CONDITIONAL: 1, UNCONDITIONAL: 2}
# Resources that tell about their subject without giving away each single record.
DIGESTS = ("公告", "统计", "汇总", "名录", "核验", "公报", "月报")
SAME, SYNONYM, NARROWER = "same", "synonym", "narrower"
WORTH = {SAME: 1.0, SYNONYM: 1.0, NARROWER: 0.8}


@dataclass(frozen=True)
class Match:
    """A wanted item, and the item that stands for it in another resource."""

    wanted: str
    held: str
    how: str


@dataclass(frozen=True)
class Suggestion:
    """A resource that might serve instead, and why."""

    resource: Resource
    wanted: int
    matches: tuple[Match, ...]
    missing: tuple[str, ...]
    # Words of the subject that both resources share.
    subject: tuple[str, ...]
    is_digest: bool
    is_opener: bool
    same_provider: bool

    @property
    def items(self) -> list[str]:
        """Its own names of the items that are wanted: what one would ask it for."""
        return list(dict.fromkeys(match.held for match in self.matches))

    @property
    def score(self) -> float:
        """How well it serves: what it holds counts most, then what it is about."""
        held = sum(WORTH[match.how] for match in self.matches) / max(self.wanted, 1)
        digest = 2.0 if self.is_digest and (self.subject or self.matches) else 0.0
        return (
            10 * held
            + digest
            + min(len(self.subject), 3)
            + (1.0 if self.is_opener else 0.0)
            + (0.5 if self.same_provider else 0.0)
        )


def instead_of(
    refused: Resource, wanted: Collection[str], demander_id: int, viewer: Viewer
) -> list[Suggestion]:
    """The best resources to offer instead of one that was refused, the best first.

    Only such as both the demander and whoever looks may see.
    """
    items = list(dict.fromkeys(wanted))[:MOST_ITEMS]
    names = _names(items)
    words = refused.keywords.split()
    seen = and_(
        viewing.entries(RESOURCE, viewer),
        viewing.entries(RESOURCE, viewing.of_unit(demander_id, viewer.networks)),
        Resource.provider_unit_id != demander_id,
    )
    found = _candidates(refused, items, names, words, seen)
    made = [_suggestion(one, refused, items, names, words) for one in found]
    worth = [one for one in made if one.matches or (one.subject and one.is_digest)]
    return sorted(worth, key=lambda one: (-one.score, one.resource.id))[:MOST]


def _names(items: Collection[str]) -> dict[str, set[str]]:
    """Item → the other names by which it is known: its own canonical name and all of its."""
    theirs = select(Synonym.canonical).where(Synonym.term.in_(items))
    asked = or_(Synonym.canonical.in_(items), Synonym.canonical.in_(theirs))
    groups: dict[str, set[str]] = {}
    known = select(Synonym.term, Synonym.canonical).where(asked)
    for term, canonical in db.session.execute(known):
        groups.setdefault(canonical, {canonical}).add(term)
    return {
        item: set().union(*(group for group in groups.values() if item in group)) - {item}
        for item in items
    }


def _candidates(
    refused: Resource,
    items: Collection[str],
    names: Mapping[str, set[str]],
    words: Collection[str],
    seen: ColumnElement[bool],
) -> list[Resource]:
    """The resources among those `seen` in which an item or a word is found, the fullest first."""
    known = set(items).union(*names.values())
    held = or_(DataItem.name.in_(known), *(_narrower(item) for item in items))
    counted = (
        select(func.count())
        .where(DataItem.resource_id == Resource.id, held)
        .correlate(Resource)
        .scalar_subquery()
    )
    about = [Resource.searched.contains(word, autoescape=True) for word in words]
    best = (
        select(Resource.id)
        .where(
            Resource.status == PUBLISHED,
            Resource.id != refused.id,
            Resource.sharing_class != NOT_SHAREABLE,
            seen,
            or_(counted > 0, *about),
        )
        .order_by(counted.desc(), Resource.id)
        .limit(LOOKED_AT)
    )
    statement = (
        select(Resource)
        .join(Resource.provider)
        .where(Resource.id.in_(best))
        .options(contains_eager(Resource.provider), joinedload(Resource.items))
    )
    return list(db.session.scalars(statement).unique())


def _narrower(item: str) -> ColumnElement[bool]:
    """In Chinese the head comes last: 欠税税种 is a kind of 税种."""
    return and_(DataItem.name.endswith(item, autoescape=True), DataItem.name != item)


def _suggestion(
    one: Resource,
    refused: Resource,
    items: Collection[str],
    names: Mapping[str, set[str]],
    words: Iterable[str],
) -> Suggestion:
    held = one.item_names
    matches = tuple(m for item in items if (m := _match(item, names[item], held)))
    told = " ".join((one.title, one.keywords, *held))
    return Suggestion(
        one,
        len(items),
        matches,
        missing=tuple(item for item in items if item not in {m.wanted for m in matches}),
        subject=tuple(dict.fromkeys(word for word in words if word in told)),
        is_digest=any(word in one.title for word in DIGESTS),
        is_opener=OPENNESS[one.sharing_class] > OPENNESS[refused.sharing_class],
        same_provider=one.provider_unit_id == refused.provider_unit_id,
    )


def _match(item: str, names: Collection[str], held: Iterable[str]) -> Match | None:
    """The item of a resource that stands for a wanted one, the nearest there is."""
    ways = {SAME: lambda n: n == item, SYNONYM: lambda n: n in names}
    ways[NARROWER] = lambda n: n.endswith(item)
    for how, fits in ways.items():
        if found := next((name for name in held if fits(name)), None):
            return Match(item, found, how)
    return None

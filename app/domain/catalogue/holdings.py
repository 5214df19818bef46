"""Which entries of the catalogues hold enough of some items to be hits: one statement for all.

The index of the search is asked (`search_item`: each item under the name that synonyms lead to, and
how many its entry has), as it is written with the entries, in the same transaction.  Only what is
a hit by its numbers is then looked at closely: how it stands, and whether it may be seen.
"""

from collections.abc import Collection as Some
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    TableValuedAlias,
    Text,
    and_,
    any_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from app.domain.catalogue.models.collection import CollectionItem
from app.domain.catalogue.models.database import FILED, LISTED, UPDATING, Database, DatabaseItem
from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.catalogue.models.search import SearchEntry, SearchItem
from app.domain.catalogue.rules import columns, overlap, values
from app.domain.catalogue.synonyms import Synonyms
from app.domain.catalogue.viewing import MODELS, Viewer, entries, holder, listed
from app.foundation.database import db
from app.foundation.identity.models import Unit

# So many are handed over; all of them are counted, and count for what they cover.
MOST = 100
# It stands in its catalogue; or it is a database whose content is being changed, or only filed.
STANDS, BEING_UPDATED, BEING_FILED = "listed", "updating", "filed"
ITEMS: dict[str, tuple[type[Any], Any]] = {
    columns.RESOURCE: (DataItem, DataItem.resource_id),
    columns.DATABASE: (DatabaseItem, DatabaseItem.database_id),
    columns.COLLECTION: (CollectionItem, CollectionItem.collection_id),
}
Named = tuple[str, str]


class Held(NamedTuple):
    """An entry that holds enough of the items; `places` are those it holds, by their numbers."""

    kind: str
    id: str
    title: str
    catalogue: str
    unit: str
    unit_name: str
    sharing_class: str
    standing: str
    places: Sequence[int]


@dataclass(frozen=True)
class Found:
    """The entries that hold most, how many there are that count, and what those hold together."""

    held: tuple[Held, ...] = ()
    total: int = 0
    covered: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Asked:
    """Whose eyes look, for which items, and which entries are not meant.

    `wanted` are for each item all names by which it may be written.  `viewer` None sees all;
    with `hidden` only that is found which the viewer may not see.
    """

    wanted: Sequence[Some[str]]
    known: Synonyms
    viewer: Viewer | None = None
    exclude: frozenset[Named] = frozenset()
    hidden: bool = False

    @property
    def meant(self) -> list[tuple[str, str]]:
        """Every name in the table of synonyms, with the item that it means."""
        return list(self.known.written())


def find(asked: Asked) -> Found:
    """The entries that are hits for these items."""
    if len(asked.wanted) < overlap.FEWEST:
        return Found()
    held = _held(asked)
    hits = union_all(*(_hits(kind, asked, held) for kind in columns.KINDS)).cte("hits")
    counting = select(hits.c.places).where(hits.c.standing == STANDS).cte("counting")
    each = select(func.unnest(counting.c.places).label("place")).cte("each")
    covered = select(func.array_agg(each.c.place.distinct()))
    total = select(func.count()).select_from(counting)
    best = (hits.c.standing != STANDS, hits.c.shared.desc(), hits.c.kind.desc(), hits.c.id)
    names = [hits.c[name] for name in Held._fields]
    statement = select(*names, total.scalar_subquery(), covered.scalar_subquery())
    rows = db.session.execute(statement.order_by(*best).limit(MOST)).all()
    if not rows:
        return Found()
    *_columns, count, together = rows[0]
    return Found(tuple(Held(*row[:-2]) for row in rows), count, frozenset(together or ()))


def items(held: Iterable[Held]) -> Mapping[Named, list[str]]:
    """The names of all items of these entries, in their catalogues' order."""
    ids: dict[str, list[str]] = {}
    for one in held:
        ids.setdefault(one.kind, []).append(one.id)
    found: dict[Named, list[str]] = {}
    for kind, wanted in ids.items():
        item, of_entry = ITEMS[kind]
        names = select(of_entry, item.name).where(of_entry.in_(wanted))
        for entry_id, name in db.session.execute(names.order_by(of_entry, item.item_no)):
            found.setdefault((kind, entry_id), []).append(name)
    return found


def _hits(kind: str, asked: Asked, held: CTE) -> Select[Any]:
    """The hits of one kind of entries among those that hold enough."""
    model = MODELS[kind]
    seen, standing = visible(kind, asked.viewer), _standing(kind)
    shared_class = Resource.sharing_class if kind == columns.RESOURCE else literal("")
    left_out = [entry_id for of_kind, entry_id in asked.exclude if of_kind == kind]
    return (
        select(
            literal(kind).label("kind"),
            model.id.label("id"),
            model.title.label("title"),
            _catalogue(kind).label("catalogue"),
            Unit.code.label("unit"),
            Unit.name.label("unit_name"),
            shared_class.label("sharing_class"),
            standing.label("standing"),
            held.c.places.label("places"),
            held.c.shared.label("shared"),
        )
        .join(held, held.c.id == model.id)
        .join(Unit, Unit.id == holder(kind))
        .where(held.c.kind == kind, standing != "", not_(seen) if asked.hidden else seen)
        .where(model.id.not_in(left_out))
    )


def _held(asked: Asked) -> CTE:
    """The entries that are hits by what they hold, whoever may see them."""
    return union_all(_indexed(asked), _filed(asked)).cte("held")


def _indexed(asked: Asked) -> Select[Any]:
    """By the index of the search: each item once, under however many names an entry has it."""
    wanted = _wanted(asked)
    names = sorted({name for names in asked.wanted for name in names})
    met = (
        select(SearchItem.entry_id, wanted.c.place, SearchItem.own)
        .join(wanted, wanted.c.name == SearchItem.canonical)
        # Says the same once more: from these the planner knows how few they are.
        .where(SearchItem.canonical == any_(cast(names, ARRAY(Text))))
        .distinct()
        .cte("met")
    )
    shared, own = func.count(), func.min(met.c.own)
    counted = (
        select(met.c.entry_id, shared.label("shared"), func.array_agg(met.c.place).label("places"))
        .group_by(met.c.entry_id)
        .having(_is_hit(shared, own, len(asked.wanted)))
        .cte("counted")
    )
    return select(
        SearchEntry.kind, SearchEntry.ref.label("id"), counted.c.shared, counted.c.places
    ).join(counted, counted.c.entry_id == SearchEntry.id)


def _filed(asked: Asked) -> Select[Any]:
    """The databases that are only filed: they are in no index."""
    wanted, meant = _wanted(asked), _table("meant", ("name", Text), ("root", Text), asked.meant)
    shared = func.count(wanted.c.place.distinct())
    different = func.count(func.coalesce(meant.c.root, DatabaseItem.name).distinct())
    places = func.array_agg(wanted.c.place.distinct()).filter(wanted.c.place.is_not(None))
    found: tuple[Any, ...] = (literal(columns.DATABASE), Database.id, shared, places)
    return (
        select(*found)
        .join(DatabaseItem, DatabaseItem.database_id == Database.id)
        .outerjoin(wanted, wanted.c.name == DatabaseItem.name)
        .outerjoin(meant, meant.c.name == DatabaseItem.name)
        .where(Database.status == FILED)
        .group_by(Database.id)
        .having(_is_hit(shared, different, len(asked.wanted)))
    )


def _is_hit(shared: Any, own: Any, proposed: int) -> ColumnElement[bool]:
    """`overlap.is_hit` in SQL."""
    enough: ColumnElement[bool] = 2 * shared >= func.least(own, proposed)
    return and_(shared >= overlap.FEWEST, enough)


def _wanted(asked: Asked) -> TableValuedAlias:
    """Every name that is looked for, with the number of its item."""
    pairs = [(place, name) for place, names in enumerate(asked.wanted) for name in names]
    return _table("wanted", ("place", Integer), ("name", Text), pairs)


def visible(kind: str, viewer: Viewer | None) -> ColumnElement[bool]:
    """May the viewer know of an entry?  Of what is only filed, its own unit and the office."""
    if viewer is None:
        return true()
    if kind != columns.DATABASE or viewer.is_administrator:
        return entries(kind, viewer)
    own = Database.owner_unit_id == viewer.unit_id if viewer.signed_in else false()
    return entries(kind, viewer) & or_(listed(kind), own)


def _standing(kind: str) -> Any:
    """How an entry stands; empty where it is in no catalogue and on no way into one."""
    if kind != columns.DATABASE:
        return case((listed(kind), STANDS), else_="")
    confirmed = [status for status in LISTED if status != UPDATING]
    return case(
        (Database.status.in_(confirmed), STANDS),
        (Database.status == UPDATING, BEING_UPDATED),
        (Database.status == FILED, BEING_FILED),
        else_="",
    )


def _catalogue(kind: str) -> Any:
    if kind == columns.RESOURCE:
        return Resource.catalogue
    return literal(values.DATABASES if kind == columns.DATABASE else values.COLLECTIONS)


def _table(
    name: str, first: tuple[str, Any], second: tuple[str, Any], rows: Sequence[tuple[Any, Any]]
) -> TableValuedAlias:
    """Rows of two columns, as a table of a statement."""
    arrays = [
        cast([row[number] for row in rows], ARRAY(of_type))
        for number, (_label, of_type) in enumerate((first, second))
    ]
    return func.unnest(*arrays).table_valued(first[0], second[0], name=name).render_derived()

"""Which entries of the catalogues hold enough of some items to be hits: one statement for all.

A name is looked up as it is written in the proposal and in the table of synonyms, so that the
indexes of the items' names serve.
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
from app.domain.catalogue.rules import columns, overlap, values
from app.domain.catalogue.synonyms import Synonyms
from app.domain.catalogue.viewing import MODELS, Viewer, entries, holder, listed
from app.foundation.database import db
from app.foundation.identity.models import Unit

# So many are handed over; all of them are counted, and count for what they cover.
MOST = 200
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


def find(asked: Asked) -> Found:
    """The entries that are hits for these items."""
    if len(asked.wanted) < overlap.FEWEST:
        return Found()
    hits = union_all(*(_hits(kind, asked) for kind in columns.KINDS)).cte("hits")
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


def _hits(kind: str, asked: Asked) -> Select[Any]:
    """The hits of one kind of entries."""
    model, held = MODELS[kind], _held(kind, asked)
    seen, standing = visible(kind, asked.viewer), _standing(kind)
    shared_class = Resource.sharing_class if kind == columns.RESOURCE else literal("")
    enough = 2 * held.c.shared >= len(asked.wanted)
    left_out = [entry_id for of_kind, entry_id in asked.exclude if of_kind == kind]
    own = _own(kind, held, ~enough, asked.known)
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
        .outerjoin(own, own.c.id == model.id)
        .where(standing != "", not_(seen) if asked.hidden else seen)
        .where(model.id.not_in(left_out))
        .where(or_(enough, 2 * held.c.shared >= own.c.own))
    )


def _held(kind: str, asked: Asked) -> CTE:
    """Every entry that holds at least two of the items, whoever may see it."""
    item, of_entry = ITEMS[kind]
    pairs = [(place, name) for place, names in enumerate(asked.wanted) for name in names]
    wanted = _table("wanted", ("place", Integer), ("name", Text), pairs)
    shared = func.count(wanted.c.place.distinct())
    return (
        select(
            of_entry.label("id"),
            shared.label("shared"),
            func.array_agg(wanted.c.place.distinct()).label("places"),
        )
        .join(wanted, wanted.c.name == item.name)
        .group_by(of_entry)
        .having(shared >= overlap.FEWEST)
        .cte(f"held_{kind}")
    )


def _own(kind: str, held: CTE, needed: ColumnElement[bool], known: Synonyms) -> Any:
    """How many different items these entries hold, where that decides."""
    item, of_entry = ITEMS[kind]
    meant = _table("meant", ("name", Text), ("root", Text), list(known.written()))
    different = func.count(func.coalesce(meant.c.root, item.name).distinct())
    return (
        select(of_entry.label("id"), different.label("own"))
        .join(held, held.c.id == of_entry)
        .outerjoin(meant, meant.c.name == item.name)
        .where(needed)
        .group_by(of_entry)
        .subquery(f"own_{kind}")
    )


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

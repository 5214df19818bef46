"""Reading the table of synonyms for its editor: the list, one pair, who carries a name."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Select, func, literal, or_, select, union_all

from app.domain.catalogue.holdings import ITEMS
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.synonyms import Pair
from app.domain.catalogue.viewing import MODELS, Viewer, entries, listed
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _

ORDERS = {
    "term": (Synonym.term,),
    "canonical": (Synonym.canonical, Synonym.term),
}
# So many carriers of a name are shown by name; all of them are counted.
MOST = 50


class Carrier(NamedTuple):
    """An entry that has an item of some name."""

    name: str
    kind: str
    id: str
    title: str


def listed_pairs(text: str = "", order: str = "term") -> Select[Any]:
    """The pairs in which the text is found; for the caller to page."""
    pairs: tuple[Any, ...] = (Synonym.term, Synonym.canonical)
    statement = select(*pairs).order_by(*ORDERS[order])
    if text:
        found = (one.icontains(text, autoescape=True) for one in pairs)
        statement = statement.where(or_(*found))
    return statement


def pair(term: str) -> Pair:
    """The pair of a term, as it stands now."""
    row = db.session.get(Synonym, term)
    if row is None:
        raise NotFound(_("There is no such synonym."))
    return Pair(row.term, row.canonical)


def counts(names: Collection[str], viewer: Viewer) -> Mapping[str, int]:
    """Name → how many entries that the viewer may see have an item so called; one statement."""
    every = union_all(*(_carrying(kind, names, viewer) for kind in columns.KINDS)).subquery()
    counted = select(every.c.name, func.count()).group_by(every.c.name)
    return {name: number for name, number in db.session.execute(counted)}


def carriers(names: Iterable[str], viewer: Viewer) -> list[Carrier]:
    """The entries in which an item has one of the names, name by name."""
    every = union_all(*(_carrying(kind, list(names), viewer) for kind in columns.KINDS)).subquery()
    found = select(every).order_by(every.c.name, every.c.kind.desc(), every.c.id).limit(MOST)
    return [Carrier(*row) for row in db.session.execute(found)]


def _carrying(kind: str, names: Collection[str], viewer: Viewer) -> Select[Any]:
    item, of_entry = ITEMS[kind]
    model = MODELS[kind]
    return (
        select(item.name.label("name"), literal(kind).label("kind"), model.id, model.title)
        .join(model, model.id == of_entry)
        .where(item.name.in_(names), listed(kind), entries(kind, viewer))
    )

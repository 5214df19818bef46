"""Keep what the search looks through as the catalogues are."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import String, case, cast, delete, exists, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.domain.catalogue.models.search import ITEM, UNIT, SearchEntry, SearchItem
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules import reach
from app.domain.catalogue.services import index_rows, index_sources
from app.domain.catalogue.services.index_rows import Row
from app.foundation.database import db
from app.foundation.identity.models import Unit

Held = set[tuple[str, int, str]]  # an item's name, for which audience, in which network
MOST = 500  # entries a statement


def refresh(kind: str, ids: Collection[str]) -> None:
    """Let the search find these entries as they are now; what is no longer listed, no more."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), MOST):
        _refresh(kind, wanted[start : start + MOST])


def remove(kind: str, ids: Collection[str]) -> None:
    """Let the search find these entries no more."""
    gone = _held(kind, ids)
    db.session.execute(
        delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.ref.in_(ids))
    )
    _forget_items(gone)


def synonyms_changed(terms: Collection[str]) -> None:
    """After a change of synonyms: lead the items of these names to what they now stand for."""
    leads = dict(db.session.execute(_synonyms(terms)).all())
    for term in terms:
        now = leads.get(term, term)
        led_elsewhere = update(SearchItem).where(
            SearchItem.name == term, SearchItem.canonical != now
        )
        db.session.execute(led_elsewhere.values(canonical=now))


def unit_changed(unit_id: int) -> None:
    """After a unit was added, renamed or put out of use: it and its entries are found as it is."""
    unit = db.session.get_one(Unit, unit_id)
    found: dict[str, set[str]] = {UNIT: {unit.code}}
    about = select(SearchEntry.kind, SearchEntry.ref).where(SearchEntry.unit_id == unit_id)
    for kind, ref in db.session.execute(about):
        found.setdefault(kind, set()).add(ref)
    for kind, refs in found.items():
        refresh(kind, refs)


def _refresh(kind: str, ids: Collection[str]) -> None:
    before = _held(kind, ids)
    sources = db.session.execute(index_sources.of(kind, ids)).all()
    synonyms = dict(
        db.session.execute(_synonyms({name for one in sources for name in one.items or []})).all()
    )
    rows = [index_rows.of(source, synonyms) for source in sources]
    db.session.execute(
        delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.ref.in_(ids))
    )
    after = _add(rows) if rows else set()
    _show_items(after - before)
    _forget_items(before - after)


def _add(rows: list[Row]) -> Held:
    made = insert(SearchEntry).returning(SearchEntry.id, SearchEntry.ref)
    numbers = {
        ref: number for number, ref in db.session.execute(made, [row.values for row in rows])
    }
    items = [item for row in rows for item in items_of(row, numbers[row.values["ref"]])]
    if items:
        db.session.execute(insert(SearchItem), items)
    return {held for row in rows for held in held_by(row)}


def items_of(row: Row, entry_id: int) -> Iterator[dict[str, Any]]:
    """The items of a row, for its number."""
    own = len({canonical for canonical, _name in row.items})
    for canonical, name in row.items:
        yield {
            "own": own,
            "entry_id": entry_id,
            "canonical": canonical,
            "name": name,
            "reach": row.reach,
            "weight": row.values["weight"],
        }


def held_by(row: Row) -> Held:
    """What may be suggested because of a row: nothing, where it needs a grant."""
    whom, network = row.values["audience"], row.values["limited_to"]
    return {(name, whom, network) for _, name in row.items if whom < reach.GRANTED}


def _held(kind: str, ids: Collection[str]) -> Held:
    statement = (
        select(SearchItem.name, SearchEntry.audience, SearchEntry.limited_to)
        .join(SearchEntry, SearchEntry.id == SearchItem.entry_id)
        .where(SearchEntry.kind == kind, SearchEntry.ref.in_(ids))
        .where(SearchEntry.audience < reach.GRANTED)
    )
    return set(db.session.execute(statement))


def _show_items(held: Held) -> None:
    """Rows of items that are held now; who takes the last holder away meanwhile waits for us."""
    if not held:
        return
    made = upsert(SearchEntry).values([index_rows.of_item(*one) for one in sorted(held)])
    db.session.execute(
        made.on_conflict_do_update(
            index_elements=["kind", "ref", "audience", "limited_to"],
            set_={"title": made.excluded.title},
        )
    )


def _forget_items(held: Held) -> None:
    """Take away the rows of items that nobody holds any more."""
    if not held:
        return
    key = tuple_(SearchEntry.ref, SearchEntry.audience, SearchEntry.limited_to)
    these = select(SearchEntry.id).where(SearchEntry.kind == ITEM, key.in_(sorted(held)))
    ids = list(db.session.scalars(these.order_by(SearchEntry.id).with_for_update()))
    # A statement of its own, so that it sees what those wrote for whom we waited.
    still = exists().where(
        SearchItem.canonical == func.coalesce(_canonical(), SearchEntry.ref),
        SearchItem.reach == _mark(),
        SearchItem.name == SearchEntry.ref,
    )
    db.session.execute(delete(SearchEntry).where(SearchEntry.id.in_(ids), ~still))


def _canonical() -> Any:
    return (
        select(Synonym.canonical)
        .where(Synonym.term == SearchEntry.ref)
        .correlate(SearchEntry)
        .scalar_subquery()
    )


def _mark() -> Any:
    """`reach.base` of an item's row, in SQL."""
    whom = case(
        (SearchEntry.audience == reach.EVERYBODY, ""), else_=cast(SearchEntry.audience, String)
    )
    network = case((SearchEntry.limited_to == "", ""), else_="@" + SearchEntry.limited_to)
    return whom + network


def _synonyms(terms: Iterable[str]) -> Any:
    return select(Synonym.term, Synonym.canonical).where(Synonym.term.in_(terms))

"""Make the whole index anew, fast enough for a city: read in one go, written by COPY."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from app.domain.catalogue.models.search import ITEM, SearchEntry, SearchItem
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules import reach
from app.domain.catalogue.services import index_rows, index_sources, indexing
from app.foundation.database import db

A_LOAD = 2_000
ENTRY_COLUMNS = (
    *("id", "kind", "ref", "title", "name_key", "initials", "unit_id", "level", "limited_to"),
    *("audience", "sharing_class", "modes", "cycle", "summary", "facets", "weight"),
    *("name_grams", "grams"),
)
ITEM_COLUMNS = ("entry_id", "canonical", "name", "reach", "weight")


def rebuild() -> int:
    """Throw the index away and make it anew from the catalogues; how many can be found now."""
    db.session.flush()
    for model in (SearchItem, SearchEntry):
        db.session.execute(delete(model))
    synonyms = dict(db.session.execute(select(Synonym.term, Synonym.canonical)).all())
    made = 0
    for kind in index_rows.KINDS:
        # The heavier come first: where a word finds too many, these are the ones that are shown.
        for sources in _loads(index_sources.of(kind)):
            made += _write([index_rows.of(source, synonyms) for source in sources])
    return made + _write_items()


def keep_up() -> None:
    """Make the index anew where it does not tell of as many entries as the catalogues do."""
    counted = select(SearchEntry.kind, func.count()).where(SearchEntry.kind != ITEM)
    there = dict(db.session.execute(counted.group_by(SearchEntry.kind)).all())
    for kind in index_rows.KINDS:
        wanted = select(func.count()).select_from(index_sources.of(kind).subquery())
        if db.session.scalar(wanted) != there.get(kind, 0):
            rebuild()
            return


def _loads(statement: Any) -> Iterator[Sequence[Any]]:
    """The rows of a statement, so many at a time."""
    found = db.session.execute(statement, execution_options={"yield_per": A_LOAD})
    yield from found.partitions()


def _write(rows: list[index_rows.Row]) -> int:
    numbers = _numbers(len(rows))
    _copy(
        SearchEntry,
        ENTRY_COLUMNS,
        (row.values | {"id": n} for n, row in zip(numbers, rows, strict=True)),
    )
    held = (
        item for n, row in zip(numbers, rows, strict=True) for item in indexing.items_of(row, n)
    )
    _copy(SearchItem, ITEM_COLUMNS, held)
    return len(rows)


def _write_items() -> int:
    """A row for each item that some entry holds, by audience and network."""
    held = (
        select(SearchItem.name, SearchEntry.audience, SearchEntry.limited_to)
        .join(SearchEntry, SearchEntry.id == SearchItem.entry_id)
        .where(SearchEntry.audience < reach.GRANTED)
        .distinct()
    )
    found = db.session.execute(held).all()
    for start in range(0, len(found), A_LOAD):
        rows = [index_rows.of_item(*one) for one in found[start : start + A_LOAD]]
        numbers = _numbers(len(rows))
        _copy(
            SearchEntry,
            ENTRY_COLUMNS,
            (row | {"id": n} for n, row in zip(numbers, rows, strict=True)),
        )
    return len(found)


def _numbers(count: int) -> list[int]:
    number = func.nextval("search_entry_id_seq")
    return list(db.session.scalars(select(number).select_from(func.generate_series(1, count))))


def _copy(model: type[Any], columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    driver: Any = db.session.connection().connection.driver_connection
    into = f"COPY {model.__tablename__} ({', '.join(columns)}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row([row[column] for column in columns])

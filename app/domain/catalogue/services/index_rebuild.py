"""Make the whole index anew, fast enough for a city: read in one go, written by COPY."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import delete, func, literal_column, select, text

from app.domain.catalogue.models.search import ITEM, SearchEntry, SearchItem
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules import reach
from app.domain.catalogue.services import copying, index_rows, index_sources, indexing
from app.foundation.database import db

A_LOAD = 2_000
MANY = 10_000
OWNER = (
    select(literal_column("relowner"))
    .select_from(text("pg_class"))
    .where(text("oid = 'search_entry'::regclass"))
    .scalar_subquery()
)
GRAM_INDEXES = text(
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    " AND tablename = 'search_entry' AND indexname LIKE '%grams'"
)


def rebuild() -> int:
    """Throw the index away and make it anew from the catalogues; how many can be found now.

    Of a city's catalogues it takes minutes, in which searches wait.
    """
    db.session.flush()
    many = sum(_listed(kind) for kind in index_rows.KINDS) > MANY
    with _without_grams() if many else nullcontext():
        for model in (SearchItem, SearchEntry):
            db.session.execute(delete(model))
        return _write_all()


def _write_all() -> int:
    synonyms = dict(db.session.execute(select(Synonym.term, Synonym.canonical)).all())
    made = 0
    for kind in index_rows.KINDS:
        # The heavier come first: where a word finds too many, these are the ones that are shown.
        for sources in _loads(index_sources.of(kind)):
            made += _write([index_rows.of(source, synonyms) for source in sources])
    return made + _write_items()


@contextmanager
def _without_grams() -> Iterator[None]:
    """Without the indexes of the pieces, which are made in one go much faster than row by row.

    Only the owner of the tables may do that, as who migrates; others go the slow way.
    """
    worker = db.session.scalar(select(func.quote_ident(func.current_user())))
    owner = db.session.scalar(select(func.pg_has_role(func.session_user(), OWNER, "USAGE")))
    if not owner:
        yield
        return
    made = db.session.execute(GRAM_INDEXES).all()
    db.session.execute(text("SET LOCAL ROLE NONE"))
    for name, _definition in made:
        db.session.execute(text(f"DROP INDEX {name}"))
    db.session.execute(text(f"SET LOCAL ROLE {worker}"))
    yield
    db.session.execute(text("SET LOCAL ROLE NONE"))
    db.session.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
    for _name, definition in made:
        db.session.execute(text(definition))
    db.session.execute(text(f"SET LOCAL ROLE {worker}"))


def keep_up() -> None:
    """Make the index anew where it does not tell of as many entries as the catalogues do."""
    counted = select(SearchEntry.kind, func.count()).where(SearchEntry.kind != ITEM)
    there = dict(db.session.execute(counted.group_by(SearchEntry.kind)).all())
    if any(_listed(kind) != there.get(kind, 0) for kind in index_rows.KINDS):
        rebuild()


def _listed(kind: str) -> int:
    """How many entries of a kind stand in its catalogue."""
    return db.session.scalar(index_sources.number(kind)) or 0


def _loads(statement: Any) -> Iterator[Sequence[Any]]:
    """The rows of a statement, so many at a time."""
    found = db.session.execute(statement, execution_options={"yield_per": A_LOAD})
    yield from found.partitions()


def _write(rows: list[index_rows.Row]) -> int:
    numbers = _numbers(len(rows))
    numbered = list(zip(numbers, rows, strict=True))
    copying.rows(SearchEntry, (row.values | {"id": number} for number, row in numbered))
    held = (item for number, row in numbered for item in indexing.items_of(row, number))
    copying.rows(SearchItem, held)
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
    copying.rows(SearchEntry, (index_rows.of_item(*one) for one in found))
    return len(found)


def _numbers(count: int) -> list[int]:
    number = func.nextval("search_entry_id_seq")
    return list(db.session.scalars(select(number).select_from(func.generate_series(1, count))))

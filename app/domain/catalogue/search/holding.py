"""定位: who holds an item, where, and how one gets it."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from app.domain.catalogue import viewing
from app.domain.catalogue.models.search import SearchEntry, SearchItem
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules import reach
from app.domain.catalogue.search import matching
from app.domain.catalogue.search.asking import Question, Word
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db
from app.foundation.identity.models import Unit

MOST = 20
COUNTED = 1_000


class Holder(NamedTuple):
    """An entry that holds the item, under its own name for it."""

    kind: str
    ref: str
    title: str
    name: str
    unit_id: int
    unit: str
    unit_en: str
    sharing_class: str
    modes: list[str]
    cycle: str
    level: str


class Located(NamedTuple):
    """An item that was asked for, and the entries that hold it."""

    item: str
    holders: list[Holder]
    total: int

    @property
    def more(self) -> bool:
        """Are there more than are counted?"""
        return self.total >= COUNTED


def locate(question: Question, viewer: Viewer) -> Located | None:
    """The item in a question and who holds it; None where no item was asked for.

    谁有企业住所 asks for 住所, and of its holders for those that tell of 企业.
    """
    names = [question.key, *(word.text for word in reversed(question.words))]
    wanted = [name for name in dict.fromkeys(names) if len(name) > 1]
    known = _canonical(wanted)
    held = _are_held({known.get(name, name) for name in wanted}, viewer) if wanted else set()
    name = next((name for name in wanted if known.get(name, name) in held), None)
    if name is None:
        return None
    item = known.get(name, name)
    about = question.words if name != question.key else ()
    for words in (about, ()) if len(about) > 1 else ((),):
        if found := holders(item, viewer, words):
            return Located(item, found, count(item, viewer, words))
    return None


def canonical_of(name: str) -> str:
    """The name under which the catalogues have an item."""
    return _canonical([name]).get(name, name)


def holders(
    name: str, viewer: Viewer, about: Collection[Word] = (), limit: int = MOST, skip: int = 0
) -> list[Holder]:
    """The entries that hold an item, the basic catalogue first."""
    held = _held(canonical_of(name), viewer, about, limit + skip)
    statement = (
        select(
            *(SearchEntry.kind, SearchEntry.ref, SearchEntry.title, held.c.name, Unit.id),
            *(Unit.short_name, Unit.name_en, SearchEntry.sharing_class, SearchEntry.modes),
            *(SearchEntry.cycle, SearchEntry.level),
        )
        .join(held, held.c.entry_id == SearchEntry.id)
        .join(Unit, Unit.id == SearchEntry.unit_id)
        .order_by(held.c.weight.desc(), SearchEntry.id, held.c.name)
        .limit(limit)
        .offset(skip)
    )
    return [Holder(*row) for row in db.session.execute(statement)]


def count(name: str, viewer: Viewer, about: Collection[Word] = ()) -> int:
    """How many entries hold it, as far as one counts."""
    held = _held(canonical_of(name), viewer, about, COUNTED)
    return db.session.scalar(select(func.count(held.c.entry_id.distinct()))) or 0


def _canonical(names: Collection[str]) -> dict[str, str]:
    known = select(Synonym.term, Synonym.canonical).where(Synonym.term.in_(names))
    return {term: canonical for term, canonical in db.session.execute(known)}


def _are_held(items: Collection[str], viewer: Viewer) -> set[str]:
    """Which of the items some entry holds that the viewer may see."""
    item = func.unnest(cast(sorted(items), ARRAY(Text))).column_valued("item")
    held = [_under(mark, item, viewer).exists() for mark in _marks(viewer)]
    return set(db.session.scalars(select(item).where(or_(*held))))


def _held(canonical: str, viewer: Viewer, about: Collection[Word], most: int) -> Any:
    """The rows of the item that the viewer may see, the heaviest of each reach."""
    if about:
        found = _telling_of(about, viewer)
        rows = _under(None, canonical, viewer).where(SearchItem.entry_id.in_(found))
        return rows.limit(most).subquery()
    each = [
        _under(mark, canonical, viewer)
        .order_by(SearchItem.weight.desc(), SearchItem.entry_id)
        .limit(most)
        .subquery()
        for mark in _marks(viewer)
    ]
    return union_all(*(select(one) for one in each)).limit(most).subquery()


def _telling_of(about: Collection[Word], viewer: Viewer) -> Any:
    """Some entries that tell of all of the words, the item among them."""
    marks = reach.of_viewer(viewer.unit_id, viewer.is_administrator, viewer.networks)
    query = matching.as_query(marks, matching.told(Question("", tuple(about))))
    told = SearchEntry.grams.op("@@")(cast(query, TSQUERY))
    return select(SearchEntry.id).where(told, _sees(viewer)).limit(COUNTED)


def _marks(viewer: Viewer) -> list[str]:
    whom = [reach.EVERYBODY]
    if viewer.signed_in:
        whom += [reach.SIGNED_IN, reach.GRANTED]
    return [reach.base(one, network) for network in ("", *sorted(viewer.networks)) for one in whom]


def _under(mark: str | None, canonical: Any, viewer: Viewer) -> Any:
    statement = (
        select(SearchItem.entry_id, SearchItem.name, SearchItem.weight)
        .join(SearchEntry, SearchEntry.id == SearchItem.entry_id)
        .where(SearchItem.canonical == canonical, _sees(viewer))
    )
    return statement if mark is None else statement.where(SearchItem.reach == mark)


def _sees(viewer: Viewer) -> Any:
    return viewing.sees(
        viewer,
        SearchEntry.kind,
        SearchEntry.ref,
        SearchEntry.level,
        SearchEntry.limited_to,
        SearchEntry.unit_id,
    )

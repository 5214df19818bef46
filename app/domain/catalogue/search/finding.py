"""Find, count and narrow: one statement for what a question finds exactly, one more if nothing.

What costs time is bounded.  Of each way in which a question may be met so many are taken at most,
the best ways first; what is counted and narrowed by are these.  So the search takes as long among
two million items as among twenty thousand.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    collate,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, aggregate_order_by, distinct_on

from app.domain.catalogue import viewing
from app.domain.catalogue.models.search import SearchEntry, SearchItem
from app.domain.catalogue.rules import grams, reach
from app.domain.catalogue.search import asking, matching
from app.domain.catalogue.search.asking import Question
from app.domain.catalogue.search.found import EXACTLY, MOST, NEARLY, PARTLY, Found, Line
from app.domain.catalogue.search.matching import Clause
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db
from app.foundation.identity.models import Unit

PAGE = 20
FEW = 300
VALUES = 12  # of one facet
IN_NAME, IN_TEXT = "name_grams", "grams"
BYTES = "C"
ENTRY = (
    *(SearchEntry.id, SearchEntry.kind, SearchEntry.ref, SearchEntry.title),
    *(SearchEntry.name_key, SearchEntry.initials, SearchEntry.unit_id, SearchEntry.level),
    *(SearchEntry.limited_to, SearchEntry.sharing_class, SearchEntry.modes, SearchEntry.cycle),
    *(SearchEntry.summary, SearchEntry.facets, SearchEntry.weight),
)


class Way(NamedTuple):
    """A way in which a question may be met: where to look for what, and how many to take."""

    column: str
    clauses: list[Clause]
    most: int = MOST


def search(
    typed: str, viewer: Viewer, facets: Collection[str] = (), page: int = 1, size: int = PAGE
) -> Found:
    """What the viewer finds; `facets` are values such as `unit=17` that it must have."""
    question = asking.read(typed)
    if question.says_nothing:
        return Found(question)
    narrowed = matching.narrowed(facets)
    if question.is_empty:
        browsed = Way(IN_TEXT, narrowed or matching.anything())
        return _found(question, viewer, [browsed], page, size)
    found = _found(question, viewer, _exact(question, narrowed), page, size)
    if found.total:
        return found
    near = Way(IN_NAME, matching.near(question) + narrowed, FEW)
    found = _found(question, viewer, [near], page, size, NEARLY)
    if found.total or not (words := matching.some(question)):
        return found
    some = Way(IN_TEXT, words + narrowed, FEW)
    return _found(question, viewer, [some], page, size, PARTLY)


def _exact(question: Question, narrowed: list[Clause]) -> list[Way]:
    ways = [
        Way(IN_NAME, matching.whole(question) + narrowed, FEW),
        Way(IN_NAME, matching.begins(question) + narrowed, FEW),
        Way(IN_NAME, matching.named(question) + narrowed),
    ]
    if told := matching.told(question):
        ways += [Way(IN_TEXT, one + narrowed) for one in (matching.held(question), told)]
    return ways


def _found(
    question: Question, viewer: Viewer, ways: list[Way], page: int, size: int, how: str = EXACTLY
) -> Found:
    # What lies further than is counted cannot be paged to.
    page = min(max(page, 1), max(MOST // size, 1))
    statement = _statement(shape(question, viewer, ways, how))
    asked = parameters(question, viewer, ways, how)
    asked |= {"size": size, "skip": (page - 1) * size}
    total, lines, facets = db.session.execute(statement, asked).one()
    named = _by_name(facets or [])
    return Found(question, [Line(*line) for line in lines or []], total, page, named, how)


class Shape(NamedTuple):
    """What a statement looks like, apart from its values: it is put together once."""

    ways: tuple[tuple[str, int], ...]
    exactly: bool
    by_initials: bool
    signed_in: bool
    is_administrator: bool
    networks: frozenset[str]


def shape(question: Question, viewer: Viewer, ways: Collection[Way], how: str) -> Shape:
    """The shape of the statement that finds what meets a question in these ways."""
    return Shape(
        tuple((way.column, way.most) for way in ways),
        how == EXACTLY,
        question.key.isascii(),
        viewer.signed_in,
        viewer.is_administrator,
        viewer.networks,
    )


def parameters(
    question: Question, viewer: Viewer, ways: Collection[Way], how: str
) -> dict[str, Any]:
    """The values of such a statement."""
    pairs = [pair for chunk in question.chunks for pair in grams.pairs(chunk)]
    lost = grams.LOST * len(question.chunks)
    marks = reach.of_viewer(viewer.unit_id, viewer.is_administrator, viewer.networks)
    queries = {f"way{n}": matching.as_query(marks, way.clauses) for n, way in enumerate(ways)}
    return {
        "viewer": viewer.unit_id or 0,
        "key": question.key,
        "pairs": pairs,
        "least": len(pairs) - lost if how == NEARLY else 0,
        **queries,
    }


def met(shape: Shape) -> Select[Any]:
    """What meets a question in one of the ways, each once, in the best of its ways."""
    # The marks in the queries find nothing else; this is a second lock on the same door.
    who: Any = bindparam("viewer", type_=Integer) if shape.signed_in else None
    sees = viewing.sees(
        Viewer(who, shape.is_administrator, shape.networks),
        SearchEntry.kind,
        SearchEntry.ref,
        SearchEntry.level,
        SearchEntry.limited_to,
        SearchEntry.unit_id,
    )
    sought = [
        select(*ENTRY, literal(number).label("way"))
        .where(getattr(SearchEntry, column).op("@@")(_unread(f"way{number}")))
        .where(sees)
        for number, (column, _most) in enumerate(shape.ways)
    ]
    each: list[Any] = []
    for statement, (column, most) in zip(sought, shape.ways, strict=True):
        # Nobody reads on past what stands in names, if that is as much as is looked through.
        before = [one for one, way in zip(each, shape.ways, strict=False) if way[1] == most]
        taken = _left(before, most) if column == IN_TEXT else literal(most)
        each.append(statement.limit(taken).cte())
    hits = union_all(*(select(one) for one in each)).subquery()
    # By bytes: to compare some hundred names as Chinese is sorted would take longer than to find.
    key = [collate(hits.c.kind, BYTES), collate(hits.c.ref, BYTES)]
    best: Select[Any] = select(hits).ext(distinct_on(*key))
    if not shape.exactly:
        best = best.where(_likeness(hits) >= bindparam("least", type_=Integer))
    return best.order_by(*key, hits.c.way)


def _unread(name: str) -> Any:
    """A query that the planner cannot read, so that it takes it for rare and asks the index.

    Of many alternatives it expects far more than there is, hopes to come to the limit soon by
    reading row after row, and reads them all.
    """
    return select(cast(bindparam(name), TSQUERY)).scalar_subquery()


def _left(before: Collection[Any], most: int) -> Any:
    """How many are still looked for after so many were found."""
    found = [select(func.count()).select_from(one).scalar_subquery() for one in before]
    return func.greatest(0, sum((-one for one in found), start=literal(most)))


def best_first(found: Any, shape: Shape) -> list[Any]:
    """The order of a list: the better way, then as typed in one, then weight, the shorter name."""
    name = found.c.initials if shape.by_initials else found.c.name_key
    order = [
        found.c.way,
        func.strpos(name, bindparam("key", type_=Text)) == 0,
        found.c.weight.desc(),
        func.length(found.c.name_key),
        collate(found.c.ref, BYTES),
    ]
    return order if shape.exactly else [_likeness(found).desc(), *order]


def _likeness(found: Any) -> Any:
    """How many pairs of the question's characters a name has too."""
    pair = func.unnest(bindparam("pairs", type_=ARRAY(Text))).column_valued("pair")
    return select(func.count()).where(func.strpos(found.c.name_key, pair) > 0).scalar_subquery()


@lru_cache(maxsize=256)
def _statement(shape: Shape) -> Select[Any]:
    found = met(shape).cte("found")
    return select(
        select(func.count()).select_from(found).scalar_subquery(),
        _lines(found, shape),
        _facets(found),
    )


def _lines(found: Any, shape: Shape) -> Any:
    """The lines of one page as JSON, in their order."""
    place = func.row_number().over(order_by=best_first(found, shape)).label("place")
    page = (
        select(*found.c, place)
        .order_by(place)
        .limit(bindparam("size"))
        .offset(bindparam("skip"))
        .subquery("page")
    )
    items = select(func.array_agg(SearchItem.name)).where(SearchItem.entry_id == page.c.id)
    held = items.correlate(page).scalar_subquery()
    line = func.json_build_array(
        *(page.c.kind, page.c.ref, page.c.title, page.c.unit_id, Unit.short_name, Unit.name_en),
        *(page.c.level, page.c.limited_to, page.c.sharing_class, page.c.modes, page.c.cycle),
        *(page.c.summary, page.c.facets, held),
    )
    ordered = func.json_agg(aggregate_order_by(line, page.c.place))
    joined = page.outerjoin(Unit, Unit.id == page.c.unit_id)
    return select(ordered).select_from(joined).scalar_subquery()


def _facets(found: Any) -> Any:
    """The values of what was found, the most frequent of each facet, as JSON."""
    each = select(func.unnest(found.c.facets).label("facet")).subquery()
    counted = select(each.c.facet, func.count().label("number")).group_by(each.c.facet).subquery()
    name = func.split_part(counted.c.facet, "=", 1)
    place = func.row_number().over(
        partition_by=name, order_by=(counted.c.number.desc(), counted.c.facet)
    )
    ranked = select(counted.c.facet, counted.c.number, place.label("place")).subquery()
    return (
        select(func.json_agg(func.json_build_array(ranked.c.facet, ranked.c.number)))
        .where(ranked.c.place <= VALUES)
        .scalar_subquery()
    )


def _by_name(counted: Collection[Any]) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for facet, number in counted:
        name, _, value = facet.partition("=")
        found.setdefault(name, []).append((value, number))
    for values in found.values():
        values.sort(key=lambda pair: (-pair[1], pair[0]))
    return found

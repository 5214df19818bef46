"""What the index keeps of an entry, made from what its table says.  Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.catalogue.models.search import ITEM, UNIT
from app.domain.catalogue.rules import columns, grams, initials, reach, values, words
from app.domain.catalogue.viewing import AUDIENCES, audience

SUMMARY = 160
LONGEST_NAME = 200
# Where several are called alike: units and items first, of the entries the basic catalogue.
WEIGHTS = {
    values.BASIC: 40,
    values.APPLIED: 30,
    values.DATABASES: 25,
    values.COLLECTIONS: 20,
}
KIND_WEIGHTS = {UNIT: 50, ITEM: 45}
LEVEL_OF = {whom: level for level, whom in reversed(AUDIENCES.items())}


@dataclass(frozen=True)
class Row:
    """An entry as the index keeps it, and the items that it holds: (canonical, name)."""

    values: dict[str, Any]
    reach: str
    items: list[tuple[str, str]]


def of(source: Any, synonyms: Mapping[str, str]) -> Row:
    """The row of an entry that `index_sources` read."""
    whom = audience(source.level)
    held = source.items or []
    marks = reach.of_entry(whom, source.limited_to, [source.unit_id, *(source.granted or [])])
    facets = _facets(source)
    names = [name for name in source.names if name]
    tags = source.tags or []
    told = [source.title, *held, *(source.unit_names or []), *source.told, *tags]
    told += [source.area, source.base_class]
    made = {
        "kind": source.kind,
        "ref": source.ref,
        "title": source.title,
        "unit_id": source.unit_id,
        "level": source.level,
        "limited_to": source.limited_to,
        "audience": whom,
        "sharing_class": source.sharing_class,
        "modes": list(source.modes or []),
        "cycle": source.cycle,
        "summary": source.summary[:SUMMARY],
        "facets": facets,
        "weight": _weight(source),
        **_pieces(marks, names, told, facets, held),
    }
    pairs = sorted({(synonyms.get(name, name), name) for name in held})
    return Row(made, reach.base(whom, source.limited_to), pairs)


def of_item(name: str, whom: int, network: str) -> dict[str, Any]:
    """The row of an item that some entry of that audience and network holds."""
    facets = [f"kind={ITEM}"]
    return {
        "kind": ITEM,
        "ref": name,
        "title": name,
        "unit_id": None,
        "level": LEVEL_OF[whom],
        "limited_to": network,
        "audience": whom,
        "sharing_class": "",
        "modes": [],
        "cycle": "",
        "summary": "",
        "facets": facets,
        "weight": KIND_WEIGHTS[ITEM],
        **_pieces(reach.of_entry(whom, network), [name], [name], facets),
    }


def vector(marks: Collection[str], pieces: Iterable[str]) -> str:
    """Pieces under each mark as PostgreSQL reads a `tsvector`."""
    heads = [grams.escaped(reach.marked(mark, "")) for mark in marks]
    escaped = [grams.escaped(piece) for piece in pieces]
    return " ".join(f"'{head}{piece}'" for head in heads for piece in escaped)


def _pieces(
    marks: Collection[str],
    names: list[str],
    told: list[str],
    facets: list[str],
    held: Collection[str] = (),
) -> dict[str, str]:
    narrowed = [grams.FACET + facet for facet in facets]
    named = set().union(*(grams.of_name(name[:LONGEST_NAME]) for name in names))
    key = words.key(names[0])
    return {
        "name_key": key,
        "initials": initials.usual(key),
        "name_grams": vector(marks, [*sorted(named), *narrowed]),
        "grams": vector(marks, [*sorted(grams.of_text(told) | grams.of_items(held)), *narrowed]),
    }


def _facets(source: Any) -> list[str]:
    return [f"{name}={value}" for name, value in _facet_values(source) if value]


def _facet_values(source: Any) -> Iterator[tuple[str, Any]]:
    yield "kind", source.kind
    if source.kind == UNIT:
        return
    yield "catalogue", source.catalogue
    yield "class", source.base_class
    yield "area", source.area
    yield "unit", source.unit_id
    yield "sharing", source.sharing_class
    for mode in source.modes or []:
        yield "mode", mode
    yield "cycle", source.cycle
    yield "level", source.level
    for tag in source.tags or []:
        yield "tag", tag


def _weight(source: Any) -> int:
    return KIND_WEIGHTS.get(source.kind) or WEIGHTS.get(source.catalogue, 0)


KINDS = (UNIT, *columns.KINDS)

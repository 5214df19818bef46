"""What was sent, in one shape, whether it came from an HTML form, from JSON or from a scenario.

A key that was not sent is not in the result: it says nothing, where an empty one says “nothing”.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, runtime_checkable

from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.workflow.forms.form import Component, Form, Section

# The engine's serializer would take a dict with this key for one of its own objects.
FORBIDDEN = "typename"
DEEPEST = 12
MOST_VALUES = 20_000
MOST_ROWS = 200
BETWEEN = "__"
ROW = re.compile(r"(?P<path>.+)__(?P<index>\d{1,4})__(?P<key>.+)", re.ASCII)


@runtime_checkable
class ManyValued(Protocol):
    """An HTML form as werkzeug hands it over: a name may come several times."""

    def getlist(self, key: str) -> list[Any]:
        """Every value of a name."""


def read(form: Form, raw: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, key by key, unchecked: to be validated, kept as a draft, or shown again."""
    refuse_typename(raw)
    return _section(form.section, raw)


def row_name(path: str, index: int, key: str) -> str:
    """What the input of a repeated row is called in HTML, and in errors."""
    return BETWEEN.join((path, str(index), key))


def refuse_typename(raw: Mapping[str, Any]) -> None:
    """Raise `Invalid` where a key would be mistaken for one of the engine's own."""
    budget = [MOST_VALUES]
    for name, value in raw.items():
        if FORBIDDEN in str(name).split(BETWEEN) or _hides_typename(value, DEEPEST, budget):
            raise Invalid({str(name): [_("This is not allowed.")]})


def _hides_typename(value: Any, depth: int, budget: list[int]) -> bool:
    budget[0] -= 1
    if depth == 0 or budget[0] < 0:
        return True  # nothing that a form asks for is so deep or so large
    if isinstance(value, Mapping):
        parts: Iterable[Any] = value.values()
        if FORBIDDEN in value:
            return True
    elif isinstance(value, list | tuple):
        parts = value
    else:
        return False
    return any(_hides_typename(part, depth - 1, budget) for part in parts)


def _section(section: Section, raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in _values(section, raw) if value is not _NOT_SENT}


def _values(section: Section, raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    many = raw.getlist if isinstance(raw, ManyValued) else None
    for leaf in section.leaves:
        component = leaf.component
        if component.type == "dynamiclist":
            yield component.key, _rows(component, raw)
        elif component.key not in raw:
            continue
        elif component.is_list:
            yield (
                component.key,
                _entries(component, many(component.key) if many else raw[component.key]),
            )
        else:
            # The last one counts: a box has an empty twin before it that says “not ticked”.
            value = many(component.key)[-1] if many else raw[component.key]
            yield component.key, _one(component, value)


class _NotSent:
    """Stands for rows of which nothing was sent."""


_NOT_SENT = _NotSent()


def _entries(component: Component, value: Any) -> list[Any]:
    if value is None:
        return []
    values = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
    if component.lines:
        values = [line for part in values for line in _split(part)]
    return [part for part in values if part != ""]


def _split(part: Any) -> list[Any]:
    return [line.strip() for line in part.splitlines()] if isinstance(part, str) else [part]


def _one(component: Component, value: Any) -> Any:
    """YAML and JSON say true where a form says yes."""
    if isinstance(value, bool) and component.type in {"radio", "select"}:
        return "yes" if value else "no"
    return value


def _rows(component: Component, raw: Mapping[str, Any]) -> Any:
    section = component.row
    assert section is not None, "a repeated row has a section"
    if component.key in raw and not isinstance(raw, ManyValued):
        return _listed_rows(component, section, raw[component.key])
    found: dict[int, dict[str, Any]] = {}
    for name in raw:
        match = ROW.fullmatch(str(name))
        if match and match["path"] == component.key and match["key"] in section.fields:
            found.setdefault(int(match["index"]), {})[match["key"]] = _sent(section, match, raw)
    if not found:
        return [] if component.key in raw else _NOT_SENT
    return [found[index] for index in sorted(found)][:MOST_ROWS]


def _sent(section: Section, match: re.Match[str], raw: Mapping[str, Any]) -> Any:
    field = section.fields[match["key"]]
    many = raw.getlist(match.string) if isinstance(raw, ManyValued) else [raw[match.string]]
    return _entries(field, many) if field.is_list else _one(field, many[-1])


def _listed_rows(component: Component, section: Section, rows: Any) -> list[dict[str, Any]]:
    rows = [] if rows is None else rows
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise Invalid({component.key: [_("This is not in the expected form.")]})
    if len(rows) > MOST_ROWS:
        raise Invalid({component.key: [_("At most %(most)d entries.", most=MOST_ROWS)]})
    return [_section(section, row) for row in rows]

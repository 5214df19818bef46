"""What differs between two versions of a form, field by field, in plain words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from app.foundation.i18n import _, lazy, speaks_english
from app.workflow.studio.changes import (
    ADDED,
    CHANGED,
    FORM,
    MOVED,
    REMOVED,
    TECHNICAL,
    TEXT,
    Change,
)

Spec = Mapping[str, Any]
NONE = "—"
TYPES: dict[str, Any] = {
    "textfield": lazy("line of text"),
    "textarea": lazy("longer text"),
    "number": lazy("a number"),
    "datetime": lazy("date or time"),
    "select": lazy("choice from a list"),
    "radio": lazy("choice of one"),
    "checklist": lazy("choice of several"),
    "taglist": lazy("choice of several"),
    "checkbox": lazy("tick"),
    "filepicker": lazy("files"),
    "group": lazy("group"),
    "dynamiclist": lazy("rows"),
    "text": lazy("text to read"),
    "table": lazy("table"),
    "separator": lazy("line"),
}
# Where it stands in the component → what it is called, and what it is about.
TITLES: dict[str, tuple[Any, str]] = {
    "type": (lazy("kind"), FORM),
    "label": (lazy("label"), FORM),
    "dateLabel": (lazy("label"), FORM),
    "timeLabel": (lazy("label"), FORM),
    "properties.label_en": (lazy("English label"), TEXT),
    "text": (lazy("text"), TEXT),
    "properties.text_en": (lazy("English text"), TEXT),
    "description": (lazy("help"), TEXT),
    "properties.description_en": (lazy("English help"), TEXT),
    "validate.required": (lazy("must be filled in"), FORM),
    "properties.required_when": (lazy("must be filled in if"), FORM),
    "conditional.hide": (lazy("hidden if"), FORM),
    "validate.min": (lazy("at least"), FORM),
    "validate.max": (lazy("at most"), FORM),
    "validate.minLength": (lazy("shortest"), FORM),
    "validate.maxLength": (lazy("longest"), FORM),
    "validate.pattern": (lazy("pattern"), FORM),
    "decimalDigits": (lazy("decimal places"), FORM),
    "valuesKey": (lazy("choices come from"), FORM),
    "defaultValue": (lazy("at first holds"), FORM),
    "disabled": (lazy("only to read"), FORM),
    "readonly": (lazy("only to read"), FORM),
}
# Told otherwise: as options, as other fields, or of no meaning to anybody.
BESIDES = ("values", "components", "id", "key", "path", "layout", "properties.options_en")


def changes(old: bytes, new: bytes) -> list[Change]:
    """Every difference; one change says so where one of the two cannot be read."""
    try:
        return _changes(old, new)
    except (RecursionError, TypeError, AttributeError):
        return [Change(CHANGED, TECHNICAL, "", _("One of the two cannot be read as a form."))]


def _changes(old: bytes, new: bytes) -> list[Change]:
    was, now = _fields(old), _fields(new)
    if was is None or now is None:
        raise TypeError("no form")
    found = [*_added(was, now), *_removed(was, now)]
    for name, spec in now.items():
        if name in was:
            found += _field(name, was[name], spec)
    found += _order(was, now)
    found += _rest(_document(old), _document(new), "", _("The form"), frozenset({"components"}))
    return found


@dataclass(frozen=True)
class Field:
    """A field as the list of a version shows it."""

    key: str
    label: str
    type: str
    is_required: bool
    depth: int


def listed(content: bytes) -> list[Field]:
    """The fields of a form, in its order; none where it cannot be read."""
    return [
        Field(
            name.rpartition("/")[2],
            label(spec),
            _type(spec.get("type")),
            _part(spec, "validate").get("required") is True,
            name.count("/"),
        )
        for name, spec in (_fields(content) or {}).items()
    ]


def label(spec: Spec) -> str:
    """What a field is called in the reader's language."""
    english = _properties(spec).get("label_en") if speaks_english() else ""
    said = english or spec.get("label") or spec.get("dateLabel") or spec.get("timeLabel")
    return str(said or spec.get("key") or spec.get("path") or _short(spec) or spec.get("id") or "")


def _added(was: Mapping[str, Spec], now: Mapping[str, Spec]) -> Iterator[Change]:
    for name, spec in now.items():
        if name not in was:
            said = {"label": label(spec), "type": _type(spec.get("type"))}
            text = _("New field “%(label)s” (%(type)s)", **said)
            if _part(spec, "validate").get("required"):
                text = _("%(text)s, must be filled in", text=text)
            yield Change(ADDED, FORM, name, text)


def _removed(was: Mapping[str, Spec], now: Mapping[str, Spec]) -> Iterator[Change]:
    for name, spec in was.items():
        if name not in now:
            yield Change(REMOVED, FORM, name, _("Field removed: “%(label)s”", label=label(spec)))


def _field(name: str, was: Spec, now: Spec) -> list[Change]:
    field = _("Field “%(label)s”", label=label(was))
    known = [
        _said(name, field, TITLES[path], _value(path, before), _value(path, after))
        for path in TITLES
        for before, after in [(_at(was, path), _at(now, path))]
        if before != after
    ]
    skip = frozenset({*TITLES, *BESIDES})
    return [*known, *_options(name, field, was, now), *_rest(was, now, name, field, skip)]


def _options(name: str, field: str, was: Spec, now: Spec) -> Iterator[Change]:
    before, after = _choices(was), _choices(now)
    for value in (value for value in after if value not in before):
        said = _("%(field)s: new choice “%(label)s”", field=field, label=after[value][0])
        yield Change(CHANGED, FORM, name, said)
    for value in (value for value in before if value not in after):
        said = _("%(field)s: choice removed “%(label)s”", field=field, label=before[value][0])
        yield Change(CHANGED, FORM, name, said)
    for value in before:
        if value in after and before[value] != after[value]:
            told = {"old": " / ".join(before[value]), "new": " / ".join(after[value])}
            said = _("%(field)s: choice “%(old)s” is now called “%(new)s”", field=field, **told)
            yield Change(CHANGED, FORM, name, said)
    common = [[value for value in one if value in before and value in after] for one in
              (before, after)]  # fmt: skip
    if common[0] != common[1]:
        said = _("%(field)s: its choices stand in another order", field=field)
        yield Change(MOVED, FORM, name, said)


def _order(was: Mapping[str, Spec], now: Mapping[str, Spec]) -> Iterator[Change]:
    """The fewest fields that must have been moved."""
    before, after = [n for n in was if n in now], [n for n in now if n in was]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    stayed = {name for block in blocks for name in before[block.a : block.a + block.size]}
    for place, name in enumerate(after):
        if name in stayed:
            continue
        said = {"label": label(now[name])}
        if place:
            above = label(now[after[place - 1]])
            text = _("“%(label)s” now stands below “%(above)s”", above=above, **said)
        else:
            text = _("“%(label)s” now stands first", **said)
        yield Change(MOVED, FORM, name, text)


def _rest(was: Any, now: Any, name: str, field: str, skip: frozenset[str]) -> list[Change]:
    """What no other line tells."""
    before, after = dict(_flat(was, "", skip)), dict(_flat(now, "", skip))
    return [
        _said(name, field, (path, TECHNICAL), before.get(path, ""), after.get(path, ""))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    ]


def _flat(value: Any, path: str, skip: frozenset[str]) -> Iterator[tuple[str, str]]:
    if path in skip:
        return
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flat(part, f"{path}.{key}".strip("."), skip)
    elif value is not None:
        yield path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _said(name: str, field: str, title: tuple[Any, str], before: str, after: str) -> Change:
    said = {"old": before or NONE, "new": after or NONE}
    text = _("%(what)s: %(title)s: %(old)s → %(new)s", what=field, title=str(title[0]), **said)
    return Change(CHANGED, title[1], name, text)


def _document(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _fields(content: bytes) -> dict[str, Spec] | None:
    """Every component by the way to it: `group/key`."""
    document = _document(content)
    if not isinstance(document, dict) or not isinstance(document.get("components"), list):
        return None
    found: dict[str, Spec] = {}
    waiting: list[tuple[str, Any]] = [("", one) for one in reversed(document["components"])]
    while waiting:
        above, spec = waiting.pop()
        if not isinstance(spec, dict):
            return None
        name = str(spec.get("key") or spec.get("path") or spec.get("id") or spec.get("type"))
        found.setdefault(f"{above}{name}", spec)
        inner = spec.get("components")
        if isinstance(inner, list):
            waiting += [(f"{above}{name}/", part) for part in reversed(inner)]
    return found


def _at(spec: Spec, path: str) -> Any:
    value: Any = spec
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _value(path: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if path == "type":
        return _type(value)
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _choices(spec: Spec) -> dict[str, list[str]]:
    english = _properties(spec).get("options_en")
    english = english if isinstance(english, dict) else {}
    values = spec.get("values")
    return {
        str(one.get("value")): [
            str(one.get("label")),
            *filter(None, [english.get(one.get("value"))]),
        ]
        for one in (values if isinstance(values, list) else ())
        if isinstance(one, dict)
    }


def _part(spec: Spec, name: str) -> Mapping[str, Any]:
    part = spec.get(name)
    return part if isinstance(part, dict) else {}


def _properties(spec: Spec) -> Mapping[str, Any]:
    return _part(spec, "properties")


def _short(spec: Spec) -> str:
    said = str(spec.get("text") or "")
    return said[:24] + "…" if len(said) > 24 else said


def _type(kind: Any) -> str:
    return str(TYPES.get(str(kind), kind))

"""What a form-js document may hold: a closed list, checked before a form is taken into use."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from app.workflow.forms.conditions import Unreadable, compile_condition
from app.workflow.forms.form import CHOICES, SHOWN_ONLY, TYPES
from app.workflow.forms.patterns import UnsafePattern, compile_pattern

SCHEMA_VERSION = 19
LARGEST = 300_000
MOST_COMPONENTS = 200
DEEPEST = 5
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}", re.ASCII)
# The page's own inputs, and the key by which the engine's serializer would know an object.
RESERVED = frozenset({"typename", "csrf_token", "version"})
TEXTUAL = frozenset({"textfield", "textarea"})
LINED = frozenset({"textarea", "checklist", "taglist", "filepicker"})
DATE_KINDS = frozenset({None, "date", "time", "datetime"})
VALIDATION_TYPES = frozenset({None, "", "custom", "email", "phone"})

Spec = Mapping[str, Any]
Faults = Iterator[str]


def check_form(content: bytes) -> list[str]:
    """Say everything that is wrong with a form, a line each; nothing for a good one."""
    if len(content) > LARGEST:
        return [f"the form is larger than {LARGEST} bytes"]
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        return [f"this is not JSON: {error}"]
    try:
        return list(_document(document))
    except (TypeError, AttributeError, KeyError) as error:
        return [f"this is not a form-js document: {error}"]


def _document(document: Any) -> Faults:
    if not isinstance(document, dict) or not isinstance(document.get("components"), list):
        yield "this is not a form-js document: it has no components"
        return
    if document.get("type") != "default" or not document.get("id"):
        yield "a form has an id, and the type “default”"
    if document.get("schemaVersion") != SCHEMA_VERSION:
        yield f"the schemaVersion is {document.get('schemaVersion')}; it should be {SCHEMA_VERSION}"
    everything = list(_walk(document["components"], 0))
    if len(everything) > MOST_COMPONENTS:
        yield f"more than {MOST_COMPONENTS} components"
        return
    for spec, depth in everything:
        yield from (f"{_called(spec)}: {fault}" for fault in _component(spec, depth))
    yield from _names(document["components"], frozenset())
    ids = Counter(spec.get("id") for spec, _depth in everything if spec.get("id"))
    yield from (f"{name}: this id is given twice" for name, times in ids.items() if times > 1)


def _walk(specs: list[Any], depth: int) -> Iterator[tuple[Spec, int]]:
    for spec in specs:
        yield spec, depth
        if depth <= DEEPEST and isinstance(spec.get("components"), list):
            yield from _walk(spec["components"], depth + 1)


def _called(spec: Spec) -> str:
    return str(spec.get("key") or spec.get("path") or spec.get("id") or spec.get("type"))


def _component(spec: Spec, depth: int) -> Faults:
    kind = spec.get("type")
    if kind not in TYPES:
        yield f"components of type “{kind}” are not supported"
        return
    if depth > DEEPEST:
        yield f"more than {DEEPEST} groups within each other"
    if kind not in {"text", "separator", "group"} and not (
        spec.get("label") or spec.get("dateLabel")
    ):
        yield "it has no label"
    for check in _CHECKS:
        yield from check(spec)


def _naming(spec: Spec) -> Faults:
    kind = spec["type"]
    if kind == "group" and spec.get("path"):
        yield "a group with a path is not supported"
    if kind in SHOWN_ONLY or kind == "group":
        return
    name = spec.get("path" if kind == "dynamiclist" else "key")
    if not isinstance(name, str) or not NAME.fullmatch(name) or "__" in name:
        yield "its key is not a plain name"
    elif name.lower() in RESERVED:
        yield f"the key “{name}” is reserved"
    if _mentions_typename(spec.get("properties")) or _mentions_typename(spec.get("defaultValue")):
        yield "“typename” is not allowed here"


def _mentions_typename(value: Any) -> bool:
    return "typename" in json.dumps(value)


def _conditions(spec: Spec) -> Faults:
    hide = (spec.get("conditional") or {}).get("hide")
    for source in (hide, (spec.get("properties") or {}).get("required_when")):
        try:
            if source:
                compile_condition(source)
        except Unreadable as error:
            yield f"the condition cannot be read: {error}"


def _feel(spec: Spec) -> Faults:
    """FEEL is read in conditions only."""
    held = {**spec, **(spec.get("validate") or {})}
    for name in ("required", "min", "max", "minLength", "maxLength", "label", "description"):
        if isinstance(held.get(name), str) and held[name].lstrip().startswith("="):
            yield f"“{name}” must not be an expression"
    for name in ("valuesExpression", "expression"):
        if spec.get(name):
            yield f"“{name}” is not supported"
    for name in ("disabled", "readonly"):
        if not isinstance(spec.get(name, False), bool):
            yield f"“{name}” is yes or no"


def _options(spec: Spec) -> Faults:
    if spec["type"] not in CHOICES:
        return
    if spec.get("valuesKey"):
        if spec.get("values"):
            yield "it has both options and a valuesKey"
        return
    values = [option.get("value") for option in spec.get("values") or ()]
    if not values or not all(isinstance(value, str) and value for value in values):
        yield "it has no options, or one that is no text"
    if len(set(values)) != len(values):
        yield "two options have the same value"
    default = spec.get("defaultValue")
    if default and set(default if isinstance(default, list) else [default]) - set(values):
        yield "the default is not among the options"


def _limits(spec: Spec) -> Faults:
    rules = spec.get("validate") or {}
    for low, high in (("min", "max"), ("minLength", "maxLength")):
        given = [rules[name] for name in (low, high) if rules.get(name) is not None]
        if not all(map(_is_number, given)):
            yield f"“{low}” and “{high}” are numbers"
        elif given != sorted(given):
            yield f"“{low}” is larger than “{high}”"
    if rules.get("validationType") not in VALIDATION_TYPES:
        yield f"the validation type “{rules['validationType']}” is not supported"
    digits = spec.get("decimalDigits", 0)
    if not isinstance(digits, int) or digits < 0:
        yield "“decimalDigits” is a whole number"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _pattern(spec: Spec) -> Faults:
    pattern = (spec.get("validate") or {}).get("pattern")
    if not pattern:
        return
    if spec["type"] not in TEXTUAL:
        yield "only text has a pattern"
    try:
        compile_pattern(pattern)
    except UnsafePattern as error:
        yield f"the pattern is not allowed: {error}"


def _dates(spec: Spec) -> Faults:
    if spec["type"] != "datetime":
        return
    if spec.get("subtype") not in DATE_KINDS:
        yield f"dates of kind “{spec['subtype']}” are not supported"
    for name in ("min", "max"):
        bound = (spec.get("properties") or {}).get(name)
        if bound and bound != "today" and not _is_date(bound):
            yield f"“{name}” is “today” or a date such as 2026-11-30"


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _lists(spec: Spec) -> Faults:
    way = (spec.get("properties") or {}).get("list")
    if way not in {None, "lines"} or (way and spec["type"] not in LINED):
        yield "“list” is “lines”, on text areas, lists of options and files"
    inner = spec.get("components", [])
    if spec["type"] != "dynamiclist":
        return
    if not inner:
        yield "it repeats nothing"
    for part, _depth in _walk(inner, 0):
        if part.get("type") in {"dynamiclist", "filepicker", "table"}:
            yield f"“{part['type']}” cannot be repeated"


_CHECKS: tuple[Callable[[Spec], Faults], ...] = (
    _naming,
    _conditions,
    _feel,
    _options,
    _limits,
    _pattern,
    _dates,
    _lists,
)


def _names(specs: list[Any], outer: frozenset[str]) -> Faults:
    """Keys are given once in the form, and once in a row; conditions ask for keys that exist."""
    flat = list(_beside(specs))
    names = Counter(str(spec.get("path") or spec.get("key")) for spec in flat if _holds(spec))
    yield from (f"{name}: this key is given twice" for name, times in names.items() if times > 1)
    known = outer | set(names)
    for spec in flat:
        for name in sorted(_asked(spec) - known):
            yield f"{_called(spec)}: the condition asks for “{name}”, which is no field"
        if spec.get("type") == "dynamiclist":
            yield from _names(spec.get("components") or [], known)


def _beside(specs: list[Any]) -> Iterator[Spec]:
    for spec in specs:
        yield spec
        if spec.get("type") == "group":
            yield from _beside(spec.get("components") or [])


def _holds(spec: Spec) -> bool:
    return spec.get("type") not in SHOWN_ONLY | {"group"}


def _asked(spec: Spec) -> set[str]:
    names: set[str] = set()
    hide = (spec.get("conditional") or {}).get("hide")
    for source in (hide, (spec.get("properties") or {}).get("required_when")):
        try:
            names |= compile_condition(source).names if source else frozenset()
        except Unreadable:
            continue  # said already
    return names

"""What a form-js document may hold: a closed list, checked before a form is taken into use."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from app.foundation.i18n import _
from app.workflow.forms import chains, fault, known, shape
from app.workflow.forms.conditions import Unreadable, compile_condition
from app.workflow.forms.fault import FormFault, Spec, Told, word
from app.workflow.forms.form import CHOICES, SHOWN_ONLY
from app.workflow.forms.patterns import UnsafePattern, compile_pattern

SCHEMA_VERSION = 19
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}", re.ASCII)
# The page's own inputs, the key by which the engine's serializer would know an object, and what
# every object of the browser has already.
RESERVED = frozenset({"typename", "csrf_token", "version", "constructor", "prototype"})
RESERVED |= {"tostring", "valueof", "hasownproperty", "isprototypeof", "tolocalestring"}
TEXTUAL = frozenset({"textfield", "textarea"})
LINED = frozenset({"textarea", "checklist", "taglist", "filepicker"})
DATE_KINDS = frozenset({None, "date", "time", "datetime"})
VALIDATION_TYPES = frozenset({None, "", "custom", "email", "phone"})
MOST_DIGITS = 15
LONGEST_ANSWER = 10_000
MOST_TOLD = 5
Faults = Iterator[Told]


def check_form(content: bytes) -> list[str]:
    """Say everything that is wrong with a form, a line each; nothing for a good one."""
    return list(map(str, faults_of(content)))


def faults_of(content: bytes) -> list[FormFault]:
    """Everything that is wrong with a form, each with the component that it is wrong with."""
    document, faults = shape.read(content)
    return faults if document is None else list(_document(document))


def unreadable(content: bytes) -> list[str]:
    """Why a form cannot even be kept in a draft; nothing where it is at most wrong."""
    return list(map(str, shape.read(content)[1]))


def _document(document: Spec) -> Iterator[FormFault]:
    if document.get("type") != "default" or not document.get("id"):
        yield FormFault("document", _("a form has an id, and the type “default”"))
    version = document.get("schemaVersion")
    if version != SCHEMA_VERSION:
        told = _(
            "the schemaVersion is %(found)s; it should be %(wanted)s",
            found=str(version)[:20],
            wanted=SCHEMA_VERSION,
        )
        yield FormFault("version", told)
    for spec, _depth in shape.walk(document["components"]):
        yield from fault.of(spec, _component(spec))
    yield from _names(document["components"], frozenset())
    yield from chains.check(document["components"])


def _component(spec: Spec) -> Faults:
    named = spec.get("label") or spec.get("dateLabel")
    if spec["type"] not in {"text", "separator", "group"} and not named:
        yield "label", _("it has no label")
    for check in _CHECKS:
        yield from check(spec)


def _unknown_properties(spec: Spec) -> Faults:
    """What no part of the program reads must not look as if it meant something."""
    unknown = set(spec) - known.PROPERTIES
    for part, names in known.WITHIN.items():
        unknown |= set(spec.get(part) or {}) - names
    for name in sorted(unknown)[:MOST_TOLD]:
        yield "property", _("“%(name)s” is not supported", name=name[:60])


def _naming(spec: Spec) -> Faults:
    kind = spec["type"]
    if kind == "group" and spec.get("path"):
        yield "key", _("a group with a path is not supported")
    if kind in SHOWN_ONLY or kind == "group":
        return
    name = spec.get("path" if kind == "dynamiclist" else "key")
    if not isinstance(name, str) or not NAME.fullmatch(name) or "__" in name:
        yield "key", _("its key is not a plain name (letters, digits and _)")
    elif name.lower() in RESERVED:
        yield "key", _("the key “%(name)s” is reserved", name=name)
    if _mentions_typename(spec.get("properties")) or _mentions_typename(spec.get("defaultValue")):
        yield "forbidden", _("“%(name)s” is not allowed here", name="typename")


def _mentions_typename(value: Any) -> bool:
    return "typename" in json.dumps(value)


def _conditions(spec: Spec) -> Faults:
    for source in _sources(spec):
        try:
            compile_condition(source)
        except Unreadable as error:
            yield "condition", _("the condition cannot be read: %(why)s", why=error)


def _sources(spec: Spec) -> list[str]:
    hide = (spec.get("conditional") or {}).get("hide")
    return [source for source in (hide, _said(spec).get("required_when")) if source]


def _said(spec: Spec) -> Spec:
    return spec.get("properties") or {}


def _feel(spec: Spec) -> Faults:
    """FEEL is read in conditions only."""
    held = {**spec, **(spec.get("validate") or {})}
    for name in ("required", "min", "max", "minLength", "maxLength", "label", "description"):
        if isinstance(held.get(name), str) and held[name].lstrip().startswith("="):
            yield "expression", _("“%(name)s” must not be an expression", name=word(name))
    for name in ("valuesExpression", "expression", "columnsExpression"):
        if spec.get(name):
            yield "expression", _("“%(name)s” is not supported", name=name)
    for name in ("disabled", "readonly", "required"):
        if not isinstance(held.get(name) or False, bool):
            yield "expression", _("“%(name)s” is yes or no", name=word(name))


def _options(spec: Spec) -> Faults:
    if spec["type"] not in CHOICES:
        return
    if spec.get("valuesKey"):
        if spec.get("values"):
            yield "options", _("it has both options and a valuesKey")
        return
    values = [option.get("value") for option in spec.get("values") or ()]
    if not values or not all(isinstance(value, str) and value for value in values):
        yield "options", _("it has no options, or one that is no text")
        return
    if len(set(values)) != len(values):
        yield "options", _("two options have the same value")
    default = spec.get("defaultValue")
    if default and set(default if isinstance(default, list) else [default]) - set(values):
        yield "options", _("the default is not among the options")


def _limits(spec: Spec) -> Faults:
    rules = spec.get("validate") or {}
    for low, high in (("min", "max"), ("minLength", "maxLength")):
        given = [rules[name] for name in (low, high) if rules.get(name) is not None]
        if not all(map(_is_number, given)):
            told = _("“%(low)s” and “%(high)s” are numbers", low=word(low), high=word(high))
            yield "limits", told
        elif given != sorted(given):
            told = _("“%(low)s” is larger than “%(high)s”", low=word(low), high=word(high))
            yield "limits", told
        elif low == "minLength" and not all(0 <= n <= LONGEST_ANSWER for n in given):
            told = _("an answer has at most %(most)s characters", most=LONGEST_ANSWER)
            yield "limits", told
    if rules.get("validationType") not in VALIDATION_TYPES:
        kind = str(rules["validationType"])[:40]
        yield "limits", _("the validation type “%(kind)s” is not supported", kind=kind)
    digits = spec.get("decimalDigits")
    if digits is not None and (type(digits) is not int or not 0 <= digits <= MOST_DIGITS):
        told = _("“decimalDigits” is a whole number, at most %(most)s", most=MOST_DIGITS)
        yield "limits", told


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _pattern(spec: Spec) -> Faults:
    pattern = (spec.get("validate") or {}).get("pattern")
    if not pattern:
        return
    if spec["type"] not in TEXTUAL:
        yield "pattern", _("only text has a pattern")
    try:
        compile_pattern(pattern)
    except UnsafePattern as error:
        yield "pattern", _("the pattern is not allowed: %(why)s", why=error)


def _dates(spec: Spec) -> Faults:
    if spec["type"] != "datetime":
        return
    if spec.get("subtype") not in DATE_KINDS:
        kind = spec["subtype"][:40]
        yield "dates", _("dates of kind “%(kind)s” are not supported", kind=kind)
    for name in ("min", "max"):
        bound = _said(spec).get(name)
        if bound and bound != "today" and not _is_date(bound):
            yield "dates", _("“%(name)s” is “today” or a date such as 2026-11-30", name=name)


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _lists(spec: Spec) -> Faults:
    way = _said(spec).get("list")
    if way not in {None, "lines"} or (way and spec["type"] not in LINED):
        yield "lists", _("“list” is “lines”, on text areas, lists of options and files")
    for column in spec.get("columns") or () if spec["type"] == "table" else ():
        if not isinstance(column.get("key"), str):
            yield "lists", _("a column has no key")
    if spec["type"] != "dynamiclist":
        return
    inner = spec.get("components") or []
    if not inner:
        yield "lists", _("it repeats nothing")
    for part, _depth in shape.walk(inner):
        if part.get("type") in {"dynamiclist", "filepicker", "table"}:
            yield "lists", _("“%(kind)s” cannot be repeated", kind=part["type"])


_CHECKS: tuple[Callable[[Spec], Faults], ...] = (
    _unknown_properties,
    _naming,
    _conditions,
    _feel,
    _options,
    _limits,
    _pattern,
    _dates,
    _lists,
)


def _names(specs: list[Any], outer: frozenset[str]) -> Iterator[FormFault]:
    """Conditions ask for keys that exist, in the row or around it."""
    keys = outer | set(shape.names(specs))
    for spec in shape.beside(specs):
        yield from fault.of(spec, _asks_in_vain(spec, keys))
        if spec.get("type") == "dynamiclist":
            yield from _names(spec.get("components") or [], keys)


def _asks_in_vain(spec: Spec, keys: frozenset[str]) -> Faults:
    for name in sorted(_asked(spec) - keys):
        told = _("the condition asks for “%(name)s”, which is no field", name=name)
        yield "condition", told


def _asked(spec: Spec) -> set[str]:
    names: set[str] = set()
    for source in _sources(spec):
        try:
            names |= compile_condition(source).names
        except Unreadable:
            continue  # said already
    return names

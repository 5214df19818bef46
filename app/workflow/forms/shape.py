"""Whether a document is a form at all: what is not can neither be checked further nor drawn.

Nothing here trusts the document: after it, every part is of the kind that the rest expects.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.foundation.i18n import _
from app.workflow.forms import fault
from app.workflow.forms.fault import FormFault, Spec, Told
from app.workflow.forms.form import SHOWN_ONLY, TYPES
from app.workflow.forms.schema import UNWRITABLE

LARGEST = 300_000
LONGEST_TEXT = 3_000
MOST_COMPONENTS = 200
MOST_OPTIONS = 300
DEEPEST = 5  # groups within each other
DEEPEST_JSON = 24
# What a script or the engine's serializer would take for one of its own.
FORBIDDEN_KEYS = frozenset({"__proto__", "constructor", "prototype", "typename"})


def read(content: bytes) -> tuple[dict[str, Any] | None, list[FormFault]]:
    """The document, and nothing wrong with its shape; or no document, and why."""
    if len(content) > LARGEST:
        told = _("the form is larger than %(most)s bytes", most=LARGEST)
        return None, [FormFault("large", told)]
    try:
        document = json.loads(content, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        place = _("line %(line)s, column %(column)s", line=error.lineno, column=error.colno)
        told = _("this is not JSON (%(place)s)", place=place)
        return None, [FormFault("json", told)]
    except (ValueError, RecursionError):
        return None, [FormFault("json", _("this is not JSON"))]
    faults = list(_document(document))
    return (None, faults) if faults else (document, [])


def walk(specs: list[Any], depth: int = 0) -> Iterator[tuple[Spec, int]]:
    """Every component with its depth, a little deeper than is allowed."""
    for spec in specs:
        yield spec, depth
        if depth <= DEEPEST and isinstance(spec.get("components"), list):
            yield from walk(spec["components"], depth + 1)


def beside(specs: list[Any]) -> Iterator[Spec]:
    """Every component whose answer lies beside the others', whatever group it stands in."""
    for spec in specs:
        yield spec
        if spec.get("type") == "group":
            yield from beside(spec.get("components") or [])


def names(specs: list[Any]) -> Counter[str]:
    """The keys of the answers that lie beside each other, each with how often it is given."""
    holding = (spec for spec in beside(specs) if spec.get("type") not in SHOWN_ONLY | {"group"})
    return Counter(str(spec.get("path") or spec.get("key")) for spec in holding)


def _refuse(name: str) -> None:
    raise ValueError(name)


def _document(document: Any) -> Iterator[FormFault]:
    if not isinstance(document, dict) or not isinstance(document.get("components"), list):
        yield FormFault("document", _("this is not a form: it has no components"))
        return
    yield from (FormFault(*told) for told in _harm(document, DEEPEST_JSON))
    if not _are_components(document["components"], DEEPEST):
        yield FormFault("document", _("this is not a form: a component is no object"))
        return
    everything = list(walk(document["components"]))
    if len(everything) > MOST_COMPONENTS:
        yield FormFault("many", _("more than %(most)s components", most=MOST_COMPONENTS))
        return
    sound = True
    for spec, depth in everything:
        for found in fault.of(spec, _component(spec, depth)):
            sound = False
            yield found
    if sound:
        yield from _twice(document["components"], [spec for spec, _depth in everything])


def _harm(value: Any, depth: int) -> Iterator[Told]:
    """What must stand nowhere in the document; one of it is enough."""
    if depth == 0:
        yield "deep", _("the form is nested too deeply")
    elif isinstance(value, dict):
        for name in sorted(FORBIDDEN_KEYS & set(value)):
            yield "forbidden", _("“%(name)s” is not allowed here", name=name)
        parts = [*value, *value.values()]
        yield from next((found for part in parts if (found := list(_harm(part, depth - 1)))), ())
    elif isinstance(value, list):
        yield from next((found for part in value if (found := list(_harm(part, depth - 1)))), ())
    elif isinstance(value, str) and UNWRITABLE.search(value):
        yield "characters", _("there are characters that cannot be stored")
    elif isinstance(value, str) and len(value) > LONGEST_TEXT:
        yield "long", _("a text is longer than %(most)s characters", most=LONGEST_TEXT)
    elif isinstance(value, float) and not math.isfinite(value):
        yield "number", _("a number is too large")


def _are_components(specs: list[Any], depth: int) -> bool:
    """Everything down to the depth that is looked at is an object, its parts are lists."""
    for spec in specs:
        if not isinstance(spec, dict):
            return False
        inner = spec.get("components") or []
        if not isinstance(inner, list) or (depth >= 0 and not _are_components(inner, depth - 1)):
            return False
    return True


def _component(spec: Spec, depth: int) -> Iterator[Told]:
    kind = spec.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        shown = kind if isinstance(kind, str) else "?"
        told = _("components of type “%(kind)s” are not supported", kind=shown[:40])
        yield "unsupported", told
        return
    if depth > DEEPEST:
        yield "deep", _("more than %(most)s groups within each other", most=DEEPEST)
    for name in _ill_shaped(spec):
        yield "shape", _("“%(name)s” is not what it should be", name=fault.word(name))
    for name in ("values", "columns"):
        if isinstance(spec.get(name), list) and len(spec[name]) > MOST_OPTIONS:
            yield "options", _("more than %(most)s options", most=MOST_OPTIONS)


def _ill_shaped(spec: Spec) -> Iterator[str]:
    for name, fits in SHAPES.items():
        if spec.get(name) is not None and not fits(spec[name]):
            yield name
    for part, shapes in PARTS.items():
        inner = spec.get(part)
        if isinstance(inner, Mapping):
            for name, fits in shapes.items():
                if inner.get(name) is not None and not fits(inner[name]):
                    yield name


def _twice(components: list[Any], everything: list[Spec]) -> Iterator[FormFault]:
    """Ids are given once, keys once in the form and once in a row: else no editor opens it."""
    ids = Counter(spec["id"] for spec in everything if spec.get("id"))
    for name in (name for name, times in ids.items() if times > 1):
        yield FormFault("id_twice", _("%(name)s: this id is given twice", name=name), name)
    rows = [spec["components"] for spec in everything if _repeats(spec)]
    for specs in [components, *rows]:
        for name in (name for name, times in names(specs).items() if times > 1 and name != "None"):
            yield FormFault("key_twice", _("%(name)s: this key is given twice", name=name))


def _repeats(spec: Spec) -> bool:
    return spec["type"] == "dynamiclist" and bool(spec.get("components"))


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100


def _scalar(value: Any) -> bool:
    return isinstance(value, str | bool | int | float)


def _limit(value: Any) -> bool:
    """A number; an expression too, to be told apart and refused by its own name."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _default(value: Any) -> bool:
    return all(map(_scalar, value)) if isinstance(value, list) else _scalar(value)


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _words(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_text, value.values()))


def _entries(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(entry, dict) and isinstance(entry.get("label"), str) for entry in value
    )


Fits = Callable[[Any], bool]
SHAPES: Mapping[str, Fits] = {
    **dict.fromkeys(("id", "key", "path", "label", "dateLabel", "timeLabel", "text"), _text),
    **dict.fromkeys(("description", "subtype", "accept", "valuesKey", "dataSource"), _text),
    **dict.fromkeys(("multiple", "disallowPassedDates", "serializeToString"), _yes_or_no),
    **dict.fromkeys(("validate", "properties", "conditional", "layout"), _object),
    **dict.fromkeys(("values", "columns"), _entries),
    "defaultValue": _default,
}
PARTS: Mapping[str, Mapping[str, Fits]] = {
    "validate": {
        **dict.fromkeys(("pattern", "patternErrorMessage", "validationType"), _text),
        **dict.fromkeys(("min", "max", "minLength", "maxLength"), _limit),
        "required": lambda value: isinstance(value, bool | str),
    },
    "properties": {
        **dict.fromkeys(("label_en", "description_en", "text_en", "required_when"), _text),
        **dict.fromkeys(("list", "absent", "min", "max"), _text),
        "options_en": _words,
    },
    "conditional": {"hide": _text},
    "layout": {"columns": _whole},
}

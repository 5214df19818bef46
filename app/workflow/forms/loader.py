"""Read a form-js document once, so that nothing has to be worked out again for each answer."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.workflow.forms.check import check_form
from app.workflow.forms.conditions import Condition, compile_condition
from app.workflow.forms.form import SHOWN_ONLY, Component, Form, Leaf, Option, Section
from app.workflow.forms.schema import build_schema


class BadForm(ValueError):
    """The document is not a form that this program can show; the faults are its text."""


def parse(content: bytes) -> Form:
    """Read a form-js document; raise `BadForm` with every fault found."""
    faults = check_form(content)
    if faults:
        raise BadForm("\n".join(faults))
    document = json.loads(content)
    return Form(str(document["id"]), _section(document["components"]))


def joined(first: Form, second: Form) -> Form:
    """One form of two whose fields have different keys: what the second asks stands below."""
    return Form(second.id, _of(first.section.components + second.section.components))


def _section(specs: Iterable[Mapping[str, Any]]) -> Section:
    return _of(tuple(_component(spec) for spec in specs))


def _of(components: tuple[Component, ...]) -> Section:
    leaves = tuple(_leaves(components, ()))
    return Section(
        components,
        leaves,
        build_schema(leaf.component for leaf in leaves),
        frozenset(name for leaf in leaves for condition in leaf.hides for name in condition.names),
    )


def _leaves(components: Iterable[Component], hides: tuple[Condition, ...]) -> Iterator[Leaf]:
    for component in components:
        here = (*hides, component.hide) if component.hide else hides
        if component.type == "group":
            yield from _leaves(component.children, here)
        elif component.type not in SHOWN_ONLY:
            yield Leaf(component, here)


def _component(spec: Mapping[str, Any]) -> Component:
    properties = spec.get("properties") or {}
    repeated = spec["type"] == "dynamiclist"
    inner = spec.get("components", ())
    return Component(
        id=str(spec.get("id") or spec.get("key") or spec.get("path") or ""),
        type=spec["type"],
        key=str((spec.get("path") if repeated else spec.get("key")) or ""),
        spec=spec,
        properties=properties,
        rules=spec.get("validate") or {},
        hide=_condition((spec.get("conditional") or {}).get("hide")),
        required_when=_condition(properties.get("required_when")),
        options=tuple(_options(spec, properties)),
        children=() if repeated else tuple(_component(part) for part in inner),
        row=_section(inner) if repeated else None,
    )


def _condition(source: str | None) -> Condition | None:
    return compile_condition(source) if source else None


def _options(spec: Mapping[str, Any], properties: Mapping[str, Any]) -> Iterator[Option]:
    english = properties.get("options_en") or {}
    for option in spec.get("values") or ():
        value = str(option["value"])
        yield Option(value, str(option["label"]), str(english.get(value, "")))

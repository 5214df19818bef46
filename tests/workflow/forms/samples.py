"""Small forms for tests, and the shipped ones."""

import json
from functools import cache
from typing import Any

from hypothesis import HealthCheck, settings
from werkzeug.datastructures import MultiDict

from app.foundation import paths
from app.foundation.errors import Invalid
from app.workflow import forms

# The machine may be busy: examples are judged by what they do, not by how long they take.
calmly = settings(
    deadline=None,
    derandomize=True,  # the same examples on every machine: a red one can be seen again
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SHIPPED = sorted(paths.FORMS.glob("*/*.json"))


def document(*components: dict[str, Any]) -> bytes:
    """A form-js document of these components."""
    filled = [
        {"id": f"c{number}", "label": "字段", **component}
        for number, component in enumerate(components)
    ]
    form = {"type": "default", "id": "sample", "schemaVersion": 19, "components": filled}
    return json.dumps(form).encode()


def a_form(*components: dict[str, Any]) -> forms.Form:
    """A form of these components."""
    return forms.parse(document(*components))


def radio(key: str, *values: str, **more: Any) -> dict[str, Any]:
    """Radio buttons with these values."""
    return {
        "type": "radio",
        "key": key,
        "values": [{"label": v, "value": v} for v in values],
        **more,
    }


@cache
def shipped(name: str) -> forms.Form:
    """A form of the sharing room."""
    return forms.parse((paths.FORMS / "sharing" / f"{name}.json").read_bytes())


def refused(
    form: forms.Form, raw: Any, context: forms.FormContext | None = None
) -> dict[str, list[str]]:
    """The faults that an answer is refused for, field by field; nothing where it is taken."""
    try:
        forms.validate(form, raw, context)
    except Invalid as refusal:
        return refusal.fields
    return {}


def html(*pairs: tuple[str, str]) -> MultiDict[str, str]:
    """An HTML form as werkzeug hands it over."""
    return MultiDict(pairs)

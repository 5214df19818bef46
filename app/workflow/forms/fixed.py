"""What of an input never depends on the case: its attributes, and how a value is written in it."""

from datetime import date, datetime
from typing import Any

from app.workflow.forms.form import Component
from app.workflow.forms.schema import named_day

MOST_ROWS = 12
INPUT_TYPES = {"email": "email", "phone": "tel"}


def as_typed(value: Any) -> str:
    """A value as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, list | tuple):
        return "\n".join(map(as_typed, value))
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def text_attributes(component: Component) -> dict[str, str]:
    """The kind of a text.  No maxlength: a browser would cut what is pasted without a word."""
    if component.type != "textfield":
        return {}
    return {"type": INPUT_TYPES.get(str(component.rules.get("validationType")), "text")}


def number_attributes(component: Component) -> dict[str, str]:
    """Bounds and steps of a number."""
    digits = component.spec.get("decimalDigits")
    found = {"type": "number", "step": "any" if digits is None else str(10**-digits)}
    found["inputmode"] = "numeric" if digits == 0 else "decimal"
    for bound in ("min", "max"):
        if component.rules.get(bound) is not None:
            found[bound] = str(component.rules[bound])
    return found


def date_attributes(component: Component) -> dict[str, str]:
    """Kind and bounds of a date."""
    kind = component.spec.get("subtype") or "date"
    found = {"type": "datetime-local" if kind == "datetime" else str(kind)}
    for bound in ("min", "max"):
        named = component.properties.get(bound)
        if named and kind == "date":
            found[bound] = named_day(named).isoformat()
    return found

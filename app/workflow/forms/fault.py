"""What is wrong with a form, said in the reader's language and by the names officials see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.foundation.i18n import _, lazy, speaks_english

Spec = Mapping[str, Any]
LONGEST_NAME = 60
# What people call what the document calls otherwise.
PROPERTIES = {
    "min": lazy("smallest"),
    "max": lazy("largest"),
    "minLength": lazy("fewest characters"),
    "maxLength": lazy("most characters"),
    "required": lazy("required"),
    "label": lazy("label"),
    "description": lazy("help"),
    "disabled": lazy("not to be changed"),
    "readonly": lazy("not to be changed"),
}


@dataclass(frozen=True)
class FormFault:
    """One thing that is wrong; `component` is the id of what it is wrong with, if anything."""

    code: str
    reason: str
    component: str = ""
    name: str = ""

    def __str__(self) -> str:
        """The fault as a line of a list."""
        if not self.name:
            return self.reason
        return _("%(name)s: %(reason)s", name=self.name, reason=self.reason)


Told = tuple[str, str]  # (code, reason)


def of(spec: Spec, told: Iterator[Told]) -> Iterator[FormFault]:
    """The faults of one component."""
    component = spec.get("id")
    place = component if isinstance(component, str) else ""
    yield from (FormFault(code, reason, place, called(spec)) for code, reason in told)


def called(spec: Spec) -> str:
    """A component as its reader knows it: by its label, with the key where there is one."""
    said = spec.get("properties")
    english = said.get("label_en") if speaks_english() and isinstance(said, Mapping) else ""
    label = english or spec.get("label") or spec.get("dateLabel")
    key = spec.get("key") or spec.get("path") or spec.get("id") or spec.get("type")
    if not label or not isinstance(label, str):
        return str(key)[:LONGEST_NAME]
    return _("“%(label)s” (%(key)s)", label=label[:LONGEST_NAME], key=str(key)[:LONGEST_NAME])


def word(name: str) -> str:
    """A property of the document in the reader's words."""
    return str(PROPERTIES.get(name, name))

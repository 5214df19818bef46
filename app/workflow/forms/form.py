"""A form as the rest of the program knows it: read once, never changed, shared by all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from marshmallow import Schema

from app.workflow.forms.conditions import Condition

CHOICES = frozenset({"select", "radio", "checklist", "taglist"})
LISTS = frozenset({"checklist", "taglist", "filepicker"})
SHOWN_ONLY = frozenset({"text", "separator", "table"})
FIELDS = CHOICES | {"textfield", "textarea", "number", "datetime", "checkbox", "filepicker"}
TYPES = FIELDS | SHOWN_ONLY | {"group", "dynamiclist"}


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen; `note` and `href` are shown beside it."""

    value: str
    label: str
    label_en: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class FormContext:
    """What only the case knows: fill it in `FORM_CONTEXTS` of a room.

    `options` by the form's `valuesKey` (for files, what is attached already, by the field's key);
    `values` what the fields hold at first; `allowed` narrows a choice; `required` and `hidden`
    name fields; `texts` replaces the help of a field.
    """

    options: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    allowed: Mapping[str, set[str] | frozenset[str]] = field(default_factory=dict)
    required: set[str] | frozenset[str] = frozenset()
    hidden: set[str] | frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Component:
    """One component of the form-js document, with what was worked out from it beforehand."""

    id: str
    type: str
    key: str
    spec: Mapping[str, Any]
    properties: Mapping[str, Any]
    rules: Mapping[str, Any]
    hide: Condition | None = None
    required_when: Condition | None = None
    options: tuple[Option, ...] = ()
    children: tuple["Component", ...] = ()
    row: "Section | None" = None

    @property
    def required(self) -> bool:
        """It must always be filled in, when it is shown."""
        return bool(self.rules.get("required"))

    @property
    def options_key(self) -> str:
        """Under which name the case hands in what can be chosen; nothing where the form says it."""
        return self.key if self.type == "filepicker" else str(self.spec.get("valuesKey") or "")

    @property
    def lines(self) -> bool:
        """It is a list typed as text, one entry a line (beside what is ticked, if anything is)."""
        return self.properties.get("list") == "lines"

    @property
    def is_list(self) -> bool:
        """Its value is a list of texts."""
        return self.type in LISTS or self.lines

    @property
    def keeps(self) -> bool:
        """It stays as it was when the answer does not name it."""
        return self.properties.get("absent") == "keep"

    @property
    def locked(self) -> bool:
        """It is shown, but not to be changed."""
        return bool(self.spec.get("disabled") or self.spec.get("readonly"))

    @property
    def default(self) -> Any:
        """What the field holds when nobody said anything; None for nothing."""
        return self.spec.get("defaultValue")

    def choices(self, context: FormContext) -> Sequence[Option]:
        """What can be chosen in this case."""
        if self.options_key:
            return context.options.get(self.options_key, ())
        allowed = context.allowed.get(self.key)
        if allowed is None:
            return self.options
        return [option for option in self.options if option.value in allowed]


@dataclass(frozen=True)
class Leaf:
    """A field with every condition that hides it, its groups' among them."""

    component: Component
    hides: tuple[Condition, ...]


@dataclass(frozen=True)
class Section:
    """Components whose answers lie beside each other: the form itself, or a repeated row."""

    components: tuple[Component, ...]
    leaves: tuple[Leaf, ...]
    schema: Schema
    # The names that conditions ask for: only a change of these can change what is shown.
    asked: frozenset[str]

    @cached_property
    def fields(self) -> Mapping[str, Component]:
        """Everything that can be answered, by its key."""
        return {leaf.component.key: leaf.component for leaf in self.leaves}


@dataclass(frozen=True)
class Form:
    """A form-js document, read once for each release."""

    id: str
    section: Section

    @property
    def fields(self) -> Mapping[str, Component]:
        """Everything that can be answered, by its key."""
        return self.section.fields

"""What the page needs to draw a form, worked out here so that the template stays thin."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.foundation import files
from app.foundation.i18n import _
from app.workflow.forms import fixed
from app.workflow.forms.conditions import Condition, renamed
from app.workflow.forms.form import CHOICES, Component, Form, FormContext, Option
from app.workflow.forms.reading import row_name
from app.workflow.forms.validation import known, with_defaults

HALF = 12
MANY_OPTIONS = 8
SHORT_OPTIONS = 24


@dataclass(frozen=True)
class Choice:
    """One option as it is drawn."""

    id: str
    value: str
    label: str
    note: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class FieldView:
    """One component as it is drawn; `kind` picks the macro."""

    id: str
    name: str
    key: str
    kind: str
    label: str
    help: str = ""
    required: bool = False
    hide_when: str = ""
    hidden: bool = False
    hint: str = ""
    required_hint: str = ""
    value: str = ""
    options: Sequence[Choice] = ()
    open: bool = False
    extra: str = ""
    errors: Sequence[str] = ()
    parts: Sequence["FieldView"] = ()
    rows: Sequence[Sequence["FieldView"]] = ()
    columns: Sequence[tuple[str, str]] = ()
    cells: Sequence[Mapping[str, Any]] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    half: bool = False
    locked: bool = False

    @property
    def described_by(self) -> str:
        """The ids of the texts that belong to the field, for `aria-describedby`."""
        told = {"error": self.errors, "help": self.help, "when": self.hint or self.required_hint}
        return " ".join(f"{self.id}-{name}" for name, text in told.items() if text)

    @property
    def short(self) -> bool:
        """The options fit beside each other."""
        return sum(len(option.label) for option in self.options) <= SHORT_OPTIONS

    @property
    def crowded(self) -> bool:
        """There are so many options that they want columns."""
        return len(self.options) > MANY_OPTIONS


Errors = Mapping[str, Sequence[str]]
Fault = tuple[str, str, str]
GROUPED = frozenset({"radio", "checklist", "taglist"})


def view(
    form: Form,
    values: Mapping[str, Any] | None = None,
    errors: Errors | None = None,
    context: FormContext | None = None,
    locale: str = "zh",
) -> list[FieldView]:
    """The form as the page draws it: what was typed, or what the fields hold at first."""
    context = context or FormContext()
    answers = {**context.values, **(values or {})}
    answers = with_defaults(form.section, answers, context)
    drawing = _Drawing(form, context, errors or {}, locale, known(form.section, answers))
    return list(drawing.views(form.section.components, answers))


def summary(views: Iterable[FieldView], errors: Errors | None = None) -> list[Fault]:
    """Every error as (id to jump to, label, message), in the order of the page.

    Errors of a field that is not drawn come last, without a place to jump to.
    """
    drawn = list(_flat(views))
    names = {shown.name for shown in drawn}
    found = [(_target(shown), shown.label, fault) for shown in drawn for fault in shown.errors]
    lost = (faults for name, faults in (errors or {}).items() if name not in names)
    return found + [("", "", str(fault)) for faults in lost for fault in faults]


def _flat(views: Iterable[FieldView]) -> Iterator[FieldView]:
    for shown in views:
        yield shown
        yield from _flat(shown.parts)
        for row in shown.rows:
            yield from _flat(row)


def _target(shown: FieldView) -> str:
    """Where the link of an error leads: to something that can be typed in or ticked."""
    return shown.options[0].id if shown.options and shown.kind in GROUPED else shown.id


class _Drawing:
    """What every component of one drawing shares."""

    def __init__(
        self,
        form: Form,
        context: FormContext,
        errors: Errors,
        locale: str,
        asking: Mapping[str, Any],
    ) -> None:
        self.form = form
        self.context = context
        self.errors = errors
        self.english = locale.startswith("en")
        self.asking = asking

    def views(
        self, components: Iterable[Component], values: Mapping[str, Any]
    ) -> Iterator[FieldView]:
        """The components that can be shown at all in this case."""
        for component in components:
            if component.key in self.context.hidden or self._never(component):
                continue
            yield self._view(component, component.key, values)

    def _view(self, component: Component, name: str, values: Mapping[str, Any]) -> FieldView:
        value = values.get(component.key)
        drawn = FieldView(
            id=f"f-{name or component.id}",
            name=name,
            key=component.key,
            kind=_kind(component),
            label=self._said(component, "label"),
            help=self.context.texts.get(component.key) or self._said(component, "description"),
            required=component.required or component.key in self.context.required,
            hide_when=component.hide.source if component.hide else "",
            hidden=bool(component.hide and component.hide(self.asking)),
            hint=self._when(component.hide, _("Only if you choose: %(choices)s"), holds=False),
            required_hint=self._when(
                component.required_when, _("Required if you choose: %(choices)s"), holds=True
            ),
            errors=tuple(map(str, self.errors.get(name, ()))) if name else (),
            attributes=_attributes(component),
            half=0 < ((component.spec.get("layout") or {}).get("columns") or 0) <= HALF,
            locked=component.locked,
        )
        return self._filled(drawn, component, value, values)

    def _filled(
        self, drawn: FieldView, component: Component, value: Any, values: Mapping[str, Any]
    ) -> FieldView:
        if component.type == "group":
            return replace(drawn, parts=tuple(self.views(component.children, values)))
        if component.type == "dynamiclist":
            return replace(drawn, rows=tuple(self._rows(component, value)))
        if component.type == "table":
            return self._table(drawn, component)
        if component.type in CHOICES or component.type == "filepicker":
            return self._chosen(drawn, component, value)
        return replace(drawn, value=fixed.as_typed(value))

    def _chosen(self, drawn: FieldView, component: Component, value: Any) -> FieldView:
        values = value if isinstance(value, list | tuple) else [value]
        chosen = {fixed.as_typed(entry) for entry in values if entry not in (None, "")}
        options = component.choices(self.context)
        offered = {option.value for option in options}
        # The only one there is; and what is attached stays, unless somebody takes it away.
        everything = value is None and component.type == "filepicker"
        if everything or (drawn.required and component.type == "select" and len(options) == 1):
            chosen |= offered
        choices = [
            self._choice(f"{drawn.id}-{number}", option, option.value in chosen)
            for number, option in enumerate(options)
        ]
        extra = [entry for entry in map(fixed.as_typed, values) if entry and entry not in offered]
        return replace(
            drawn,
            options=tuple(choices),
            open=component.lines,
            extra="\n".join(extra) if component.lines else "",
        )

    def _choice(self, choice_id: str, option: Option, chosen: bool) -> Choice:
        label = self._label(option)
        return Choice(choice_id, option.value, label, option.note, option.href, chosen)

    def _label(self, option: Option) -> str:
        return (option.label_en or option.label) if self.english else option.label

    def _rows(self, component: Component, value: Any) -> Iterator[tuple[FieldView, ...]]:
        assert component.row is not None, "a repeated row has a section"
        names = component.row.fields
        for index, row in enumerate(value or [{}]):
            inside = _Drawing(
                self.form, self.context, self.errors, "en" if self.english else "zh",
                {**self.asking, **known(component.row, row)},
            )  # fmt: skip
            inputs = {key: row_name(component.key, index, key) for key in names}
            yield tuple(inside._row_view(part, inputs, row) for part in component.row.components)

    def _row_view(
        self, part: Component, inputs: Mapping[str, str], row: Mapping[str, Any]
    ) -> FieldView:
        drawn = self._view(part, inputs.get(part.key, ""), row)
        # In the browser, a row's fields go by the names of their inputs.
        return replace(drawn, hide_when=renamed(drawn.hide_when, inputs))

    def _table(self, drawn: FieldView, component: Component) -> FieldView:
        source = str(component.spec.get("dataSource") or component.key).removeprefix("=").strip()
        columns = tuple(
            (str(c["key"]), str((self.english and c.get("label_en")) or c["label"]))
            for c in component.spec.get("columns") or ()
        )
        return replace(drawn, columns=columns, cells=tuple(self.context.values.get(source) or ()))

    def _said(self, component: Component, what: str) -> str:
        """A text of the form in the reader's language."""
        spec, said = component.spec, component.properties
        if component.type == "text" and what == "label":
            what = "text"
        chinese = spec.get(what) or (spec.get("dateLabel") if what == "label" else "") or ""
        return str((self.english and said.get(f"{what}_en")) or chinese)

    def _never(self, component: Component) -> bool:
        """No choice that is open now can bring the component to light."""
        choices = self._deciding(component.hide)
        return bool(choices) and not any(
            True for _choice in self._leading(component.hide, choices, False)
        )

    def _when(self, condition: Condition | None, sentence: str, *, holds: bool) -> str:
        """Say in words which choices a condition waits for; nothing where it is not that simple."""
        choices = self._deciding(condition)
        leading = list(self._leading(condition, choices, holds))
        if not leading or (len(leading) == len(choices) and len(choices) > 1):
            return ""
        return sentence % {"choices": "、".join(leading)}

    def _deciding(self, condition: Condition | None) -> Sequence[Option]:
        if condition is None or len(condition.names) != 1:
            return ()
        asked = self.form.fields.get(next(iter(condition.names)))
        single = asked is not None and asked.type in {"radio", "select"} and not asked.options_key
        return asked.choices(self.context) if asked and single else ()

    def _leading(
        self, condition: Condition | None, choices: Sequence[Option], holds: bool
    ) -> Iterator[str]:
        if condition is None:
            return
        name = next(iter(condition.names), "")
        for option in choices:
            if condition({name: option.value}) is holds:
                yield self._label(option)


def _kind(component: Component) -> str:
    return "lines" if component.lines and component.type == "textarea" else component.type


def _attributes(component: Component) -> dict[str, str]:
    """The attributes of the input itself."""
    if component.type in {"textfield", "textarea"} and not component.lines:
        return fixed.text_attributes(component)
    if component.type == "number":
        return fixed.number_attributes(component)
    if component.type == "datetime":
        return fixed.date_attributes(component)
    if component.type == "filepicker":
        accepted = {"accept": component.spec.get("accept") or files.ACCEPTED}
        accepted["data-max"] = str(files.settings.largest)
        return accepted | ({"multiple": "multiple"} if component.spec.get("multiple") else {})
    return {}

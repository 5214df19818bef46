"""Check answers against a form: what is shown, what is required, what may be chosen.

Hidden, locked and unknown keys are neither required nor accepted: they are dropped.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from marshmallow import ValidationError

from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.workflow.forms import chains
from app.workflow.forms.conditions import Condition
from app.workflow.forms.form import CHOICES, Component, Form, FormContext, Leaf, Section
from app.workflow.forms.reading import read, row_name

MOST_FILES = 20
TICKED = frozenset({"true", "on", "1", "yes"})

Faults = dict[str, list[str]]


def validate(
    form: Form, raw: Mapping[str, Any], context: FormContext | None = None
) -> dict[str, Any]:
    """Return the answers as plain data, every shown key there; raise `Invalid` with all faults."""
    context = context or FormContext()
    answers = with_defaults(form.section, read(form, raw), context)
    faults: Faults = {}
    clean = _section(form.section, answers, {}, context, faults)
    if faults:
        raise Invalid(faults)
    return clean


def as_recorded(form: Form, raw: Mapping[str, Any]) -> dict[str, Any]:
    """What would be recorded of these answers, whatever else is wrong with them."""
    nothing = FormContext()
    return _section(
        form.section, with_defaults(form.section, read(form, raw), nothing), {}, nothing, {}
    )


def with_defaults(
    section: Section, answers: Mapping[str, Any], context: FormContext
) -> dict[str, Any]:
    """Fill in what was not sent, where the form says what it then is."""
    filled = dict(answers)
    for leaf in section.leaves:
        field = leaf.component
        if field.locked:
            filled[field.key] = context.values.get(field.key, field.default)
        elif field.key not in filled:
            if field.keeps and field.key in context.values:
                filled[field.key] = context.values[field.key]
            elif field.default is not None:
                filled[field.key] = field.default
    return filled


def shown(
    section: Section, answers: Mapping[str, Any], hidden: set[str] | frozenset[str] = frozenset()
) -> list[Leaf]:
    """The fields that are to be filled in, given these answers."""
    gone: set[str] = set()
    for _round in range(chains.LONGEST + 2):
        visible = _visible(section, answers, gone)
        now_gone = {
            leaf.component.key for leaf in section.leaves if leaf.component.key not in visible
        }
        # An answer that is hidden does not count; look again only if another one asks for it.
        settled = not ((now_gone ^ gone) & section.asked)
        gone = now_gone
        if settled:
            break
    return [leaf for leaf in section.leaves if leaf.component.key not in gone | set(hidden)]


def _visible(section: Section, answers: Mapping[str, Any], gone: set[str]) -> set[str]:
    counted = known(section, answers, gone)
    asked: dict[int, bool] = {}

    def says(condition: Condition) -> bool:
        if id(condition) not in asked:
            asked[id(condition)] = condition(counted)
        return asked[id(condition)]

    return {leaf.component.key for leaf in section.leaves if not any(map(says, leaf.hides))}


def known(
    section: Section, answers: Mapping[str, Any], gone: set[str] | frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The answers as conditions see them: a box is true or false."""
    counted = {key: value for key, value in answers.items() if key not in gone}
    for leaf in section.leaves:
        key = leaf.component.key
        if leaf.component.type == "checkbox":
            counted[key] = str(counted.get(key, "")).strip().lower() in TICKED
    return counted


def _section(
    section: Section,
    answers: Mapping[str, Any],
    around: Mapping[str, Any],
    context: FormContext,
    faults: Faults,
) -> dict[str, Any]:
    everything = {**around, **answers}
    fields = [
        leaf.component
        for leaf in shown(section, everything, context.hidden)
        if not leaf.component.locked
    ]
    clean = _typed(section, fields, answers, faults)
    keys = {field.key for field in fields}
    asking = known(section, {k: v for k, v in everything.items() if k in keys or k in around})
    for field in fields:
        if field.type == "dynamiclist":
            clean[field.key] = _rows(field, answers, asking, context, faults)
        if field.key not in faults:
            value = clean.setdefault(field.key, _nothing(field))
            faults.update(_faults(field, value, asking, context))
    return {field.key: clean.get(field.key) for field in fields}


def _typed(
    section: Section, fields: list[Component], answers: Mapping[str, Any], faults: Faults
) -> dict[str, Any]:
    given = {
        field.key: answers[field.key]
        for field in fields
        if field.type != "dynamiclist" and not _blank(answers.get(field.key))
    }
    try:
        loaded: dict[str, Any] = section.schema.load(given)
    except ValidationError as error:
        faults.update(
            {key: list(map(str, told)) for key, told in error.normalized_messages().items()}
        )
        loaded = dict(error.valid_data) if isinstance(error.valid_data, dict) else {}
    return loaded


def _rows(
    field: Component,
    answers: Mapping[str, Any],
    asking: Mapping[str, Any],
    context: FormContext,
    faults: Faults,
) -> list[dict[str, Any]]:
    assert field.row is not None, "a repeated row has a section"
    # What a context says of the form's own fields does not concern fields of the same name in rows.
    inside = FormContext(options=context.options)
    rows = []
    for index, row in enumerate(answers.get(field.key) or ()):
        if all(_blank(value) for value in row.values()):
            continue
        wrong: Faults = {}
        filled = with_defaults(field.row, row, inside)
        rows.append(_section(field.row, filled, asking, inside, wrong))
        faults.update({row_name(field.key, index, key): told for key, told in wrong.items()})
    return rows


def _faults(
    field: Component, value: Any, asking: Mapping[str, Any], context: FormContext
) -> Iterator[tuple[str, list[str]]]:
    fault = _fault(field, value, asking, context)
    if fault:
        yield field.key, [fault]


def _fault(
    field: Component, value: Any, asking: Mapping[str, Any], context: FormContext
) -> str | None:
    if _blank(value) or value is False:
        return _missing(field) if _is_required(field, asking, context) else None
    if field.type == "filepicker":
        return _wrong_files(field, value, context)
    if field.type in CHOICES and not field.lines:
        return _wrong_choice(field, value, context)
    return None


def _is_required(field: Component, asking: Mapping[str, Any], context: FormContext) -> bool:
    if field.required or field.key in context.required:
        return True
    return field.required_when is not None and field.required_when(asking)


def _missing(field: Component) -> str:
    if field.type in CHOICES:
        return _("Please choose.")
    if field.type == "checkbox":
        return _("Please confirm by ticking the box.")
    return _("Please fill this in.")


def _wrong_choice(field: Component, value: Any, context: FormContext) -> str | None:
    chosen = value if isinstance(value, list) else [value]
    allowed = {option.value for option in field.choices(context)}
    wrong = [entry for entry in chosen if entry not in allowed]
    if not wrong:
        return None
    if set(wrong) <= {option.value for option in field.options}:
        return _("This choice is not open now.")
    return _("Not among the choices: %(entries)s", entries="、".join(wrong[:5]))


def _wrong_files(field: Component, value: list[str], context: FormContext) -> str | None:
    most = MOST_FILES if field.spec.get("multiple") else 1
    if len(value) > most:
        return _("At most %(most)d files.", most=most)
    allowed = {option.value for option in field.choices(context)}
    # Where lines may be typed too, a paper can be named that is no file here.
    wrong = [one for one in value if one not in allowed and not (field.lines and not _is_id(one))]
    return _("This file does not belong to the case.") if wrong else None


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _blank(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _nothing(field: Component) -> Any:
    if field.is_list or field.type == "dynamiclist":
        return []
    return False if field.type == "checkbox" else None

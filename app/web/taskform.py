"""A form on its page: drawn with what was typed, read back, told in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Request

from app.foundation.errors import Invalid
from app.foundation.i18n import speaks_english
from app.foundation.identity.models import Account
from app.web import said
from app.workflow import definitions, forms
from app.workflow.models import Task

Typed = dict[str, Any]
Sent = Mapping[str, Any]
Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Shown:
    """A form as `parts/form.html` draws it, with every fault and the field to jump to."""

    fields: list[forms.FieldView]
    faults: list[tuple[str, str, str]]


def of(task: Task) -> forms.Form:
    """The form of a task, as its case's release has it, or had it when the task was answered."""
    return definitions.release(task.form_release_id).form(task.form_key)


def shown(
    form: forms.Form,
    context: forms.FormContext,
    account: Account,
    typed: Typed,
    errors: Errors | None = None,
) -> Shown:
    """The form with what was typed, files that await their answer among it."""
    _answers, offered = forms.receive(form, typed, None, context, account)
    locale = "en" if speaks_english() else "zh"
    fields = forms.view(form, typed, errors, offered, locale)
    faults = forms.summary(fields)
    told = {message for _target, _label, message in faults}
    everything = [str(fault) for found in (errors or {}).values() for fault in found]
    # A fault of a field that is not shown is said too.
    return Shown(fields, faults + [("", "", fault) for fault in everything if fault not in told])


def as_far_as_sound(
    form: forms.Form, typed: Typed, context: forms.FormContext
) -> tuple[dict[str, Any], Errors]:
    """The answers that would be recorded of what was typed, and what is wrong with the rest."""
    try:
        return forms.validate(form, typed, context), {}
    except Invalid as wrong:
        return forms.as_recorded(form, typed), wrong.fields


def typed_in(form: forms.Form, request: Request) -> Typed:
    """What was typed, with a row more or less where such a button was pressed."""
    return forms.change_rows(form, request.form) or forms.read(form, request.form)


def is_kept_first(request: Request) -> bool:
    """Is something to be kept before the answer is looked at: files, a draft, another row?"""
    sent = any(upload.filename for upload in request.files.values())
    return sent or is_only_kept(request)


def is_only_kept(request: Request) -> bool:
    """Was a button pressed that answers nothing: a draft, the difference, a row more or less?"""
    return "_draft" in request.form or "_preview" in request.form or changes_rows(request)


def changes_rows(request: Request) -> bool:
    """Was the button pressed that adds or removes a row?"""
    return "_add" in request.form or "_remove" in request.form


def readable(form: forms.Form, typed: Typed) -> list[tuple[str, str]]:
    """What was typed, with the outcome, for somebody who may want to copy it."""
    chosen = form.fields.get("outcome")
    first = []
    if chosen and typed.get("outcome"):
        first = [(said.label(chosen), said.said(chosen, typed["outcome"]))]
    return first + said.listed(form, typed)

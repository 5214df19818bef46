"""A form of a draft as officials will see it, and what an answer to it would become.

Drawn and checked by the code of the task page; nothing of it is stored.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import render_template
from werkzeug.datastructures import MultiDict

from app.foundation.errors import Invalid
from app.foundation.i18n import _, in_language, speaks_english
from app.web import said
from app.workflow import forms
from app.workflow.forms.form import Section

SAMPLES = 3
A_FILE = str(UUID(int=0))


@dataclass(frozen=True)
class Tried:
    """What became of an answer: what would be recorded, or what is wrong with it."""

    rows: list[tuple[str, str]] = field(default_factory=list)
    recorded: str = ""
    faults: list[tuple[str, str, str]] = field(default_factory=list)


def preview(content: bytes, answers: MultiDict[str, str] | None, language: str, action: str) -> str:
    """The form in a language, as a part of a page; with answers, what became of them."""
    with in_language(language):
        try:
            form = forms.parse(content)
        except forms.BadForm:
            return render_template("studio/_form_preview.html", broken=forms.check_form(content))
        context = sample(form)
        try:
            fields, tried = _tried(form, answers, context)
        except Invalid as wrong:  # what no form sends
            told = [("", "", text) for found in wrong.fields.values() for text in found]
            fields, tried = forms.view(form, {}, {}, context, _locale()), Tried(faults=told)
        return render_template(
            "studio/_form_preview.html", fields=fields, tried=tried, action=action, broken=[]
        )


def sample(form: forms.Form) -> forms.FormContext:
    """What a case would offer to choose from, made up."""
    offered = {}
    for component in _choosing(form.section):
        if component.type == "filepicker":
            name = _("a file that is attached already.pdf")
            offered[component.options_key] = [forms.Option(A_FILE, name)]
        else:
            offered[component.options_key] = [
                forms.Option(f"sample_{n}", _("Example %(number)s of the case", number=n))
                for n in range(1, SAMPLES + 1)
            ]
    return forms.FormContext(options=offered)


def _choosing(section: Section) -> Iterator[Any]:
    for leaf in section.leaves:
        if leaf.component.options_key:
            yield leaf.component
        if leaf.component.row is not None:
            yield from _choosing(leaf.component.row)


def _tried(
    form: forms.Form, answers: MultiDict[str, str] | None, context: forms.FormContext
) -> tuple[list[forms.FieldView], Tried | None]:
    if answers is None:
        return forms.view(form, {}, {}, context, _locale()), None
    changed = forms.change_rows(form, answers)
    if changed is not None:
        return forms.view(form, changed, {}, context, _locale()), None
    typed = forms.read(form, answers)
    try:
        clean = forms.validate(form, answers, context)
    except Invalid as wrong:
        fields = forms.view(form, typed, wrong.fields, context, _locale())
        return fields, Tried(faults=forms.summary(fields, wrong.fields))
    text = json.dumps(clean, ensure_ascii=False, indent=2)
    fields = forms.view(form, typed, {}, context, _locale())
    return fields, Tried(rows=_rows(form, clean, context), recorded=text)


def _rows(
    form: forms.Form, clean: dict[str, Any], context: forms.FormContext
) -> list[tuple[str, str]]:
    """The answers by the words of the form, what was not asked left out."""
    rows = []
    for key, value in clean.items():
        component = form.fields[key]
        named = {option.value: option.label for option in component.choices(context)}
        if isinstance(value, list) and named:
            shown = _(", ").join(named.get(str(entry), str(entry)) for entry in value)
        elif component.options_key:
            shown = named.get(str(value), str(value or ""))
        else:
            shown = said.said(component, value) if value not in (None, "", []) else ""
        rows.append((said.label(component), shown or _("(nothing)")))
    return rows


def _locale() -> str:
    return "en" if speaks_english() else "zh"

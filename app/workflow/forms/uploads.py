"""Files that come with an answer: stored first, then known by their ids like any other value."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.foundation import files
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.forms.form import Form, FormContext, Option
from app.workflow.forms.reading import ManyValued, read
from app.workflow.forms.validation import MOST_FILES, Faults, shown, with_defaults


def receive(
    form: Form,
    raw: Mapping[str, Any],
    uploads: ManyValued | None,
    context: FormContext,
    account: Account,
    instance_id: int | None = None,
) -> tuple[dict[str, Any], FormContext]:
    """Store what was uploaded for fields that are shown; return answers and context with the ids.

    An id in the answers counts when the file is attached already (the context offers it) or was
    uploaded by the same account for the same case and awaits its answer.
    """
    answers, offers, faults = _taken(form, raw, uploads, context, account, instance_id)
    if faults:
        raise Invalid(faults)
    return answers, offers


def keep(
    form: Form, raw: Mapping[str, Any], uploads: ManyValued, context: FormContext, account: Account
) -> tuple[dict[str, Any], Faults]:
    """Store those of the uploads that can be taken; what is wrong with the others, by field."""
    answers, _offers, faults = _taken(form, raw, uploads, context, account, None)
    return answers, faults


def _taken(
    form: Form,
    raw: Mapping[str, Any],
    uploads: ManyValued | None,
    context: FormContext,
    account: Account,
    instance_id: int | None,
) -> tuple[dict[str, Any], FormContext, Faults]:
    answers = read(form, raw)
    if not any(field.type == "filepicker" for field in form.fields.values()):
        return answers, context, {}
    filled = with_defaults(form.section, answers, context)
    visible = shown(form.section, filled, context.hidden)
    offered, faults = dict(context.options), dict[str, list[str]]()
    for field in (leaf.component for leaf in visible if leaf.component.type == "filepicker"):
        kept = [str(entry) for entry in filled.get(field.key) or ()]
        new, wrong = _stored(uploads, field.key, account, instance_id)
        if wrong:
            faults[field.key] = wrong
        mine = files.waiting(kept, account.id, instance_id)
        offered[field.key] = [*offered.get(field.key, ()), *map(as_option, [*mine, *new])]
        if new or field.key in answers:
            answers[field.key] = kept + [str(attachment.id) for attachment in new]
    return answers, replace(context, options=offered), faults


def tie(form: Form, answers: Mapping[str, Any], instance_id: int, task_id: int) -> None:
    """Tie the files that checked answers name to their case and task."""
    for key, field in form.fields.items():
        if field.type == "filepicker" and answers.get(key):
            files.attach(answers[key], instance_id, task_id)


def as_option(attachment: files.Attachment) -> Option:
    """An attached file as a form offers it, to be kept or taken away."""
    return Option(
        str(attachment.id), attachment.filename, note=files.readable_size(attachment.size)
    )


def _stored(
    uploads: ManyValued | None, key: str, account: Account, instance_id: int | None
) -> tuple[list[files.Attachment], list[str]]:
    """What was uploaded for a field and could be kept, and why the rest could not."""
    # A browser sends one without a name where none was chosen.
    sent = [one for one in uploads.getlist(key) if one.filename] if uploads else []
    if len(sent) > MOST_FILES:
        return [], [_("At most %(most)d files.", most=MOST_FILES)]
    stored: list[files.Attachment] = []
    wrong: list[str] = []
    for upload in sent:
        try:
            stored.append(files.store(upload, key, account, instance_id))
        except Invalid as refused:
            wrong += map(str, refused.fields[key])
    return stored, wrong

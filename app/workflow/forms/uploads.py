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
from app.workflow.forms.validation import MOST_FILES, shown, with_defaults


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
    if not any(field.type == "filepicker" for field in form.fields.values()):
        return dict(read(form, raw)), context
    answers = read(form, raw)
    filled = with_defaults(form.section, answers, context)
    visible = shown(form.section, filled, context.hidden)
    offered, faults = dict(context.options), {}
    for field in (leaf.component for leaf in visible if leaf.component.type == "filepicker"):
        try:
            kept = [str(entry) for entry in filled.get(field.key) or ()]
            sent = _sent(uploads, field.key)
            new = [files.store(upload, field.key, account, instance_id) for upload in sent]
        except Invalid as refused:
            faults.update(refused.fields)
            continue
        mine = files.waiting(kept, account.id, instance_id)
        offered[field.key] = [*offered.get(field.key, ()), *map(as_option, [*mine, *new])]
        if new or field.key in answers:
            answers[field.key] = kept + [str(attachment.id) for attachment in new]
    if faults:
        raise Invalid(faults)
    return answers, replace(context, options=offered)


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


def _sent(uploads: ManyValued | None, key: str) -> list[files.Upload]:
    """The files chosen; a browser sends one without a name where none was."""
    sent = [one for one in uploads.getlist(key) if one.filename] if uploads else []
    if len(sent) > MOST_FILES:
        raise Invalid({key: [_("At most %(most)d files.", most=MOST_FILES)]})
    return sent

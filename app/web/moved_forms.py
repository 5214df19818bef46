"""A draft was typed in a form that has changed since, because its case was moved: what is other."""

from dataclasses import dataclass, field

from app.web import drafts, said
from app.workflow import definitions
from app.workflow.models import Task
from app.workflow.studio.moves import since


@dataclass(frozen=True)
class Changed:
    """The fields that are new, that are asked otherwise, and that are gone with what they held."""

    new: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)


def of(task: Task, draft: drafts.Kept) -> Changed | None:
    """What changed in the form since the draft was saved; None where nothing did."""
    if draft.saved_at is None:
        return None
    number = since.release_at(task.instance_id, draft.saved_at)
    if number is None:
        return None
    before = definitions.release(number).forms.get(task.form_key)
    now = definitions.release(task.instance.release_id).forms.get(task.form_key)
    if before is None or now is None:
        return None
    gone = [one for key, one in before.fields.items() if key not in now.fields]
    changed = Changed(
        [said.label(one) for key, one in now.fields.items() if key not in before.fields],
        [
            said.label(one)
            for key, one in now.fields.items()
            if key in before.fields and before.fields[key].spec != one.spec
        ],
        [
            (said.label(one), said.said(one, draft.typed[one.key]))
            for one in gone
            if draft.typed.get(one.key) not in (None, "", [], False)
        ],
    )
    return changed if changed.new or changed.other or changed.gone or gone else None

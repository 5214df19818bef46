"""What was said in an answer, in the words of its form, and who may read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.rules import privacy as of_matters
from app.domain.sharing.rules import privacy
from app.foundation.database import db
from app.foundation.i18n import _, speaks_english
from app.foundation.identity.models import Account
from app.web import rooms
from app.workflow import definitions, parties
from app.workflow.forms import Form, Option
from app.workflow.forms.form import Component
from app.workflow.models import ProcessInstance, Task

NEVER = frozenset({"outcome"})


@dataclass(frozen=True)
class Reader:
    """Who reads the story of a case, and in which lanes the reader's unit acts in it."""

    unit_id: int
    lanes: frozenset[str]
    redrafted: bool
    reads_all: bool
    knows_recalls: bool

    def may_read(self, task: Task) -> bool:
        """May the reader know what was answered?"""
        if self.reads_all:
            return True
        if rooms.is_catalogues(task.process_id):
            return of_matters.is_open_to(task, self.unit_id, self.lanes)
        return privacy.is_open_to(task, self.unit_id, self.lanes, redrafted=self.redrafted)

    def knows_recall(self, task: Task) -> bool:
        """Was this answer taken back, and does the reader know?"""
        return (
            task.closed_by == "recalled"
            and task.completed_by_id is not None
            and (self.reads_all or task.unit_id == self.unit_id)
        )


def reader(instance: ProcessInstance, tasks: Sequence[Task], account: Account) -> Reader:
    """The account as a reader of this case, whose tasks these are."""
    reads_all = parties.AUDITOR in account.effective_posts
    recalled = (t for t in tasks if t.closed_by == "recalled" and t.completed_by_id)
    seats = [row for row in parties.parties(instance.id) if row.unit_id == account.unit_id]
    return Reader(
        account.unit_id,
        frozenset(row.lane for row in seats if row.acts),
        privacy.redrafted(tasks),
        reads_all,
        reads_all or any(t.unit_id == account.unit_id for t in recalled),
    )


def knows_recalls(instance_id: int, account: Account) -> bool:
    """Did the account's unit take an answer of this case back, or is it an auditor's?"""
    if parties.AUDITOR in account.effective_posts:
        return True
    own = select(Task.id).where(
        Task.instance_id == instance_id,
        Task.unit_id == account.unit_id,
        Task.closed_by == "recalled",
        Task.completed_by_id.is_not(None),
    )
    return db.session.scalar(own.limit(1)) is not None


def outcome(instance: ProcessInstance, task: Task) -> str:
    """The choice that was made, in words."""
    form = _form(instance, task)
    field = form.fields.get("outcome") if form else None
    if not task.outcome:
        return ""
    return _named(field.options, task.outcome) if field else task.outcome


def details(instance: ProcessInstance, task: Task) -> list[tuple[str, str]]:
    """Everything else that was filled in: label and value."""
    form = _form(instance, task)
    if form is None or not task.answers:
        return []
    return listed(form, task.answers)


def listed(form: Form, answers: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields of a form that hold something, as label and value."""
    found = []
    for key, component in form.fields.items():
        value = answers.get(key)
        if key in NEVER or component.type == "filepicker" or value in (None, "", [], False):
            continue
        found.append((label(component), said(component, value)))
    return found


def label(component: Component) -> str:
    """A field's name in the reader's language."""
    english = component.properties.get("label_en") if speaks_english() else ""
    return str(
        english or component.spec.get("label") or component.spec.get("dateLabel") or component.key
    )


def said(component: Component, value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if named := NAMED.get(component.spec.get("valuesKey", "")):
        return named(value if isinstance(value, list) else [str(value)])
    if isinstance(value, list):
        if any(isinstance(one, dict) for one in value):
            return "\n".join("; ".join(map(str, one.values())) for one in value)
        return _(", ").join(_named(component.options, str(one)) for one in value)
    return _named(component.options, str(value))


def _units(codes: Sequence[Any]) -> str:
    known = parties.units_by_code(one for one in codes if str(one).isalnum())
    return _(", ").join(known[one].label if one in known else str(one) for one in codes)


def _resources(ids: Sequence[Any]) -> str:
    known = {one: db.session.get(Resource, one) for one in ids if str(one).isalnum()}
    return _(", ").join(
        f"{found.title} ({one})" if (found := known.get(one)) else str(one) for one in ids
    )


# What a form names by a code, and the reader by its name.
NAMED: dict[str, Callable[[Sequence[Any]], str]] = {
    "unit_options": _units,
    "resource_options": _resources,
}


def _named(options: tuple[Option, ...], value: str) -> str:
    for option in options:
        if option.value == value:
            return (speaks_english() and option.label_en) or option.label
    return value


def _form(instance: ProcessInstance, task: Task) -> Form | None:
    return definitions.release(task.release_id or instance.release_id).forms.get(task.form_key)

"""What administrators did to a case, in words: for its history, and for the auditors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.i18n import _, speaks_english
from app.foundation.identity.models import Account
from app.web import repair_words, wording
from app.workflow import definitions
from app.workflow.models import ProcessInstance, Task


@dataclass(frozen=True)
class Line:
    """An act: when, who, what, and why."""

    at: datetime
    who: str
    what: str
    reason: str


def lines(instance: ProcessInstance) -> list[Line]:
    """Every act of an administrator in a case, the latest first."""
    found = (
        select(AuditEntry, Account, Task)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .outerjoin(Task, Task.id == AuditEntry.task_id)
        .where(AuditEntry.instance_id == instance.id, AuditEntry.action.in_(WORDS))
        .options(joinedload(Account.unit), joinedload(Account.posts))
        .order_by(AuditEntry.id.desc())
    )
    return [
        _line(instance, entry, who, task) for entry, who, task in db.session.execute(found).unique()
    ]


def _line(
    instance: ProcessInstance, entry: AuditEntry, who: Account | None, task: Task | None
) -> Line:
    said = WORDS[entry.action](instance, entry.details, task)
    return Line(
        entry.at, who.label if who else entry.actor, said, str(entry.details.get("reason") or "")
    )


def _suspended(instance: ProcessInstance, details: Mapping[str, Any], task: Task | None) -> str:
    return _("suspended the case")


def _resumed(instance: ProcessInstance, details: Mapping[str, Any], task: Task | None) -> str:
    return _("let the case go on")


def _retried(instance: ProcessInstance, details: Mapping[str, Any], task: Task | None) -> str:
    return _("had the case try again what had failed")


def _sent_back(instance: ProcessInstance, details: Mapping[str, Any], task: Task | None) -> str:
    step = (speaks_english() and details.get("step_en")) or details.get("step") or ""
    return _("put the case back to “%(step)s”", step=step)


def _skipped(instance: ProcessInstance, details: Mapping[str, Any], task: Task | None) -> str:
    title = wording.task_title(task) if task else ""
    asked_by = db.session.get(Account, details["asked_by"]) if details.get("asked_by") else None
    said = {"step": title, "who": asked_by.label if asked_by else ""}
    if outcome := _outcome(instance, task, str(details.get("outcome") or "")):
        return _(
            "had “%(step)s” passed over, going on as by “%(outcome)s”; asked for by %(who)s",
            outcome=outcome,
            **said,
        )
    return _("had “%(step)s” passed over; asked for by %(who)s", **said)


def _corrected(instance: ProcessInstance, details: Mapping[str, Any], task: Task | None) -> str:
    return _(
        "corrected the value “%(name)s” from %(was)s to %(now)s",
        name=details.get("name", ""),
        was=repair_words.value(details.get("was")),
        now=repair_words.value(details.get("now")),
    )


def _restored(instance: ProcessInstance, details: Mapping[str, Any], task: Task | None) -> str:
    return _("brought the case back from the archive")


def _outcome(instance: ProcessInstance, task: Task | None, outcome: str) -> str:
    form = definitions.release(instance.release_id).forms.get(task.form_key) if task else None
    field = form.fields.get("outcome") if form else None
    for option in field.options if field else ():
        if option.value == outcome:
            return repair_words.option(option)
    return outcome


# Action in the record → the function that says it.
WORDS: dict[str, Callable[[ProcessInstance, Mapping[str, Any], Task | None], str]] = {
    "case suspended": _suspended,
    "case resumed": _resumed,
    "case retried": _retried,
    "case sent back": _sent_back,
    "step skipped": _skipped,
    "value corrected": _corrected,
    "case restored": _restored,
}

"""A case as its pages tell it: where it stands, its clocks, who must act, what happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.sharing.services import urging
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.i18n import _
from app.foundation.identity import posts
from app.foundation.identity.models import Account
from app.web import drawn, mended, recalled, said, ticking, wording
from app.workflow import inbox, undo
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance, Task

ON_PAPER = "paper"
MOVED = ("case moved", "case moved back")
# Step → the earlier answers that it is to be compared with, where it is not simply the last.
AGAINST = {
    "review_mismatch": {"file_provision", "file_usage"},
    "answer_feedback": {"give_feedback"},
    "provider_approval": {"provider_response"},
    "revise_application": {"unit_review"},
}


@dataclass(frozen=True)
class Told:
    """A line of the history."""

    at: datetime
    who: str
    what: str
    tone: str
    details: list[tuple[str, str]]
    on_paper: bool = False


@dataclass(frozen=True)
class Waiting:
    """An open task, and who must act."""

    title: str
    who: str
    holder: str
    due_on: date | None
    unit: str | None
    provisional: bool
    url: str | None


@dataclass(frozen=True)
class Story:
    """All of it."""

    instance: ProcessInstance
    diagrams: list[drawn.Drawn]
    drawn: drawn.Drawn
    clocks: list[ticking.Ticking]
    open: list[Waiting]
    history: list[Told]
    led_here: list[Told]
    recall: Task | None


def tell(
    instance: ProcessInstance, account: Account, wanted: str | None, at: Task | None = None
) -> Story:
    """The story of a case for one reader; `wanted` names the diagram to look at."""
    tasks = _tasks(instance)
    reader = said.reader(instance, tasks, account)
    ticks = [one for one in _clocks(instance) if reader.knows_recalls or not recalled.is_void(one)]
    units = {one.name: one.unit for one in ticks if one.ended_at is None}
    diagrams = drawn.of(instance)
    return Story(
        instance,
        diagrams,
        drawn.chosen(diagrams, wanted or (at.process_id if at else None)),
        [ticking.of(one) for one in ticks],
        [_waiting(one, account, units) for one in tasks if one.is_open],
        _history(instance, tasks, reader),
        _led_here(instance, tasks, reader, at) if at else [],
        undo.offered(instance, tasks, account),
    )


def ending(task: Task) -> tuple[str, str]:
    """How a task ended: a heading, and one sentence with who and when."""
    at = wording.local_time(task.closed_at) if task.closed_at else ""
    if task.closed_by == "answered" and task.completed_by:
        said_so = _("%(who)s answered it at %(time)s.", who=task.completed_by.label, time=at)
        if task.via == ON_PAPER:
            said_so += " " + _("The answer came on paper and was entered for the unit.")
        return _("This task was already answered"), said_so
    if task.closed_by == "recalled":
        return (
            _("This answer was taken back"),
            _("It was taken back before the other side had seen it; the step waits again."),
        )
    if task.closed_by == "skipped":
        return (
            _("This task was passed over"),
            _("Two administrators had it passed over at %(time)s; the case went on.", time=at),
        )
    if ran_out(task):
        return (
            _("The deadline of this task has passed"),
            _("Its deadline ran out, and the case went on without an answer at %(time)s.", time=at),
        )
    return (
        _("This task is no longer needed"),
        _("The case went another way at %(time)s.", time=at),
    )


def ran_out(task: Task) -> bool:
    """Did a clock end the task?"""
    if task.closed_by == "clock":
        return True
    late = task.due_at and task.closed_at and task.due_at <= task.closed_at
    return task.closed_by == "cancelled" and bool(late)


def _clocks(instance: ProcessInstance) -> list[Clock]:
    """The clocks of a case, those that still run first."""
    found = (
        select(Clock)
        .where(Clock.instance_id == instance.id)
        .options(joinedload(Clock.entries))
        .order_by(Clock.ended_at.is_not(None), Clock.id.desc())
    )
    return list(db.session.scalars(found).unique())


def _tasks(instance: ProcessInstance) -> list[Task]:
    """Every task of a case with its people, in one query."""
    found = (
        select(Task)
        .where(Task.instance_id == instance.id)
        .options(
            joinedload(Task.unit),
            joinedload(Task.completed_by).joinedload(Account.unit),
            joinedload(Task.completed_by).joinedload(Account.posts),
            joinedload(Task.claimed_by).joinedload(Account.unit),
            joinedload(Task.claimed_by).joinedload(Account.posts),
        )
        .order_by(Task.id)
    )
    return list(db.session.scalars(found).unique())


def _waiting(task: Task, account: Account, units: Mapping[str, str]) -> Waiting:
    able = " / ".join(posts.title(post) for post in task.posts)
    return Waiting(
        wording.task_title(task),
        f"{task.unit.label} · {able}",
        task.claimed_by.label if task.claimed_by else "",
        task.due_on,
        units.get(task.clock_name or ""),
        task.provisional,
        url_for("inbox.show", task_id=task.id) if inbox.may_act(task, account) else None,
    )


def _history(instance: ProcessInstance, tasks: Iterable[Task], reader: said.Reader) -> list[Told]:
    """What happened, the latest first: answers, and clocks that ran out."""
    lines = [_answered(instance, t, reader) for t in tasks if t.closed_by == "answered"]
    lines += [_unanswered(t) for t in tasks if t.closed_at and ran_out(t)]
    lines += [_recalled(_answered(instance, t, reader)) for t in tasks if reader.knows_recall(t)]
    lines += _urged(instance, tasks)
    lines += _moved(instance)
    lines += [_mended(one) for one in mended.lines(instance)]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _mended(one: mended.Line) -> Told:
    """What an administrator did to the case; its parties read why."""
    what = _("%(act)s: %(reason)s", act=one.what, reason=one.reason) if one.reason else one.what
    return Told(one.at, one.who, what, "system", [])


def _urged(instance: ProcessInstance, tasks: Iterable[Task]) -> list[Told]:
    """When the office urged a unit, and to which step."""
    found = (
        select(AuditEntry.task_id, AuditEntry.at, Account)
        .join(Account, Account.id == AuditEntry.account_id)
        .where(AuditEntry.instance_id == instance.id, AuditEntry.action == urging.ACTION)
        .options(joinedload(Account.unit), joinedload(Account.posts))
        .order_by(AuditEntry.id)
    )
    of_case = {task.id: task for task in tasks}
    return [
        Told(at, who.label, _what_was_urged(of_case[task_id]), "system", [])
        for task_id, at, who in db.session.execute(found).unique()
        if task_id in of_case
    ]


def _moved(instance: ProcessInstance) -> list[Told]:
    """When the case was moved to another release, or back, by whom and why."""
    found = (
        select(AuditEntry)
        .where(AuditEntry.instance_id == instance.id, AuditEntry.action.in_(MOVED))
        .order_by(AuditEntry.id)
    )
    lines = []
    for entry in db.session.scalars(found):
        numbers = {"now": entry.details["now"], "was": entry.details["was"]}
        what = (
            _("moved the case to release %(now)s (before: %(was)s)", **numbers)
            if entry.action == MOVED[0]
            else _("took the move back: release %(now)s again (before: %(was)s)", **numbers)
        )
        reason = [(_("Reason"), str(entry.details["reason"]))]
        lines.append(Told(entry.at, entry.actor, what, "system", reason))
    return lines


def _what_was_urged(task: Task) -> str:
    return _("urged %(unit)s: %(step)s", unit=task.unit.label, step=wording.task_title(task))


def _led_here(
    instance: ProcessInstance, tasks: Iterable[Task], reader: said.Reader, at: Task
) -> list[Told]:
    """What was answered just before a task opened, as far as the reader may know it."""
    earlier = [
        t
        for t in tasks
        if t.closed_by == "answered" and t.closed_at and t.closed_at <= at.opened_at
    ]
    wanted = AGAINST.get(at.name) or {t.name for t in earlier[-1:]}
    last = {t.name: t for t in sorted(earlier, key=lambda t: t.closed_at or t.opened_at)}
    lines = [_answered(instance, last[name], reader) for name in sorted(wanted & set(last))]
    return [line for line in lines if line.details or ": " in line.what or "：" in line.what]


def _answered(instance: ProcessInstance, task: Task, reader: said.Reader) -> Told:
    open_to = reader.may_read(task)
    outcome = said.outcome(instance, task) if open_to else ""
    title = wording.task_title(task)
    what = _("%(step)s: %(outcome)s", step=title, outcome=outcome) if outcome else title
    details: list[Any] = said.details(instance, task) if open_to else []
    if task.via == "recusal":
        what, details = _("%(step)s: recused", step=title), []
    at, on_paper = task.closed_at or task.opened_at, task.via == ON_PAPER
    return Told(at, _who(task), what, "done", details, on_paper)


def _who(task: Task) -> str:
    """Who answered; on paper or by proxy also the unit whose answer it is."""
    who = task.completed_by.label if task.completed_by else task.unit.label
    if task.via == ON_PAPER:
        return _("%(who)s for %(unit)s", who=who, unit=task.unit.label)
    if task.via == "proxy":
        return _("%(who)s, as proxy of %(unit)s", who=who, unit=task.unit.label)
    return who


def _recalled(line: Told) -> Told:
    what = _("%(answer)s (taken back, unseen by the other side)", answer=line.what)
    return replace(line, what=what, tone="late")


def _unanswered(task: Task) -> Told:
    what = _("%(task)s: the deadline ran out", task=wording.task_title(task))
    return Told(task.closed_at or task.opened_at, task.unit.label, what, "late", [])

"""Start, complete and wake: the only three ways a process moves.

Each locks the case's row first, asks the engine for the next rest, and saves
it.  Nothing here commits; the door that called does.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager, undefer

from app.foundation import audit, calendar, clock, notices
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity import acting
from app.foundation.identity.models import Account
from app.foundation.watching import logs
from app.workflow import (
    clocks,
    definitions,
    desk,
    drafts,
    engine,
    forms,
    inbox,
    projection,
    registry,
    undo,
)
from app.workflow.definitions import LoadedRelease
from app.workflow.models import ProcessInstance, Task

# What every completion asks first, built once.  Both rows are locked: whoever waited here sees
# the task as it is now, answered or claimed meanwhile.  The same statement throws the drafts
# away, once it has the locks; where the answer is refused they come back.
_LOCKED_TASK = (
    select(Task)
    .join(Task.instance)
    .where(Task.id == bindparam("task_id"))
    .options(contains_eager(Task.instance).undefer(ProcessInstance.state))
    .with_for_update(of=(ProcessInstance, Task))
    .add_cte(drafts.DISCARDED)
    .execution_options(populate_existing=True)
)


def start(
    process_id: str,
    *,
    account: Account,
    parties: Mapping[str, int],
    answers: dict[str, Any],
    plans: Mapping[str, dict[str, Any]] | None = None,
    prepare: Callable[[ProcessInstance], None] | None = None,
    unit_id: int | None = None,
    via: str = "",
    release: LoadedRelease | None = None,
) -> ProcessInstance:
    """Begin a case: `parties` lane → unit id, `answers` the checked start form.

    `prepare` runs when the case has its id and before the diagram moves: the
    room adds its own row there.  Where the account begins it for another unit, `unit_id` names
    the unit and `via` how the form came.  `release` is the one on which the form was checked, lest
    another come into force between the two.
    """
    release = release or definitions.current()
    instance = ProcessInstance(
        release_id=release.id, process_id=process_id, clock_plans=dict(plans or {}), state=b""
    )
    db.session.add(instance)
    db.session.flush()  # the id names the case everywhere
    with audit.on(release.id):
        begun_by = unit_id or account.unit_id
        diagram = release.diagram(process_id)
        desk.seat(instance, diagram, parties, begun_by)
        desk.record_start(instance, diagram, account, answers, unit_id=begun_by, via=via)
        if prepare:
            prepare(instance)
        db.session.flush()  # the room's row must be there when the first service task runs
        audit.record("case started", case=instance.id, subject=process_id)
        data = {"case": instance.id}
        _rest(instance, engine.start(release.specs, process_id, data, registry.dispatch))
    return instance


def complete(task_id: int, raw: Mapping[str, Any], account: Account, *, via: str = "") -> Task:
    """Check the answers against the task's form and the law, then let the diagram go on.

    `via` names how an answer comes that the unit did not give by its own hand: on `paper`, by a
    `proxy`, as a `recusal`.  The room that says so has checked that the account may enter it.
    """
    task = _locked_task(task_id)
    if not task.is_open:
        _refuse_answered(task, account, entrusted=bool(via))
    if not via:
        inbox.check_may_act(task, account)
    inbox.check_runs(task.instance)
    absent = account.on_behalf_of(set(task.posts))
    with acting.as_account(account, absent), audit.on(task.instance.release_id):
        if via:
            task.via = via
        _complete(task, raw, account)
    return task


def _complete(task: Task, raw: Mapping[str, Any], account: Account) -> None:
    instance = task.instance
    release = definitions.release(instance.release_id)
    before = None if task.via else undo.remember(task)
    answers = _checked(task, release.form(task.form_key), raw, account)
    _close(task, account, answers)
    outcome = answers.get("outcome")
    was_alone = instance.active == [f"{task.process_id}/{task.name}"] and task.item is None
    try:
        snapshot = engine.complete(
            release.specs, instance.state, task.engine_id, outcome, registry.dispatch
        )
    except engine.NotOpen as gone:
        raise Conflict(_("This task is no longer open.")) from gone
    opened = _rest(instance, snapshot, was_alone=was_alone)
    if before:
        undo.keep(before, task, opened, account)


def context(task: Task, account: Account) -> forms.FormContext:
    """What the form of a task offers in its case: options, present values, allowed outcomes."""
    offers = registry.context(operation(task.form_key))
    return offers(task, account) if offers else forms.FormContext()


def operation(form_key: str) -> str:
    """The name under which a room answers for a form: sharing/x → sharing.x."""
    return form_key.replace("/", ".")


def due(limit: int = 100, *, without: Collection[int] = ()) -> list[int]:
    """Cases whose next clock has run out, the longest overdue first, of one day by their age.

    `without` are cases that are left out, so that many that fail do not stand before the others.
    """
    late = select(ProcessInstance.id).where(
        ProcessInstance.wake_at <= clock.now(), ProcessInstance.suspended_for.is_(None)
    )
    if without:
        late = late.where(ProcessInstance.id.not_in(without))
    late = late.order_by(ProcessInstance.wake_at, ProcessInstance.id)
    return list(db.session.scalars(late.limit(limit)))


def wake(instance_id: int) -> bool:
    """Let the clocks of one case that ran out ring; False if another machine is at it.

    Clocks that ran out at the same moment ring together; later ones the next
    time, because the first may have ended them.
    """
    statement = (
        select(ProcessInstance)
        .where(ProcessInstance.id == instance_id)
        .where(ProcessInstance.wake_at <= clock.now(), ProcessInstance.suspended_for.is_(None))
        .options(undefer(ProcessInstance.state))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    instance = db.session.scalars(statement).one_or_none()
    if instance is None:
        return False
    logs.about(case=instance_id)
    with audit.on(instance.release_id):
        if calendar.is_settling():
            projection.catch_up(instance)
        if instance.wake_at and instance.wake_at <= clock.now():
            ring(instance)
    return True


def go_on(instance: ProcessInstance, snapshot: engine.Snapshot) -> list[Task]:
    """Lay a case down where an administrator's act has brought it; its row is locked already."""
    return _rest(instance, snapshot)


def ring(instance: ProcessInstance) -> None:
    """Let the clocks of a locked case ring that ran out first."""
    rung = clocks.expired(instance.id)
    for one in rung:
        clocks.fire(one)
    release = definitions.release(instance.release_id)
    names = {one.name for one in rung}
    snapshot = engine.wake(release.specs, instance.state, names, registry.dispatch)
    _rest(instance, snapshot, names)


def _locked_task(task_id: int) -> Task:
    """The task, its case's row locked before anything is read."""
    asked = {"task_id": task_id, "draft": drafts.key_of(task_id)}
    task = db.session.scalars(_LOCKED_TASK, asked).one_or_none()
    if task is None:
        raise NotFound(_("There is no such task."))
    logs.about(case=task.instance_id)
    return task


def _refuse_answered(task: Task, account: Account, *, entrusted: bool) -> None:
    """Say that somebody was faster, to those who may know."""
    if not entrusted:
        inbox.task(task.id, account)
    raise Conflict(_("This task was already answered."))


def _checked(
    task: Task, form: forms.Form, raw: Mapping[str, Any], account: Account
) -> dict[str, Any]:
    """The answers as the form and the room accept them."""
    typed, offers = forms.receive(form, raw, None, context(task, account), account)
    name = operation(task.form_key)
    try:
        answers = forms.validate(form, typed, offers)
    except Invalid as wrong:  # what the room would say comes with it: every fault at once
        raise Invalid(
            registry.faults(name, task, forms.as_recorded(form, typed)) | wrong.fields
        ) from wrong
    recorder = registry.recorder(name)
    amended = recorder(task, answers, account) if recorder else None
    return answers if amended is None else amended


def _close(task: Task, account: Account, answers: dict[str, Any]) -> None:
    absent = account.on_behalf_of(set(task.posts))
    task.closed_at, task.closed_by = clock.now(), "answered"
    task.completed_by_id = account.id
    task.on_behalf_of_id = absent.id if absent else None
    task.outcome, task.answers = answers.get("outcome"), answers
    audit.record(
        "task completed",
        case=task.instance_id,
        task=task.id,
        subject=task.name,
        outcome=task.outcome,
        process=task.process_id,
    )
    registry.tell_over([task])


def _rest(
    instance: ProcessInstance,
    snapshot: engine.Snapshot,
    rung: Collection[str] = (),
    *,
    was_alone: bool = False,
) -> list[Task]:
    """Save where the diagram stands, lay its tasks out, tell people; returns the new tasks."""
    db.session.flush()  # what the room wrote; what follows is written at the end, in one go
    with db.session.no_autoflush:
        _lay_down(instance, snapshot)
        living = clocks.settle(instance, snapshot.carried, snapshot.held)
        opened = desk.lay_out(instance, snapshot, living, rung, was_alone=was_alone)
    db.session.flush()  # notices name the tasks opened a moment ago
    desk.announce(opened)
    notices.deliver()
    return opened


def _lay_down(instance: ProcessInstance, snapshot: engine.Snapshot) -> None:
    instance.state = snapshot.state
    instance.active = snapshot.active
    instance.calls = snapshot.calls
    if not snapshot.passed <= set(instance.passed or ()):
        instance.passed = sorted(snapshot.passed.union(instance.passed or ()))
    instance.error = None  # whatever failed before, this went through
    if snapshot.case_state:
        instance.case_state = snapshot.case_state
    if snapshot.finished:
        instance.finished_at = clock.now()

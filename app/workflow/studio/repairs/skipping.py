"""Pass over a step that nobody can do: one administrator asks, another confirms.

Nothing is answered in anybody's name: the step ends as passed over, with no answers, and the
diagram goes on by an outcome of its form, or by none.
"""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import definitions, drafts, engine, faults, registry, runtime, telling
from app.workflow.checks.laws.answers import KEPT
from app.workflow.forms import Option
from app.workflow.models import ProcessInstance, Task
from app.workflow.studio.repairs import acts
from app.workflow.studio.repairs.models import (
    CONFIRMED,
    REFUSED,
    WAITING,
    WITHDRAWN,
    SkipRequest,
)

PASSED_OVER = "skipped"


def why_not(task: Task) -> str:
    """Why a step cannot be passed over; empty where it can."""
    if not task.is_open:
        return _("The step is over.")
    if task.name in KEPT:
        return _("A guard rail protects this step: the law wants it done, nobody may pass over it.")
    return ""


def outcomes(task: Task) -> tuple[Option, ...]:
    """What can be chosen in the form of a step; nothing where there is no choice."""
    form = definitions.release(task.instance.release_id).forms.get(task.form_key)
    field = form.fields.get("outcome") if form else None
    return field.options if field else ()


def ask(
    task_id: int, outcome: str, said: str, account: Account, *, seen: int | None = None
) -> SkipRequest:
    """Ask that a step be passed over; tried out first, so that nobody confirms what cannot be."""
    why, task = acts.reason(said), _task(task_id)
    with acts.on(task.instance_id, seen) as instance:
        _check(task, outcome)
        if waiting_for(task.id):
            raise Conflict(_("Somebody has asked for this already; it waits to be confirmed."))
        _try(instance, task, outcome)
        made = SkipRequest(task_id=task.id, outcome=outcome, reason=why, asked_by_id=account.id)
        db.session.add(made)
        audit.record(
            "skip requested", case=instance.id, task=task.id, subject=task.name, reason=why
        )
    return made


def confirm(request_id: int, account: Account) -> None:
    """The second administrator agrees: the case goes on past the step."""
    found = _request(request_id)
    with acts.on(found.task.instance_id) as instance:
        _check_waits(found)
        if found.asked_by_id == account.id:
            raise NotAllowed(_("Another administrator than the one who asked must confirm it."))
        _check(found.task, found.outcome)
        _decide(found, CONFIRMED, account, "")
        telling.holders("case_mended", found.task, reason=found.reason)
        try:
            _pass_over(instance, found.task, found.outcome, found)
        except Refused:
            raise
        except Exception as error:  # whatever it is, the administrator reads it
            raise Conflict(_cannot(error)) from error


def refuse(request_id: int, said: str, account: Account) -> None:
    """Say no to a request, with a reason; whoever asked may take it back the same way."""
    why, found = acts.reason(said), _request(request_id)
    with acts.on(found.task.instance_id) as instance:
        _check_waits(found)
        state = WITHDRAWN if found.asked_by_id == account.id else REFUSED
        _decide(found, state, account, why)
        audit.record(
            f"skip {state}",
            case=instance.id,
            task=found.task_id,
            subject=found.task.name,
            reason=why,
        )


def listed(*, waiting: bool) -> Select[SkipRequest]:
    """A select of the requests: those that wait to be confirmed, or those that are over."""
    waits = (SkipRequest.state == WAITING) & Task.closed_at.is_(None)
    return (
        select(SkipRequest)
        .join(SkipRequest.task)
        .where(waits if waiting else ~waits)
        .options(
            joinedload(SkipRequest.task).joinedload(Task.unit),
            joinedload(SkipRequest.asked_by),
            joinedload(SkipRequest.decided_by),
        )
        .order_by(SkipRequest.id.desc())
    )


def waiting_for(task_id: int) -> SkipRequest | None:
    """The request to pass over this step that waits."""
    found = select(SkipRequest).where(SkipRequest.task_id == task_id, SkipRequest.state == WAITING)
    return db.session.scalars(found).one_or_none()


def _task(task_id: int) -> Task:
    found = db.session.get(Task, task_id)
    if found is None:
        raise NotFound(_("There is no such task."))
    return found


def _request(request_id: int) -> SkipRequest:
    found = db.session.get(SkipRequest, request_id)
    if found is None:
        raise NotFound(_("There is no such request."))
    return found


def _check_waits(found: SkipRequest) -> None:
    """Raise where somebody decided it, or the case moved on, while this one waited for the lock."""
    db.session.refresh(found)
    db.session.refresh(found.task)
    if found.state != WAITING:
        raise Conflict(_("Somebody has decided this already."))
    if not found.task.is_open:
        raise Conflict(_("The case has moved on: the request no longer stands."))


def _check(task: Task, outcome: str) -> None:
    db.session.refresh(task)
    if reason := why_not(task):
        raise Conflict(reason)
    offered = {option.value for option in outcomes(task)}
    if outcome not in (offered or {""}):
        raise Invalid({"outcome": [_("Choose how the case is to go on.")]})


def _decide(found: SkipRequest, state: str, account: Account, why: str) -> None:
    found.state, found.decision = state, why
    found.decided_at, found.decided_by_id = clock.now(), account.id


def _try(instance: ProcessInstance, task: Task, outcome: str) -> None:
    """Pass the step over and undo it at once; raises where the case could not go on."""
    info = db.session().info
    gathered = ("audit", "notices", "held")
    before: dict[str, list[Any]] = {name: list(info.get(name, ())) for name in gathered}
    trial = db.session.begin_nested()
    try:
        _pass_over(instance, task, outcome, None)
    except Refused as refusal:
        raise Conflict(_cannot(refusal)) from refusal
    except Exception as error:  # whatever it is, the administrator reads it
        raise Conflict(_cannot(error)) from error
    finally:
        trial.rollback()
        info.update(before)
    db.session.refresh(task)


def _cannot(error: Exception) -> str:
    return _("Without this step the case cannot go on: %(why)s", why=faults.in_words(error))


def _pass_over(instance: ProcessInstance, task: Task, outcome: str, by: SkipRequest | None) -> None:
    task.closed_at, task.closed_by, task.outcome = clock.now(), PASSED_OVER, outcome or None
    drafts.discard(drafts.key(task))
    audit.record("task ended", case=instance.id, task=task.id, subject=task.name)
    audit.record(
        "step skipped",
        case=instance.id,
        task=task.id,
        subject=task.name,
        outcome=outcome,
        reason=by.reason if by else "",
        asked_by=by.asked_by_id if by else None,
    )
    registry.tell_over([task])
    specs = definitions.release(instance.release_id).specs
    snapshot = engine.complete(
        specs, instance.state, task.engine_id, outcome or None, registry.dispatch
    )
    runtime.go_on(instance, snapshot)
    db.session.flush()  # what the database refuses is said here, not at the commit

"""Hold a case up, and let it go on: nobody acts in it meanwhile, and its clocks stand still."""

from sqlalchemy import select

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import asof, clocks, definitions, desk, engine, telling
from app.workflow.models import ProcessInstance
from app.workflow.studio.repairs import acts
from app.workflow.studio.repairs.models import Suspension


def suspend(
    instance_id: int, said: str, account: Account | None, *, seen: int | None = None
) -> None:
    """Nobody can complete a step any more, and no day counts, until it goes on.

    The day on which it is held up still counts; a clock that has run out already is late, and
    rings when the case goes on.
    """
    why = acts.reason(said)
    with acts.on(instance_id, seen) as instance:
        if instance.is_suspended:
            raise Conflict(_("The case is suspended already."))
        db.session.add(
            Suspension(
                instance_id=instance.id,
                reason=why,
                begun_on=asof.today(),
                begun_by_id=account.id if account else None,
            )
        )
        instance.suspended_for = why
        desk.redate(instance.id, clocks.suspend(instance))
        audit.record("case suspended", case=instance.id, reason=why)
        for task in acts.open_tasks(instance.id):
            telling.holders("case_suspended", task, reason=why)


def resume(
    instance_id: int, said: str, account: Account | None, *, seen: int | None = None
) -> None:
    """The case goes on where it stood; the day on which it does is not counted."""
    why = acts.reason(said)
    with acts.on(instance_id, seen) as instance:
        if not instance.is_suspended:
            raise Conflict(_("The case is not suspended (any more)."))
        _end(instance, why, account)
        instance.suspended_for = None
        stands = engine.look(definitions.release(instance.release_id).specs, instance.state)
        desk.redate(instance.id, clocks.settle(instance, stands.carried, stands.held))
        audit.record("case resumed", case=instance.id, reason=why)
        for task in acts.open_tasks(instance.id):
            due_on = str(task.due_on) if task.due_on else None
            telling.holders("case_resumed", task, reason=why, due_on=due_on)


def history(instance_id: int) -> list[Suspension]:
    """Every time a case was held up, the latest first."""
    found = select(Suspension).where(Suspension.instance_id == instance_id)
    return list(db.session.scalars(found.order_by(Suspension.id.desc())))


def _end(instance: ProcessInstance, why: str, account: Account | None) -> None:
    open_one = select(Suspension).where(
        Suspension.instance_id == instance.id, Suspension.ended_at.is_(None)
    )
    held = db.session.scalars(open_one).one()
    held.ended_at, held.ended_on, held.ended_reason = clock.now(), asof.today(), why
    held.ended_by_id = account.id if account else None

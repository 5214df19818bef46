"""Hold up all cases of a process, or let them all go on: one after the other, each by itself."""

from sqlalchemy import ColumnElement, Select, func, select

from app.foundation import audit, clock, queue
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, Refused
from app.foundation.i18n import _
from app.foundation.identity import acting
from app.foundation.identity.models import Account
from app.workflow.models import ProcessInstance
from app.workflow.studio.repairs import acts, suspending
from app.workflow.studio.repairs.models import RESUME, SUSPEND, Sweep

SHOWN = 10


def begin(process_id: str, act: str, said: str, account: Account) -> Sweep:
    """Have every case of a process that runs now held up, or let go on."""
    why = acts.reason(said)
    if act not in DEEDS:
        raise Invalid({"act": [_("Say whether they are to stand still or to go on.")]})
    number = affected(process_id, act)
    if not number:
        raise Conflict(_("No case of this process is concerned."))
    if db.session.scalar(select(Sweep.id).where(_going(process_id)).limit(1)):
        raise Conflict(_("The cases of this process are being held up, or let go on, just now."))
    made = Sweep(process_id=process_id, act=act, reason=why, asked_by_id=account.id, total=number)
    db.session.add(made)
    db.session.flush()  # the job goes by its number
    audit.record(f"process {act}", subject=process_id, reason=why, cases=number)
    queue.defer("sweep", made.id)
    return made


def affected(process_id: str, act: str) -> int:
    """How many cases are concerned."""
    return (
        db.session.scalar(select(func.count()).select_from(_cases(process_id, act).subquery())) or 0
    )


def last() -> list[Sweep]:
    """The last of them, the latest first."""
    return list(db.session.scalars(select(Sweep).order_by(Sweep.id.desc()).limit(SHOWN)))


def unfinished() -> list[int]:
    """Those that are not done."""
    return list(
        db.session.scalars(select(Sweep.id).where(Sweep.finished_at.is_(None)).order_by(Sweep.id))
    )


def step(sweep_id: int) -> bool:
    """Deal with the next case, in this transaction; False when nothing is left.

    A case that cannot be held up or let go on is counted, and the others go on.
    """
    statement = select(Sweep).where(Sweep.id == sweep_id, Sweep.finished_at.is_(None))
    sweep = db.session.scalars(statement.with_for_update()).one_or_none()
    if sweep is None:
        return False
    cases = _cases(sweep.process_id, sweep.act).where(ProcessInstance.id > sweep.last_id)
    case_id = db.session.scalar(cases.order_by(ProcessInstance.id).limit(1))
    if case_id is None:
        sweep.finished_at = clock.now()
        return False
    sweep.last_id = case_id
    try:
        with acting.as_account(sweep.asked_by), db.session.begin_nested():
            DEEDS[sweep.act](case_id, sweep.reason, sweep.asked_by)
        sweep.done += 1
    except Refused:
        sweep.failed += 1
    return True


def _going(process_id: str) -> ColumnElement[bool]:
    return (Sweep.process_id == process_id) & Sweep.finished_at.is_(None)


def _cases(process_id: str, act: str) -> Select[int]:
    held = ProcessInstance.suspended_for
    return select(ProcessInstance.id).where(
        ProcessInstance.process_id == process_id,
        ProcessInstance.finished_at.is_(None),
        held.is_(None) if act == SUSPEND else held.is_not(None),
    )


DEEDS = {SUSPEND: suspending.suspend, RESUME: suspending.resume}

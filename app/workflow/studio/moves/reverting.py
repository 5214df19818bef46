"""Take a move back, as long as the case has not gone on since: everything as it was before it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _
from app.workflow import clocks, desk, inbox, rewind, undo
from app.workflow.models import ProcessInstance, Task, UndoPoint
from app.workflow.studio.moves import moving
from app.workflow.studio.moves.models import MOVED, REVERTED, MoveCase, MoveRun, Said
from app.workflow.studio.moves.trying import read, said


def revert(run: MoveRun, case: MoveCase, reason: str) -> None:
    """Put one case back to where it stood before the move; or note why that cannot be."""
    standing = read([case.instance_id], lock=True)[case.instance_id]
    if why := _why_not(case, standing.instance):
        case.said = why
        return
    assert case.kept is not None and case.state is not None, "it was moved"
    instance, kept = standing.instance, case.kept
    with audit.on(case.from_release_id):
        _put_back(instance, case.state, kept)
        told = [task for task in standing.tasks if task.id in kept["told"]]
        for task in standing.tasks:
            _restore(task, kept["tasks"][str(task.id)])
        _set_clocks_right(instance, standing.tasks, kept)
        _unstamp(instance.id, case.from_release_id)
        audit.record(
            "case moved back",
            case=instance.id,
            subject=str(run),
            was=run.release_id,
            now=case.from_release_id,
            reason=reason,
        )
        db.session.flush()
        moving.tell(told)
    _let_undo_again(instance, kept["version"])
    case.outcome, case.said, case.reverted_at = REVERTED, [], clock.now()
    case.state = case.kept = None


def can_be_reverted(case: MoveCase) -> str:
    """Why a case cannot be put back, in the reader's language; empty where it can."""
    if case.outcome != MOVED:
        return _("It was not moved, or is back already.")
    if case.instance is None or case.version_after != case.instance.version:
        return _("The case has gone on since.")
    if case.changes.get("opens") or case.changes.get("closes"):
        return _("The move opened or ended tasks, and their people have been told.")
    return ""


def _why_not(case: MoveCase, instance: ProcessInstance) -> list[Said]:
    if case.outcome != MOVED:
        raise Conflict(_("It was not moved, or is back already."))
    assert case.instance is instance, "the locked row"
    return said(lambda: can_be_reverted(case)) if can_be_reverted(case) else []


def _put_back(instance: ProcessInstance, state: bytes, kept: dict[str, Any]) -> None:
    instance.state = state
    for name, value in kept["case"].items():
        setattr(instance, name, value)
    if kept["seats"] or kept["seated"]:
        undo.reseat(kept)


def _restore(task: Task, was: dict[str, Any]) -> None:
    """The row as it was; who has taken the task since keeps it where they may answer it."""
    for name in moving.DRAWN:
        setattr(task, name, was[name])
    holder = task.claimed_by
    if holder is None or not inbox.may_act(task, holder):
        task.claimed_by_id = was["claimed_by_id"]
        at = was["claimed_at"]
        task.claimed_at = datetime.fromisoformat(at) if at else None


def _set_clocks_right(
    instance: ProcessInstance, tasks: Iterable[Task], kept: dict[str, Any]
) -> None:
    """Where the move touched no deadline nothing is touched here: the calendar may have changed."""
    ticking = kept["clocks"]
    other = [task for task in tasks if task.clock_name != kept["tasks"][str(task.id)]["clock_name"]]
    for task in other:
        task.clock_name = kept["tasks"][str(task.id)]["clock_name"]
    if ticking["before"] or ticking["begun"]:
        desk.redate(instance.id, rewind.restore(instance, ticking))
    elif other:
        desk.redate(instance.id, clocks.open_clocks(instance.id))


def _unstamp(instance_id: int, release_id: int) -> None:
    """What was answered before is read by the case's own release again."""
    answered = update(Task).where(Task.instance_id == instance_id, Task.release_id == release_id)
    db.session.execute(
        answered.values(release_id=None), execution_options={"synchronize_session": False}
    )


def _let_undo_again(instance: ProcessInstance, version: int) -> None:
    """An answer that could be taken back before the move can be again: the case is as it was."""
    points = select(UndoPoint).where(
        UndoPoint.instance_id == instance.id, UndoPoint.version == version
    )
    for point in db.session.scalars(points):
        point.version = instance.version

"""Move one case: its row locked, tried once more, and put over in one go with all that is open.

Whoever answers a task at the same moment comes before or after, never between.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update

from app.foundation import audit, clock, notices
from app.foundation.database import db
from app.foundation.i18n import _
from app.workflow import clocks, definitions, desk, inbox, rewind, telling, undo
from app.workflow.definitions import LoadedRelease
from app.workflow.engine import OpenTask, Snapshot
from app.workflow.models import ProcessInstance, Task
from app.workflow.studio.moves.models import MOVED, REFUSED, MoveCase, MoveRun, Said
from app.workflow.studio.moves.trying import Standing, Trial, read, said, significant, trial

# What of the case's row and of an open task's a move may change.
OF_CASE = (*undo.OF_CASE, "release_id", "error")
DRAWN = ("title", "title_en", "lane", "unit_id", "posts", "form_key", "separate_from")
# What a move leaves of the clocks and of the seats as it was.
UNTOUCHED: dict[str, Any] = {
    "clocks": {"before": {}, "begun": [], "lines": {}}, "seats": {}, "seated": [],
}  # fmt: skip
OF_TASK = (*DRAWN, "clock_name", "claimed_by_id", "claimed_at")


def move(run: MoveRun, case: MoveCase) -> None:
    """Let a case go over if it still can, and note what became of it."""
    standing = read([case.instance_id], lock=True).get(case.instance_id)
    assert standing is not None and run.release_id is not None, "both are there for good"
    if why := _gone_elsewhere(standing.instance, case):
        _refuse(case, why)
        return
    new = definitions.release(run.release_id)
    tried = trial(standing, definitions.release(case.from_release_id), new)
    if tried.reasons:
        _refuse(case, tried.reasons)
    elif significant(tried.changes) != significant(case.changes):
        _refuse(case, said(lambda: _(
            "The case has gone on since the trial, and more would change now than the trial "
            "said: try it once more."
        )))  # fmt: skip
    else:
        with audit.on(new.id):
            _move(run, case, standing, tried, new)


def put(task: Task, described: OpenTask, values: Mapping[str, Any]) -> None:
    """Let an open task's row say what the new drawing says; a holder who may not answer lets go."""
    for name, value in values.items():
        setattr(task, name, value)
    holder = task.claimed_by
    if holder is not None and not inbox.may_act(task, holder):
        task.claimed_by_id = task.claimed_at = None
        audit.record("task released", case=task.instance_id, task=task.id, subject=described.name)


def tell(tasks: Iterable[Task]) -> None:
    """Tell those on whose desks these tasks lie that they are other ones now."""
    for task in tasks:
        telling.holders("task_changed", task)
    notices.deliver()


def _gone_elsewhere(instance: ProcessInstance, case: MoveCase) -> list[Said]:
    if instance.finished_at is not None:
        return said(lambda: _("The case has ended meanwhile."))
    if instance.release_id != case.from_release_id:
        return said(lambda: _("The case was moved to another release meanwhile."))
    return []


def _refuse(case: MoveCase, why: list[Said]) -> None:
    case.outcome, case.said = REFUSED, why


def _move(
    run: MoveRun, case: MoveCase, standing: Standing, tried: Trial, new: LoadedRelease
) -> None:
    instance, snapshot = standing.instance, tried.snapshot
    assert snapshot is not None, "it could be moved"
    kept = _kept(standing, tried)
    state = instance.state
    _lay_down(instance, snapshot, new)
    changed = _redraw(standing, tried, new)
    opened: list[Task] = []
    aftermath = UNTOUCHED
    if any(significant(tried.changes)):
        opened, aftermath = _settle(instance, snapshot)
    if tried.moves_seats:
        aftermath = aftermath | _seats(kept["seats"], instance.id)
    _stamp(instance.id, case.from_release_id)
    audit.record(
        "case moved",
        case=instance.id,
        subject=str(run),
        was=case.from_release_id,
        now=new.id,
        reason=run.reason,
    )
    db.session.flush()  # notices name the new tasks; the row has its new version
    desk.announce(opened)
    tell(changed)
    case.state, case.kept = state, kept | aftermath | {"told": [task.id for task in changed]}
    case.outcome, case.said, case.moved_at = MOVED, [], clock.now()
    case.version_after, case.changes = instance.version, tried.changes


def _settle(instance: ProcessInstance, snapshot: Snapshot) -> tuple[list[Task], dict[str, Any]]:
    """Begin, hold and end deadlines, open and close tasks: seldom anything is to be done."""
    before = rewind.read(instance.id)
    if instance.is_suspended:  # when it goes on its clocks are settled by the new drawing
        living = clocks.open_clocks(instance.id)
    else:
        living = clocks.settle(instance, snapshot.carried, snapshot.held)
    opened = desk.lay_out(instance, snapshot, living)
    after = rewind.read(instance.id, before)
    changed = {number: was for number, was in before.items() if after[number] != was}
    ticking = {
        "before": changed,
        "begun": sorted(set(after) - set(before)),
        "lines": undo.ledger_lines(changed) if changed else {},
    }
    return opened, UNTOUCHED | {"clocks": ticking}


def _seats(before: undo.Seats, instance_id: int) -> dict[str, Any]:
    """Who came into the case by the move."""
    after = undo.read_seats(instance_id)
    return {
        "seats": {n: was for n, was in before.items() if after[n] != was},
        "seated": sorted(set(after) - set(before)),
    }


def _kept(standing: Standing, tried: Trial) -> dict[str, Any]:
    """The case and its open tasks as they are, in plain values."""
    instance = standing.instance
    return {
        "version": instance.version,
        "case": {name: getattr(instance, name) for name in OF_CASE},
        "tasks": {
            str(task.id): {name: _plain(getattr(task, name)) for name in OF_TASK}
            for task in standing.tasks
        },
        "seats": undo.read_seats(instance.id) if tried.moves_seats else {},
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _lay_down(instance: ProcessInstance, snapshot: Snapshot, new: LoadedRelease) -> None:
    instance.release_id = new.id
    instance.state = snapshot.state
    instance.active, instance.calls = snapshot.active, snapshot.calls
    instance.passed = sorted(snapshot.passed.union(instance.passed or ()))
    if snapshot.case_state:
        instance.case_state = snapshot.case_state


def _redraw(standing: Standing, tried: Trial, new: LoadedRelease) -> list[Task]:
    """Bring the rows of the tasks that stay up to the new drawing; returns those that changed."""
    differs = {
        (one["step"], task.id): one["what"]
        for (task, _described), one in zip(tried.stay, tried.changes["stays"], strict=True)
    }
    changed = []
    living = {one.name: one for one in standing.clocks}
    for task, described in tried.stay:
        drawn = new.specs.node(described.process_id, described.name)
        unit_id = task.unit_id
        if described.item is None and task.lane != described.lane:
            unit_id = desk.seat_of(standing.seats, described.lane)
            desk.show_to(standing.instance, list(standing.seats), described.lane, unit_id)
        values = {
            "title": described.title,
            "title_en": drawn.name_en,
            "lane": described.lane,
            "unit_id": unit_id,
            "posts": list(described.posts),
            "form_key": described.form_key,
            "separate_from": list(described.separate_from),
        }
        put(task, described, values)
        desk.date(task, described, living)
        if differs[f"{described.process_id}/{described.name}", task.id]:
            changed.append(task)
    return changed


def _stamp(instance_id: int, release_id: int) -> None:
    """What was answered was answered by the old release's forms, and is read by them."""
    answered = update(Task).where(
        Task.instance_id == instance_id, Task.closed_at.is_not(None), Task.release_id.is_(None)
    )
    db.session.execute(
        answered.values(release_id=release_id), execution_options={"synchronize_session": False}
    )

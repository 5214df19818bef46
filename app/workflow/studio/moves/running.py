"""The work on runs, piece by piece: take one up, try its cases, move them, take them back.

Every piece is a transaction of its own, and each begins by showing the claim: of two workers that
believe to have the same run only one gets further.  What a piece has done is in its rows, so that
whoever takes the run up after a crash goes on behind the last case that went over.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.i18n import _
from app.foundation.identity import acting
from app.workflow import definitions
from app.workflow.definitions import LoadedRelease
from app.workflow.studio.moves import moving, releases, reverting, trying
from app.workflow.studio.moves.models import (
    DONE,
    FAILED,
    MOVED,
    MOVES,
    MOVING,
    REVERTING,
    STAYS,
    STOPPED,
    TRIED,
    TRYING,
    WORK,
    MoveCase,
    MoveRun,
)

MOST_ATTEMPTS = 3
AT_ONCE = 50


class Lost(Exception):
    """The run was stopped, or another worker has taken it up."""


@dataclass(frozen=True)
class Claimed:
    """A run that is ours as long as the claim stands."""

    run_id: int
    claim: str
    state: str


def take_up(run_id: int) -> Claimed | None:
    """Claim a run that waits, or whose worker died; None where there is nothing to do."""
    waiting = select(MoveRun).where(MoveRun.id == run_id, MoveRun.state.in_(WORK))
    locked = waiting.with_for_update().execution_options(populate_existing=True)
    run = db.session.scalars(locked).one_or_none()
    if run is None:
        return None
    run.attempts += 1
    if run.attempts > MOST_ATTEMPTS:
        run.state, run.claim = STOPPED, ""
        audit.record("move stopped", subject=str(run), reason="it broke off too often")
        return None
    run.claim, run.beat_at = secrets.token_hex(16), clock.now()
    return Claimed(run.id, run.claim, run.state)


def stranded() -> list[int]:
    """Runs that wait, or say that they are worked on."""
    return list(db.session.scalars(select(MoveRun.id).where(MoveRun.state.in_(WORK))))


def try_some(claimed: Claimed, target: LoadedRelease) -> bool:
    """Try the next cases; False when none is left, and the run waits for its administrator."""
    _show(claimed)
    waiting = (
        select(MoveCase)
        .where(MoveCase.run_id == claimed.run_id, MoveCase.verdict == "")
        .order_by(MoveCase.instance_id)
        .limit(AT_ONCE)
    )
    cases = db.session.scalars(waiting).all()
    standing = trying.read([case.instance_id for case in cases])
    for case in cases:
        _try(case, standing[case.instance_id], target)
    if cases:
        return True
    run = db.session.get_one(MoveRun, claimed.run_id)
    run.state, run.tried_at, run.claim = TRIED, clock.now(), ""
    return False


def _try(case: MoveCase, standing: trying.Standing, target: LoadedRelease) -> None:
    instance = standing.instance
    case.steps, case.from_release_id = instance.active, instance.release_id
    if instance.finished_at is not None:
        case.verdict = STAYS
        case.reasons = trying.said(lambda: _("The case has ended meanwhile."))
        return
    if instance.release_id == target.id:
        case.verdict = STAYS
        case.reasons = trying.said(lambda: _("The case runs by this release already."))
        return
    tried = trying.trial(standing, definitions.release(instance.release_id), target)
    case.verdict = STAYS if tried.reasons else MOVES
    case.reasons, case.changes = tried.reasons, tried.changes


def waiting(claimed: Claimed, after: int) -> Sequence[int]:
    """The next cases that are to be moved, or taken back."""
    statement = select(MoveCase.instance_id).where(
        MoveCase.run_id == claimed.run_id, MoveCase.instance_id > after
    )
    if claimed.state == MOVING:
        statement = statement.where(MoveCase.verdict == MOVES, MoveCase.outcome == "")
    else:
        statement = statement.where(MoveCase.outcome == MOVED)
    return db.session.scalars(statement.order_by(MoveCase.instance_id).limit(AT_ONCE)).all()


def do(claimed: Claimed, instance_id: int) -> None:
    """Move one case, or take it back."""
    run = _show(claimed)
    case = _locked(claimed, instance_id)
    if claimed.state == MOVING and not case.outcome:
        moving.move(run, case)
    elif claimed.state == REVERTING and case.outcome == MOVED:
        reverting.revert(run, case, run.undo_reason)


def acting_for(claimed: Claimed) -> acting.Scope:
    """It is done by whoever decided it."""
    run = db.session.get_one(MoveRun, claimed.run_id)
    return acting.as_account((claimed.state == REVERTING and run.undone_by) or run.by)


def note_failure(claimed: Claimed, instance_id: int, why: str) -> None:
    """Something unforeseen kept one case from moving: it stays as it was, the others go on."""
    _show(claimed)
    case = _locked(claimed, instance_id)
    case.said = trying.said(lambda: _("Something unforeseen happened: %(why)s", why=why[:300]))
    if claimed.state == MOVING:
        case.outcome = FAILED


def end(claimed: Claimed) -> None:
    """All is moved, or taken back, that can be."""
    run = _show(claimed)
    run.state, run.claim, run.finished_at = DONE, "", clock.now()
    audit.record("move done", subject=str(run))


def give_up(claimed: Claimed) -> None:
    """The worker could not go on: any may take the run up again."""
    mine = (MoveRun.id == claimed.run_id, MoveRun.claim == claimed.claim)
    db.session.execute(update(MoveRun).where(*mine).values(claim=""))


def target(claimed: Claimed) -> LoadedRelease:
    """Where the run leads."""
    return releases.of(db.session.get_one(MoveRun, claimed.run_id))


def is_trial(claimed: Claimed) -> bool:
    """Is the run still being tried?"""
    return claimed.state == TRYING


def _show(claimed: Claimed) -> MoveRun:
    """The sign of life, and the proof that the run is still ours and to go on."""
    mine = (
        MoveRun.id == claimed.run_id,
        MoveRun.claim == claimed.claim,
        MoveRun.state == claimed.state,
    )
    shown = update(MoveRun).where(*mine).values(beat_at=clock.now(), attempts=0)
    run = db.session.scalars(
        shown.returning(MoveRun),
        execution_options={"synchronize_session": False, "populate_existing": True},
    ).one_or_none()
    if run is None:
        raise Lost
    return run


def _locked(claimed: Claimed, instance_id: int) -> MoveCase:
    statement = select(MoveCase).where(
        MoveCase.run_id == claimed.run_id, MoveCase.instance_id == instance_id
    )
    locked = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(locked).one()

"""A trial that is under way: whose it is, that it lives, and how it ends.  For the job."""

import secrets
from dataclasses import dataclass

from flask_babel import LazyString
from sqlalchemy import ColumnElement, func, select, update

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.i18n import in_language, lazy
from app.workflow.studio.trials.models import (
    BROKEN,
    DONE,
    FAILED,
    RUNNING,
    STOPPED,
    WAITING,
    Trial,
    TrialResult,
)

MOST_ATTEMPTS = 3
LANGUAGES = ("zh", "en")
BROKE_OFF = lazy("The work broke off three times.")
# The number with which a program ends that is lent no database, and what is said then.
NO_SCRATCH = 7
NOT_LENT = lazy(
    "Scenarios need a scratch database, and the owner of this one may not create any: "
    "grant it CREATEDB."
)
ENDED = lazy("The program that played the scenarios ended with an error; its log says which.")
DIED = lazy("The program that played it ended: out of memory, or out of time.")


@dataclass(frozen=True)
class Claimed:
    """A trial that is ours as long as the claim stands; `size` counts what is still to play."""

    trial_id: int
    claim: str
    size: int


def take_up(trial_id: int) -> Claimed | None:
    """Claim a trial that waits, or whose worker died; None where there is nothing to do."""
    statement = select(Trial).where(Trial.id == trial_id, Trial.state.in_((WAITING, RUNNING)))
    trial = db.session.scalars(statement.with_for_update()).one_or_none()
    if trial is None:
        return None
    trial.state, trial.claim = RUNNING, secrets.token_hex(16)
    trial.beat_at, trial.attempts = clock.now(), trial.attempts + 1
    again = update(TrialResult).where(_of(trial.id), TrialResult.state == RUNNING)
    db.session.execute(again.values(state=WAITING, steps=[], taken=0))
    waiting = select(func.count()).where(_of(trial.id), TrialResult.state == WAITING)
    return Claimed(trial.id, trial.claim, db.session.scalar(waiting) or 0)


def give_back(claimed: Claimed) -> None:
    """The worker is to end: another plays what is left, and nothing has gone wrong."""
    mine = (Trial.id == claimed.trial_id, Trial.claim == claimed.claim)
    left = update(Trial).where(*mine).values(attempts=Trial.attempts - 1, claim="")
    db.session.execute(left)


def stranded() -> list[int]:
    """Trials that wait, or say that they are played."""
    return list(db.session.scalars(select(Trial.id).where(Trial.state.in_((WAITING, RUNNING)))))


def worn_out(claimed: Claimed) -> bool:
    """Has it broken off too often to be tried once more?"""
    attempts = select(Trial.attempts).where(Trial.id == claimed.trial_id)
    return (db.session.scalar(attempts) or 0) > MOST_ATTEMPTS


def beat(claimed: Claimed) -> bool:
    """Give a sign of life; False where it is to be stopped, or is another's by now."""
    mine = (Trial.id == claimed.trial_id, Trial.claim == claimed.claim, Trial.state == RUNNING)
    statement = update(Trial).where(*mine).values(beat_at=clock.now()).returning(Trial.stop_asked)
    stop_asked = db.session.scalar(statement)
    return stop_asked is False


def end(claimed: Claimed, error: LazyString | None = None) -> None:
    """It is over: what was not played to its end says why."""
    mine = (Trial.id == claimed.trial_id, Trial.claim == claimed.claim)
    trial = db.session.scalars(select(Trial).where(*mine).with_for_update()).one_or_none()
    if trial is None or trial.state != RUNNING:
        return
    left = update(TrialResult).where(_of(trial.id))
    waiting, running = TrialResult.state == WAITING, TrialResult.state == RUNNING
    if trial.stop_asked:
        db.session.execute(left.where(waiting | running).values(state=STOPPED))
    else:
        db.session.execute(left.where(running).values(state=FAILED, error=in_both(DIED)))
    unplayed = db.session.scalar(select(func.count()).where(_of(trial.id), waiting)) or 0
    if trial.stop_asked:
        trial.state = STOPPED
    elif error or unplayed:
        trial.state = BROKEN
        trial.error = in_both(error or DIED)
        db.session.execute(left.where(waiting).values(state=STOPPED))
    else:
        trial.state = DONE
    trial.finished_at = clock.now()
    audit.record("trial ended", subject=f"trial:{trial.id}", state=trial.state)


def in_both(said: LazyString | str) -> dict[str, str]:
    """As it is kept for readers of either language."""
    worded = {}
    for language in LANGUAGES:
        with in_language(language):
            worded[language] = str(said)
    return worded


def _of(trial_id: int) -> ColumnElement[bool]:
    return TrialResult.trial_id == trial_id

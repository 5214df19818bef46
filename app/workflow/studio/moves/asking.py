"""Begin a run, confirm it, stop it, go on with it, take it back: what an administrator decides.

Whoever asked for the trial, and has read it, confirms the move.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal, select

from app.foundation import audit, clock, queue
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.models import ProcessInstance
from app.workflow.studio import checking, impact, revisions
from app.workflow.studio.models import Revision
from app.workflow.studio.moves import releases, reverting
from app.workflow.studio.moves.models import (
    DONE,
    LAID_ASIDE,
    MOVED,
    MOVES,
    MOVING,
    REVERTING,
    STOPPED,
    TRIED,
    TRYING,
    MoveCase,
    MoveRun,
)

MOST_CASES = 100_000
LONGEST_REASON = 1000


@dataclass(frozen=True)
class Asked:
    """Which cases are meant: all that fit; `cases` names some by their ids."""

    process: str = ""
    release: int = 0
    step: str = ""
    cases: Collection[int] = field(default_factory=tuple)

    def as_json(self) -> dict[str, Any]:
        """As it is kept, and as the address of the list has it."""
        told = {"process": self.process, "release": self.release, "step": self.step}
        return {name: value for name, value in told.items() if value}

    def matches(self) -> list[ColumnElement[bool]]:
        """The same as conditions on the running cases."""
        found = impact.matches(self.process, self.release, self.step)
        return [*found, ProcessInstance.id.in_(self.cases)] if self.cases else found


def begin(asked: Asked, release_id: int, account: Account) -> MoveRun:
    """A run of these cases to a release; it is only tried until it is confirmed."""
    if release_id not in {one.id for one in releases.targets()}:
        raise Invalid({"target": [_("Choose a release that is in force, or was.")]})
    run = MoveRun(release_id=release_id, by_id=account.id, asked=asked.as_json())
    fits = [*asked.matches(), ProcessInstance.release_id != release_id]
    return _begun(run, fits)


def begin_trial(revision: Revision, account: Account) -> MoveRun:
    """Try all running cases of the processes that a draft changes; none can be moved to a draft."""
    files = revisions.files(revision)
    if faults := checking.check_files(files):
        raise Conflict(_("The draft has faults: %(faults)s", faults=checking.in_words(faults)))
    run = MoveRun(
        revision_id=revision.id, by_id=account.id, revision_version=releases.version_of(revision)
    )
    touched = impact.touched(revision)
    return _begun(run, [*impact.matches(), ProcessInstance.process_id.in_(touched)])


def confirm(run_id: int, reason: str, account: Account) -> MoveRun:
    """Let the cases go over that the trial said can; by whoever has read it, with a reason."""
    run = find(run_id, lock=True)
    if run.state != TRIED or run.release_id is None:
        raise Conflict(_("Only what was tried, and not moved yet, can be moved."))
    _check_own(run, account)
    run.reason = _reason(reason)
    if not db.session.scalar(_of(run).where(MoveCase.verdict == MOVES).limit(1)):
        raise Conflict(_("None of these cases can move."))
    run.state, run.confirmed_at, run.claim = MOVING, clock.now(), ""
    audit.record("move confirmed", subject=str(run), reason=run.reason, release=run.release_id)
    queue.defer("move", run.id)
    return run


def stop(run_id: int) -> MoveRun:
    """Stop after the case that is being moved; those that went over stay there."""
    run = find(run_id, lock=True)
    if run.state not in (MOVING, TRYING):
        raise Conflict(_("Nothing is under way that could be stopped."))
    run.state, run.claim = STOPPED, ""
    audit.record("move stopped", subject=str(run))
    return run


def go_on(run_id: int) -> MoveRun:
    """Go on with what was stopped."""
    run = find(run_id, lock=True)
    if run.state != STOPPED:
        raise Conflict(_("This was not stopped."))
    run.state, run.claim, run.attempts = MOVING if run.confirmed_at else TRYING, "", 0
    audit.record("move resumed", subject=str(run))
    queue.defer("move", run.id)
    return run


def lay_aside(run_id: int) -> MoveRun:
    """Nothing is to come of a trial."""
    run = find(run_id, lock=True)
    if run.confirmed_at or run.state not in (TRYING, TRIED, STOPPED):
        raise Conflict(_("Only a trial can be laid aside."))
    run.state, run.claim = LAID_ASIDE, ""
    audit.record("move laid aside", subject=str(run))
    return run


def take_back(run_id: int, reason: str, account: Account) -> MoveRun:
    """Take every case of a run back that has not gone on since."""
    run = find(run_id, lock=True)
    if run.state not in (DONE, STOPPED) or not run.confirmed_at:
        raise Conflict(_("Only what was moved can be taken back."))
    if not db.session.scalar(_of(run).where(MoveCase.outcome == MOVED).limit(1)):
        raise Conflict(_("No case of this run stands where it was moved to."))
    run.undo_reason, run.undone_by_id = _reason(reason), account.id
    run.state, run.claim, run.attempts = REVERTING, "", 0
    audit.record("move taken back", subject=str(run), reason=run.undo_reason)
    queue.defer("move", run.id)
    return run


def take_case_back(run_id: int, instance_id: int, reason: str) -> MoveCase:
    """Take one case of a run back; raises where it has gone on since."""
    run, why = find(run_id), _reason(reason)
    found = case(run_id, instance_id, lock=True)
    reverting.revert(run, found, why)
    if found.said:
        raise Conflict(reverting.can_be_reverted(found))
    return found


def find(run_id: int, *, lock: bool = False) -> MoveRun:
    """A run by its number; locked where something is decided about it."""
    statement = select(MoveRun).where(MoveRun.id == run_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(_("There is no such run."))
    return found


def case(run_id: int, instance_id: int, *, lock: bool = False) -> MoveCase:
    """A case of a run."""
    statement = select(MoveCase).where(
        MoveCase.run_id == run_id, MoveCase.instance_id == instance_id
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(_("There is no such case in this run."))
    return found


def _begun(run: MoveRun, fits: list[ColumnElement[bool]]) -> MoveRun:
    db.session.add(run)
    db.session.flush()  # its number goes into the rows of the cases
    chosen = (
        select(
            literal(run.id),
            ProcessInstance.id,
            ProcessInstance.release_id,
            ProcessInstance.active,
            *(literal(value, type_=column.type) for column, value in _BLANK),
        )
        .where(*fits)
        .order_by(ProcessInstance.id)
        .limit(MOST_CASES)
    )
    columns = ["run_id", "instance_id", "from_release_id", "steps", *(c.name for c, _v in _BLANK)]
    db.session.execute(insert(MoveCase.__table__).from_select(columns, chosen))
    count = db.session.scalar(select(func.count()).where(MoveCase.run_id == run.id))
    if not count:
        raise Invalid({"cases": [_("No running case fits.")]})
    audit.record(
        "move tried", subject=str(run), cases=count, release=run.release_id,
        revision=run.revision_id, **run.asked,
    )  # fmt: skip
    queue.defer("move", run.id)
    return run


_BLANK: list[tuple[Any, Any]] = [
    (MoveCase.__table__.c.verdict, ""),
    (MoveCase.__table__.c.reasons, []),
    (MoveCase.__table__.c.changes, {}),
    (MoveCase.__table__.c.outcome, ""),
    (MoveCase.__table__.c.said, []),
]


def _of(run: MoveRun) -> Any:
    return select(MoveCase.instance_id).where(MoveCase.run_id == run.id)


def _check_own(run: MoveRun, account: Account) -> None:
    if run.by_id != account.id:
        raise NotAllowed(_("Whoever asked for the trial, and has read it, confirms the move."))


def _reason(text: str) -> str:
    text = text.strip().replace("\x00", "")
    if not 0 < len(text) <= LONGEST_REASON:
        raise Invalid({"reason": [_("Between 1 and %(most)s characters.", most=LONGEST_REASON)]})
    return text

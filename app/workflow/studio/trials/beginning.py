"""Begin a trial of a draft, and stop it."""

from collections.abc import Collection

from sqlalchemy import select, update

from app.foundation import audit, clock, queue
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import definitions
from app.workflow.studio import checking, revisions
from app.workflow.studio.models import DRAFT, SUBMITTED, Revision
from app.workflow.studio.trials import contents, touching
from app.workflow.studio.trials.models import (
    RUNNING,
    STOPPED,
    WAITING,
    Trial,
    TrialResult,
)
from app.workflow.studio.trials.shelf import Sheet

# So many trials of a draft keep their steps; of older ones only how they ended is kept.
KEPT = 5


def find(trial_id: int) -> Trial:
    """A trial by its number."""
    found = db.session.get(Trial, trial_id)
    if found is None:
        raise NotFound(_("There is no such trial."))
    return found


def latest(revision_id: int) -> Trial | None:
    """The trial of a draft that was begun last."""
    statement = select(Trial).filter_by(revision_id=revision_id).order_by(Trial.id.desc()).limit(1)
    return db.session.scalars(statement).first()


def begin(revision: Revision, account: Account, chosen: Collection[str] | None = None) -> Trial:
    """Have scenarios played: all that the draft touches, or those chosen among them."""
    revision = revisions.find(revision.id, lock=True)
    if revision.state not in (DRAFT, SUBMITTED):
        raise Conflict(_("This draft is no longer being worked on; nothing was changed."))
    before = latest(revision.id)
    if before is not None and before.is_under_way:
        raise Conflict(_("A trial of this draft is under way already."))
    files = revisions.files(revision)
    if faults := checking.check_files(files):
        raise Conflict(_("Mend this first: %(fault)s", fault=checking.in_words(faults)))
    known = touching.by(revision, files).sheets
    sheets = [one for one in known if chosen is None or one.key in chosen]
    if not sheets:
        raise Invalid({"key": [_("There is no scenario to play.")]})
    made = Trial(
        revision_id=revision.id,
        base_id=definitions.newest(),
        sha256=contents.fingerprint(files),
        changed=contents.pack(revision),
        begun_by_id=account.id,
    )
    made.results = [_waiting(number, one) for number, one in enumerate(sheets, start=1)]
    db.session.add(made)
    db.session.flush()  # its id goes into the record
    _forget_old_steps(revision.id)
    told = {"revision": revision.id, "scenarios": len(sheets)}
    audit.record("trial begun", subject=f"trial:{made.id}", **told)
    queue.defer("trial", made.id)
    return made


def stop(trial_id: int) -> None:
    """Play no further; what was played stays."""
    trial = db.session.get(Trial, trial_id, with_for_update=True, populate_existing=True)
    if trial is None:
        raise NotFound(_("There is no such trial."))
    if not trial.is_under_way:
        raise Conflict(_("This trial has ended already."))
    trial.stop_asked = True
    if trial.state == WAITING:  # nobody plays it yet: there is nothing to wait for
        trial.state, trial.finished_at = STOPPED, clock.now()
        waiting = (
            update(TrialResult)
            .filter_by(trial_id=trial.id)
            .where(TrialResult.state.in_((WAITING, RUNNING)))
        )
        db.session.execute(waiting.values(state=STOPPED))
    audit.record("trial stopped", subject=f"trial:{trial.id}")


def _waiting(number: int, sheet: Sheet) -> TrialResult:
    about = sheet.about
    return TrialResult(
        number=number,
        key=sheet.key,
        title=about.title[:200],
        process=about.process[:120],
        text=sheet.text,
        sha256=sheet.sha256,
        step_count=about.step_count,
    )


def _forget_old_steps(revision_id: int) -> None:
    kept = select(Trial.id).filter_by(revision_id=revision_id).order_by(Trial.id.desc())
    old = select(Trial.id).where(
        Trial.revision_id == revision_id, Trial.id.not_in(kept.limit(KEPT))
    )
    forget = update(TrialResult).where(TrialResult.trial_id.in_(old)).values(steps=[])
    db.session.execute(forget, execution_options={"synchronize_session": False})

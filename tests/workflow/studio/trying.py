"""Drafts that were tried: a cheap way past the gate of the scenarios, for tests of what follows."""

from app.foundation import clock
from app.foundation.database import db
from app.workflow import definitions
from app.workflow.studio import revisions
from app.workflow.studio.trials import contents, touching
from app.workflow.studio.trials.models import DONE, PASSED, Trial, TrialResult


def tried(revision, state=PASSED, *, but=()):
    """Record that all scenarios passed on the draft as it is now; call it inside `transaction()`.

    Nothing is played: the rows are those that a trial in which all passed leaves behind.  `but`
    leaves out scenarios by their keys.
    """
    files = revisions.files(revisions.find(revision.id))
    sheets = touching.by(revisions.find(revision.id), files).sheets
    trial = Trial(
        revision_id=revision.id,
        base_id=definitions.newest(),
        sha256=contents.fingerprint(files),
        changed=contents.pack(revisions.find(revision.id)),
        state=DONE,
        finished_at=clock.now(),
    )
    trial.results = [
        TrialResult(
            number=number,
            key=one.key,
            title=one.about.title,
            process=one.about.process,
            text=one.text,
            sha256=one.sha256,
            step_count=one.about.step_count,
            taken=one.about.step_count,
            state=state,
        )
        for number, one in enumerate(sheets, start=1)
        if one.key not in but
    ]
    db.session.add(trial)
    db.session.flush()
    return trial

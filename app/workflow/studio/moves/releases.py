"""Where a run leads: a release, or a draft as if it were one."""

from sqlalchemy import or_, select

from app.foundation import clock
from app.foundation.database import db
from app.workflow import definitions, engine, forms
from app.workflow.definitions import FORM, PROCESS, LoadedRelease
from app.workflow.models import Release, ReleaseWithdrawal
from app.workflow.studio import revisions
from app.workflow.studio.models import Revision
from app.workflow.studio.moves.models import MoveRun

UNRELEASED = 0  # no release has this number


def targets() -> list[Release]:
    """The releases to which cases may move, the newest first: in force now, or once."""
    withdrawn = select(ReleaseWithdrawal.release_id)
    begun = or_(Release.effective_at.is_(None), Release.effective_at <= clock.now())
    statement = select(Release).where(begun, Release.id.not_in(withdrawn))
    return list(db.session.scalars(statement.order_by(Release.id.desc())))


def of(run: MoveRun) -> LoadedRelease:
    """Where a run leads."""
    if run.release_id is not None:
        return definitions.release(run.release_id)
    assert run.revision_id is not None, "the table sees to it"
    return of_draft(revisions.find(run.revision_id))


def of_draft(revision: Revision) -> LoadedRelease:
    """A draft as it would be released."""
    files = revisions.files(revision)
    drawn = [one for one in files.values() if one.kind == PROCESS]
    return LoadedRelease(
        id=UNRELEASED,
        specs=engine.parse({one.filename: one.content for one in drawn}),
        files={one.key: one.content for one in drawn},
        forms={key: forms.parse(text) for key, text in revisions.texts(files, FORM).items()},
    )


def version_of(revision: Revision) -> int:
    """How often the draft's files were saved: what was tried before is out of date by it."""
    return sum(item.version for item in revision.items)


def loaded(number: int) -> LoadedRelease | None:
    """A release by its number; None where there is none."""
    if db.session.get(Release, number) is None:
        return None
    return definitions.release(number)

"""What people do with imports: hand a file in, release it, discard it, take it back.

A bulk import publishes at once and is the office's act: its catalogue administrator, or the head of
the office, releases it.  Two persons: whoever handed a file in does not release it.
"""

from sqlalchemy import ColumnElement, Select, and_, cast, false, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload
from sqlalchemy.types import String

from app.domain.catalogue.models.transfer import (
    CHECKED,
    DISCARDED,
    DONE,
    FAILED,
    FAULTY,
    REFUSED,
    RELEASED,
    TO_TAKE_BACK,
    WAITING,
    ImportEntry,
    ImportJob,
)
from app.domain.catalogue.transfer import guard, restoring, sources
from app.domain.catalogue.transfer.faults import Wrong
from app.domain.catalogue.viewing import ADMINISTRATOR
from app.foundation import audit, clock, files, queue
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.filetypes import TABLES, extension
from app.foundation.i18n import _
from app.foundation.identity.models import Account

OFFICER, HEAD, OFFICE = "sharing_officer", "unit_approver", "office"
LONGEST_NOTE = 500
FIELD = "file"
MAY_BE_DISCARDED = (CHECKED, FAULTY, REFUSED, FAILED)
MAY_BE_CHECKED_AGAIN = (CHECKED, FAULTY, REFUSED)


def may_hand_in(account: Account) -> bool:
    """The catalogue administrator for every unit, a sharing officer for the own one."""
    return bool({ADMINISTRATOR, OFFICER} & account.effective_posts)


def may_release(account: Account) -> bool:
    """The catalogue administrator, or the head of the city's office."""
    posts = account.effective_posts
    return ADMINISTRATOR in posts or (HEAD in posts and OFFICE in account.unit.roles)


def may_enter(account: Account) -> bool:
    """Who finds the imports at all."""
    return may_hand_in(account) or may_release(account) or HEAD in account.effective_posts


def visible(account: Account, networks: frozenset[str]) -> ColumnElement[bool]:
    """Those that the account may see: all for who releases, else the own unit's."""
    if not may_enter(account):
        return false()
    near = ImportJob.limited_to.op("<@")(cast(sorted(networks), ARRAY(String(40))))
    whose = true() if may_release(account) else ImportJob.unit_id == account.unit_id
    return and_(near, whose)


def listed(account: Account, networks: frozenset[str], state: str = "") -> Select[ImportJob]:
    """The imports that the account may see, the newest first; for the caller to page."""
    statement = (
        select(ImportJob)
        .where(visible(account, networks))
        .options(joinedload(ImportJob.by), joinedload(ImportJob.unit))
        .order_by(ImportJob.id.desc())
    )
    return statement.where(ImportJob.state == state) if state else statement


def entries(job_id: int, act: str = "") -> Select[ImportEntry]:
    """What an import does, or did, with each entry, in the file's order."""
    statement = select(ImportEntry).where(ImportEntry.job_id == job_id).order_by(ImportEntry.row)
    return statement.where(ImportEntry.act == act) if act else statement


def found(
    job_id: int, account: Account, networks: frozenset[str], *, lock: bool = False
) -> ImportJob:
    """One import; one that the account may not see does not exist."""
    statement = select(ImportJob).where(ImportJob.id == job_id, visible(account, networks))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    job = db.session.scalars(statement).one_or_none()
    if job is None:
        raise NotFound(_("There is no such import."))
    return job


def hand_in(
    upload: files.Upload, account: Account, networks: frozenset[str], note: str = ""
) -> ImportJob:
    """Keep a file, to be checked in the background; nothing is imported yet."""
    if not may_hand_in(account):
        raise NotAllowed(_("Your post does not allow this."))
    if len(note) > LONGEST_NOTE:
        said = _("The text has more than %(count)d characters.", count=LONGEST_NOTE)
        raise Invalid({"note": [said]})
    _look_at(upload)
    kept = files.store(upload, FIELD, account, kinds=TABLES)
    job = ImportJob(
        filename=kept.filename,
        format=extension(kept.filename),
        sha256=kept.sha256,
        file_id=kept.id,
        note=note.strip(),
        by_id=account.id,
        unit_id=account.unit_id,
        any_unit=ADMINISTRATOR in account.effective_posts,
        networks=sorted(networks),
        state=WAITING,
    )
    db.session.add(job)
    db.session.flush()  # its number is in the record and in the address
    audit.record("import handed in", subject=str(job), file=job.filename, sha256=job.sha256)
    queue.defer("import", job.id)
    return job


def check_again(job_id: int, account: Account, networks: frozenset[str]) -> ImportJob:
    """Check the same file once more: the catalogue may have changed."""
    job = _own(job_id, account, networks)
    _demand(job, MAY_BE_CHECKED_AGAIN)
    job.state, job.released_by_id, job.released_at, job.attempts = WAITING, None, None, 0
    audit.record("import checked again", subject=str(job))
    queue.defer("import", job.id)
    return job


def release(job_id: int, account: Account, networks: frozenset[str]) -> ImportJob:
    """Let it be imported, exactly as it was checked."""
    job = found(job_id, account, networks, lock=True)
    if not may_release(account):
        raise NotAllowed(_("An import is released by the office."))
    if job.by_id == account.id:
        raise NotAllowed(_("Whoever handed a file in does not release it: ask a colleague."))
    _demand(job, (CHECKED,))
    job.state, job.released_by_id, job.released_at = RELEASED, account.id, clock.now()
    job.attempts = 0
    audit.record("import released", subject=str(job), sha256=job.sha256)
    queue.defer("import", job.id)
    return job


def discard(job_id: int, account: Account, networks: frozenset[str]) -> ImportJob:
    """Lay a file aside that is not to be imported; it stays on the list."""
    job = _own(job_id, account, networks)
    _demand(job, MAY_BE_DISCARDED)
    job.state, job.finished_at = DISCARDED, clock.now()
    audit.record("import discarded", subject=str(job))
    return job


def take_back(job_id: int, account: Account, networks: frozenset[str]) -> ImportJob:
    """Let every entry say again what it said before, where none was changed since."""
    job = found(job_id, account, networks, lock=True)
    if not may_release(account):
        raise NotAllowed(_("An import is taken back by the office."))
    _demand(job, (DONE,))
    if changed := restoring.changed_since(job):
        raise Conflict(
            _("Entries were changed since, so it stays: %(ids)s.", ids=", ".join(changed[:10]))
        )
    job.state, job.taken_back_by_id, job.attempts = TO_TAKE_BACK, account.id, 0
    audit.record("import to be taken back", subject=str(job))
    queue.defer("import", job.id)
    return job


def _demand(job: ImportJob, states: tuple[str, ...]) -> None:
    if job.state not in states:
        raise Conflict(_("The import is no longer at this point."))


def _look_at(upload: files.Upload) -> None:
    """Say clearly what is wrong with a workbook, before it is kept."""
    kind = extension(upload.filename or "")
    if kind == "xls":
        raise Invalid({FIELD: [_("This is an old Excel file (.xls): save it as .xlsx.")]})
    if kind != sources.XLSX:
        return
    try:
        guard.opened(upload.stream).close()
    except Wrong as wrong:
        raise Invalid({FIELD: [str(wrong.said)]}) from None
    finally:
        upload.stream.seek(0)


def _own(job_id: int, account: Account, networks: frozenset[str]) -> ImportJob:
    """An import that the account handed in, or the office looks after; locked."""
    job = found(job_id, account, networks, lock=True)
    if job.by_id != account.id and not may_release(account):
        raise NotAllowed(_("Only whoever handed it in, or the office, may do this."))
    return job

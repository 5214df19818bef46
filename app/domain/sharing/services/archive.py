"""Archive a closed case: promised as it closes, written once that is committed, never lost."""

import hashlib
import io

from sqlalchemy import func, select

from app.domain.sharing import queries, records
from app.domain.sharing.models.usage import Archive
from app.domain.sharing.rules import sealed
from app.domain.sharing.services import archive_contents
from app.foundation import audit, clock, contents, queue
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _


def promise(case_id: int) -> None:
    """Note that the case is to be archived; a crash before the ZIP is written forgets nothing."""
    if db.session.get(Archive, case_id) is None:
        db.session.add(Archive(case_id=case_id))
        queue.defer("archive", case_id)
    audit.record("archive promised", case=case_id)


def pending(limit: int = 100) -> list[int]:
    """The closed cases whose ZIP is not written yet, the oldest first."""
    statement = select(Archive.case_id).where(Archive.status == "pending")
    return list(db.session.scalars(statement.order_by(Archive.created_at).limit(limit)))


def written() -> list[int]:
    """The closed cases whose ZIP was written."""
    return list(db.session.scalars(select(Archive.case_id).where(Archive.status == "written")))


def write(case_id: int) -> Archive:
    """Write the ZIP, or find that it is written; the same case gives the same ZIP."""
    statement = select(Archive).where(Archive.case_id == case_id).with_for_update()
    promised = db.session.scalars(statement).one_or_none()
    if promised is None:
        raise NotFound(_("This case is not closed, so there is no archive of it."))
    if promised.status == "written" and _is_there(promised):
        return promised
    if promised.last_entry is None:
        promised.last_entry = db.session.scalar(
            select(func.max(AuditEntry.id)).where(AuditEntry.instance_id == case_id)
        )
    content = packed(case_id, promised.last_entry or 0)
    sha256 = hashlib.sha256(content).hexdigest()
    if promised.sha256 and promised.sha256 != sha256:
        raise Conflict(_("The record of this case is no longer what was archived."))
    promised.path = _name(case_id)
    promised.sha256 = sha256
    contents.put(sha256, io.BytesIO(content))
    if promised.status == "pending":
        promised.status, promised.written_at = "written", clock.now()
        audit.record("archive written", case=case_id, subject=sha256)
    return promised


def export(number: str) -> Archive:
    """The archive of the case of that number."""
    return write(queries.case_by_number(number).id)


def filename(written: Archive) -> str:
    """What the ZIP is called where it is handed out."""
    return written.path.rpartition("/")[2]


def extract(case_id: int, side: str) -> bytes:
    """The archive as one side may have it: without the other's inner papers, and saying so."""
    written = db.session.get(Archive, case_id)
    if written is None or written.last_entry is None:
        raise NotFound(_("There is no archive of this case yet."))
    return packed(case_id, written.last_entry, side)


def packed(case_id: int, last_entry: int, side: str | None = None) -> bytes:
    """The ZIP's bytes, with the log up to an entry; whole, or for one side."""
    case = records.case(case_id)
    about = {
        "case": case.number,
        "end": case.end,
        "closed_at": clock.local(case.closed_at).isoformat() if case.closed_at else None,
        "release": case.instance.release_id,
    }
    if side:
        about["extract_for"] = side
    return sealed.pack(archive_contents.of(case, last_entry, side), about)


def _is_there(promised: Archive) -> bool:
    """Whether the ZIP is kept; one of before, in the folder of that time, is taken over."""
    if contents.has(promised.sha256):
        return True
    try:
        content = (contents.settings.before.path / "archives" / promised.path).read_bytes()
    except OSError:
        return False
    if hashlib.sha256(content).hexdigest() != promised.sha256:
        return False
    contents.put(promised.sha256, io.BytesIO(content))
    return True


def _name(case_id: int) -> str:
    # By the case's id, in folders of a thousand: numbers have signs that not every disk takes.
    return f"{case_id // 1000:06d}/case-{case_id}.zip"

"""The office keeps a note of a meeting about a dispute, shares it with both sides, withdraws it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.domain.sharing import notebook
from app.domain.sharing.models.dispute import Dispute, MediationNote
from app.domain.sharing.rules.terms import as_date
from app.domain.sharing.services.checks import Faults
from app.foundation import audit, clock, files
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.models import ProcessInstance


def add(about: Dispute, answers: Mapping[str, Any], account: Account) -> MediationNote:
    """Write a note down; the same one sent twice is one note."""
    _check_may_change(about, account)
    faults, held_on = Faults(), as_date(answers.get("held_on"))
    faults.need(answers, "held_on", "note")
    if held_on and held_on > clock.today():
        faults.add("held_on", _("This date is in the future."))
    faults.stop()
    assert held_on is not None, "checked a moment ago"
    said: dict[str, Any] = {
        "held_on": held_on,
        "place": answers.get("place") or "",
        "attended": list(answers.get("attended") or ()),
        "note": answers["note"],
        "files": list(answers.get("files") or ()),
    }
    if (before := _said_last(about, account)) and _is_same(before, said):
        return before
    note = MediationNote(dispute_id=about.id, by_id=account.id, **said)
    db.session.add(note)
    files.attach(note.files, about.case_id)
    db.session.flush()  # the record names the note
    audit.record("mediation note added", case=about.case_id, subject=str(note.id))
    if answers.get("shared"):
        _share(note, about)
    return note


def share(about: Dispute, note_id: int, account: Account) -> None:
    """Let both sides read a note."""
    note = _own(about, note_id, account)
    if note.withdrawn_at:
        raise Conflict(_("This note was withdrawn. Write a new one and share that."))
    if not note.shared:
        _share(note, about)


def withdraw(about: Dispute, note_id: int, account: Account) -> None:
    """Withdraw a note; it stays on the record as withdrawn, and neither side reads it any more."""
    note = _own(about, note_id, account)
    if note.withdrawn_at is None:
        note.withdrawn_at = clock.now()
        audit.record("mediation note withdrawn", case=about.case_id, subject=str(note.id))


def _share(note: MediationNote, about: Dispute) -> None:
    note.shared = True
    audit.record("mediation note shared", case=about.case_id, subject=str(note.id))


def _check_may_change(about: Dispute, account: Account) -> None:
    """Raise unless the account keeps the notes; the case stays as it is until the commit."""
    if not notebook.may_write(about, account):
        raise NotAllowed(_("Only the office's dispute officers keep notes of its meetings."))
    case = db.session.get(ProcessInstance, about.case_id, with_for_update=True)
    if case is None or case.finished_at:
        raise Conflict(_("The case is closed; nothing is added to it any more."))


def _own(about: Dispute, note_id: int, account: Account) -> MediationNote:
    _check_may_change(about, account)
    statement = select(MediationNote).where(
        MediationNote.id == note_id, MediationNote.dispute_id == about.id
    )
    found = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound(_("There is no such note."))
    return found


def _said_last(about: Dispute, account: Account) -> MediationNote | None:
    own = select(MediationNote).where(
        MediationNote.dispute_id == about.id, MediationNote.by_id == account.id
    )
    return db.session.scalars(own.order_by(MediationNote.id.desc()).limit(1)).first()


def _is_same(before: MediationNote, said: Mapping[str, Any]) -> bool:
    """Was the same said before?  Files that were uploaded twice have other ids."""
    if before.withdrawn_at or len(before.files) != len(said["files"]):
        return False
    told = ("held_on", "place", "attended", "note")
    return all(getattr(before, name) == said[name] for name in told)

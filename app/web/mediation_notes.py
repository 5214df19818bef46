"""The notes of the office's meetings, as its pages and the two sides see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.domain.sharing import notebook
from app.domain.sharing.models.dispute import Dispute, MediationNote
from app.foundation.errors import Invalid
from app.foundation.files import Attachment
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web.cards import Panel
from app.workflow import forms

# The form of a note is no form of a task: it is not released with the diagrams.
FORM = forms.parse((Path(__file__).parent / "forms" / "mediation_note.json").read_bytes())


@dataclass(frozen=True)
class Shown:
    """A note for one reader; of a withdrawn one the two sides are only told that it was there."""

    id: int
    dispute_id: int
    held_on: date
    place: str
    attended: str
    text: str
    files: list[Attachment]
    who: str
    at: datetime
    shared: bool
    withdrawn_at: datetime | None
    may_change: bool


def listed(notes: Iterable[MediationNote], account: Account) -> list[Shown]:
    """The notes as the account may read them."""
    notes = list(notes)
    files = notebook.files(notes)
    return [_shown(one, files, account) for one in notes]


def checked(
    typed: Mapping[str, Any], account: Account, refused: Mapping[str, list[str]]
) -> dict[str, Any]:
    """The note as it would be kept; raises where the form or a file is not in order."""
    raw, offers = forms.receive(FORM, typed, None, forms.FormContext(), account)
    answers = forms.validate(FORM, raw, offers)
    if refused:
        raise Invalid(dict(refused))
    return answers


def card(dispute: Dispute, account: Account) -> Panel | None:
    """The notes on the page of the dispute, and the way to add one."""
    found = listed(notebook.written(dispute, account), account)
    writes = notebook.may_write(dispute, account) and dispute.case.closed_at is None
    if not found and not writes:
        return None
    values = {"notes": found, "dispute_id": dispute.id, "may_add": writes}
    return Panel("h-notes", _("Meeting notes"), "mediation/_notes.html", values, True)


def of_case(case_id: int, account: Account) -> list[Panel]:
    """The notes on the page of the case, for those who may read any."""
    found = listed(notebook.of_case(case_id, account), account)
    if not found:
        return []
    values = {"notes": found, "dispute_id": found[-1].dispute_id, "may_add": False}
    return [Panel("h-notes", _("Meeting notes"), "mediation/_notes.html", values, True)]


def _shown(note: MediationNote, files: Mapping[str, Attachment], account: Account) -> Shown:
    inside = notebook.reads_all(note.dispute, account)
    reads = inside or note.withdrawn_at is None
    return Shown(
        note.id,
        note.dispute_id,
        note.held_on,
        note.place if reads else "",
        _(", ").join(note.attended) if reads else "",
        note.note if reads else "",
        [files[one] for one in note.files if one in files] if reads else [],
        note.by.label,
        note.at,
        note.shared,
        note.withdrawn_at,
        notebook.may_write(note.dispute, account) and note.dispute.case.closed_at is None,
    )

"""Paper (补录): what is asked of everything that came on paper, and the entry that stays of it."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select

from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.paper import PaperEntry
from app.domain.sharing.rules import terms
from app.domain.sharing.services import telling
from app.foundation import audit, clock, files
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.foundation.notices import Notice
from app.workflow import forms
from app.workflow.forms import Form

VIA = "paper"
APPLICATION, REPLY = "application", "reply"
OFFICE_POST, HEAD_POST = "escalation_officer", "unit_approver"
# An older paper is a mistake in the date, or a matter to be begun anew.
OLDEST = timedelta(days=366)
FIELDS = ("received_on", "reference", "scans")

# A form-js document like those in `forms/`; no task asks it, so it is in no release.
_ASKED = {
    "type": "default",
    "id": "paper",
    "schemaVersion": 19,
    "components": [
        {
            "type": "group",
            "id": "group_paper",
            "label": "纸质来文",
            "components": [
                {
                    "type": "datetime",
                    "id": "field_received_on",
                    "key": "received_on",
                    "dateLabel": "实际收到日期",
                    "description": "纸质件实际送达之日，以收文登记为准；期限自该日计算。",
                    "subtype": "date",
                    "validate": {"required": True},
                    "layout": {"columns": 8},
                    "properties": {
                        "label_en": "Received on",
                        "description_en": "The day on which the paper really arrived, as in the "
                        "register of incoming papers; the deadlines count from it.",
                        "max": "today",
                    },
                },
                {
                    "type": "textfield",
                    "id": "field_reference",
                    "key": "reference",
                    "label": "来文字号",
                    "description": "如 京工商函〔2026〕12号；没有的可不填。",
                    "validate": {"maxLength": 100},
                    "layout": {"columns": 8},
                    "properties": {
                        "label_en": "Reference number of the paper",
                        "description_en": "Such as 京工商函〔2026〕12号; leave it empty if there "
                        "is none.",
                    },
                },
                {
                    "type": "filepicker",
                    "id": "field_scans",
                    "key": "scans",
                    "label": "扫描件",
                    "description": "加盖公章、经负责人签发的来文全文，至少一个文件。",
                    "multiple": True,
                    "validate": {"required": True},
                    "properties": {
                        "label_en": "Scan",
                        "description_en": "The whole paper with its seal and the head's signature; "
                        "at least one file.",
                    },
                },
            ],
            "properties": {"label_en": "The paper"},
        }
    ],
}


def form_with(step: Form) -> Form:
    """The form of a step as it is asked of a paper: when it came, its number and scan above it."""
    return forms.joined(_own(), step)


def check_day(received: date, not_before: date | None, why: str = "") -> None:
    """Raise unless a paper can have come on that day."""
    today = clock.today()
    if received > today:
        _wrong_day(_("Not after %(day)s.", day=today))
    if received < today - OLDEST:
        _wrong_day(_("Not before %(day)s.", day=today - OLDEST))
    if not_before and received < not_before:
        _wrong_day(f"{_('Not before %(day)s.', day=not_before)} {why}".strip())


def received_on(answers: Mapping[str, Any]) -> date:
    """The real day of receipt in checked answers."""
    day = terms.as_date(answers["received_on"])
    if day is None:
        raise Invalid({"received_on": [_("This field is required.")]})
    return day


def write(
    case: SharingCase, kind: str, unit_id: int, answers: Mapping[str, Any], account: Account
) -> PaperEntry:
    """Keep what came on paper with its scan, and who entered it; everybody who sees it is told."""
    entry = PaperEntry(
        case_id=case.id,
        kind=kind,
        unit_id=unit_id,
        received_on=received_on(answers),
        reference=answers.get("reference") or "",
        content=dict(answers),
        scans=list(answers["scans"]),
        entered_by_id=account.id,
    )
    db.session.add(entry)
    db.session.flush()  # what is composed of it meanwhile must find it
    files.attach(entry.scans, case.id)
    audit.record(
        "paper entered",
        case=case.id,
        subject=kind,
        unit=unit_id,
        received_on=str(entry.received_on),
        reference=entry.reference,
    )
    return entry


def last(case_id: int, kind: str) -> PaperEntry | None:
    """What was entered last of this kind in a case."""
    found = select(PaperEntry).where(PaperEntry.case_id == case_id, PaperEntry.kind == kind)
    return db.session.scalars(found.order_by(PaperEntry.id.desc()).limit(1)).first()


def tell_all(entry: PaperEntry) -> None:
    """Both sides and the office know of it at once."""
    said = {"paper": entry.kind, "received_on": str(entry.received_on)}
    telling.both(entry.case, "paper_entered", **said)
    telling.office(entry.case, "paper_entered", **said)


def told_so_far() -> int:
    """The last notice there is; what `forget_notices` is to spare."""
    return db.session.scalar(select(func.max(Notice.id))) or 0


def forget_notices(since: int, task_ids: list[int]) -> None:
    """Nobody is called to a task that the paper opened and answered in one breath."""
    called = select(Notice).where(Notice.id > since, Notice.task_id.in_(task_ids))
    for notice in db.session.scalars(called):
        db.session.delete(notice)


@lru_cache(maxsize=1)
def _own() -> Form:
    return forms.parse(json.dumps(_ASKED).encode())


def _wrong_day(message: str) -> None:
    raise Invalid({"received_on": [message]})

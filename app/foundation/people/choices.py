"""How an account wants to be told: in the application or not, by mail at once, daily, never."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.foundation import audit
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.foundation.notices.models import KINDS, NoticeChoice

MAILS = ("now", "digest", "none")
# Somebody is answerable for what follows from these: they cannot be hidden from the list.
ALWAYS_SHOWN = frozenset(
    {
        "case_closed",
        "deadline_missed",
        "decision_made",
        "demand_assigned",
        "demand_overdue",
        "dispute_reported",
        "due_date_moved",
        "minutes_to_sign",
        "settlement_proposed",
        "sign_in_changed",
        "supervision_issued",
        "urged",
    }
)
# The morning's summary itself, which is a mail and nothing else.
SUMMARY = "digest"


@dataclass(frozen=True)
class Choice:
    """What an account chose for a kind of notice, or what the product ships."""

    kind: str
    shown: bool = True
    mail: str = "now"

    @property
    def may_hide(self) -> bool:
        """May the account leave it out of its list?"""
        return self.kind not in ALWAYS_SHOWN


def of(account_id: int) -> list[Choice]:
    """The account's choice for every kind, in the order of the page."""
    rows = select(NoticeChoice).where(NoticeChoice.account_id == account_id)
    chosen = {row.kind: Choice(row.kind, row.shown, row.mail) for row in db.session.scalars(rows)}
    return [chosen.get(kind, Choice(kind)) for kind in KINDS]


def wants_summary(account_id: int) -> bool:
    """Does the account want the morning's summary?"""
    row = db.session.get(NoticeChoice, (account_id, SUMMARY))
    return row is None or row.mail != "none"


def save(account: Account, wanted: Mapping[str, Choice], *, summary: bool) -> None:
    """Keep what the account chose; what must be shown stays shown."""
    rows = [
        {
            "account_id": account.id,
            "kind": kind,
            "shown": wanted[kind].shown or kind in ALWAYS_SHOWN,
            "mail": wanted[kind].mail if wanted[kind].mail in MAILS else "now",
        }
        for kind in KINDS
        if kind in wanted
    ]
    mail = "now" if summary else "none"
    rows.append({"account_id": account.id, "kind": SUMMARY, "shown": True, "mail": mail})
    new = insert(NoticeChoice)
    keys = [NoticeChoice.account_id, NoticeChoice.kind]
    said = {"shown": new.excluded.shown, "mail": new.excluded.mail}
    db.session.execute(new.on_conflict_do_update(index_elements=keys, set_=said), rows)
    audit.record("notice choices changed", subject=str(account))

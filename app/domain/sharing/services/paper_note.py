"""A reply on paper that is entered after the clock rang: noted, and in time it was not late."""

from datetime import date
from typing import Any

from app.domain.sharing import records
from app.domain.sharing.models.answer import Answer
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.domain.sharing.models.paper import PaperEntry
from app.domain.sharing.services import paper, rounds, supervision
from app.domain.sharing.services.checks import counter_offer
from app.foundation import audit, clock, notices
from app.foundation.database import db
from app.foundation.i18n import _
from app.foundation.identity.models import Account


def note(
    case: SharingCase,
    dispute: Dispute,
    due_on: date | None,
    answers: dict[str, Any],
    account: Account,
) -> PaperEntry:
    """Put on the record what the provider had said; in time, it was not late."""
    entry = paper.write(case, paper.REPLY, case.provider_id, answers, account)
    entry.effect = "noted"
    offered = _last_word(case, answers, account)
    in_time = due_on is not None and entry.received_on <= due_on
    if in_time:
        dispute.late = False
        supervision.withdraw_default(case.id, _("The reply had come on paper in time."))
    if offered:
        entry.content = entry.content | {"round": offered}
    dispute.facts = dispute.facts | {
        "paper": {
            "entry": entry.id,
            "answer": answers["outcome"],
            "received_on": entry.received_on.isoformat(),
            "reference": entry.reference,
            "in_time": in_time,
        }
    }
    audit.record(
        "reply noted", case=case.id, subject=answers["outcome"], in_time=in_time, late=dispute.late
    )
    paper.tell_all(entry)
    notices.deliver()
    return entry


def _last_word(case: SharingCase, answers: dict[str, Any], account: Account) -> int | None:
    """Keep the noted answer as one that was given; of a counter-offer, its round."""
    kind = answers["outcome"]
    said = {name: answers.get(name) or "" for name in ("reason", "legal_basis")}
    given = Answer(
        case_id=case.id,
        provider_id=case.provider_id,
        kind=kind,
        reason_code=answers.get("reason_code"),
        drafted_by_id=account.id,
        approved_by_id=account.id,
        delivered_at=clock.now(),
        **said,
    )
    db.session.add(given)
    if kind == "refuse":
        return None
    current = records.terms(case.id)
    if kind == "counter":
        values = counter_offer(case, answers, current.values)
        # Known to both sides, but what is talked about is with the office now.
        current = rounds.propose(
            case,
            values,
            account,
            source="counter",
            status="superseded",
            supersedes=current,
            unit_id=case.provider_id,
        )
        db.session.refresh(current, ["round"])
    given.terms_id = current.id
    return current.round if kind == "counter" else None

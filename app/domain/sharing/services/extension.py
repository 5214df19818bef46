"""The office grants or denies more time to answer."""

from typing import Any

from app.domain.sharing import records
from app.domain.sharing.models.answer import Extension
from app.domain.sharing.rules import disputes
from app.domain.sharing.services import telling
from app.domain.sharing.services.checks import turn_down
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import clocks
from app.workflow.forms import FormContext
from app.workflow.models import Task


def review(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Write down what the office says to the request."""
    asked = db.session.get_one(Extension, task.instance_id)
    asked.granted = answers["outcome"] == "grant"
    if asked.granted:
        asked.days = _days(answers.get("days"))
    asked.comment = answers.get("comment") or ""
    asked.decided_by_id, asked.decided_at = account.id, clock.now()


def context(task: Task, account: Account) -> FormContext:
    """As many days as the law allows, unless the office says fewer."""
    return FormContext(values={"days": disputes.LONGEST_EXTENSION})


def deliver(case_id: int) -> None:
    """Lengthen the clock where more time was granted, and tell the demander."""
    case = records.case(case_id)
    asked = db.session.get_one(Extension, case_id)
    audit.record("extension decided", case=case_id, granted=asked.granted, days=asked.days)
    if asked.granted and asked.days:
        before = clocks.latest(case_id, "answer")
        was = before.due_on.isoformat() if before and before.due_on else None
        longer = clocks.extend(case_id, "answer", asked.days, asked.reason)
        due = longer.due_on.isoformat() if longer and longer.due_on else None
        telling.unit(
            case,
            "due_date_moved",
            case.demander_id,
            clock="answer",
            was_on=was,
            due_on=due,
            reason=f"extension {asked.days}",
        )


def _days(said: Any) -> int:
    days = disputes.LONGEST_EXTENSION if said in (None, "") else int(said)
    if not 1 <= days <= disputes.LONGEST_EXTENSION:
        turn_down(
            "days", _("An extension has 1 to %(most)d days.", most=disputes.LONGEST_EXTENSION)
        )
    return days

"""What the data was worth: told to the provider, not to the office, and answered by it."""

from typing import Any

from app.domain.sharing import records
from app.domain.sharing.models.usage import Feedback
from app.domain.sharing.services import telling
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow.models import Task


def give(task: Task, answers: dict[str, Any], account: Account) -> None:
    """The demander says what the data was worth."""
    db.session.add(
        Feedback(
            case_id=task.instance_id,
            score=int(answers["score"]),
            benefit=answers.get("benefit") or "",
            suggestion=answers.get("suggestion") or "",
            by_id=account.id,
        )
    )


def deliver(case_id: int) -> None:
    """Tell the provider."""
    case = records.case(case_id)
    score = db.session.get_one(Feedback, case_id).score
    telling.unit(case, "feedback_received", case.provider_id, score=score)
    audit.record("feedback delivered", case=case_id, score=score)


def answer(task: Task, answers: dict[str, Any], account: Account) -> None:
    """The provider has read it and replies."""
    given = db.session.get_one(Feedback, task.instance_id)
    given.reply = answers["reply"]
    given.replied_by_id, given.replied_at = account.id, clock.now()

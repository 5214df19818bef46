"""Both keys: 市统计局 and 市信息办 each say whether a collection is to be registered.

They answer at the same time.  What each said is read from the table: in the process's own data
the branch that ends last would overwrite the other.
"""

from typing import Any

from sqlalchemy import select

from app.domain.catalogue.models.review import APPROVE, KeyReview
from app.foundation import audit
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow.models import Task

LANES = ("statistics", "catalogue_office")


def review(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Write down what a key says."""
    said = KeyReview(
        case_id=task.instance_id,
        lane=task.lane,
        outcome=answers["outcome"],
        reason=str(answers.get("reason") or ""),
        by_id=account.id,
    )
    db.session.add(said)


def weigh(case_id: int) -> bool:
    """Do both keys agree?  Either's objection opens the coordination."""
    said = {one.lane: one.outcome for one in of_case(case_id)}
    agreed = all(said.get(lane) == APPROVE for lane in LANES)
    audit.record("reviews weighed", case=case_id, agreed=agreed)
    return agreed


def of_case(case_id: int) -> list[KeyReview]:
    """What the keys said so far."""
    found = select(KeyReview).where(KeyReview.case_id == case_id).order_by(KeyReview.id)
    return list(db.session.scalars(found))

"""The demander supplies what was missing, within what its head approved."""

from typing import Any

from app.domain.sharing import records
from app.domain.sharing.models.answer import SupplementRequest
from app.domain.sharing.models.case import Policy
from app.domain.sharing.services import application, rounds
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow import clocks
from app.workflow.forms import FormContext
from app.workflow.models import Task

CLOCK_POLICY = "supplement_clock"
SUSPEND = "suspend"


def supply(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Put the completed application before the provider."""
    if answers["outcome"] == "withdraw":
        return
    case = records.case(task.instance_id)
    current = records.terms(case.id)
    values = application.revised_values(current, answers)
    application.check_revision(case, answers, values, case.applied_items)
    application.take(case, answers)
    db.session.get_one(SupplementRequest, case.id).supplied_at = clock.now()
    if values != current.values:
        supplied = rounds.propose(
            case, values, account, source="application", status="proposed", supersedes=current
        )
        rounds.put_on_table(supplied)


def context(task: Task, account: Account) -> FormContext:
    """The application as it stands, with the items that the head approved."""
    case = records.case(task.instance_id)
    items = application.item_options(case.resource, case.applied_items)
    return application.revision_context(case, items)


def restart_answer(case_id: int) -> None:
    """Give the provider its whole time again, unless the policy is only to suspend."""
    policy = db.session.get(Policy, CLOCK_POLICY)
    if policy is None or policy.value != SUSPEND:
        clocks.restart(case_id, "answer", "supplement")
    audit.record("application supplemented", case=case_id)

"""The demander answers a counter-offer, or an agreement that was returned unsigned."""

from typing import Any

from app.domain.sharing import queries, records
from app.domain.sharing.services import rounds
from app.domain.sharing.services.application import item_options
from app.domain.sharing.services.checks import counter_offer
from app.foundation.identity.models import Account
from app.workflow.forms import FormContext
from app.workflow.models import Task


def consider(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Accept the terms on the table, which makes them final, or offer others."""
    case = records.case(task.instance_id)
    current = records.terms(case.id)
    if answers["outcome"] == "accept":
        rounds.finalise(case, current)
    elif answers["outcome"] == "counter":
        values = counter_offer(case, answers, current.values)
        offered = rounds.propose(
            case, values, account, source="counter", status="proposed", supersedes=current
        )
        rounds.put_on_table(offered)


def context(task: Task, account: Account) -> FormContext:
    """The terms on the table, to accept or to change."""
    case = records.case(task.instance_id)
    return FormContext(
        options={"item_options": item_options(case.resource, case.applied_items)},
        values=queries.form_values(records.terms(case.id)),
    )

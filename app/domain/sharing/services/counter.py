"""The demander answers a counter-offer, or an agreement that was returned unsigned."""

from typing import Any

from app.domain.sharing import queries, records
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.services import rounds
from app.domain.sharing.services.application import item_options
from app.domain.sharing.services.checks import counter_offer
from app.foundation.i18n import _
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
    terms = records.terms(case.id)
    return FormContext(
        options={"item_options": item_options(case.resource, case.applied_items)},
        values=queries.form_values(terms),
        texts={"outcome": _what_follows(terms)},
    )


def _what_follows(terms: Terms) -> str:
    """What each answer leads to: to a counter-offer, or to terms whose agreement came back."""
    drawn = records.last_agreement(terms.case_id)
    returned = records.last_return(drawn.id) if drawn and drawn.terms_id == terms.id else None
    if returned is None:
        return _(
            "If you accept, the provider's terms are final. "
            "If you make a counter-offer, the provider answers it."
        )
    return _(
        "%(unit)s returned the agreement unsigned: “%(reason)s”. If you accept, the terms stay "
        "as they are and the agreement is signed anew. If you make a counter-offer, the provider "
        "answers it, and its time to answer starts again.",
        unit=returned.unit.label,
        reason=returned.reason,
    )

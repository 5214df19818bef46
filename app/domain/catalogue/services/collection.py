"""Apply to collect something new (policy 三(一)), and what the unit's own head says to it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.catalogue import cases, queries
from app.domain.catalogue.models.matter import COLLECTION, CatalogueCase
from app.domain.catalogue.services import numbers, proposing
from app.foundation import clock
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.forms import FormContext, Option
from app.workflow.models import Task

PROCESS = "catalogue_collection"
FORM = "catalogue/collection"
SERIES = numbers.COLLECTIONS
Answers = Mapping[str, Any]


def form_context(
    account: Account, asked: Mapping[str, str], uploaded: Sequence[Option] = ()
) -> FormContext:
    """What the application offers."""
    return FormContext(
        options={
            "attachments": uploaded,
            "unit_options": proposing.unit_options(without=account.unit_id),
        },
        values={"data_form": "数据库"},
    )


def check(answers: Answers, account: Account) -> None:
    """Raise where the application is not one that may be sent."""
    proposed = proposing.content(COLLECTION, answers, account.unit)
    wrong: dict[str, list[str]] = {}
    if (resource := proposed.get("resource")) and queries.find(resource) is None:
        wrong["resource"] = [_("There is no such resource in the catalogue.")]
    try:
        proposing.check(COLLECTION, proposed, answers, account)
    except Invalid as faults:
        wrong |= faults.fields
    if wrong:
        raise Invalid(wrong)


def as_of(answers: Answers) -> date:
    """No clock of a collection counts from a day before."""
    return clock.today()


def fill(case: CatalogueCase, answers: Answers, account: Account) -> None:
    """A collection that is not in the catalogue yet."""
    case.kind, case.action = COLLECTION, "new"
    proposing.take(case, COLLECTION, answers, account)


def revise(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Change a returned application; nobody but the unit itself has seen it yet."""
    if answers["outcome"] == "withdraw":
        return
    check(answers, account)
    proposing.revise(cases.case(task.instance_id), COLLECTION, answers, account)


def revise_context(task: Task, account: Account) -> FormContext:
    """The application as it stands, to change."""
    return proposing.revision(cases.case(task.instance_id), form_context(account, {}).options)

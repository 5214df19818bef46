"""The unit compiles, changes or revises its entry, asks for more time, or withdraws the matter."""

from collections.abc import Mapping
from typing import Any

from app.domain.catalogue import cases
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.services import compiling, matters, publication, telling, update
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.forms import FormContext
from app.workflow.models import Task

SUBMITTED = ("submit", "resubmit")


def compile_entry(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Keep the new entry as it is submitted."""
    _keep(cases.case(task.instance_id), answers)


def compile_change(task: Task, answers: dict[str, Any], account: Account) -> dict[str, Any] | None:
    """Keep the change as it is submitted, or as far as it has come when more time is asked for.

    Of a request for more time only the reason is recorded: the office reads it, and no draft.
    """
    case = cases.case(task.instance_id)
    _keep(case, answers)
    if answers["outcome"] != update.EXTEND:
        return None
    update.ask(case, answers["reason"])
    return {"outcome": update.EXTEND, "reason": answers["reason"]}


def revise(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Keep what was changed after it was sent back."""
    case = cases.case(task.instance_id)
    _keep(case, answers)
    case.reason = answers.get("reason") or case.reason


def faults(task: Task, answers: Mapping[str, Any]) -> compiling.Faults:
    """What is wrong with an entry beside what its form says, so that all is told at once."""
    case = cases.case(task.instance_id)
    if answers.get("outcome") not in SUBMITTED or case.action == publication.WITHDRAW:
        return {}
    content = compiling.as_content(answers, case.unit)
    return compiling.faults(content, case.entry_id) | _overtaken(case, answers)


def context(task: Task, account: Account) -> FormContext:
    """The entry as it was last written; of a withdrawal there is only the reason to revise."""
    case = cases.case(task.instance_id)
    if case.action == publication.WITHDRAW:
        hidden = {one.key for one in compiling.FIELDS} | {"items"}
        return FormContext(values={"reason": case.reason}, hidden=frozenset(hidden))
    return FormContext(values=compiling.as_fields(case.content) | {"reason": case.reason})


def change_context(task: Task, account: Account) -> FormContext:
    """The entry with its changes so far; more time can be asked for once, before it is late."""
    case = cases.case(task.instance_id)
    allowed = {"submit", "withdraw"} | ({update.EXTEND} if update.may_ask(case) else set())
    return FormContext(
        values=compiling.as_fields(case.content) | {"based_on": case.based_on},
        allowed={"outcome": allowed},
    )


def withdraw(case_id: int) -> None:
    """The unit withdraws; the catalogue stays as it is."""
    case = matters.close(case_id, "withdrawn")
    telling.applicant(case, "case_closed", end="withdrawn")
    if case.approved_at:  # before that nobody but the unit knew of it
        telling.office(case, "case_closed", end="withdrawn")


def _keep(case: CatalogueCase, answers: Mapping[str, Any]) -> None:
    if answers["outcome"] == "withdraw" or case.action == publication.WITHDRAW:
        return
    content = compiling.as_content(answers, case.unit)
    if answers["outcome"] in SUBMITTED:
        wrong = compiling.faults(content, case.entry_id) | _overtaken(case, answers)
        if wrong:
            raise Invalid(wrong)
    case.content = content
    case.title = content["title"] or case.title
    if answers.get("based_on") is not None:
        case.based_on = int(answers["based_on"])


def _overtaken(case: CatalogueCase, answers: Mapping[str, Any]) -> compiling.Faults:
    """A change that began from another version than the one in force must be compared with it."""
    if case.action != publication.CHANGE or answers.get("based_on") is None:
        return {}
    now = db.session.get_one(Resource, case.entry_id).version
    if int(answers["based_on"]) == now:
        return {}
    return {
        "based_on": [
            _(
                "Version %(now)s of the entry is in force by now. Compare your change with it "
                "(below), and then enter %(now)s here.",
                now=now,
            )
        ]
    }

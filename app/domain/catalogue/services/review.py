"""The office reviews an entry: publishes it the same day, or sends it back with every fault."""

from typing import Any

from app.domain.catalogue import cases
from app.domain.catalogue.models.matter import RESOURCE, CatalogueCase
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.services import compiling, entries, matters, publication, telling
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity import acting
from app.foundation.identity.models import Account
from app.workflow.models import Task


def send_to_office(case_id: int) -> None:
    """The unit's head has approved: from now on the office reads the entry."""
    case = cases.case(case_id)
    case.approved_at = clock.now()
    audit.record("matter approved", case=case_id, subject=str(case))


def review(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Look once more before it is published; what stands against it is said at the choice."""
    case = cases.case(task.instance_id)
    if answers["outcome"] == "publish" and (why := _against(case)):
        raise Invalid({"outcome": why})


def send_back(case_id: int) -> str:
    """The unit has its entry again; until its head approves it anew the office does not read it."""
    case = cases.case(case_id)
    case.approved_at = None
    return case.action


def publish(case_id: int) -> None:
    """Write the entry into the catalogue, or take it out; it is visible the same day."""
    case = cases.case(case_id)
    officer = db.session.get(Account, acting.current().account_id)
    told: dict[str, Any] = {"note": case.reason, "account": officer, "instance_id": case.id}
    if case.action == publication.WITHDRAW:
        entries.withdraw(RESOURCE, str(case.entry_id), **told)
        end = "removed"
    else:
        case.entry_id = entries.write(RESOURCE, case.content, entry_id=case.entry_id, **told)
        end = "published"
    matters.close(case_id, end)
    telling.applicant(case, "case_closed", end=end)


def _against(case: CatalogueCase) -> list[str]:
    """Why the entry cannot be published as it is; nothing if it can."""
    if case.action == publication.WITHDRAW:
        why = publication.still_needed(str(case.entry_id))
        return [why] if why else []
    if case.action == publication.CHANGE:
        # Locked until it is written: whoever publishes it in another way at this moment waits.
        entry = db.session.get_one(
            Resource, case.entry_id, with_for_update={"of": Resource}, populate_existing=True
        )
        now = entry.version
        if now != case.based_on:
            return [
                _(
                    "Version %(now)s of the entry was published meanwhile; this change began from "
                    "version %(then)s. Return it, so that the unit can compare the two.",
                    now=now,
                    then=case.based_on,
                )
            ]
    wrong = compiling.faults(case.content, case.entry_id)
    return [f"{key}: {told}" for key, messages in wrong.items() for told in messages]

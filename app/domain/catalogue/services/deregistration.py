"""Take a database out of the catalogue; not while agreements in force depend on it."""

from typing import Any

from app.domain.catalogue import cases, depends
from app.domain.catalogue.depends import Live
from app.domain.catalogue.models.database import DEREGISTERED, Database
from app.domain.catalogue.models.deregistration import BLOCKED, DONE, RETURNED, Deregistration
from app.domain.catalogue.models.matter import DATABASE, CatalogueCase
from app.domain.catalogue.services import contents, database, entries, telling
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.faults import Faults
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.forms import FormContext
from app.workflow.models import Task

SHOWN = 20


def check_free(faults: Faults, known: Database) -> None:
    """A fault, with the list, where agreements in force depend on the database."""
    if using := depends.on_database(known.id):
        faults.add("outcome", _blocked(using))


def warning(known: Database) -> dict[str, str]:
    """The help of the choice, where one of its ways is closed."""
    using = depends.on_database(known.id)
    return {"outcome": _blocked(using)} if using else {}


def ask(case: CatalogueCase, answers: dict[str, Any], account: Account) -> None:
    """Write the unit's request down."""
    asked = Deregistration(
        case_id=case.id,
        reason=str(answers["reason"]),
        merged_into_id=answers.get("merged_into") or None,
        asked_by_id=account.id,
    )
    db.session.add(asked)


def context(task: Task, account: Account) -> FormContext:
    """What stands against it now, for the office."""
    return FormContext(texts=warning(database.of_case(cases.case(task.instance_id))))


def review(task: Task, answers: dict[str, Any], account: Account) -> None:
    """What the office says."""
    asked = cases.last_deregistration(task.instance_id)
    asked.comment = str(answers.get("comment") or "")
    asked.decided_by_id, asked.decided_at = account.id, clock.now()
    if answers["outcome"] == "return":
        asked.result = RETURNED


def deregister(case_id: int) -> str:
    """Look once more for agreements that came into force meanwhile; without one, it is done."""
    case = cases.case(case_id)
    known = database.of_case(case, lock=True)
    asked = cases.last_deregistration(case_id)
    using = depends.on_database(known.id)
    asked.result = BLOCKED if using else DONE
    if using:
        asked.blocked_by = [_as_kept(one) for one in using]
        audit.record("deregistration blocked", case=case_id, agreements=len(using))
        telling.applicant(case, "deregistration_blocked")
        telling.office(case, "deregistration_blocked")
        return BLOCKED
    known.status, known.deregistered_on = DEREGISTERED, clock.today()
    known.deregister_reason = asked.reason
    if asked.merged_into_id:
        known.deregister_reason += f"（并入 {asked.merged_into_id}）"
    entries.keep_version(DATABASE, known, DEREGISTERED, asked.reason, case.applicant, case_id)
    case.content = contents.of(DATABASE, known)
    return DONE


def _blocked(using: list[Live]) -> str:
    said = _("; ").join(_line(one) for one in using[:SHOWN])
    return _(
        "It cannot be deregistered: %(count)d agreements in force use its resources: %(list)s",
        count=len(using),
        list=said,
    )


def _line(one: Live) -> str:
    return _(
        "%(number)s (%(demander)s, until %(day)s)",
        number=one.number,
        demander=one.demander,
        day=one.valid_until,
    )


def _as_kept(one: Live) -> dict[str, str]:
    """As it is kept: it may have ended when somebody reads it."""
    return {
        "number": one.number,
        "demander": one.demander,
        "valid_until": one.valid_until.isoformat(),
    }

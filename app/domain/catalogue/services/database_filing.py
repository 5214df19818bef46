"""File a database, then register it: only then it stands in the catalogue (policy 四(一))."""

from datetime import date
from typing import Any

from app.domain.catalogue import cases
from app.domain.catalogue.models.database import FILED, REGISTERED, Database
from app.domain.catalogue.models.matter import DATABASE
from app.domain.catalogue.rules import columns, law
from app.domain.catalogue.services import (
    contents,
    database,
    entries,
    filing,
    numbers,
    proposing,
    update_clock,
)
from app.foundation import clock
from app.foundation.errors import Invalid
from app.foundation.faults import Faults
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.forms import FormContext
from app.workflow.models import Task

# What an application for registration says that the filing did not.
OF_REGISTRATION = ("dbms", "network", "records", "security_level")
# Without these nothing is filed: 建设与维护同步考虑.
MAINTENANCE = ("source_business", "maintainer", "update_cycle", "maintenance_plan")
WIDTH = 3


def file(case_id: int) -> None:
    """The office files it: it has a number, and stands in no catalogue yet."""
    case = cases.case(case_id)
    proposing.check_active(case.unit)
    number = numbers.following(numbers.DATABASE_FILINGS, WIDTH, Database.filing_no)
    case.entry_id = entries.write(
        DATABASE,
        case.content,
        note=str(case.number or ""),
        account=case.applicant,
        instance_id=case_id,
        act=FILED,
        state={"status": FILED, "filing_no": number, "filed_on": clock.today()},
    )
    kept = {key: case.content.get(key) for key in MAINTENANCE}
    filing.make(case, DATABASE, number, {"entry": case.entry_id, "unit": case.unit.code} | kept)


def register_context(task: Task, account: Account) -> FormContext:
    """What is known of the database already, and what was said before it was returned."""
    known = database.of_case(cases.case(task.instance_id))
    values = {key: getattr(known, key) for key in OF_REGISTRATION}
    said = cases.answered_before(task.instance_id, "register_database")
    return FormContext(values=values | {key: said[key] for key in said if key != "tested"})


def register(task: Task, answers: dict[str, Any], account: Account) -> None:
    """The unit says where it runs and since when it holds data."""
    known = database.of_case(cases.case(task.instance_id))
    faults = Faults()
    for column in columns.of(DATABASE):
        if column.key in OF_REGISTRATION:
            for message in law.of_value(column, answers.get(column.key)):
                faults.add(column.key, message)
    if known.filed_on and str(answers["first_load_on"]) < known.filed_on.isoformat():
        faults.add("first_load_on", _("Not before it was filed, on %(day)s.", day=known.filed_on))
    faults.stop()


def enlist(case_id: int) -> None:
    """The office confirms: from now on it stands in the catalogue and is to be kept up to date."""
    case = cases.case(case_id)
    proposing.check_active(case.unit)
    known = database.of_case(case, lock=True)
    said = cases.answered_before(case_id, "register_database")
    content = contents.of(DATABASE, known) | {key: said.get(key) for key in OF_REGISTRATION}
    if wrong := law.faults(DATABASE, content):
        raise Invalid(wrong)
    number = known.registration_no or numbers.following(
        numbers.DATABASE_REGISTRATIONS, WIDTH, Database.registration_no
    )
    entries.write(
        DATABASE,
        content,
        note=str(said.get("note") or case.number or ""),
        account=case.applicant,
        instance_id=case_id,
        entry_id=known.id,
        act=REGISTERED,
        state={
            "status": REGISTERED,
            "registration_no": number,
            "registered_on": clock.today(),
            "last_updated_on": date.fromisoformat(said["first_load_on"]),
        },
    )
    case.content = contents.of(DATABASE, known)
    update_clock.follow(case, known)

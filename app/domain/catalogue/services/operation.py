"""Operate a database: each update is recorded, the maintenance kept true, until its end."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.domain.catalogue import cases
from app.domain.catalogue.models.database import DEREGISTERED, LISTED, OPERATING, Database
from app.domain.catalogue.models.matter import DATABASE
from app.domain.catalogue.rules import columns, law
from app.domain.catalogue.services import contents, database, deregistration, entries, update_clock
from app.foundation.database import db
from app.foundation.faults import Faults
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.forms import FormContext, Option
from app.workflow.models import Task

UPDATED, CHANGED = "updated", "changed"
OF_MAINTENANCE = (
    "source_business",
    "maintainer",
    "update_cycle",
    "maintenance_plan",
    "maintenance_cost",
)


def context(task: Task, account: Account) -> FormContext:
    """The maintenance as it is, and the databases into which this one may be merged."""
    known = database.of_case(cases.case(task.instance_id))
    others = select(Database).where(
        Database.owner_unit_id == known.owner_unit_id,
        Database.id != known.id,
        Database.status.in_(LISTED),
    )
    return FormContext(
        options={
            "database_options": [
                Option(one.id, f"{one.id} {one.title}")
                for one in db.session.scalars(others.order_by(Database.id))
            ]
        },
        values={key: getattr(known, key) for key in (*OF_MAINTENANCE, "records")},
        texts=deregistration.warning(known),
    )


def operate(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Check what the unit wants to record; a request for the end is written down at once."""
    case = cases.case(task.instance_id)
    known = database.of_case(case, lock=True)
    faults = Faults()
    if known.status == DEREGISTERED:
        faults.add("outcome", _("This database is deregistered."))
    elif answers["outcome"] == "update":
        _check_update(faults, known, str(answers["updated_on"]))
    elif answers["outcome"] == "change":
        _check_change(faults, answers)
    else:
        deregistration.check_free(faults, known)
    faults.stop()
    if answers["outcome"] == "deregister":
        deregistration.ask(case, answers, account)


def record_update(case_id: int) -> None:
    """The database was brought up to date: its clock begins anew from that day."""
    case = cases.case(case_id)
    known = database.of_case(case, lock=True)
    said = cases.last_answer(case_id, "operate_database")
    answers = said.answers or {}
    known.last_updated_on = date.fromisoformat(answers["updated_on"])
    known.status = OPERATING
    if answers.get("records") is not None:
        known.records = answers["records"]
    entries.keep_version(
        DATABASE, known, UPDATED, str(answers.get("note") or ""), said.completed_by, case_id
    )
    case.content = contents.of(DATABASE, known)
    update_clock.follow(case, known)


def record_change(case_id: int) -> None:
    """The maintenance changed; by another cycle the next update is due on another day."""
    case = cases.case(case_id)
    known = database.of_case(case, lock=True)
    said = cases.last_answer(case_id, "operate_database")
    before = known.update_cycle
    for key in OF_MAINTENANCE:
        setattr(known, key, (said.answers or {}).get(key) or "")
    entries.keep_version(DATABASE, known, CHANGED, "", said.completed_by, case_id)
    case.content = contents.of(DATABASE, known)
    if known.update_cycle != before:
        update_clock.follow(case, known)


def note_stale(case_id: int) -> None:
    """Nothing was updated for two cycles."""
    update_clock.note_stale(case_id, cases.case(case_id))


def _check_update(faults: Faults, known: Database, updated_on: str) -> None:
    last = known.last_updated_on
    if last and updated_on < last.isoformat():
        faults.add("updated_on", _("Not before the last update, on %(day)s.", day=last))


def _check_change(faults: Faults, answers: dict[str, Any]) -> None:
    for column in columns.of(DATABASE):
        if column.key in OF_MAINTENANCE:
            for message in law.of_value(column, answers.get(column.key)):
                faults.add(column.key, message)

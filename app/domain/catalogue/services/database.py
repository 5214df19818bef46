"""Declare a database (policy 三(二)): a new one is filed first, a known one is taken up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from app.domain.catalogue import cases
from app.domain.catalogue.models.database import DEREGISTERED, FILED, Database
from app.domain.catalogue.models.matter import DATABASE, CatalogueCase
from app.domain.catalogue.services import contents, numbers, proposing, update_clock
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.forms import FormContext, Option
from app.workflow.models import Task

PROCESS = "catalogue_database"
FORM = "catalogue/database"
SERIES = numbers.DATABASES
FILE, ADOPT = "file", "adopt"
Answers = Mapping[str, Any]


def form_context(
    account: Account, asked: Mapping[str, str], uploaded: Sequence[Option] = ()
) -> FormContext:
    """What the declaration offers: the unit's own databases of which no matter is open."""
    free = _without_matter() & (Database.status != DEREGISTERED)
    own = select(Database).where(Database.owner_unit_id == account.unit_id, free)
    databases = list(db.session.scalars(own.order_by(Database.id)))
    adopted = ADOPT if asked.get("action") == ADOPT else FILE
    return FormContext(
        options={
            "attachments": uploaded,
            "database_options": [Option(one.id, f"{one.id} {one.title}") for one in databases],
        },
        values={"action": adopted, "entry": asked.get("entry", "")},
    )


def check(answers: Answers, account: Account) -> None:
    """Raise where the declaration is not one that may be sent."""
    if answers["action"] == ADOPT:
        _check_free(str(answers["entry"]))
        return
    proposed = proposing.content(DATABASE, answers, account.unit)
    proposing.check(DATABASE, proposed, answers, account)


def as_of(answers: Answers) -> date:
    """Its first clock says itself from when it counts."""
    return clock.today()


def fill(case: CatalogueCase, answers: Answers, account: Account) -> None:
    """A new database, or one that the register knows."""
    case.kind, case.action = DATABASE, answers["action"]
    if case.action == FILE:
        proposing.take(case, DATABASE, answers, account)
        return
    known = db.session.get_one(Database, str(answers["entry"]))
    case.entry_id, case.title = known.id, known.title
    case.content = contents.of(DATABASE, known)


def begin(case_id: int) -> str:
    """Where the matter goes: to the head, to its registration, or into operation at once."""
    case = cases.case(case_id)
    if case.action == FILE:
        return FILE
    known = of_case(case)
    if known.status == FILED:
        return FILED
    update_clock.follow(case, known)
    return ADOPT


def revise(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Change a returned filing."""
    if answers["outcome"] == "withdraw":
        return
    proposed = proposing.content(DATABASE, answers, account.unit)
    proposing.check(DATABASE, proposed, answers, account)
    proposing.revise(cases.case(task.instance_id), DATABASE, answers, account)


def revise_context(task: Task, account: Account) -> FormContext:
    """The filing as it stands, to change."""
    return proposing.revision(cases.case(task.instance_id), {})


def of_case(case: CatalogueCase, *, lock: bool = False) -> Database:
    """The database of a matter; with `lock` nobody else changes it meanwhile."""
    wanted = select(Database).where(Database.id == case.entry_id)
    if lock:
        wanted = wanted.with_for_update(of=Database).execution_options(populate_existing=True)
    return db.session.scalars(wanted).one()


def _without_matter() -> ColumnElement[bool]:
    open_matter = exists().where(
        CatalogueCase.process_id == PROCESS,
        CatalogueCase.entry_id == Database.id,
        CatalogueCase.closed_at.is_(None),
    )
    return ~open_matter


def _check_free(entry_id: str) -> None:
    """Raise where another matter has the database; two that ask at once wait for each other."""
    wanted = select(Database.id).where(Database.id == entry_id).with_for_update()
    db.session.execute(wanted)
    number = db.session.scalar(
        select(CatalogueCase.number).where(
            CatalogueCase.process_id == PROCESS,
            CatalogueCase.entry_id == entry_id,
            CatalogueCase.closed_at.is_(None),
        )
    )
    if number:
        told = _("Matter %(number)s is open on this database: go on with that one.", number=number)
        raise Invalid({"entry": [told]})

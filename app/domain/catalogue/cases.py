"""Look a matter of the catalogue up."""

from typing import Any

from sqlalchemy import select

from app.domain.catalogue.models.deregistration import Deregistration
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.rules import privacy
from app.foundation import files
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow import parties
from app.workflow.models import Task


def case(case_id: int) -> CatalogueCase:
    """The matter of that number; whoever asks knows that there is one."""
    return db.session.get_one(CatalogueCase, case_id)


def sent_files(case_id: int) -> set[str]:
    """The files of a matter that more than the unit which uploaded them may read."""
    answered = select(Task).where(Task.instance_id == case_id, Task.closed_by == "answered")
    sent = privacy.sent_files(db.session.scalars(answered.order_by(Task.id)))
    return sent | {str(one) for one in case(case_id).attachments}


def attachments(case: CatalogueCase) -> list[files.Attachment]:
    """The files that came with a matter."""
    found = select(files.Attachment).where(files.Attachment.instance_id == case.id)
    named = {str(one) for one in case.attachments}
    return [one for one in db.session.scalars(found) if str(one.id) in named]


def last_answer(case_id: int, name: str) -> Task:
    """The task of that name that was answered last: what a service task carries out."""
    return _answered(case_id, name)[-1]


def answered_before(case_id: int, name: str) -> dict[str, Any]:
    """What was said in the task of that name when it was answered last; nothing if never."""
    found = _answered(case_id, name)
    return dict(found[-1].answers or {}) if found else {}


def _answered(case_id: int, name: str) -> list[Task]:
    statement = select(Task).where(
        Task.instance_id == case_id, Task.name == name, Task.closed_by == "answered"
    )
    last = statement.order_by(Task.id.desc()).limit(1)
    return list(db.session.scalars(last))


def last_deregistration(case_id: int) -> Deregistration:
    """The request to deregister that was made last."""
    asked = select(Deregistration).where(Deregistration.case_id == case_id)
    return db.session.scalars(asked.order_by(Deregistration.id.desc()).limit(1)).one()


def may_read_content(case: CatalogueCase, account: Account) -> bool:
    """May the account read the entry as proposed?

    What a unit is still compiling is its own: the offices read it once its head has approved it.
    A database that is taken up stands in the register already.
    """
    own = case.unit_id == account.unit_id or case.action == "adopt"
    return own or case.approved_at is not None or parties.AUDITOR in account.effective_posts

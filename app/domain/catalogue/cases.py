"""Look a matter of the catalogue up."""

from sqlalchemy import select

from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.rules import privacy
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


def may_read_content(case: CatalogueCase, account: Account) -> bool:
    """May the account read the entry as proposed?

    What a unit is still compiling is its own: the offices read it once its head has approved it.
    """
    own = case.unit_id == account.unit_id
    return own or case.approved_at is not None or parties.AUDITOR in account.effective_posts

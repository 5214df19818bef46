"""Tell people how far an import is: whoever handed it in, and whoever may release it."""

from typing import Any

from sqlalchemy import and_, or_, select

from app.domain.catalogue.models.transfer import CHECKED, ImportJob
from app.domain.catalogue.transfer.handling import HEAD, OFFICE
from app.domain.catalogue.transfer.planning import SAME
from app.domain.catalogue.viewing import ADMINISTRATOR
from app.foundation import notices
from app.foundation.database import db
from app.foundation.identity.models import Account, AccountPost, Unit

NOTICE = "import_news"


def tell(job_id: int) -> None:
    """The news of an import, to each account once; the last thing that the work does."""
    job = select(
        ImportJob.by_id,
        ImportJob.state,
        ImportJob.counts,
        ImportJob.filename,
        ImportJob.limited_to,
    )
    found = db.session.execute(job.where(ImportJob.id == job_id)).one()
    by_id, state, counts, filename, limited_to = found
    accounts = {by_id}
    if state == CHECKED and any(count for act, count in counts.items() if act != SAME):
        accounts |= _who_release() - {by_id}
    said: dict[str, Any] = {"import": job_id, "import_state": state}
    if not limited_to:  # a mail leaves all networks
        said["case"] = filename
    notices.queue(NOTICE, instance_id=None, accounts=accounts, **said)
    notices.deliver()


def _who_release() -> set[int]:
    """The catalogue administrators, and the head of the city's office."""
    of_office = and_(AccountPost.post == HEAD, Unit.roles.contains([OFFICE]))
    found = (
        select(Account.id)
        .join(AccountPost, AccountPost.account_id == Account.id)
        .join(Unit, Unit.id == Account.unit_id)
        .where(Account.active, or_(AccountPost.post == ADMINISTRATOR, of_office))
    )
    return set(db.session.scalars(found))

"""Write a plan into the catalogue, all of it or nothing."""

from collections.abc import Callable

from app.domain.catalogue.models.resource import PUBLISHED
from app.domain.catalogue.models.transfer import ImportJob
from app.domain.catalogue.services import bulk
from app.domain.catalogue.services.bulk import Change
from app.domain.catalogue.services.entries import CHANGED as CHANGED_ACT
from app.domain.catalogue.services.entries import CREATED
from app.domain.catalogue.transfer.planning import CHANGED, RETURNED, Plan, Planned
from app.foundation.i18n import _

Results = dict[int, tuple[str, int]]


def write(
    plan: Plan,
    *,
    note: str,
    subject: str,
    account_id: int | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> Results:
    """Publish what is new or changed; row → id and version."""
    to_write = plan.to_write()
    written = bulk.write(
        plan.kind,
        [_change(one) for one in to_write],
        note=note,
        account_id=account_id,
        subject=subject,
        tell=tell,
    )
    return {
        planned.row: (one.entry_id, one.number)
        for planned, one in zip(to_write, written, strict=True)
    }


def note_of(job: ImportJob) -> str:
    """What the versions say of where they come from."""
    said = _("Import %(number)d from %(file)s", number=job.id, file=job.filename)
    return f"{said}{_(': ')}{job.note}" if job.note else said


def _change(planned: Planned) -> Change:
    content = dict(planned.content)
    if planned.act == RETURNED:
        content["status"] = PUBLISHED
    act = CHANGED_ACT if planned.act == CHANGED else CREATED
    return Change(content, act, planned.entry_id, planned.before)

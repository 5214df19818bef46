"""Reading what came on paper: which cases of a list, which entries of a case, which scans."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.sharing.models.paper import PaperEntry
from app.foundation.database import db
from app.foundation.files import Attachment


def papers_of(case_ids: Iterable[int]) -> set[int]:
    """Those of these cases in which something came on paper, in one query for the page."""
    wanted = set(case_ids)
    if not wanted:
        return set()
    found = select(PaperEntry.case_id).where(PaperEntry.case_id.in_(wanted)).distinct()
    return set(db.session.scalars(found))


def entries(case_id: int) -> list[PaperEntry]:
    """What came on paper in a case, as it was entered."""
    found = (
        select(PaperEntry)
        .where(PaperEntry.case_id == case_id)
        .options(joinedload(PaperEntry.unit), joinedload(PaperEntry.entered_by))
    )
    return list(db.session.scalars(found.order_by(PaperEntry.id)))


def rounds_on_paper(case_id: int) -> set[int]:
    """The rounds of terms that came on paper, by the number they are kept under."""
    found = select(PaperEntry.kind, PaperEntry.content["round"].as_integer())
    rows = db.session.execute(found.where(PaperEntry.case_id == case_id))
    return {1 if kind == "application" else number or 0 for kind, number in rows}


def files_of(found: Iterable[PaperEntry]) -> dict[str, Attachment]:
    """The scans of these papers by their ids, in one query."""
    wanted = [scan for one in found for scan in one.scans]
    if not wanted:
        return {}
    rows = db.session.scalars(select(Attachment).where(Attachment.id.in_(wanted)))
    return {str(row.id): row for row in rows}


def scans(case_id: int) -> set[str]:
    """The ids of the scans of a case: they left their unit with the paper."""
    found = select(PaperEntry.scans).where(PaperEntry.case_id == case_id)
    return {str(scan) for listed in db.session.scalars(found) for scan in listed}

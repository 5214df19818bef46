"""What one must know to decide a dispute: the refusals, the ledger of the clocks."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.sharing.models.answer import Answer
from app.foundation.database import db
from app.workflow.ledger import Clock


def refusals(case_id: int) -> list[Answer]:
    """The refusals that were delivered, the first first."""
    statement = select(Answer).where(
        Answer.case_id == case_id, Answer.kind == "refuse", Answer.delivered_at.is_not(None)
    )
    return list(db.session.scalars(statement.order_by(Answer.id)))


def ledger(case_id: int) -> list[Clock]:
    """The clocks of a case with their entries, those that have not ended first."""
    found = (
        select(Clock)
        .where(Clock.instance_id == case_id)
        .options(joinedload(Clock.entries))
        .order_by(Clock.ended_at.is_not(None), Clock.id.desc())
    )
    return list(db.session.scalars(found).unique())

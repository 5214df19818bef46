"""By which release a case went at an earlier moment: what was typed then was typed in its forms."""

from datetime import datetime

from sqlalchemy import or_, select

from app.foundation.database import db
from app.workflow.studio.moves.models import MoveCase, MoveRun


def release_at(instance_id: int, moment: datetime) -> int | None:
    """The release by which the case went then, where it has been moved since; else None."""
    moves = (
        select(
            MoveCase.moved_at, MoveCase.reverted_at, MoveCase.from_release_id, MoveRun.release_id
        )
        .join(MoveRun, MoveRun.id == MoveCase.run_id)
        .where(MoveCase.instance_id == instance_id)
        .where(or_(MoveCase.moved_at >= moment, MoveCase.reverted_at >= moment))
    )
    turns = [
        (at, before)
        for moved_at, reverted_at, was, became in db.session.execute(moves)
        for at, before in ((moved_at, was), (reverted_at, became))
        if at is not None and at >= moment
    ]
    return min(turns)[1] if turns else None

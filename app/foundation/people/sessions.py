"""Sessions that were signed out before they ran out."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import EndedSession


def end(session_id: str, lifetime: timedelta) -> None:
    """Let nobody use the session again; forget those whose cookies have run out anyway."""
    db.session.execute(delete(EndedSession).where(EndedSession.ended_at < clock.now() - lifetime))
    if session_id:
        ended = insert(EndedSession).values(id=session_id).on_conflict_do_nothing()
        db.session.execute(ended)

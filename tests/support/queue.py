"""The queue, for tests that do not wait."""

from sqlalchemy import text

from app.foundation.database import db, transaction


def due_again() -> None:
    """What is to be tried again later is due now."""
    with transaction():
        db.session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))

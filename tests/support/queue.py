"""The queue, for tests that do not wait."""

from sqlalchemy import text

from app.foundation.database import db, transaction


def due_again() -> None:
    """What is to be tried again later is due now."""
    with transaction():
        db.session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))


def give_up(said: str = "") -> None:
    """What waits has been tried too often, and is not tried any more."""
    with transaction():
        db.session.execute(
            text("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")
        )
        failed = text(
            "UPDATE procrastinate_jobs SET status = 'failed', args = args || jsonb_build_object("
            "'said', 'ValueError: ' || cast(:said AS text), 'faults', 10) WHERE status = 'doing'"
        )
        db.session.execute(failed, {"said": said})

"""The queue of long and outside work (procrastinate)."""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# As the library makes them anew.  Its own steps from its first version on cannot be taken in one
# transaction before PostgreSQL 18: values that were added to an enum are not to be used there.
TABLES = Path(__file__).parents[1] / "procrastinate-3.10.sql"
# Who notifies holds a lock of the whole database until the commit is on the disk, so that commands
# that tell somebody something would commit one after another.  Our workers look by themselves.
SILENT = ("notify_queue_job_inserted_v1", "notify_queue_job_aborted_v1")


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.get_bind().connection.cursor().execute(TABLES.read_text())
    for trigger in SILENT:
        op.execute(f"ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_{trigger}")


def downgrade() -> None:
    """Take it back."""
    op.execute(
        """
        DO $$ DECLARE one record; BEGIN
            DROP TABLE procrastinate_events, procrastinate_periodic_defers,
                       procrastinate_jobs, procrastinate_workers CASCADE;
            FOR one IN SELECT oid::regprocedure AS name FROM pg_proc
                       WHERE pronamespace = 'public'::regnamespace AND proname ~ '^procrastinate_'
            LOOP EXECUTE format('DROP FUNCTION %s', one.name); END LOOP;
            FOR one IN SELECT oid::regtype AS name FROM pg_type
                       WHERE typnamespace = 'public'::regnamespace AND typname ~ '^procrastinate_'
            LOOP EXECUTE format('DROP TYPE %s', one.name); END LOOP;
        END $$;
        """
    )

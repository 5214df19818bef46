"""The queue of long and outside work (procrastinate)."""

import re
from collections.abc import Sequence
from importlib.resources import files

from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# The library keeps every change of its tables, from its first version on.  A later version of it
# is one more migration of ours, which applies the files after this one.
LAST = "03.04.00_50_post_add_retry_failed_job_procedure.sql"
# Before version 17 PostgreSQL lets nobody use a value that the same transaction has added to a type:
# the types are made with all the values that later files of the library add.
TYPES = {
    "procrastinate_job_status": (
        *("todo", "doing", "succeeded", "failed", "cancelled", "aborting", "aborted"),
    ),
    "procrastinate_job_event_type": (
        *("deferred", "started", "deferred_for_retry", "failed", "succeeded", "cancelled"),
        *("abort_requested", "aborted", "scheduled", "retried"),
    ),
}
MADE = re.compile(r"CREATE TYPE (\w+) AS ENUM \(.*?\n\);", re.S)
GROWN = re.compile(r"ALTER TYPE \w+ ADD VALUE [^;]*;")
# Who notifies holds a lock of the whole database until the commit is on the disk, so that commands
# that tell somebody something would commit one after another.  Our workers look by themselves.
SILENT = ("notify_queue_job_inserted_v1", "notify_queue_job_aborted_v1")


def upgrade() -> None:
    """Bring the tables up to this version."""
    driver = op.get_bind().connection.cursor()
    for file in sorted((files("procrastinate") / "sql" / "migrations").iterdir(), key=_name):
        if file.name.endswith(".sql") and file.name <= LAST:
            driver.execute(GROWN.sub("", MADE.sub(_whole, file.read_text())))
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


def _name(file: object) -> str:
    return str(getattr(file, "name", ""))


def _whole(made: re.Match[str]) -> str:
    values = ", ".join(f"'{value}'" for value in TYPES[made[1]])
    return f"CREATE TYPE {made[1]} AS ENUM ({values});"

"""Work of the queue that was given up is found without reading what waits."""

from collections.abc import Sequence

from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.execute(
        "CREATE INDEX ix_procrastinate_jobs_given_up ON procrastinate_jobs (status, task_name, id) "
        "WHERE status IN ('failed', 'cancelled')"
    )


def downgrade() -> None:
    """Take it back."""
    op.execute("DROP INDEX ix_procrastinate_jobs_given_up")

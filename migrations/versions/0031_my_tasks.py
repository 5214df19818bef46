"""The tasks of a unit are counted from their index alone, however many there are."""

from collections.abc import Sequence

from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TOLD = "(due_at, claimed_by_id, posts, name)"


def upgrade() -> None:
    """Beside people at work: neither the new index nor the end of the old one stops them."""
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_task_mine")  # half made by a try before
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_task_mine ON task (unit_id, due_on, id) "
            f"INCLUDE {TOLD} WHERE closed_at IS NULL"
        )
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_task_waiting")


def downgrade() -> None:
    """The index that only sorts."""
    op.execute("CREATE INDEX ix_task_waiting ON task (unit_id, due_on, id) WHERE closed_at IS NULL")
    op.execute("DROP INDEX ix_task_mine")

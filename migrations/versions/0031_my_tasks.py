"""The tasks of a unit are counted from their index alone, however many there are."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """The index holds whatever says whose tasks they are, and takes the old one's place."""
    op.create_index(
        "ix_task_mine",
        "task",
        ["unit_id", "due_on", "id"],
        postgresql_include=["due_at", "claimed_by_id", "posts", "name"],
        postgresql_where=OPEN,
    )
    op.drop_index("ix_task_waiting", table_name="task")


def downgrade() -> None:
    """The index that only sorts."""
    op.create_index("ix_task_waiting", "task", ["unit_id", "due_on", "id"], postgresql_where=OPEN)
    op.drop_index("ix_task_mine", table_name="task")

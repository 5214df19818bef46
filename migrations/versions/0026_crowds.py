"""What a million cases need of indexes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WAKE = "ix_process_instance_wake"


def upgrade() -> None:
    """Bring the tables up to this version."""
    _order_by("wake_at", "id")


def downgrade() -> None:
    """Take it back."""
    _order_by("wake_at")


def _order_by(*columns: str) -> None:
    """In which order the cases stand whose clocks run."""
    op.drop_index(WAKE, table_name="process_instance")
    op.create_index(
        WAKE,
        "process_instance",
        list(columns),
        postgresql_where=sa.text("wake_at IS NOT NULL"),
    )

"""Open clocks go over to another calendar case by case, in the background."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """What was imported before was taken over within its own transaction: it has no row."""
    op.create_table(
        "calendar_takeover",
        sa.Column("import_id", sa.Integer, sa.ForeignKey("calendar_import.id"), primary_key=True),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("reached", sa.Integer, nullable=False),
        sa.Column("moved", sa.Integer, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "ix_calendar_takeover_open",
        "calendar_takeover",
        ["import_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    """Nothing is being taken over."""
    op.drop_table("calendar_takeover")

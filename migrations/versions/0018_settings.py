"""The history of deadlines, calendars, posts and texts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "notice_text",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("chinese", sa.String(length=300), nullable=False),
        sa.Column("english", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_notice_text")),
    )
    op.create_table(
        "setting_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("hands", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('deadline', 'calendar', 'notice')", name=op.f("ck_setting_change_kind")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'in_force', 'refused', 'withdrawn')",
            name=op.f("ck_setting_change_state"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_setting_change_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["account.id"],
            name=op.f("fk_setting_change_proposed_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_change")),
    )
    op.create_index("ix_setting_change_kind", "setting_change", ["kind", "key", "id"])
    op.create_index(
        "uq_setting_change_waiting",
        "setting_change",
        ["kind", "key"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_index(
        "ix_audit_entry_action",
        "audit_entry",
        ["action", "id"],
        postgresql_where=sa.text("instance_id IS NULL"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_audit_entry_action", table_name="audit_entry")
    op.drop_table("setting_change")
    op.drop_table("notice_text")

"""Who follows what; the orders in which the portal lists."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "catalogue_follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subject IN ('resource', 'database', 'collection', 'unit', 'class', 'area')",
            name=op.f("ck_catalogue_follow_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_catalogue_follow_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_follow")),
        sa.UniqueConstraint(
            "account_id", "subject", "key", name=op.f("uq_catalogue_follow_account_id_subject_key")
        ),
    )
    op.create_index(
        "ix_catalogue_follow_subject", "catalogue_follow", ["subject", "key"], unique=False
    )
    # The portal's lists are read in these orders.
    op.create_index("ix_resource_title", "resource", ["title"], unique=False)
    op.create_index(
        "ix_entry_grant_live",
        "entry_grant",
        ["at"],
        unique=False,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def downgrade() -> None:
    """Take them back."""
    op.drop_index("ix_entry_grant_live", table_name="entry_grant")
    op.drop_index("ix_resource_title", table_name="resource")
    op.drop_index("ix_catalogue_follow_subject", table_name="catalogue_follow")
    op.drop_table("catalogue_follow")

"""What the product shipped last of each diagram and form, and who had a hand in a draft."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "shipped_item",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_shipped_item")),
    )
    # Until now nothing was released but what was shipped.
    op.execute(
        "INSERT INTO shipped_item (kind, key, sha256, at) "
        "SELECT kind, key, sha256, now() FROM release_item "
        "WHERE release_id = (SELECT max(id) FROM release)"
    )
    op.create_index("ix_release_item_key", "release_item", ["kind", "key", "number", "release_id"])
    op.create_index("ix_revision_release", "revision", ["release_id"])
    op.create_table(
        "revision_hand",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_revision_hand_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_hand_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint(
            "revision_id", "kind", "key", "account_id", name=op.f("pk_revision_hand")
        ),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("revision_hand")
    op.drop_index("ix_revision_release", table_name="revision")
    op.drop_index("ix_release_item_key", table_name="release_item")
    op.drop_table("shipped_item")

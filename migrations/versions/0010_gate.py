"""What the check for duplicates has shown."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# How many different items each entry has.
COUNT = """
UPDATE search_item i SET own = n.own
FROM (SELECT entry_id, count(DISTINCT canonical) AS own FROM search_item GROUP BY entry_id) n
WHERE n.entry_id = i.entry_id
"""
CANONICAL = ["canonical", "reach", sa.text("weight DESC"), "entry_id"]


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.add_column(
        "sharing_case",
        sa.Column(
            "catalogue_hits",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
    )
    op.add_column(
        "search_item", sa.Column("own", sa.SmallInteger(), server_default="0", nullable=False)
    )
    op.execute(COUNT)
    op.drop_index("ix_search_item_canonical", "search_item")
    op.create_index(
        "ix_search_item_canonical", "search_item", CANONICAL, postgresql_include=["own"]
    )


def downgrade() -> None:
    """Take them back."""
    op.drop_index("ix_search_item_canonical", "search_item")
    op.create_index("ix_search_item_canonical", "search_item", CANONICAL)
    op.drop_column("search_item", "own")
    op.drop_column("sharing_case", "catalogue_hits")

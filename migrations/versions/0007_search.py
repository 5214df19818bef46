"""What the search looks through: pieces of names and texts under GIN, and the items held."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "search_entry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("limited_to", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.SmallInteger(), nullable=False),
        sa.Column("sharing_class", sa.String(length=20), nullable=False),
        sa.Column("modes", postgresql.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("cycle", sa.String(length=20), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("facets", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("name_grams", postgresql.TSVECTOR(), nullable=False),
        sa.Column("grams", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_search_entry_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
    )
    op.create_index(
        "uq_search_entry", "search_entry", ["kind", "ref", "audience", "limited_to"], unique=True
    )
    op.create_index("ix_search_entry_unit", "search_entry", ["unit_id", "audience"])
    for column in ("name_grams", "grams"):
        op.create_index(
            f"ix_search_entry_{column}", "search_entry", [column], postgresql_using="gin"
        )
    # Pieces are read through the index only: kept beside the rows, these stay short, and the
    # many that a common word finds lie on few pages.
    op.execute("ALTER TABLE search_entry SET (toast_tuple_target = 128)")
    op.execute("ALTER TABLE search_entry ALTER COLUMN name_grams SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE search_entry ALTER COLUMN grams SET STORAGE EXTERNAL")
    op.create_table(
        "search_item",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("canonical", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("reach", sa.String(length=60), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["search_entry.id"],
            name=op.f("fk_search_item_entry_id_search_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_id", "canonical", "name", name=op.f("pk_search_item")),
    )
    op.create_index(
        "ix_search_item_canonical",
        "search_item",
        ["canonical", "reach", sa.text("weight DESC"), "entry_id"],
    )


def downgrade() -> None:
    """Take them back."""
    op.drop_table("search_item")
    op.drop_table("search_entry")

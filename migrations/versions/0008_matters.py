"""Cases of the catalogue's own processes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    _matters()
    # Tables of their own for collection and databases stand in functions of their own, below.


def downgrade() -> None:
    """Take them back."""
    op.drop_table("catalogue_case")


def _matters() -> None:
    """One row a matter."""
    op.create_table(
        "catalogue_case",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("process_id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("entry_id", sa.String(length=20), nullable=True),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("attachments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("extension", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("hits", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("spite_reason", sa.Text(), nullable=False),
        sa.Column("stale_since", sa.Date(), nullable=True),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("end", sa.String(length=20), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('resource', 'database', 'collection')", name=op.f("ck_catalogue_case_kind")
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["account.id"], name=op.f("fk_catalogue_case_applicant_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["process_instance.id"], name=op.f("fk_catalogue_case_id_process_instance")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_catalogue_case_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_case")),
        sa.UniqueConstraint("number", name=op.f("uq_catalogue_case_number")),
        sa.UniqueConstraint(
            "unit_id", "submission_key", name=op.f("uq_catalogue_case_unit_id_submission_key")
        ),
    )
    op.create_index("ix_catalogue_case_unit", "catalogue_case", ["unit_id", "submitted_at"])
    op.create_index("ix_catalogue_case_submitted", "catalogue_case", ["submitted_at", "id"])
    op.create_index("ix_catalogue_case_entry", "catalogue_case", ["kind", "entry_id"])
    op.create_index(
        "uq_catalogue_case_changed",
        "catalogue_case",
        ["kind", "entry_id"],
        unique=True,
        postgresql_where=sa.text(
            "closed_at IS NULL AND entry_id IS NOT NULL AND process_id = 'catalogue_publication'"
        ),
    )

"""Imports: each file that was handed in, and what it did with every entry."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "import_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("any_unit", sa.Boolean(), nullable=False),
        sa.Column("networks", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("limited_to", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("faults", postgresql.JSONB(), nullable=False),
        sa.Column("fault_count", sa.Integer(), nullable=False),
        sa.Column("passed", postgresql.JSONB(), nullable=False),
        sa.Column("left", postgresql.JSONB(), nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'checking', 'faulty', 'checked', 'released', 'importing',"
            " 'done', 'refused', 'to_take_back', 'taking_back', 'taken_back', 'discarded',"
            " 'failed')",
            name=op.f("ck_import_job_state"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["attachment.id"], name=op.f("fk_import_job_file_id_attachment")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_import_job_by_id_account")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_import_job_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["account.id"], name=op.f("fk_import_job_released_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by_id"],
            ["account.id"],
            name=op.f("fk_import_job_taken_back_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
    )
    op.create_index("ix_import_job_unit", "import_job", ["unit_id", "id"], unique=False)
    op.create_index("ix_import_job_state", "import_job", ["state", "id"], unique=False)
    op.create_table(
        "import_entry",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("entry_id", sa.String(length=20), nullable=True),
        sa.Column("before", sa.BigInteger(), nullable=True),
        sa.Column("after", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["import_job.id"],
            name=op.f("fk_import_entry_job_id_import_job"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("job_id", "row", name=op.f("pk_import_entry")),
    )
    op.create_index("ix_import_entry_act", "import_entry", ["job_id", "act", "row"], unique=False)


def downgrade() -> None:
    """Take them back."""
    op.drop_table("import_entry")
    op.drop_table("import_job")

"""Cases suspended, steps passed over by two administrators, whole processes held up."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.add_column("process_instance", sa.Column("suspended_for", sa.String(), nullable=True))
    op.create_index(
        "ix_process_instance_halted",
        "process_instance",
        ["id"],
        postgresql_where=sa.text("suspended_for IS NOT NULL OR error IS NOT NULL"),
    )
    op.create_index(
        "ix_process_instance_unfinished",
        "process_instance",
        ["id"],
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    _suspensions()
    _skips()
    _sweeps()


def _suspensions() -> None:
    op.create_table(
        "case_suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["account.id"], name=op.f("fk_case_suspension_begun_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["account.id"], name=op.f("fk_case_suspension_ended_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_case_suspension_instance_id_process_instance"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_suspension")),
    )
    op.create_index("ix_case_suspension_instance", "case_suspension", ["instance_id", "id"])
    op.create_index(
        "uq_case_suspension_open",
        "case_suspension",
        ["instance_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _skips() -> None:
    op.create_table(
        "skip_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'confirmed', 'refused', 'withdrawn')",
            name=op.f("ck_skip_request_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_skip_request_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_skip_request_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_skip_request_task_id_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skip_request")),
    )
    op.create_index("ix_skip_request_state", "skip_request", ["state", "id"])
    op.create_index(
        "uq_skip_request_waiting",
        "skip_request",
        ["task_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _sweeps() -> None:
    op.create_table(
        "suspension_sweep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(length=120), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("act IN ('suspend', 'resume')", name=op.f("ck_suspension_sweep_act")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_suspension_sweep_asked_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension_sweep")),
    )
    op.create_index(
        "ix_suspension_sweep_open",
        "suspension_sweep",
        ["id"],
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("suspension_sweep")
    op.drop_table("skip_request")
    op.drop_table("case_suspension")
    op.drop_index("ix_process_instance_unfinished", table_name="process_instance")
    op.drop_index("ix_process_instance_halted", table_name="process_instance")
    op.drop_column("process_instance", "suspended_for")

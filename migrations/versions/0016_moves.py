"""Cases moved to another release."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.add_column("task", sa.Column("release_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_task_release_id_release"), "task", "release", ["release_id"], ["id"]
    )
    op.create_index(
        "ix_process_instance_running",
        "process_instance",
        ["process_id", "release_id", "id"],
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    _runs()
    _cases()


def _runs() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "move_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("revision_version", sa.Integer(), nullable=False),
        sa.Column("asked", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("tried_at", moment, nullable=True),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.Column("finished_at", moment, nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=False),
        sa.Column("beat_at", moment, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('trying', 'tried', 'moving', 'stopped', 'done', 'reverting', 'laid_aside')",
            name=op.f("ck_move_run_state"),
        ),
        sa.CheckConstraint(
            "(release_id IS NULL) <> (revision_id IS NULL)", name=op.f("ck_move_run_target")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_move_run_by_id_account")),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["account.id"], name=op.f("fk_move_run_undone_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_move_run_release_id_release")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_move_run_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_run")),
    )
    op.create_index("ix_move_run_revision", "move_run", ["revision_id", "id"])
    op.create_index(
        "ix_move_run_work",
        "move_run",
        ["id"],
        postgresql_where=sa.text("state IN ('trying', 'moving', 'reverting')"),
    )


def _cases() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "move_case",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("from_release_id", sa.Integer(), nullable=False),
        sa.Column("steps", postgresql.JSONB(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("said", postgresql.JSONB(), nullable=False),
        sa.Column("moved_at", moment, nullable=True),
        sa.Column("reverted_at", moment, nullable=True),
        sa.Column("version_after", sa.Integer(), nullable=True),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("kept", postgresql.JSONB(), nullable=True),
        sa.CheckConstraint("verdict IN ('', 'moves', 'stays')", name=op.f("ck_move_case_verdict")),
        sa.CheckConstraint(
            "outcome IN ('', 'moved', 'refused', 'failed', 'reverted')",
            name=op.f("ck_move_case_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["move_run.id"], name=op.f("fk_move_case_run_id_move_run")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_move_case_instance_id_process_instance"),
        ),
        sa.ForeignKeyConstraint(
            ["from_release_id"], ["release.id"], name=op.f("fk_move_case_from_release_id_release")
        ),
        sa.PrimaryKeyConstraint("run_id", "instance_id", name=op.f("pk_move_case")),
    )
    op.create_index("ix_move_case_instance", "move_case", ["instance_id", "moved_at"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("move_case")
    op.drop_table("move_run")
    op.drop_index("ix_process_instance_running", table_name="process_instance")
    op.drop_constraint(op.f("fk_task_release_id_release"), "task", type_="foreignkey")
    op.drop_column("task", "release_id")

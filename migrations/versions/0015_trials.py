"""Scenarios played against drafts, and those that administrators wrote."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from flask import current_app
from sqlalchemy.dialects import postgresql

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    _trials()
    _results()
    _written()


def downgrade() -> None:
    """Take it back."""
    for table in ("written_version", "written_scenario", "trial_result", "trial"):
        op.drop_table(table)


def _trials() -> None:
    op.create_table(
        "trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("changed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("stop_asked", sa.Boolean(), nullable=False),
        sa.Column("claim", sa.String(length=32), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", postgresql.JSONB(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'stopped', 'broken')",
            name=op.f("ck_trial_state"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_trial_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(["base_id"], ["release.id"], name=op.f("fk_trial_base_id_release")),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["account.id"], name=op.f("fk_trial_begun_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
    )
    op.create_index("ix_trial_revision", "trial", ["revision_id", "id"])
    op.create_index("ix_trial_contents", "trial", ["sha256"])
    op.create_index(
        "ix_trial_under_way",
        "trial",
        ["id"],
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )


def _results() -> None:
    op.create_table(
        "trial_result",
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("process", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("step_count", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("steps", postgresql.JSONB(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("error", postgresql.JSONB(), nullable=True),
        sa.Column("reached", postgresql.JSONB(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'passed', 'failed', 'stopped')",
            name=op.f("ck_trial_result_state"),
        ),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trial.id"], name=op.f("fk_trial_result_trial_id_trial")
        ),
        sa.PrimaryKeyConstraint("trial_id", "number", name=op.f("pk_trial_result")),
    )


def _written() -> None:
    role = current_app.config["DATABASE_ROLE"]
    op.create_table(
        "written_scenario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("process", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["account.id"], name=op.f("fk_written_scenario_saved_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_scenario")),
    )
    op.create_index("ix_written_scenario_process", "written_scenario", ["process", "id"])
    op.create_table(
        "written_version",
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["account.id"], name=op.f("fk_written_version_saved_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["scenario_id"],
            ["written_scenario.id"],
            name=op.f("fk_written_version_scenario_id_written_scenario"),
        ),
        sa.PrimaryKeyConstraint("scenario_id", "version", name=op.f("pk_written_version")),
    )
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON written_version FROM "{role}"')
    op.execute(
        "CREATE TRIGGER written_version_is_append_only BEFORE UPDATE OR DELETE "
        "ON written_version FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER written_version_is_never_emptied BEFORE TRUNCATE "
        "ON written_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )

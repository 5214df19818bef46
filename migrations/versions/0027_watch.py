"""Which processes are at work: each writes when it was last there."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    role = current_app.config["DATABASE_ROLE"]
    op.create_table(
        "presence",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("machine", sa.String(length=120), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
        sa.Column("program", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    op.create_index(op.f("ix_presence_seen_at"), "presence", ["seen_at"])
    # The application's role does not see what others do in the database; these three numbers it may.
    op.execute(
        """
        CREATE FUNCTION database_activity(OUT taken int, OUT most int, OUT oldest float8)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
            SELECT count(*)::int, current_setting('max_connections')::int,
                   coalesce(extract(epoch FROM max(clock_timestamp() - xact_start) FILTER (
                       WHERE datname = current_database() AND pid <> pg_backend_pid())), 0)
            FROM pg_stat_activity WHERE backend_type = 'client backend'
        $$
        """
    )
    op.execute("REVOKE ALL ON FUNCTION database_activity() FROM PUBLIC")
    op.execute(f'GRANT EXECUTE ON FUNCTION database_activity() TO "{role}"')
    # Each node looks whether the database is as new as its program.
    op.execute(f'GRANT SELECT ON alembic_version TO "{role}"')


def downgrade() -> None:
    """Take it back."""
    role = current_app.config["DATABASE_ROLE"]
    op.execute(f'REVOKE SELECT ON alembic_version FROM "{role}"')
    op.execute("DROP FUNCTION database_activity()")
    op.drop_table("presence")

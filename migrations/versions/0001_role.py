"""The role as which the application works: it may write rows, and not rewrite the record."""

from alembic import op
from flask import current_app

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the role and give it what every later table and sequence needs."""
    role = current_app.config["DATABASE_ROLE"]
    op.execute(
        f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
                CREATE ROLE "{role}" NOLOGIN;
            END IF;
            -- Since version 16 who made a role may give it away, and may not yet work as it.
            IF NOT pg_has_role(current_user, '{role}', CASE
                WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET'
            END) THEN
                EXECUTE format('GRANT "{role}" TO %I', current_user);
            END IF;
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE insufficient_privilege USING MESSAGE =
                'the account ' || current_user || ' may not set up the role that the application'
                ' works as; let an administrator run: ' || CASE
                    WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN ''
                    ELSE 'CREATE ROLE "{role}" NOLOGIN; '
                END || 'GRANT "{role}" TO "' || current_user || '"; then try again';
        END $$;
        """
    )
    op.execute(f'GRANT USAGE ON SCHEMA public TO "{role}"')
    op.execute(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public "
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}"'
    )
    op.execute(
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "{role}"'
    )


def downgrade() -> None:
    """Take the default rights away; the role may be shared with other databases and stays."""
    role = current_app.config["DATABASE_ROLE"]
    op.execute(f'ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM "{role}"')
    op.execute(f'ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM "{role}"')
    op.execute(f'REVOKE USAGE ON SCHEMA public FROM "{role}"')

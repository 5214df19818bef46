"""Run by Alembic: connect as the database's owner and bring the tables up to date."""

import logging

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app.foundation import connections, postgres
from app.foundation.database import UtcDateTime, db

ONE_AT_A_TIME = 7_310_001  # any number: two machines that start together migrate one after another
PATIENCE = "3s"
log = logging.getLogger("alembic.env")


def migrate() -> None:
    """Apply the migrations, each in a transaction of its own, or print them with `--sql`.

    People may be at work: whoever waits for a table keeps everybody behind it waiting as well, so
    a migration gives up after some seconds (app/cli/migrating.py begins it again).
    """
    settings = {
        "target_metadata": db.metadata,
        "compare_type": True,
        "compare_server_default": True,
        "render_item": _plain,
        "include_name": _is_ours,
    }
    url = postgres.driver_url(connections.owner_url(current_app.config))
    if context.is_offline_mode():
        context.configure(url=url, literal_binds=True, **settings)
        with context.begin_transaction():
            context.run_migrations()
        return
    # Not the application's engine: its role may not create tables, and it may be pooled.
    options = {"connect_args": {"options": "-c timezone=UTC"}, "hide_parameters": True}
    engine = create_engine(url, poolclass=NullPool, **options)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ONE_AT_A_TIME})
        connection.execute(text(f"SET lock_timeout = '{PATIENCE}'"))
        connection.commit()
        context.configure(
            connection=connection,
            process_revision_directives=_only_changes,
            transaction_per_migration=True,
            **settings,
        )
        with context.begin_transaction():
            context.run_migrations()


def _plain(kind: str, thing: object, context: object) -> str | bool:
    """Write our own column type as what it is in the database: migrations outlive our modules."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _is_ours(name: str | None, kind: str, parents: object) -> bool:
    """The tables of the queue are its library's."""
    return kind != "table" or not (name or "").startswith("procrastinate_")


def _only_changes(ctx: object, revision: object, directives: list) -> None:
    """Write no migration that does nothing."""
    if (
        getattr(context.config.cmd_opts, "autogenerate", False)
        and directives[0].upgrade_ops.is_empty()
    ):
        directives.clear()
        log.info("The tables are as the models say.")


migrate()

"""The migrations make what the models say."""

import os
from collections.abc import Iterator
from importlib.resources import files

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from app.foundation import postgres
from app.foundation.database import db
from tests.support import database


def is_others(difference: str) -> bool:
    """What tests or the library of the queue have put in."""
    return "testing" in difference or "procrastinate_" in difference


def test_the_migrated_tables_are_as_the_models_say(app, database_url):
    engine = create_engine(postgres.driver_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differing = [d for d in compare_metadata(context, db.metadata) if not is_others(str(d))]
    engine.dispose()
    assert differing == []


# What a schema holds, as the database says it; the order of columns is nobody's business.
QUEUE = """
    SELECT 'column', table_name, column_name, data_type || udt_name || is_nullable
           || coalesce(column_default, '') || is_identity
    FROM information_schema.columns WHERE table_name ~ '^procrastinate_'
    UNION ALL SELECT 'index', tablename, indexname, indexdef
    FROM pg_indexes WHERE tablename ~ '^procrastinate_'
    UNION ALL SELECT 'check', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid::regclass::text ~ '^procrastinate_' AND contype <> 'n'
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE tgname ~ '^procrastinate_'
    UNION ALL SELECT 'function', proname, pg_get_function_identity_arguments(oid), prosrc
    FROM pg_proc WHERE proname ~ '^procrastinate_'
    UNION ALL SELECT 'type', typname, enumlabel, ''
    FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid WHERE typname ~ '^procrastinate_'
"""


@pytest.fixture
def empty_database(database_url: str) -> Iterator[str]:
    """A database in which nothing is."""
    name = f"queue_{os.getpid()}"
    with database.owner("postgres") as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield postgres.url(database.FOLDER, name)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_the_queues_tables_are_those_of_the_library_that_is_installed(database_url, empty_database):
    """Where this fails after an upgrade of it: write a migration that applies its newer files."""
    schema = (files("procrastinate") / "sql" / "schema.sql").read_text()
    with psycopg.connect(empty_database) as theirs, psycopg.connect(database_url) as ours:
        theirs.execute(schema)
        more = set(ours.execute(QUEUE)) ^ set(theirs.execute(QUEUE))
    assert {definition.split()[2] for *_place, definition in more} == {
        "ix_procrastinate_jobs_given_up"
    }

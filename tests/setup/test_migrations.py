"""The migrations make what the models say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from app.foundation import postgres
from app.foundation.database import db


def test_the_migrated_tables_are_as_the_models_say(app, database_url):
    engine = create_engine(postgres.driver_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differing = [d for d in compare_metadata(context, db.metadata) if "testing" not in str(d)]
    engine.dispose()
    assert differing == []

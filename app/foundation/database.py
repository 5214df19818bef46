"""The database session, and the only place that commits it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg.types.json import set_json_dumps
from sqlalchemy import DateTime, Dialect, Engine, MetaData, TypeDecorator, event
from sqlalchemy.engine.interfaces import ExceptionContext, ExecutionContext
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, registry
from sqlalchemy.orm.exc import StaleDataError

from app.foundation import clock, connections
from app.foundation.connections import MissingRole
from app.foundation.errors import Conflict
from app.foundation.i18n import lazy

# Alembic can only drop or change a constraint that has a name.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
NO_ROLE = re.compile(r'role "[^"]*" does not exist|permission denied to set role "[^"]*"')
WRONG_VALUE = "22"  # the class of SQLSTATE
LENT = "lent"  # in the session's info: what it holds is laid out to be read
OVERTAKEN = lazy("Somebody was working on the same matter at this moment. Please try again.")


class UtcDateTime(TypeDecorator[datetime]):
    """Moments with a time zone; a naive one is a mistake and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Hand out UTC, whatever the session's time zone."""
        return value.astimezone(UTC) if value else None


class Base(DeclarativeBase):
    """Base of every table."""

    registry = registry(
        type_annotation_map={datetime: UtcDateTime},
        metadata=MetaData(naming_convention=NAMES),
    )


def _as_json(value: Any) -> str | bytes:
    """The text of a JSON column; numbers beyond 64 bits take the long way."""
    try:
        return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        return json.dumps(value)


set_json_dumps(_as_json)
db = SQLAlchemy(model_class=Base)


@contextmanager
def transaction() -> Iterator[None]:
    """Commit once at the end, or roll everything back.  For doors, never for rooms."""
    try:
        yield
        _end()
    except StaleDataError as overtaken:
        db.session.rollback()
        raise Conflict(str(OVERTAKEN)) from overtaken
    except BaseException:
        db.session.rollback()
        raise
    finally:
        info = db.session().info  # what a command gathered (notices, entries) is gone with it
        lent = info.get(LENT)
        info.clear()
        if lent:
            info[LENT] = lent


def lend() -> None:
    """What is written from now on is only to be read: nothing of it is ever committed."""
    db.session().info[LENT] = True


def take_back() -> None:
    """Forget what was laid out to be read."""
    if db.session().info.pop(LENT, None):
        db.session.rollback()


def _end() -> None:
    """Commit; but what was laid out to be read is left as it is, to be taken back later."""
    if db.session().info.get(LENT):
        db.session.flush()
    else:
        db.session.commit()


@event.listens_for(Session, "before_commit")
def _not_lent(session: Session) -> None:
    if session.info.get(LENT):
        raise RuntimeError("What was laid out to be read must not be kept.")


@event.listens_for(Engine, "do_connect")
def _connect(
    dialect: Dialect, record: ExecutionContext, args: tuple[Any, ...], options: dict[str, Any]
) -> psycopg.Connection[Any]:
    """Connect, and say what to do where the application cannot work as its role yet."""
    given = {name: value for name, value in options.items() if name != connections.MEETS}
    try:
        connection: psycopg.Connection[Any] = dialect.connect(*args, **given)  # type: ignore[assignment]
        if connections.MEETS in options:
            connections.meet(connection, options[connections.MEETS])
        _read_the_clock(connection)
        return connection
    except psycopg.OperationalError as error:
        if found := NO_ROLE.search(str(error)):
            raise MissingRole(
                f"The database was not set up for this account ({found[0]}): run `flask setup`."
            ) from error
        if connections.POOLER in str(error):
            raise MissingRole(
                "DATABASE_URL leads to a pooler (PgBouncer): set DATABASE_POOLED=1, and"
                " DATABASE_OWNER_URL for `flask setup` (docs/operations.md, PgBouncer)."
            ) from error
        raise


def _read_the_clock(connection: psycopg.Connection[Any]) -> None:
    """All machines go by the database's clock; what is asked once a connection is asked often."""
    asked = clock.counter()
    connection.autocommit = True
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    connection.autocommit = False
    if row:
        clock.follow(row[0], asked)


@event.listens_for(Engine, "handle_error")
def _say_no_values(context: ExceptionContext) -> None:
    """What PostgreSQL says of a row it refused quotes the row; of a wrong value, the value."""
    error = context.original_exception
    if not isinstance(error, psycopg.Error) or not error.diag.message_primary:
        return
    whole, said = str(error), error.diag.message_primary
    if (error.sqlstate or "").startswith(WRONG_VALUE):
        said = said.partition(': "')[0]
    for one in (error, context.sqlalchemy_exception):
        if one is not None:
            one.args = tuple(str(part).replace(whole, said) for part in one.args)


@event.listens_for(Session, "loaded_as_persistent")
def _hold(session: Session, row: object) -> None:
    """Keep what was read until the transaction ends, so that one step reads nothing twice."""
    session.info.setdefault("held", []).append(row)


@event.listens_for(Session, "after_transaction_end")
def _let_go(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop("held", None)

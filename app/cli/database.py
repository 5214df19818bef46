"""What every command that needs the database puts under its `@click.command`."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import text
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError

from app.foundation import postgres
from app.foundation.connections import MissingRole
from app.foundation.database import db
from app.foundation.errors import Invalid, Refused
from app.web import assets

NOT_SET_UP = {"42P01", "42703"}  # no such table, no such column
MAY_NOT = "42501"

P = ParamSpec("P")
R = TypeVar("R")


def with_database(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command beside a database, and say in one line what went wrong."""

    @with_appcontext
    @functools.wraps(command)
    def beside(*args: P.args, **options: P.kwargs) -> R:
        try:
            with postgres.running(current_app.config["DATABASE_URL"]):
                try:
                    _lay_out_if_new()
                    return command(*args, **options)
                finally:
                    db.session.remove()
                    db.engine.dispose()
        except (Refused, MissingRole, postgres.NoServer) as refused:
            raise click.ClickException(_faults(refused) or str(refused)) from refused
        except DBAPIError as error:
            if said := _in_one_line(error):
                raise click.ClickException(said) from error
            raise

    return beside


def _faults(refused: Exception) -> str:
    """What is wrong with what was typed, in one line."""
    fields = refused.fields if isinstance(refused, Invalid) else {}
    return "; ".join(text for texts in fields.values() for text in texts)


def refuse_without_pages() -> None:
    """For commands that show pages: say so at once where the browser code was not built."""
    if not assets.are_built():
        raise click.ClickException(assets.NOT_BUILT)


def _in_one_line(error: DBAPIError) -> str | None:
    """What to do about it; None where it is a mistake of ours, whose trace is wanted."""
    said = getattr(getattr(error.orig, "diag", None), "message_primary", None) or error.orig
    state = getattr(error.orig, "sqlstate", None)
    if state in NOT_SET_UP:
        return f"The database was not set up, or not for this version ({said}): run `flask setup`."
    if state == MAY_NOT:
        return f"The database refuses: {said}."
    if isinstance(error, DataError):
        return f"The database cannot store this: {said}."
    if isinstance(error, OperationalError | InterfaceError):
        return f"The database does not answer: {' '.join(str(error.orig).split())}"
    return None


def _lay_out_if_new() -> None:
    """Give an embedded database that was never set up its tables; your own is left alone."""
    if current_app.config["DATABASE_URL"]:
        return
    try:
        db.session.execute(text("SELECT 1"))
    except MissingRole:
        db.session.remove()
        flask_migrate.upgrade(directory=current_app.extensions["migrate"].directory)

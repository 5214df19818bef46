"""What every command that needs the database puts under its `@click.command`."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.foundation import postgres
from app.foundation.database import MissingRole, db
from app.foundation.errors import Refused

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
            raise click.ClickException(str(refused)) from refused
        except OperationalError as error:
            raise click.ClickException(f"The database does not answer: {error.orig}") from error

    return beside


def _lay_out_if_new() -> None:
    """Give an embedded database that was never set up its tables; your own is left alone."""
    if current_app.config["DATABASE_URL"]:
        return
    try:
        db.session.execute(text("SELECT 1"))
    except MissingRole:
        db.session.remove()
        flask_migrate.upgrade(directory=current_app.extensions["migrate"].directory)

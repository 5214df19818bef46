"""Scratch databases: one prepared template, one copy for each scenario, thrown away afterwards."""

import hashlib
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import URL, create_engine, make_url

from app.foundation import connections, contents
from app.foundation.database import db
from app.foundation.stores.large_objects import LargeObjects

PREFIX = "xieshang_scenario"
# Machines share a server: each sees only which of its own programs still run.
HOST = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]
# A scratch database is read and thrown away: it need not survive a power cut.
HASTY = "-c synchronous_commit=off"


class NoScratch(Exception):
    """The server does not lend a database; says why."""


@contextmanager
def template(app: Flask, prepare: Callable[[], None]) -> Iterator[str]:
    """A database as `prepare` leaves an empty one in a demonstration, to be copied from."""
    name = f"{PREFIX}_template_{HOST}_{os.getpid()}_{secrets.token_hex(3)}"
    _forget_the_dead(app)
    _create(app, name)
    try:
        with lent(app, name), app.app_context():
            prepare()
            db.session.remove()
        yield name
    finally:
        _drop(app, name)


@contextmanager
def copy(app: Flask, template: str, suffix: str = "") -> Iterator[str]:
    """Lend the application a fresh copy of the template, and throw it away afterwards."""
    name = f"{PREFIX}_{HOST}_{os.getpid()}{suffix}"
    _create(app, name, template)
    try:
        with lent(app, name):
            yield name
    finally:
        _drop(app, name)


@contextmanager
def lent(app: Flask, database: str) -> Iterator[None]:
    """Let the application work on that database, as a demonstration."""
    url = _url(app).set(drivername="postgresql+psycopg", database=database)
    options = connections.straight(app.config) | {"pool_pre_ping": False}
    arguments = dict(options.pop("connect_args", {}))
    arguments["options"] = f"{arguments.get('options', '')} {HASTY}".strip()
    engine = create_engine(url, connect_args=arguments, **options)
    with app.app_context():
        engines, usual = db.engines, db.engines[None]
    said = url.render_as_string(hide_password=False)
    own = {"SQLALCHEMY_DATABASE_URI": said, "DATABASE_OWNER_URL": said, "DEMO": True}
    before = {key: app.config.get(key) for key in own}
    app.config.update(own)
    engines[None] = engine  # type: ignore[index]
    try:
        with contents.lent(LargeObjects()):  # what is uploaded there goes with the database
            yield
    finally:
        engines[None] = usual  # type: ignore[index]
        app.config.update(before)
        engine.dispose()


def databases(app: Flask) -> list[str]:
    """The scratch databases that are there now, anybody's."""
    with _owner(app) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
        )
        return [name for (name,) in rows]


def owner_of(app: Flask, database: str) -> psycopg.Connection[Any]:
    """A connection to that database as its owner; nothing is committed of itself."""
    url = _url(app).set(drivername="postgresql", database=database)
    return psycopg.connect(url.render_as_string(hide_password=False))


def _create(app: Flask, name: str, template: str | None = None) -> None:
    _drop(app, name)
    source = sql.SQL("TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    _command(app, sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), source))


def _drop(app: Flask, name: str) -> None:
    _command(app, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _forget_the_dead(app: Flask) -> None:
    """Drop what runs on this machine that were killed left behind."""
    for name in databases(app):
        host, _, rest = name.removeprefix(f"{PREFIX}_").removeprefix("template_").partition("_")
        owner = rest.split("_")[0]
        if host == HOST and owner.isdecimal() and not psutil.pid_exists(int(owner)):
            _drop(app, name)


def _command(app: Flask, command: sql.Composed) -> None:
    try:
        with _owner(app) as connection:
            connection.execute(command)
    except psycopg.errors.InsufficientPrivilege as error:
        raise NoScratch(
            "Scenarios need a scratch database, and the owner of this one may not create any: "
            "GRANT it CREATEDB, or run them where the embedded server is used."
        ) from error


def _owner(app: Flask) -> psycopg.Connection[Any]:
    """A connection as the owner, who may create databases where the application's role may not."""
    url = _url(app).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


def _url(app: Flask) -> URL:
    return make_url(connections.owner_url(app.config))

"""Two nodes that share nothing but the database: Debian's PostgreSQL behind its PgBouncer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from flask import Flask

from app.factory import create_app
from app.foundation import connections
from app.foundation.database import db
from app.scenarios.page import raw
from tests.setup.processes import flask
from tests.support import cluster, pooler, settings
from tests.support.desks import APPLICATION, RESOURCE
from tests.support.http import Person
from tests.support.invariants import check
from tests.support.server import Server

ROLE = "xieshang_app"
OPEN = "SELECT id FROM task WHERE name = %s AND closed_at IS NULL ORDER BY id LIMIT 1"


@dataclass
class Nodes:
    """The web nodes, the way to the database through the pooler, and the owner's past it."""

    web: tuple[Server, Server]
    pooled: str
    owner: str

    def person(self, login: str) -> tuple[Person, Person]:
        """One session of somebody, at both nodes: as if a balancer stood between."""
        first = Person.signed_in(self.web[0].port, login)
        second = Person(self.web[1].port, login)
        second.cookies, second.token, second.settled = first.cookies, first.token, True
        return first, second

    def ask(self, statement: str, *values: Any) -> Any:
        """The first value of the first row, asked as the owner; none where there is no row."""
        with psycopg.connect(self.owner, autocommit=True) as connection:
            row = connection.execute(statement, values).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None

    def breaches(self) -> list[str]:
        """What does not hold in the database."""
        own = {"SQLALCHEMY_ENGINE_OPTIONS": connections.engine_options(ROLE)}
        with create_app(settings.on(self.owner, **own)).app_context():
            found = check(db.session)
            db.session.remove()
            db.engine.dispose()
        return found


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """Made once: a server, `flask setup` as its owner, two nodes as the role, each with a clock."""
    with (
        cluster.running() as owner,
        pooler.before(owner, ROLE) as pooled,
    ):
        own = {"DATABASE_POOLED": "1", "DATABASE_OWNER_URL": owner, "DEMO": "1"}
        done = flask("setup", DATABASE_URL=pooled, SECRET_KEY=settings.TestConfig.SECRET_KEY, **own)
        assert done.returncode == 0, done.stderr
        configs = {"north": "python:tests.faults.ticking", "south": "deploy/gunicorn.conf.py"}
        web = tuple(
            Server(
                pooled,
                tmp_path_factory.mktemp(name),
                *("--config", config),
                DATABASE_POOLED="1",
                WEB_CONCURRENCY="1" if name == "north" else "2",
            )
            for name, config in configs.items()
        )
        try:
            for server in web:
                server.start()
            for server in web:
                server.wait()
            yield Nodes(web, pooled, owner)
        finally:
            for server in web:
                server.kill()


@pytest.fixture
def make(nodes: Nodes) -> Iterator[Callable[..., Flask]]:
    """`make(url, role)` is the application behind a pooler, in this process: one more node."""
    made = []

    def make(url: str = nodes.pooled, role: str = ROLE) -> Flask:
        own = {"SQLALCHEMY_ENGINE_OPTIONS": connections.engine_options(role, pooled=True)}
        made.append(create_app(settings.on(url, **own)))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def apply(nodes: Nodes):
    """`apply(person, key)` sends the application form of these people's resource."""

    def apply(person: Person, key: str) -> int:
        sent = [*raw(APPLICATION), ("submission_key", key)]
        return int(person.post(f"/applications/new/{RESOURCE}", sent).location.rsplit("/", 1)[1])

    return apply

"""`DATABASE_URL`: an ordinary account on your own PostgreSQL, and what it is told to do."""

import os
import secrets

import pytest
from click.testing import Result

from app.factory import create_app
from app.foundation import connections
from tests.support import database, settings


class Own:
    """A database of its own, the account that owns it, and the role the application works as."""

    def __init__(self) -> None:
        mark = f"{os.getpid()}_{secrets.token_hex(3)}"
        self.name, self.account, self.role = f"own_{mark}", f"plain_{mark}", f"app_{mark}"
        self.url = database.url(self.name, self.account)
        self.administrator(f"CREATE ROLE {self.account} LOGIN")
        self.administrator(f"CREATE DATABASE {self.name} OWNER {self.account}")

    def administrator(self, statement: str) -> None:
        with database.owner("postgres") as connection:
            connection.execute(statement)

    def flask(self, *words: str) -> Result:
        """Each time as if the program had just been started, without the seconds that takes."""
        works_as = connections.engine_options(self.role)
        own = {"DATABASE_ROLE": self.role, "SQLALCHEMY_ENGINE_OPTIONS": works_as, "DEMO": False}
        app = create_app(settings.on(self.url, **own))
        return app.test_cli_runner().invoke(args=list(words))

    def drop(self) -> None:
        self.administrator(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.administrator(f"DROP ROLE IF EXISTS {self.role}")
        self.administrator(f"DROP ROLE {self.account}")


@pytest.fixture
def own():
    with database.server():
        own = Own()
        yield own
        own.drop()


def refusal(done) -> str:
    """What a command said that failed in one line."""
    assert done.exit_code == 1, done.output
    (said,) = done.stderr.splitlines()
    return said


def test_an_ordinary_account_is_told_what_an_administrator_must_run_and_then_may_go_on(own):
    grant = f'GRANT "{own.role}" TO "{own.account}"'

    said = refusal(own.flask("setup"))
    assert f'CREATE ROLE "{own.role}" NOLOGIN; {grant}' in said

    own.administrator(f'CREATE ROLE "{own.role}" NOLOGIN')
    said = refusal(own.flask("setup"))
    assert grant in said
    assert "CREATE ROLE" not in said

    own.administrator(grant)
    done = own.flask("setup")
    assert done.exit_code == 0, done.output
    assert own.flask("people", "list").exit_code == 0


def test_an_account_that_may_make_roles_needs_nobody(own):
    own.administrator(f"ALTER ROLE {own.account} CREATEROLE")

    assert own.flask("setup").exit_code == 0
    assert own.flask("people", "list").exit_code == 0


def test_a_database_that_was_never_set_up_says_so_in_one_line(own):
    assert "flask setup" in refusal(own.flask("people", "list"))

    own.administrator(f'CREATE ROLE "{own.role}" NOLOGIN')
    assert "flask setup" in refusal(own.flask("people", "list"))

    own.administrator(f'GRANT "{own.role}" TO "{own.account}"')
    assert "flask setup" in refusal(own.flask("people", "list"))
    assert "flask setup" in refusal(own.flask("calendar", "due", "2026-09-18", "1"))

"""How the application is let in as its role."""

import os
import secrets

import psycopg
import pytest

from app.foundation import connections
from app.foundation.connections import MissingRole
from tests.support import database

ROLE = f"let_in_{os.getpid()}_{secrets.token_hex(3)}"
ABOUT = "SELECT rolcanlogin, rolpassword FROM pg_authid WHERE rolname = %s"


@pytest.fixture
def owner(database_url):
    with database.owner("postgres") as owner:
        owner.execute(f"CREATE ROLE {ROLE} NOLOGIN")
        yield owner
        owner.execute(f"DROP ROLE IF EXISTS {ROLE}")


def settings(account: str = ROLE, **more: object) -> dict[str, object]:
    url = f"postgresql://{account}:a%20word@pooler/xieshang"
    owner_url = database.url("postgres")
    return {"DATABASE_ROLE": ROLE, "DATABASE_URL": url, "DATABASE_OWNER_URL": owner_url} | more


def test_the_role_may_sign_in_with_the_password_of_its_address_once(owner):
    connections.let_in(settings())
    may, kept = owner.execute(ABOUT, [ROLE]).fetchone()
    assert may
    assert kept.startswith("SCRAM-SHA-256$")

    connections.let_in(settings(DATABASE_URL=f"postgresql://{ROLE}:another@pooler/xieshang"))
    assert owner.execute(ABOUT, [ROLE]).fetchone() == (True, kept)


@pytest.mark.parametrize("more", [{"account": "xieshang"}, {"DATABASE_OWNER_URL": None}])
def test_where_it_signs_in_as_another_nothing_is_changed(owner, more):
    connections.let_in(settings(**more))
    assert owner.execute(ABOUT, [ROLE]).fetchone() == (False, None)


def test_an_owner_who_may_not_says_what_an_administrator_must_run(owner):
    plain = f"{ROLE}_plain"
    owner.execute(f"CREATE ROLE {plain} LOGIN")
    try:
        with pytest.raises(MissingRole, match=f'ALTER ROLE "{ROLE}" LOGIN'):
            connections.let_in(settings(DATABASE_OWNER_URL=database.url("postgres", plain)))
    finally:
        owner.execute(f"DROP ROLE {plain}")


def test_a_server_that_vanished_is_noticed(database_url):
    given = connections.engine_options("")["connect_args"]
    with psycopg.connect(database_url, **{name: given[name] for name in connections.ALIVE}):
        pass
    assert given["connect_timeout"] <= 10

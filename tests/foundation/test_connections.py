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


BOUND = "SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setrole = %s::regrole ORDER BY 1"


def test_behind_a_pooler_the_role_brings_its_bounds_unless_its_operator_set_others(owner):
    connections.bound(settings(DATABASE_POOLED=False))
    assert owner.execute(BOUND, [ROLE]).fetchall() == []
    owner.execute(f"ALTER ROLE {ROLE} SET lock_timeout = '3s'")

    for _time in range(2):
        connections.bound(settings(DATABASE_POOLED=True))

    bounds = [("idle_in_transaction_session_timeout=5min",), ("lock_timeout=3s",)]
    assert owner.execute(BOUND, [ROLE]).fetchall() == bounds


def test_an_owner_who_may_not_bound_the_role_says_what_is_to_be_run(owner, caplog):
    plain = f"{ROLE}_plain"
    owner.execute(f"CREATE ROLE {plain} LOGIN")
    try:
        owner_url = database.url("postgres", plain)
        connections.bound(settings(DATABASE_POOLED=True, DATABASE_OWNER_URL=owner_url))
    finally:
        owner.execute(f"DROP ROLE {plain}")

    assert f'ALTER ROLE "{ROLE}" IN DATABASE "postgres" SET "lock_timeout" = \'10s\'' in caplog.text


def test_a_server_that_vanished_is_noticed(database_url):
    given = connections.engine_options("")["connect_args"]
    with psycopg.connect(database_url, **{name: given[name] for name in connections.ALIVE}):
        pass
    assert given["connect_timeout"] <= 10

"""How the application connects to PostgreSQL: as the role that cannot change the record, in UTC.

Straight to the server it asks for both while it connects.  A pooler that lends its connections
by the transaction (PgBouncer) refuses such wishes, and would give what was set for one to the
next.  Behind one the account itself must be that role: each new connection is asked who it is.
"""

import logging
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from app.foundation import postgres

log = logging.getLogger(__name__)
# Among the arguments of a connection, and taken out before it is made: the role to be met.
MEETS = "meets_role"
# What PgBouncer says to wishes of which it knows nothing.
POOLER = "unsupported startup parameter"
SECONDS_TO_CONNECT = 10
SECONDS_TO_RECYCLE = 3600  # a new connection reads the database's clock again
# Who waits for a row, because a case hangs, is told to try again: it must not keep a thread, of
# which all others have need.  Who holds rows and does nothing, because its machine stands still
# or its line is dead, loses them.  A pooler cannot carry it: behind one the role brings it.
BOUNDS = {"lock_timeout": "10s", "idle_in_transaction_session_timeout": "5min"}
# A server that vanished without a word (its machine, the cable) is noticed in half a minute.
ALIVE = {
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
# What was set for a role, in this database or in all.
ITS_OWN = """
    SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_roles ON pg_roles.oid = setrole
    LEFT JOIN pg_database ON pg_database.oid = setdatabase
    WHERE rolname = %s AND (setdatabase = 0 OR datname = current_database())
"""
# A pooler remembers the time zone of each of its clients, because the server reports it.
WHO = "SELECT current_user, set_config('TimeZone', 'UTC', false)"


class MissingRole(RuntimeError):
    """The application cannot work as its role: not set up yet, or not by this account."""


def engine_options(role: str, pooled: bool = False) -> dict[str, Any]:
    """What SQLAlchemy needs to know, straight to the server or through a pooler."""
    if pooled:
        # A statement that was prepared on one connection is unknown on the next that is lent.
        how: dict[str, Any] = {"prepare_threshold": None, MEETS: role}
    else:
        as_role = f"-c role={role} " if role else ""
        wishes = {"timezone": "UTC"} | BOUNDS
        how = {"options": as_role + " ".join(f"-c {name}={it}" for name, it in wishes.items())}
    return {
        "pool_pre_ping": True,
        "pool_size": 10,
        "pool_recycle": SECONDS_TO_RECYCLE,
        "hide_parameters": True,  # errors go into the log: what people wrote must not
        "connect_args": how | ALIVE | {"connect_timeout": SECONDS_TO_CONNECT},
    }


def straight(config: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a connection past the pooler, where there is one."""
    if config["DATABASE_POOLED"]:
        return engine_options(config["DATABASE_ROLE"])
    return dict(config["SQLALCHEMY_ENGINE_OPTIONS"])


def owner_url(config: Mapping[str, Any]) -> str:
    """Who makes the tables, and lends scratch databases: the owner, and never through a pooler."""
    return config["DATABASE_OWNER_URL"] or config["DATABASE_URL"] or postgres.url()


def let_in(config: Mapping[str, Any]) -> None:
    """Where the application signs in as its role itself, let it: with the password of its URL.

    A role that can sign in already is left as it is: its password is the operator's.
    """
    role, account = config["DATABASE_ROLE"], make_url(config["DATABASE_URL"] or "postgresql://")
    if not config["DATABASE_OWNER_URL"] or account.username != role:
        return
    with psycopg.connect(config["DATABASE_OWNER_URL"], autocommit=True) as owner:
        known = owner.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [role])
        if known.fetchone() == (True,):
            return
        may = sql.SQL("ALTER ROLE {} LOGIN").format(sql.Identifier(role))
        if word := str(account.password or ""):
            # As it is kept: the word itself would stand in the server's log.
            kept = owner.pgconn.encrypt_password(word.encode(), role.encode(), b"scram-sha-256")
            may += sql.SQL(" PASSWORD {}").format(sql.Literal(kept.decode()))
        try:
            owner.execute(may)
        except psycopg.errors.InsufficientPrivilege as error:
            raise MissingRole(
                f'The owner may not do it: let an administrator run ALTER ROLE "{role}" LOGIN'
                " PASSWORD '…', with the password of DATABASE_URL, and try again."
            ) from error


def bound(config: Mapping[str, Any]) -> None:
    """Behind a pooler let the role bring its bounds; those that an operator set are left alone."""
    role = config["DATABASE_ROLE"]
    if not config["DATABASE_POOLED"] or not role:
        return
    with psycopg.connect(owner_url(config), autocommit=True) as owner:
        known = owner.execute(ITS_OWN, [role]).fetchall()
        set_already = {line.partition("=")[0] for (line,) in known}
        for name, value in BOUNDS.items():
            if name in set_already:
                continue
            wish = sql.SQL("ALTER ROLE {} IN DATABASE {} SET {} = {}").format(
                sql.Identifier(role),
                sql.Identifier(owner.info.dbname),
                sql.Identifier(name),
                sql.Literal(value),
            )
            try:
                owner.execute(wish)
            except psycopg.errors.InsufficientPrivilege:
                log.warning("let an administrator run: %s", wish.as_string(owner))


def meet(connection: psycopg.Connection[Any], role: str) -> None:
    """Make sure, once, that a connection behind a pooler is the application's role, in UTC."""
    connection.autocommit = True
    (who, _utc) = connection.execute(WHO).fetchone() or ("", "")
    connection.autocommit = False
    if role and who != role:
        connection.close()
        raise MissingRole(
            f"Behind a pooler (DATABASE_POOLED) the account of DATABASE_URL must be {role} itself,"
            f" and it is {who}: let the owner run ALTER ROLE \"{role}\" LOGIN PASSWORD '…', and"
            " take that account."
        )

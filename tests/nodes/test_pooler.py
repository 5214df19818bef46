"""Through PgBouncer: everything works, and the record stays what it is."""

import psycopg
import pytest

from app.factory import create_app
from app.foundation import connections
from app.foundation.database import MissingRole, db
from app.jobs.worker import work_off
from app.scenarios import scratch
from app.scenarios.page import raw
from tests.nodes.conftest import OPEN, ROLE
from tests.support import settings
from tests.support.desks import AGREED, APPROVED, DELIVERED, SIGNED, USED
from tests.support.pooler import before

WALK = (APPROVED, *AGREED, *SIGNED, *DELIVERED, *USED)
PREPARED_FROM = 6  # psycopg prepares what it is asked for the sixth time


def test_a_case_goes_its_whole_way_from_node_to_node(nodes, make, apply):
    case = apply(nodes.person("jtw_share")[0], "whole-way")
    people = {login: nodes.person(login) for login, _name, _answers in WALK}
    for number, (login, name, answers) in enumerate(WALK):
        task = nodes.ask(OPEN, name)
        reply = people[login][number % 2].post(f"/tasks/{task}", raw(answers))
        assert reply.status == 302, f"{name}: {reply.status}"

    assert nodes.ask("SELECT finished_at IS NOT NULL FROM process_instance WHERE id = %s", case)
    with make().app_context():
        work_off("document")
    assert nodes.ask("SELECT count(*) FROM document_file") >= 2
    assert nodes.breaches() == []


def test_whoever_comes_through_it_is_bounded_all_the_same(make):
    with make().app_context():
        for name, value in connections.BOUNDS.items():
            assert db.session.scalar(db.text("SELECT current_setting(:it)"), {"it": name}) == value


RECORD = (
    "UPDATE audit_entry SET action = 'nothing'",
    "DELETE FROM clock_entry",
    "TRUNCATE release_item",
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "SET ROLE postgres",
)


def test_nobody_who_comes_through_it_can_change_the_record(nodes, apply):
    apply(nodes.person("jtw_share")[0], "recorded")
    for statement in RECORD:
        with (
            psycopg.connect(nodes.pooled, autocommit=True, prepare_threshold=None) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)


def test_an_account_that_may_do_more_is_refused(nodes, make):
    with (
        before(nodes.owner, "postgres") as url,
        make(url).app_context(),
        pytest.raises(MissingRole, match=f"must be {ROLE} itself, and it is postgres"),
    ):
        db.session.execute(db.text("SELECT 1"))


def test_statements_are_not_prepared_and_each_client_keeps_its_time_zone(nodes, make):
    with (
        before(nodes.owner, ROLE, size=1) as url,
        psycopg.connect(url, autocommit=True, prepare_threshold=None) as stranger,
        make(url).app_context(),
    ):
        stranger.execute("SET TIME ZONE 'Asia/Shanghai'")
        for number in range(PREPARED_FROM + 1):
            said = db.session.execute(
                db.text("SELECT current_setting('TimeZone'), current_user, :n"), {"n": number}
            )
            assert tuple(said.one()) == ("UTC", ROLE, number)
            db.session.commit()
            shown = stranger.execute("SELECT current_setting('TimeZone')").fetchone()
            assert shown == ("Asia/Shanghai",)
        prepared = stranger.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
        assert prepared == (0,)


def test_who_forgets_to_name_the_pooler_is_told(nodes):
    own = {"SQLALCHEMY_ENGINE_OPTIONS": connections.engine_options(ROLE)}
    with (
        create_app(settings.on(nodes.pooled, **own)).app_context(),
        pytest.raises(MissingRole, match="DATABASE_POOLED=1"),
    ):
        db.session.execute(db.text("SELECT 1"))


def test_scratch_databases_are_lent_by_the_owner_past_the_pooler(nodes, make):
    app = make(nodes.pooled)
    app.config.update(DATABASE_POOLED=True, DATABASE_OWNER_URL=nodes.owner)
    with scratch.copy(app, "template0") as name, app.app_context():
        said = db.session.execute(db.text("SELECT current_database(), current_user"))
        assert tuple(said.one()) == (name, ROLE)
        db.session.remove()
    assert nodes.ask("SELECT count(*) FROM pg_database WHERE datname = %s", name) == 0

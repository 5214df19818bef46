"""What a request leaves for the operator, and what it never leaves."""

import io
import json
import logging

import pytest
from sqlalchemy import text

from app.foundation.database import db
from app.foundation.watching import logs
from config import Config
from tests.support.desks import APPROVED

SECRET = "关于张三的内部情况"


@pytest.fixture
def written():
    """Reads the lines of a log that is written for programs, as far as not read before."""
    root, said = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    logs.configure("json", "INFO")
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(said)

    def read():
        lines = said.getvalue().splitlines()
        said.seek(0)
        said.truncate()
        return [json.loads(line) for line in lines]

    yield read
    root.handlers[:] = before
    root.setLevel(level)


def test_a_request_is_one_line_with_its_number_its_case_and_its_cost(desks, written):
    case = desks.apply()
    written()

    answer = desks.at("jtw_share").get(f"/cases/{case}", headers={"X-Request-Id": "abcd-1234"})

    (line,) = [line for line in written() if line["logger"] == "xieshang.request"]
    assert answer.status_code == 200
    assert (line["request"], line["case"], line["page"]) == ("abcd-1234", case, "instances.show")
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["statements"] > 0


def test_nothing_that_is_typed_asked_or_stored_of_people_is_in_the_log(desks, written):
    case = desks.apply(purpose=SECRET)
    desks.at("jtw_share").get(f"/portal/?q={SECRET}")
    desks.walk(APPROVED)

    lines = written()

    said = json.dumps(lines, ensure_ascii=False)
    assert {line.get("case") for line in lines} >= {case}
    for never in (SECRET, "jtw_share", "127.0.0.1", "?q="):
        assert never not in said


def test_a_row_that_the_database_refuses_is_not_quoted(app, written):
    try:
        db.session.execute(
            text("INSERT INTO unit (id, code, name) VALUES (1, :code, :name)"),
            {"code": SECRET, "name": SECRET},
        )
    except Exception:
        logging.getLogger("xieshang").exception("it failed")
    db.session.rollback()

    (line,) = [line for line in written() if line["event"] == "it failed"]
    assert "NotNullViolation" in line["exception"] or "UniqueViolation" in line["exception"]
    assert SECRET not in line["exception"]


def test_what_another_library_logs_of_a_refused_row_is_cut_off(app, written):
    said = f"it failed\nDETAIL:  Failing row contains (1, {SECRET}\n{SECRET}).\n[SQL: INSERT]"
    logging.getLogger("another").error(said)

    (line,) = [line for line in written() if line["logger"] == "another"]
    assert line["event"].startswith("it failed") and line["event"].endswith("[SQL: INSERT]")
    assert SECRET not in line["event"]


def test_a_slow_statement_is_logged_without_its_values(app, written, monkeypatch):
    client = app.test_client()
    client.get("/healthz")
    db.session.execute(text("SELECT pg_sleep(0.6), CAST(:it AS text)"), {"it": SECRET})

    (line,) = [line for line in written() if line["logger"] == "xieshang.slow"]
    assert line["ms"] >= 600
    assert "pg_sleep" in line["statement"] and SECRET not in json.dumps(line, ensure_ascii=False)


def test_the_numbers_count_answers_and_what_became_of_them(app, desks, monkeypatch):
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "a-token")
    scrape = {"Authorization": "Bearer a-token"}
    before = number(app, scrape, 'xieshang_completions_total{outcome="recorded"}')

    desks.apply()
    desks.walk(APPROVED)

    assert number(app, scrape, 'xieshang_completions_total{outcome="recorded"}') == before + 1
    assert number(app, scrape, "xieshang_clock_lag_seconds") == 0
    assert number(app, scrape, 'xieshang_signs{level="bad"}') >= 0


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer none", "Bearer a-tokem", "Basic a-token"])
def test_without_the_token_there_are_no_numbers(app, monkeypatch, given):
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "a-token")

    assert app.test_client().get("/metrics", headers={"Authorization": given}).status_code == 404


def test_without_a_token_set_nobody_scrapes(app):
    assert app.config["METRICS_TOKEN"] is None
    empty = {"Authorization": "Bearer None"}

    assert app.test_client().get("/metrics", headers=empty).status_code == 404


@pytest.mark.parametrize(("revision", "status"), [("0026", 503), ("0001", 503), ("9999", 200)])
def test_a_node_is_ready_unless_the_database_is_older_than_it(app, revision, status):
    as_owner = "SET LOCAL ROLE NONE"
    db.session.execute(text(as_owner))
    real = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    put = text("UPDATE alembic_version SET version_num = :it")
    db.session.execute(put, {"it": revision})
    db.session.commit()
    try:
        answer = app.test_client().get("/readyz")
    finally:
        db.session.execute(text(as_owner))
        db.session.execute(put, {"it": real})
        db.session.commit()

    assert answer.status_code == status
    assert app.test_client().get("/readyz").status_code == 200


@pytest.mark.parametrize(("name", "value"), [("LOG_FORMAT", "xml"), ("LOG_LEVEL", "LOUD")])
def test_a_log_that_cannot_be_written_is_refused_at_the_start(name, value):
    config = type("Wrong", (Config,), {name: value, "DEMO": True})

    assert name in (config.problem() or "")


def number(app, headers, name):
    text = app.test_client().get("/metrics", headers=headers).text
    lines = [line for line in text.splitlines() if line.startswith(f"{name} ")]
    return float(lines[0].rsplit(" ", 1)[1]) if lines else 0.0

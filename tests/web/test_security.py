"""What every answer carries, and what an error looks like."""

import pytest
from werkzeug.exceptions import InternalServerError

from app.factory import create_app
from app.foundation import connections
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.support import settings
from tests.support.people import enter

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
ANYWHERE = ["/sign-in", "/healthz", "/readyz", "/favicon.ico", "/account", "/nowhere", "/sign-out"]


def raised(app, error):
    """The answer to an error that comes out of a view."""
    with app.test_request_context():
        return app.make_response(app.handle_user_exception(error))


@pytest.fixture
def with_csrf(app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


# --- Headers


@pytest.mark.parametrize("path", ANYWHERE)
def test_every_answer_tells_the_browser_what_it_may_do(client, path):
    headers = client.get(path).headers

    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_signed_in_page_is_kept_nowhere(client):
    enter(client, "gaj_share")

    assert client.get("/account").headers["Cache-Control"] == "no-store"


def test_no_page_runs_a_script_or_a_style_of_its_own(client):
    enter(client, "gaj_share")

    for path in ("/sign-in?login=gaj_share", "/account", "/nowhere"):
        page = client.get(path).text
        assert "<style" not in page
        assert " onclick" not in page
        assert "<script>" not in page


def test_over_https_production_asks_for_https_for_good(client, monkeypatch):
    monkeypatch.setitem(client.application.config, "DEMO", False)

    answer = client.get("/healthz", base_url="https://localhost")

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_request_carries_its_number(client):
    given = client.get("/healthz", headers={"X-Request-Id": "from-the-proxy-1"})
    odd = client.get("/healthz", headers={"X-Request-Id": "<script>"})

    assert given.headers["X-Request-Id"] == "from-the-proxy-1"
    assert len(odd.headers["X-Request-Id"]) == 16


def test_the_icon_is_there(client):
    assert client.get("/favicon.ico").data[:4] == b"\x00\x00\x01\x00"


def test_the_signs_of_life(client):
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}


# --- Forms of strangers


def test_a_form_without_its_token_is_refused_with_a_page(client, with_csrf):
    answer = client.post("/sign-in", data={"login": "gaj_share", "password": "xieshang-demo"})

    assert answer.status_code == 400
    assert "这个表单与当前登录不符" in answer.text


def test_a_signed_in_form_without_its_token_changes_nothing(client, monkeypatch):
    enter(client, "gaj_share")
    monkeypatch.setitem(client.application.config, "WTF_CSRF_ENABLED", True)

    assert client.post("/sign-out").status_code == 400
    assert client.get("/account").status_code == 200


# --- Errors


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotFound("没有"), 404, "没有"),
        (NotAllowed("不许"), 403, "不许"),
        (Conflict("已办"), 409, "已办"),
        (Invalid({"reason": ["要有理由"]}), 422, "要有理由"),
    ],
)
def test_a_refusal_says_what_it_says_with_its_status(app, error, status, words):
    answer = raised(app, error)

    assert answer.status_code == status
    assert words in answer.get_data(as_text=True)


def test_the_faults_of_each_field_are_listed(app):
    answer = raised(app, Invalid({"reason": ["要有理由"]}))

    assert "<li>要有理由</li>" in answer.get_data(as_text=True)


def test_a_program_gets_an_error_that_it_can_read(client):
    answer = client.get("/nowhere", headers={"Accept": "application/json"})

    assert answer.status_code == 404
    assert answer.json["error"] == "没有这个页面"
    assert answer.json["request"] == answer.headers["X-Request-Id"]


def test_a_wrong_method_names_the_right_one(client):
    answer = client.get("/locale")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_what_is_too_large_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setitem(client.application.config, "MAX_CONTENT_LENGTH", 1024 * 1024)
    enter(client, "gaj_share")

    answer = client.post("/account/absences", data={"reason": "x" * 2_000_000})

    assert answer.status_code == 413
    assert "总计不超过 1 MB" in answer.text


def test_an_error_of_ours_shows_a_number_and_no_trace(app):
    answer = raised(app, InternalServerError(original_exception=ZeroDivisionError("secret")))

    assert answer.status_code == 500
    assert "请求编号" in answer.get_data(as_text=True)
    assert "secret" not in answer.get_data(as_text=True)


def test_a_strange_host_is_refused(client, monkeypatch):
    monkeypatch.setitem(client.application.config, "TRUSTED_HOSTS", ["localhost"])

    assert client.get("/sign-in", base_url="http://example.org").status_code == 400
    assert client.get("/sign-in").status_code == 200


# --- The database gone


@pytest.fixture
def without_database(tmp_path):
    url = f"postgresql://postgres@/none?host={tmp_path}"
    return create_app(settings.on(url)).test_client()


def test_without_a_database_one_is_told_to_wait_a_little(without_database):
    answer = enter(without_database, "gaj_share")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "服务暂时不可用" in answer.text
    assert "psycopg" not in answer.text


def test_a_signed_in_visitor_sees_that_page_too(without_database):
    with without_database.session_transaction() as session:
        session["_user_id"] = "1.0ce"

    assert without_database.get("/account").status_code == 503


def test_without_a_database_the_program_lives_and_is_not_ready(without_database):
    assert without_database.get("/healthz").status_code == 200
    assert (
        without_database.get("/readyz", headers={"Accept": "application/json"}).status_code == 503
    )


def test_when_the_database_comes_back_the_next_request_is_answered(client, resetter):
    enter(client, "gaj_share")
    client.get("/account")
    db.session.remove()
    resetter.connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    assert client.get("/account").status_code == 200


def test_the_settings_of_the_pool_are_those_of_production():
    assert connections.engine_options("")["pool_pre_ping"]

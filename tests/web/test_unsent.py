"""The session has ended while somebody typed: the text is on the page, and nowhere else."""

from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from app.foundation.database import db
from app.scenarios.page import Page
from app.workflow.models import Draft
from tests.support.desks import RESOURCE, cases, open_task
from tests.support.people import enter

HERE = {"Origin": "http://localhost"}
URLENCODED = "application/x-www-form-urlencoded"
TYPED = "依法不得提供<b>，"
REFUSAL = {"outcome": "refuse", "reason_code": "law", "reason": TYPED, "legal_basis": "条例"}
START = f"/applications/new/{RESOURCE}"


@pytest.fixture
def asked(desks):
    """The address of a task that its provider must answer."""
    return f"/tasks/{desks.ask().id}"


@pytest.fixture
def with_csrf(app, monkeypatch):
    """As in production, from here on: named after `asked`, whose people send no tokens."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


def filled(client, path, **answers):
    """What a browser sends of the page."""
    return form_on(client.get(path), path).filled(answers)


def form_on(answer, path):
    return Page(answer.status_code, path, answer.text).form()


def send(client, path, pairs, **headers):
    return client.post(
        path, data=urlencode(pairs), content_type=URLENCODED, headers={**HERE, **headers}
    )


def drafts():
    return db.session.scalar(select(func.count()).select_from(Draft))


def end_session(client):
    """What is left of a session that ended: the browser no longer sends its cookie."""
    client.delete_cookie("xieshang")


def test_an_answer_sent_after_the_session_ended_is_shown_to_its_sender(desks, asked):
    office = desks.at("gsj_share")
    typed = filled(office, asked, **REFUSAL)
    end_session(office)

    answer = send(office, asked, typed)

    assert answer.status_code == 401
    assert "依法不得提供&lt;b&gt;，" in answer.text
    assert "<dt>理由" in answer.text, "under the name of its field"
    assert "不予提供" in answer.text, "the choice in words"
    assert f"/sign-in?next={asked}" in answer.text
    assert open_task("provider_response")
    assert drafts() == 0


def test_an_answer_sent_after_signing_out_in_another_tab_is_shown_too(desks, asked):
    office = desks.at("gsj_share")
    typed = filled(office, asked, **REFUSAL)
    office.post("/sign-out")

    assert TYPED.replace("<b>", "&lt;b&gt;") in send(office, asked, typed).text


def test_an_application_with_every_field_full_is_shown_to_its_sender(desks):
    office = desks.at("jtw_share")
    long = {name: "长" * 2000 for name in ("basis", "scenario", "scope", "necessity", "safeguards")}
    typed = filled(office, START, **long)
    end_session(office)

    answer = send(office, START, typed)

    assert answer.status_code == 401
    assert answer.text.count("长" * 2000) >= 5


def test_after_signing_in_again_it_goes_back_into_the_form(desks, asked, with_csrf):
    office = desks.app.test_client()
    sign_in(office, "gsj_share")
    typed = filled(office, asked, **REFUSAL)
    end_session(office)
    page = form_on(send(office, asked, typed), asked).filled({})
    sign_in(office, "gsj_share")

    told = send(office, asked, page)  # the token is still that of nobody's session
    assert told.status_code == 400
    assert "重新登录" in told.text
    back = send(office, asked, form_on(told, asked).filled({}))
    assert back.status_code == 302

    shown = dict(form_on(office.get(asked), asked).filled({}))
    assert (shown["reason"], shown["outcome"]) == (TYPED, "refuse")


def sign_in(client, login):
    token = Page(200, "/sign-in", client.get("/sign-in").text).token()
    assert enter(client, login, csrf_token=token).status_code == 302


def test_another_account_can_copy_it_and_not_send_it(desks, asked, with_csrf):
    office = desks.app.test_client()
    sign_in(office, "gsj_share")
    typed = filled(office, asked, **REFUSAL)
    end_session(office)
    sign_in(office, "gsj_head")

    told = send(office, asked, typed)

    assert told.status_code == 400
    assert "依法不得提供" in told.text
    assert form_on(told, asked) is None
    assert drafts() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "", "Referer": "https://evil.example/http://localhost/"},
        {"Origin": ""},
        {"Origin": "http://[bad"},
    ],
)
def test_another_site_s_form_is_not_shown_here(desks, asked, headers):
    office = desks.at("gsj_share")
    typed = filled(office, asked, **REFUSAL)
    end_session(office)

    answer = send(office, asked, typed, **headers)

    assert answer.status_code == 302
    assert "依法" not in answer.text


def test_a_stranger_s_form_is_not_read_without_end(desks, asked):
    office = desks.at("gsj_share")
    typed = filled(office, asked, **REFUSAL | {"reason": "长" * 200_000})
    end_session(office)

    answer = send(office, asked, typed)

    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")


def test_a_stranger_learns_nothing_from_a_form_that_he_makes_up(client):
    pairs = [("_form", "sharing/provider_response"), ("reason", "甲"), ("typename", "x")]

    assert send(client, "/tasks/1", pairs).status_code == 302
    assert send(client, "/tasks/1", [("_form", "no/such"), ("reason", "甲")]).status_code == 302
    assert cases() == []

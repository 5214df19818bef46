"""No open door: who may see what before any room is asked."""

import pytest
from flask import g

from app.foundation.errors import NotAllowed
from app.foundation.identity import acting
from app.web.access import PUBLIC, requires
from app.web.visitor import Visitor
from tests.support.people import account, enter

SAMPLE = {"IntegerConverter": 1, "UUIDConverter": "00000000-0000-0000-0000-000000000000"}


def doors(app):
    """Every address with every method, with something in each gap."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {
            name: SAMPLE.get(type(converter).__name__) or min(getattr(converter, "items", "x"))
            for name, converter in rule._converters.items()
        }
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, adapter.build(rule.endpoint, values, method=method)


def test_every_door_but_the_public_ones_leads_to_the_sign_in_page(app, client):
    closed = [door for door in doors(app) if door[0] not in PUBLIC]

    open_doors = []
    for endpoint, method, path in closed:
        answer = client.open(path, method=method)
        if endpoint.startswith("api."):  # a program is told so, and led nowhere
            led = answer.status_code == 401
        else:
            led = answer.status_code == 302 and answer.location.startswith("/sign-in")
        if not led:
            open_doors.append((endpoint, method, answer.status_code))

    assert closed
    assert open_doors == []


def test_every_public_door_exists(app):
    assert set(app.view_functions) >= PUBLIC


def test_a_stranger_comes_back_to_the_page_asked_for(client):
    assert client.get("/account?a=1").location == "/sign-in?next=/account?a%3D1"


def test_after_a_form_sent_too_late_one_comes_back_to_its_page(client):
    assert client.post("/tasks/1").location == "/sign-in?next=/tasks/1"
    assert client.post("/account/absences").location == "/sign-in?next=/"


def test_a_session_that_ended_is_told_so(client):
    enter(client, "gaj_share")
    with client.session_transaction() as session:
        session["_user_id"] = "1.0ld"

    client.get("/account")

    assert "登录已失效" in client.get("/sign-in").text


@pytest.mark.parametrize(
    "remembered", ["1", "1.", ".x", "x.y", "1.2.3", "9" * 30 + ".x", "²." + "x"]
)
def test_a_session_of_nobody_is_nobodys(client, remembered):
    with client.session_transaction() as session:
        session["_user_id"] = remembered

    assert client.get("/account").status_code == 302


def test_a_program_gets_an_answer_that_it_can_read(client):
    answer = client.get("/account", headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer.json["error"] == "unauthorized"


def test_a_part_of_a_page_is_not_filled_with_the_sign_in_page(client):
    answer = client.get("/account", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


def test_a_view_for_some_posts_refuses_the_others(app):
    @requires("auditor")
    def only_auditors():
        return "seen"

    with app.test_request_context():
        g.visitor = Visitor.of(account("gaj_share"))
        with pytest.raises(NotAllowed):
            only_auditors()
        g.visitor = Visitor.of(account("xxb_audit"))
        assert only_auditors() == "seen"


def test_after_a_request_nobody_acts_any_more(client):
    enter(client, "gaj_share")

    client.get("/account")

    assert acting.current().account_id is None

"""The editor over HTTP: what it is told, what it saves, what is refused, a new process."""

import json
import re

import pytest

from app.foundation.database import db, transaction
from app.workflow.definitions import PROCESS
from app.workflow.engine.diagram import read
from app.workflow.studio import checking, revisions
from tests.support.people import account
from tests.workflow.studio.drawing import APPLICATION, diagram, renamed


@pytest.fixture
def admin(desks):
    return desks.at("xxb_proc")


@pytest.fixture
def draft(app):
    with transaction():
        return revisions.begin("画一画", account("xxb_proc"))


@pytest.fixture
def place(draft):
    return f"/studio/drafts/{draft.id}/processes/{APPLICATION}"


def told(page, name):
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.S)
    return json.loads(found[1])


def as_saved(draft, process=APPLICATION):
    db.session.expire_all()
    return revisions.content(revisions.find(draft.id), PROCESS, process)


def send(client, place, xml, version=0):
    return client.post(f"{place}/save", json={"xml": xml, "version": version})


def test_the_page_is_told_what_can_be_named(admin, place):
    page = admin.get(place).text
    facts, config = told(page, "editor-facts"), told(page, "editor-config")

    assert config["editable"] and config["version"] == 0
    assert {"value": "return", "label": "退回修改"} in facts["forms"]["sharing/unit_review"]
    assert next(o for o in facts["operations"] if o["id"] == "sharing.check_delivery")["title"]
    assert next(p for p in facts["processes"] if p["id"] == "sharing_agreement")["errors"]
    assert "answer" in {clock["id"] for clock in facts["clocks"]}
    assert len(facts["parties"]) >= 9


def test_a_diagram_is_saved_and_given_out_with_its_version(admin, draft, place):
    changed = renamed(diagram(draft)).decode()

    answer = send(admin, place, changed)
    given = admin.get(f"{place}/diagram")

    assert (answer.status_code, answer.json["version"]) == (200, 1)
    assert (given.data, given.headers["X-Draft-Version"]) == (changed.encode(), "1")
    assert given.mimetype == "application/xml"


def test_who_saves_second_learns_who_was_first_and_may_then_decide(admin, desks, draft, place):
    mine = renamed(diagram(draft)).decode()
    send(desks.at("xxb_proc2"), place, renamed(diagram(draft), new="核对").decode())

    refused = send(admin, place, mine)
    insisted = send(admin, place, mine, refused.json["version"])

    assert refused.status_code == 409
    assert "xxb_proc2" in refused.json["by"] and not refused.json["is_mine"]
    assert insisted.json["version"] == 2
    assert as_saved(draft)[0] == mine.encode()


HOSTILE = [
    b"", b"[]", b"{", b"null", b'"text"', b'{"xml": 7, "version": 0}', b'{"xml": "<a/>"}',
    b'{"xml": "<a/>", "version": "0"}', b'{"xml": "<a/>", "version": true}',
    b'{"xml": "<a/>", "version": -1}', b'{"xml": "<a/>", "version": 9999999999}',
    b'{"xml": "\\ud800", "version": 0}', b'{"xml": "<a/>", "version": 0}',
    b'{"xml": "<!DOCTYPE a [<!ENTITY b \'c\'>]><a>&b;</a>", "version": 0}',
    b'{"xml": "' + b"<a>" * 5000 + b'", "version": 0}', b"[" * 100_000,
]  # fmt: skip


def test_hostile_bodies_are_refused_and_nothing_is_kept(admin, draft, place):
    headers = {"Accept": "application/json"}

    found = {
        body[:40]: admin.post(
            f"{place}/save", data=body, content_type="application/json", headers=headers
        ).status_code
        for body in HOSTILE
    }

    assert set(found.values()) == {422}, found
    assert as_saved(draft)[1] == 0


def test_a_body_that_is_too_large_is_not_even_read(admin, draft, place):
    answer = send(admin, place, "x" * 3_000_000)

    assert answer.status_code == 413
    assert as_saved(draft)[1] == 0


def test_a_diagram_of_another_process_does_not_take_this_ones_place(admin, draft, place):
    other = diagram(draft, "sharing_usage").decode()

    assert send(admin, place, other).status_code == 422


def test_what_the_draft_does_not_hold_is_not_found(admin, draft):
    for what in ("", "/diagram", "/check"):
        other = f"/studio/drafts/{draft.id}/processes/sharing_other{what}"
        assert admin.get(other).status_code == 404
        assert admin.get(f"/studio/drafts/999999/processes/{APPLICATION}{what}").status_code == 404


def test_nothing_new_is_smuggled_in_by_a_save(admin, draft, place):
    xml = diagram(draft).decode().replace('id="sharing_application"', 'id="sharing_other"')

    assert send(admin, place.replace(APPLICATION, "sharing_other"), xml).status_code == 404


def test_a_draft_that_is_put_away_is_only_shown(admin, draft, place):
    xml = diagram(draft).decode()
    admin.post(f"/studio/drafts/{draft.id}/discard")

    page = admin.get(place).text

    assert told(page, "editor-config")["editable"] is False
    assert "此修订稿不在编辑中" in page
    assert send(admin, place, xml).status_code == 409


def test_the_check_names_element_and_reason_and_hands_out_a_token(admin, draft, place):
    broken = diagram(draft).decode().replace("formKey", "form")
    send(admin, place, broken)

    said = admin.get(f"{place}/check").json

    assert said["version"] == 1 and said["token"] and said["facts"]["states"]
    fault = next(one for one in said["faults"] if one["element"] == "unit_review")
    assert fault["process"] == APPLICATION
    assert fault["code"] and fault["reason"] and fault["level"] == "error"
    assert set(fault) >= {"clause", "path", "address"}


def test_an_expression_is_checked_by_what_will_run_it(admin, draft):
    def ask(text):
        address = f"/studio/drafts/{draft.id}/condition"
        return admin.post(address, json={"expression": text})

    assert ask("outcome == 'agree'").json == {"reason": "", "names": ["outcome"]}
    assert ask("__import__('os').system('true')").json["reason"]
    assert ask("a" * 2000).json["reason"]
    assert ask(7).status_code == 422


NEW = {"id": "sharing_renewal", "name": "协议续期", "name_en": "Renewal", "party": "demander"}


def test_a_new_process_is_begun_without_a_fault_and_opens(admin, draft):
    answer = admin.post(f"/studio/drafts/{draft.id}/processes/new", data=NEW)

    assert answer.location.endswith("/processes/sharing_renewal")
    assert admin.get(answer.location).status_code == 200
    drawn = read(as_saved(draft, "sharing_renewal")[0])
    assert (drawn.name, drawn.name_en, list(drawn.lanes)) == ("协议续期", "Renewal", ["demander"])
    assert checking.check(revisions.find(draft.id)) == []
    assert "sharing_renewal" in admin.get(f"/studio/drafts/{draft.id}").text


WRONG = [
    {"id": "sharing_usage"}, {"id": "Sharing_renewal"}, {"id": "nowhere_renewal"}, {"id": ""},
    {"id": "../../etc"}, {"id": "sharing_" + "x" * 60}, {"name": ""}, {"name": "名\x07"},
    {"name_en": "x" * 101}, {"party": "everybody"},
]  # fmt: skip


def test_a_new_process_with_a_wrong_name_is_not_begun(admin, draft):
    for wrong in WRONG:
        answer = admin.post(f"/studio/drafts/{draft.id}/processes/new", data=NEW | wrong)
        assert answer.status_code == 422 and "invalid-feedback" in answer.text, wrong

    assert revisions.find(draft.id).items == []

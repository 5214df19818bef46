"""Every door of the desk, tried by every kind of account."""

import pytest
from sqlalchemy import func, select

from app.domain.sharing import records
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.identity.models import SavedFilter
from app.foundation.notices import Notice
from tests.domain.sharing import cases as made
from tests.domain.sharing.cases import do
from tests.support.people import account
from tests.web.test_doors_by_post import KINDS, visitor

GROUNDS = {"grounds": "涉及多部门", "criteria": ["cross_system"]}
SEATED = {"office", "office_head", "auditor"}
# Address → who gets in, before the matter was referred; everybody else finds nothing.
GET = {"desk.index": SEATED, "desk.show": SEATED, "desk.kept": {"office"}}
POST = {
    "desk.urge": {"office": 302, "office_head": 403, "auditor": 403},
    "desk.save": dict.fromkeys(SEATED, 302),
    "desk.rename": {"office": 302},
    "desk.delete": {"office": 302},
}


@pytest.fixture
def case(app):
    """A refusal that the office has taken up, and a filter of its officer's."""
    made_case = made.refused(made.approved(made.a_case()))
    do(made_case, "accept_dispute", "xxb_escal", responsibility="produced")
    db.session.add(
        SavedFilter(id=10_000, account_id=account("xxb_escal").id, page="desk", name="急", query="")
    )
    db.session.commit()
    return made_case


def addresses(app, case, method):
    values = {"dispute_id": records.dispute(case.id).id, "filter_id": 10_000}
    adapter = app.url_map.bind("localhost")
    return {
        rule.endpoint: adapter.build(rule.endpoint, {n: values[n] for n in rule.arguments}, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("desk.") and method in rule.methods
    }


def test_every_door_of_the_desk_has_its_line(app, case):
    assert set(addresses(app, case, "GET")) == set(GET)
    assert set(addresses(app, case, "POST")) == set(POST)


def test_the_pages_open_to_those_they_are_for(app, desks, case):
    found = {
        (endpoint, kind): visitor(app, desks, kind).get(path).status_code
        for kind in KINDS
        for endpoint, path in addresses(app, case, "GET").items()
    }
    due = {
        (endpoint, kind): 302 if kind == "anonymous" else 200 if kind in GET[endpoint] else 404
        for endpoint, kind in found
    }
    assert {key: status for key, status in found.items() if status != due[key]} == {}


def test_outsiders_change_nothing(app, desks, case):
    db.session.rollback()
    dispute_id, wrong = records.dispute(case.id).id, {}
    for kind in sorted(set(KINDS) - {"office"}):
        for endpoint, path in addresses(app, case, "POST").items():
            answer = visitor(app, desks, kind).post(path, data={"name": "x", "dispute": dispute_id})
            due = 302 if kind == "anonymous" else POST[endpoint].get(kind, 404)
            if answer.status_code != due:
                wrong[endpoint, kind] = answer.status_code
    assert wrong == {}
    assert db.session.get(SavedFilter, 10_000).name == "急"
    assert db.session.scalar(select(func.count()).where(Notice.kind == "urged")) == 0


def test_the_secretary_opens_it_once_it_is_referred(desks, case):
    address = f"/desk/{records.dispute(case.id).id}"
    assert desks.at("ldxz_sec").get(address).status_code == 404

    do(case, "propose_settlement", "xxb_escal", "refer", **GROUNDS)

    page = desks.at("ldxz_sec").get(address)
    assert page.status_code == 200
    assert "列入议题" in page.text
    assert desks.at("ldxz_sec").get("/desk/").status_code == 404


def test_the_office_s_head_reads_the_case_and_does_nothing_in_it(desks, case):
    task = made.open_task(case, "propose_settlement")
    head = desks.at("xxb_head")
    before = db.session.scalar(select(func.count()).select_from(AuditEntry))

    assert head.get(f"/cases/{case.id}").status_code == 200
    page = head.get(f"/tasks/{task.id}").text
    assert 'id="answer"' not in page
    assert "/reassign" not in page
    officer = account("xxb_escal2").id
    for deed in ("", "/draft", "/claim", "/release", "/reassign"):
        sent = {"outcome": "uphold", "grounds": "x", "to": officer}
        assert head.post(f"/tasks/{task.id}{deed}", data=sent).status_code == 403, deed

    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == before
    assert 'id="answer"' not in head.get(f"/desk/{records.dispute(case.id).id}").text


def test_a_head_of_another_unit_sees_no_more_than_before(desks, case):
    assert desks.at("hbj_head").get(f"/cases/{case.id}").status_code == 404
    assert desks.at("hbj_head").get("/desk/").status_code == 404

"""Every door of the figures and of the demand pool, tried by every kind of account."""

import pytest
from sqlalchemy import func, select

from app.domain.catalogue.models.demand import Demand, DemandEvent
from app.domain.catalogue.services import demand_office, demands
from app.domain.catalogue.services.demand_steps import Step
from app.foundation.database import db, transaction
from app.web.demands import ACTS
from tests.support.people import account
from tests.web.test_doors_by_post import KINDS as USUAL

KINDS = USUAL | {
    "catalogue_admin": "xxb_cat",
    "asked_officer": "hbj_share",
    "asked_head": "hbj_head",
}
SIGNED_IN = set(KINDS) - {"anonymous"}
OPEN_TO_ALL = {
    "catalogue_figures.index": "/portal/figures/",
    "catalogue_figures.units": "/portal/figures/units",
    "catalogue_figures.entries": "/portal/figures/entries?kind=resource",
}
FOR_SIGNED_IN = {"demands.index": "/demands/", "demands.show": "/demands/{id}"}
FOR_OFFICERS = {"demands.new": "/demands/new"}
POST = {"demands.file": "/demands/new", "demands.act": "/demands/{id}/{act}"}
DOORS = {*OPEN_TO_ALL, *FOR_SIGNED_IN, *FOR_OFFICERS, *POST}

OFFICERS = {"demander_officer", "provider_officer", "outsider", "asked_officer"}
ASKED = {"asked_officer", "asked_head", "outsider", "outsider_head"}  # the same two accounts
# Act → who may do it; whoever may not is refused, as every signed-in unit sees the demand.
OFFICE = {"catalogue_admin"}
MAY = {
    "join": OFFICERS, "leave": OFFICERS, "withdraw": OFFICERS,
    "assign": OFFICE, "unassign": OFFICE, "answer": OFFICE, "decline": OFFICE, "merge": OFFICE,
    "reopen": OFFICE, "hide": OFFICE, "show": OFFICE,
    "promise": ASKED, "not_held": ASKED, "fulfil": ASKED,
}  # fmt: skip


@pytest.fixture
def demand_id(app):
    """A demand of one unit, with which another is asked."""
    asked = demands.Asked("公共自行车站点信息", ("站点编号", "站点位置"), "规划", "条例")
    with transaction():
        found = demands.file(account("jtw_share"), asked).id
    with transaction():
        demand_office.assign(Step(account("xxb_cat"), found), "HBJ", 10)
    return found


def refused(status, kind):
    return 302 if kind == "anonymous" else status


def test_the_figures_open_to_everybody(app, desks):
    found = {
        (kind, path): visitor_of(app, desks, kind).get(path).status_code
        for kind in KINDS
        for path in OPEN_TO_ALL.values()
    }
    assert set(found.values()) == {200}


def visitor_of(app, desks, kind):
    return desks.at(KINDS[kind]) if KINDS[kind] else app.test_client()


def test_the_pool_opens_to_whoever_is_signed_in(app, desks, demand_id):
    wrong = {}
    for kind in KINDS:
        for path in FOR_SIGNED_IN.values():
            status = visitor_of(app, desks, kind).get(path.format(id=demand_id)).status_code
            if status != refused(200, kind):
                wrong[kind, path] = status
    assert wrong == {}


def test_only_sharing_officers_ask_for_data(app, desks):
    for kind in KINDS:
        due = 200 if kind in OFFICERS else refused(403, kind)
        assert visitor_of(app, desks, kind).get("/demands/new").status_code == due, kind
        if kind not in OFFICERS:
            sent = {"title": "甲", "items": "乙", "purpose": "丙", "basis": "丁"}
            due = refused(403, kind)
            assert visitor_of(app, desks, kind).post("/demands/new", data=sent).status_code == due
    assert db.session.scalar(select(func.count()).select_from(Demand)) == 0


def test_an_internal_demand_is_not_there_for_others(app, desks, demand_id):
    with transaction():
        demand_office.keep_internal(Step(account("xxb_cat"), demand_id))
    for kind in KINDS:
        parties = {"demander_officer", "demander_head", "catalogue_admin"} | ASKED
        due = 200 if kind in parties else refused(404, kind)
        client = visitor_of(app, desks, kind)
        assert client.get(f"/demands/{demand_id}").status_code == due, kind
        if due == 404:
            assert client.post(f"/demands/{demand_id}/join").status_code == 404, kind
            assert "公共自行车" not in client.get("/demands/").text, kind


def test_every_act_has_its_line(app):
    assert set(MAY) == set(ACTS)


def test_nobody_does_what_is_another_s(app, desks, demand_id):
    def state():
        db.session.expire_all()
        found = db.session.get_one(Demand, demand_id)
        events = db.session.scalar(select(func.count()).select_from(DemandEvent))
        return found.state, found.wanted, found.internal, found.version, events

    before, wrong = state(), {}
    sent = {f"{act}_{name}": "x" for act in ACTS for name in ("reason", "unit", "entry", "into")}
    for kind in KINDS:
        client = visitor_of(app, desks, kind)
        for act in sorted(ACTS):
            if kind in MAY[act]:
                continue
            status = client.post(f"/demands/{demand_id}/{act}", data=sent).status_code
            if status != refused(403, kind):
                wrong[kind, act] = status

    assert wrong == {}
    assert state() == before


def test_what_there_is_not_is_no_page(desks, demand_id):
    client = desks.at("xxb_cat")
    for path in ("/demands/999999", "/demands/99999999999999999999", "/demands/%00"):
        assert client.get(path).status_code == 404
    for path in ("999999/join", f"{demand_id}/explode", f"{demand_id}/__class__"):
        assert client.post(f"/demands/{path}").status_code == 404

"""Who may open the portal's pages, and who may do what there."""

import pytest
from sqlalchemy import func, select

from app.domain.catalogue.models.following import Follow
from app.domain.catalogue.models.grant import EntryGrant
from app.foundation.database import db
from tests.web.test_doors_by_post import KINDS as USUAL

KINDS = USUAL | {"catalogue_admin": "xxb_cat"}
EVERYBODY = set(KINDS)
SIGNED_IN = EVERYBODY - {"anonymous"}
ADMINISTRATOR = {"catalogue_admin"}

# Endpoint → an address of it, and who gets it; signed-in others are told what they may not do.
PAGES = {
    "portal_entries.resource": ("/portal/resources/IR0004", EVERYBODY),
    "portal_entries.database": ("/portal/databases/DB0002", EVERYBODY),
    "portal_entries.collection": ("/portal/collections/CR0004", EVERYBODY),
    "portal_entries.item": ("/portal/items/组织机构代码", EVERYBODY),
    "portal_entries.unit": ("/portal/units/GSJ", EVERYBODY),
    "portal_entries.catalogue": ("/portal/catalogues/basic", EVERYBODY),
    "portal_entries.exchange": ("/portal/exchange/", EVERYBODY),
    "portal_entries.versions": ("/portal/resources/IR0004/versions", EVERYBODY),
    "portal_entries.difference": ("/portal/resources/IR0004/difference", EVERYBODY),
    "portal_entries.grants": ("/portal/grants/", ADMINISTRATOR),
    "follows.index": ("/account/follows/", SIGNED_IN),
}
DEEDS = {
    "portal_entries.give_grant": ("/portal/resources/IR0034/grants", ADMINISTRATOR),
    "portal_entries.end_grant": ("/portal/grants/1/end", ADMINISTRATOR),
    "follows.follow": ("/account/follows/", SIGNED_IN),
    "follows.end": ("/account/follows/end", SIGNED_IN),
}
DOORS = {*PAGES, *DEEDS}


def visitor(app, desks, kind):
    return desks.at(KINDS[kind]) if KINDS[kind] else app.test_client()


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_opens_to_those_it_is_for(app, desks, kind):
    client, wrong = visitor(app, desks, kind), {}
    for endpoint, (path, may) in PAGES.items():
        due = 200 if kind in may else 302 if kind == "anonymous" else 403
        if (status := client.get(path).status_code) != due:
            wrong[endpoint] = (status, due)

    assert wrong == {}


@pytest.mark.parametrize("kind", sorted(EVERYBODY - ADMINISTRATOR))
def test_nobody_but_the_catalogue_administrator_grants(app, desks, kind):
    client = visitor(app, desks, kind)
    sent = {"unit": "GAJ", "reason": "联合办案"}

    for endpoint in ("portal_entries.give_grant", "portal_entries.end_grant"):
        answer = client.post(DEEDS[endpoint][0], data=sent)
        assert answer.status_code == (302 if kind == "anonymous" else 403)
        assert kind != "anonymous" or "/sign-in" in answer.location
    assert db.session.scalar(select(func.count()).select_from(EntryGrant)) == 0


def test_strangers_follow_nothing(app):
    for path in ("/account/follows/", "/account/follows/end"):
        answer = app.test_client().post(path, data={"subject": "resource", "key": "IR0004"})
        assert "/sign-in" in answer.location
    assert db.session.scalar(select(func.count()).select_from(Follow)) == 0


def test_a_stranger_is_shown_the_way_in_and_an_account_is_still_known(app, desks):
    assert "/sign-in" in app.test_client().get("/portal/resources/IR0004").text
    page = desks.at("gsj_share").get("/portal/resources/IR0004").text
    assert "退出" in page

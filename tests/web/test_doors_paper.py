"""Who may enter what came on paper: every address, tried by every kind of account."""

from io import BytesIO

import pytest

from app.domain.sharing import paperwork
from tests.support.desks import APPLICATION, RESOURCE, cases
from tests.web.test_doors_by_post import KINDS, READERS, visitor

PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"
DOORS = {
    "paper.choose", "paper.reply", "paper.enter_reply", "paper.application",
    "paper.enter_application",
}  # fmt: skip
ENTER_REPLIES = {"office", "provider_head"}
ENTER_APPLICATIONS = {"office", "demander_head"}  # of the demander; the office for everybody
ANY_APPLICATIONS = {
    "office",
    "office_head",
    "demander_head",
    "provider_head",
    "outsider_head",
    "bureau_head",
}


def scan():
    return BytesIO(PDF), "复函.pdf"


@pytest.fixture
def case_id(desks):
    """A case that waits for its provider's answer."""
    return desks.ask().instance_id


def statuses(app, desks, method, path, form=None):
    """What each kind of account is answered."""
    found = {}
    for kind in KINDS:
        more = {"data": form | {"scans": scan()}} if form else {}
        found[kind] = getattr(visitor(app, desks, kind), method)(path, **more).status_code
    return found


def due(may, sees):
    """302 to sign in, 200 for those who may, 403 for those who see it, 404 for the others."""
    return {
        kind: 302 if kind == "anonymous" else 200 if kind in may else 403 if kind in sees else 404
        for kind in KINDS
    }


def test_the_form_for_a_reply_opens_to_the_office_and_the_provider_s_head(app, desks, case_id):
    got = statuses(app, desks, "get", f"/paper/cases/{case_id}/reply")
    assert got == due(ENTER_REPLIES, READERS)


def test_the_form_for_an_application_opens_to_the_office_and_the_unit_s_head(app, desks):
    got = statuses(app, desks, "get", f"/paper/applications/JTW/{RESOURCE}")
    assert got == due(ENTER_APPLICATIONS, set())


def test_where_applications_are_chosen_opens_to_whoever_may_enter_one(app, desks):
    got = statuses(app, desks, "get", "/paper/applications")
    assert got == due(ANY_APPLICATIONS, set())


def test_nobody_else_enters_a_reply(app, desks, case_id):
    form = {"outcome": "agree", "received_on": "2026-08-31"}
    path = f"/paper/cases/{case_id}/reply"
    for kind in sorted(set(KINDS) - ENTER_REPLIES):
        status = visitor(app, desks, kind).post(path, data=form | {"scans": scan()}).status_code
        assert status == (302 if kind == "anonymous" else 403 if kind in READERS else 404), kind
    assert paperwork.entries(case_id) == []


def test_nobody_else_enters_an_application(app, desks):
    form = APPLICATION | {"received_on": "2026-08-31"}
    path = f"/paper/applications/JTW/{RESOURCE}"
    for kind in sorted(set(KINDS) - ENTER_APPLICATIONS):
        status = visitor(app, desks, kind).post(path, data=form | {"scans": scan()}).status_code
        assert status == (302 if kind == "anonymous" else 404), kind
    assert cases() == []


def test_before_the_unit_s_head_has_approved_the_office_finds_no_case(desks):
    case_id = desks.apply()
    assert desks.at("xxb_escal").get(f"/paper/cases/{case_id}/reply").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/paper/cases/999999/reply",
        "/paper/cases/99999999999999999999/reply",
        "/paper/applications/NIX/IR0054",
        "/paper/applications/JTW/IR9999",
        "/paper/applications/JTW/%00",
        "/paper/applications/%00/IR0054",
    ],
)
def test_what_is_not_there_is_not_there(desks, path):
    for method in ("get", "post"):
        assert getattr(desks.at("xxb_escal"), method)(path).status_code in (400, 404)


def test_odd_words_in_the_address_find_nothing_and_break_nothing(desks):
    path = "/paper/applications?unit=%00&text=%00%25&page=99999999999999999999"
    assert desks.at("xxb_escal").get(path).status_code == 200


def test_the_button_is_there_for_those_who_may_and_for_nobody_else(desks, case_id):
    link = f"/paper/cases/{case_id}/reply"
    seen = {
        login: link in desks.at(login).get(f"/cases/{case_id}").text
        for login in ("xxb_escal", "gsj_head", "gsj_share", "jtw_share", "jtw_head", "xxb_audit")
    }
    assert {login for login, there in seen.items() if there} == {"xxb_escal", "gsj_head"}

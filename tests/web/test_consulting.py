"""Asking other units: whom one might ask, who was asked, who has not answered."""

import pytest
from lxml import html

from app.domain.sharing import consulted, records
from app.foundation import calendar, clock
from app.jobs.deadlines import fire_deadlines
from app.web import consulting, dispute_cards
from tests.support.desks import APPROVED, open_task
from tests.support.people import account

REFUSED = {
    "outcome": "refuse", "reason_code": "law", "reason": "依法不得提供", "legal_basis": "条例",
}  # fmt: skip


@pytest.fixture
def refused(desks):
    """A refusal, and what more it says."""

    def refused(**changes):
        case_id = desks.apply()
        desks.walk(
            APPROVED,
            ("gsj_share", "provider_response", REFUSED | changes),
            ("gsj_head", "provider_approval", {"outcome": "approve"}),
        )
        return case_id

    return refused


def accept(desks, *units):
    answers = {"responsibility": "produced", "consult": list(units)}
    desks.walk(("xxb_escal", "accept_dispute", answers))


def card(app, case_id, login="xxb_escal"):
    with app.test_request_context():
        found = consulting.card(records.dispute(case_id), account(login))
        return found.values["asked"] if found else None


def advised(case_id):
    return {unit.code: why for unit, why in consulted.worth_asking(records.dispute(case_id))}


def test_the_ground_of_the_refusal_says_whom_to_ask(refused):
    assert advised(refused()) == {"FZB": consulted.GROUND}
    assert advised(refused(reason_code="secrecy")) == {"BMJ": consulted.GROUND}
    assert advised(refused(reason_code="not_held")) == {}


def test_who_leads_the_application_area_is_named_unless_it_is_a_side(desks):
    case_id = desks.apply("jw_share", "IR0007", items=["纳税人识别号"])
    desks.walk(
        ("jw_head", "unit_review", {"outcome": "approve"}),
        ("gs_share", "provider_response", REFUSED | {"reason_code": "other"}),
        ("gs_head", "provider_approval", {"outcome": "approve"}),
    )
    assert advised(case_id) == {}, "a base resource belongs to no area"
    case_id = desks.apply("jw_share", "IR0055", items=["纳税人识别号"])
    desks.walk(
        ("jw_head", "unit_review", {"outcome": "approve"}),
        ("ds_share", "provider_response", REFUSED | {"reason_code": "other"}),
        ("ds_head", "provider_approval", {"outcome": "approve"}),
    )
    assert advised(case_id) == {"GSJ": consulted.AREA}


def test_who_was_asked_about_like_disputes_is_named(desks, refused):
    refused(reason_code="not_held")
    accept(desks, "TJJ", "CZJ")

    assert advised(refused(reason_code="not_held")) == {
        "CZJ": consulted.BEFORE,
        "TJJ": consulted.BEFORE,
    }


def test_the_page_suggests_units_marks_advisors_and_ticks_nobody(desks, refused):
    refused()

    shown = desks.at("xxb_escal").get(f"/tasks/{open_task('accept_dispute').id}").text

    assert "可考虑征求（系统不代选）：市政府法制办（熟悉拒绝所依据的事由）" in shown
    tree = html.document_fromstring(shown)
    assert not tree.xpath("//input[@name='consult'][@checked]")
    legal = tree.xpath("//label[contains(., '市政府法制办')]")[0]
    assert "设有法律顾问岗" in legal.text_content()


def test_the_card_says_who_has_answered_and_how_long_the_others_have(app, desks, refused):
    case_id = refused()
    assert card(app, case_id) is None
    accept(desks, "FZB", "TJJ")
    opinion = {"position": "provide", "opinion": "应当提供"}
    desks.walk(("fzb_legal", "give_opinion", opinion))

    waiting, answered = card(app, case_id)

    assert waiting.due_on == open_task("give_opinion").due_on
    assert (answered.has_advisor, answered.opinion, answered.due_on) == (True, "应当提供", None)


def test_who_let_the_time_pass_counts_as_neutral(app, desks, refused):
    case_id = refused()
    accept(desks, "TJJ")
    clock.hand_in(clock.at_hour(calendar.current().add(clock.today(), 6), 9))
    fire_deadlines()

    (line,) = card(app, case_id)

    assert (line.silent, line.due_on) == (True, None)


def test_the_cards_of_a_dispute_are_for_each_reader(app, desks, refused):
    case_id = refused()
    accept(desks, "TJJ")
    with app.test_request_context():
        dispute = records.dispute(case_id)
        ids = {
            login: [panel.id for panel in dispute_cards.of(dispute, account(login))]
            for login in ("xxb_escal", "xxb_audit", "gsj_share")
        }

    assert {"h-consulted", "h-notes"} <= set(ids["xxb_escal"])
    assert "h-consulted" in ids["xxb_audit"]
    assert "h-notes" not in ids["gsj_share"]
    assert "h-instead" not in ids["gsj_share"], "what the office may offer is not for the sides"


def test_the_history_names_the_units_that_were_asked_and_the_resource_not_their_codes(
    desks, refused
):
    case_id = refused()
    accept(desks, "FZB")
    story = desks.at("xxb_escal").get(f"/cases/{case_id}").text.partition('id="h-history"')[2]

    assert "市政府法制办" in story
    assert "FZB" not in story
    assert f"{records.case(case_id).resource.title} (IR0054)" in story

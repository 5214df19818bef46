"""The figures of the disputes: what is counted, who reads it, and the cases behind each point."""

import re
from datetime import timedelta

import pytest

from app.domain.sharing.figures import counts, deeds, spans
from app.domain.sharing.figures.scope import Scope
from app.domain.sharing.models.paper import PaperEntry
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.identity.queries import unit_by_code
from app.foundation.months import months
from tests.domain.sharing.cases import a_case, do, let_pass
from tests.support.days import MONDAY
from tests.support.people import account
from tests.web.test_doors_by_post import KINDS

READERS = {"office", "office_head", "secretary", "auditor"}
REFUSAL = {"reason_code": "security", "reason": "范围过大", "legal_basis": "部门规定"}


def refused():
    """A refusal before the office, on the third working day."""
    case = a_case()
    do(case, "unit_review", "wsj_head", "approve")
    let_pass(2, case)
    do(case, "provider_response", "gsj_share", "refuse", **REFUSAL)
    do(case, "provider_approval", "gsj_head", "approve")
    return case


def upheld():
    """... which both sides accept in the end."""
    case = refused()
    let_pass(1, case)
    do(case, "accept_dispute", "xxb_escal", responsibility="shared", consult=[])
    let_pass(4, case)
    do(case, "propose_settlement", "xxb_escal", "uphold", grounds="依法不能共享")
    do(case, "answer_settlement", "wsj_share", "accept")
    do(case, "answer_settlement", "gsj_share", "accept")
    return case


def since_august(office="XXB"):
    return Scope(unit_by_code(office).id, MONDAY.date().replace(day=1), clock.today())


def test_a_dispute_counts_in_the_month_in_which_it_came(app):
    refused()

    assert counts.opened(since_august()) == [(MONDAY.date().replace(month=9, day=1), "refusal", 1)]


def test_the_month_is_that_of_the_city(app):
    with clock.at(clock.at_hour(MONDAY.date(), 23) + timedelta(hours=2)):
        case = a_case()
        do(case, "unit_review", "wsj_head", "approve")
        do(case, "provider_response", "gsj_share", "refuse", **REFUSAL)
        do(case, "provider_approval", "gsj_head", "approve")
        (found,) = counts.opened(since_august())

    assert found.month.month == 9


def test_what_ended_counts_by_its_outcome(app):
    case = upheld()

    (found,) = counts.settled(since_august())
    assert (found.group, found.number) == ("refused", 1)
    behind = counts.behind(since_august(), "settled", found.month, "refused")
    assert db.session.scalars(behind).all() == [case.id]


def test_the_phases_are_counted_in_working_days(app):
    upheld()

    found = {one.phase: one.median for one in spans.durations(since_august())}
    assert found == {"answer": 2, "accept": 1, "propose": 4, "reply": 0, "whole": 5}


def test_a_holiday_lengthens_no_phase(app):
    with clock.at(MONDAY + timedelta(days=28)):  # Monday 28 September, before the national holidays
        upheld()
        found = {one.phase: one.median for one in spans.durations(since_august())}

    assert found["whole"] == 5


def test_the_slowest_tenth_is_behind_a_phase(app):
    upheld()
    with clock.at(clock.now()):
        slow = refused()
        let_pass(9, slow)
        do(slow, "accept_dispute", "xxb_escal", responsibility="shared", consult=[])
        behind = db.session.scalars(spans.behind(since_august(), "accept")).all()

    assert behind == [slow.id]


def test_a_unit_is_told_what_it_refused_and_what_was_upheld(app):
    case = upheld()

    (found,) = deeds.records(since_august())
    assert found.unit.code == "GSJ"
    assert found.deeds == {"answered": 1, "refused": 1, "upheld": 1, "overturned": 0, "late": 0}
    behind = deeds.behind(since_august(), found.unit.id, "upheld")
    assert db.session.scalars(behind).all() == [case.id]


def test_an_office_counts_its_own_disputes_only(app):
    refused()
    other = since_august("GSJ")

    assert counts.opened(other) == deeds.records(other) == spans.durations(other) == []


def test_each_month_has_its_place_even_without_disputes():
    scope = Scope(None, MONDAY.date().replace(year=2025, month=11, day=1), MONDAY.date())

    assert [f"{month:%y-%m}" for month in months(scope)][:3] == ["25-11", "25-12", "26-01"]
    assert len(months(scope)) == 10


def test_every_point_of_the_page_opens_the_cases_it_counts(app, desks):
    upheld()
    client = desks.at("xxb_escal")
    page = client.get("/figures/").text

    points = re.findall(r'<a href="(/figures/cases[^"]+)">(\d+)</a>', page)
    counted = [(url, int(number)) for url, number in points if "of=phase" not in url]
    assert len(counted) == 5
    for url, number in counted:
        assert f"共 {number} 件" in client.get(url.replace("&amp;", "&")).text, url


def test_the_figures_are_for_those_who_settle_and_those_who_watch(app, desks):
    found = {}
    for kind, login in KINDS.items():
        client = desks.at(login) if login else app.test_client()
        for path in ("/figures/", "/figures/cases?of=opened&month=2026-08&group=refusal"):
            found[kind, path] = client.get(path).status_code

    due = {k: 302 if k == "anonymous" else 200 if k in READERS else 404 for k in KINDS}
    assert {key: s for key, s in found.items() if s != due[key[0]]} == {}


def test_what_came_on_paper_is_marked_behind_a_point_too(app, desks):
    case = upheld()
    officer = account("xxb_escal")
    with transaction():
        db.session.add(
            PaperEntry(
                case_id=case.id,
                kind="reply",
                unit_id=case.provider_id,
                received_on=MONDAY.date(),
                entered_by_id=officer.id,
            )
        )

    page = desks.at("xxb_escal").get("/figures/cases?of=opened&month=2026-09&group=refusal")
    assert "补录" in page.text


@pytest.mark.parametrize(
    "asked",
    [
        "of=opened&month=2026-13&group=refusal",
        "of=opened&month=2026-08&group=none",
        "of=phase&group=x",
        "of=unit&unit=99999999999999&group=late",
        "of=unit&unit=-1&group=late",
        "of=unit&unit=88888888&group=late",
        "of=everything",
        "",
    ],
)
def test_what_is_no_point_is_no_page(desks, asked):
    assert desks.at("xxb_escal").get(f"/figures/cases?{asked}").status_code == 404


def test_an_unknown_time_is_a_year(desks):
    assert desks.at("xxb_escal").get("/figures/?months=7000000000000").status_code == 200


def test_the_secretary_opens_only_what_the_group_may_see(app, desks):
    with transaction():
        refused()

    page = desks.at("ldxz_sec").get("/figures/cases?of=opened&month=2026-09&group=refusal").text
    assert "另有 1 件" in page
    assert "/cases/" not in re.sub(r'"/figures/cases[^"]*"', "", page).replace('href="/cases/"', "")

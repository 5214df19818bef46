"""What the pages of a meeting say and do, over HTTP; and the walk from agenda to minutes."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.domain.meetings.models import Minutes, Proxy
from app.foundation import calendar, clock
from app.foundation.database import db
from app.foundation.files import Attachment
from app.scenarios.actions import PDF
from app.workflow.models import Task
from tests.domain.meetings import group
from tests.support.pages import WATCH, faults, sign_in

MORNING = datetime(2026, 8, 31, 10, tzinfo=clock.LOCAL)
MEETING = re.compile(r"/group/meetings/(\d+)$")


@pytest.fixture
def matter(app):
    """The number of a dispute on Friday's agenda."""
    return group.matter(group.a_matter()).id


def test_what_was_typed_survives_a_refusal(desks):
    typed = {"held_on": "2026-10-01", "begins": "09:30", "place": "市政府第一会议室"}

    answer = desks.at("ldxz_sec").post("/group/meetings/new", data=typed)

    assert answer.status_code == 422
    assert "市政府第一会议室" in answer.text
    assert 'id="f-held_on-error"' in answer.text


def test_the_letter_of_a_proxy_is_read_by_those_it_concerns(desks, matter):
    meeting = group.meetings()[0].id
    form = {"unit": "CZJ", "login": "fgw_head", "letter": "委托书"}
    letter = (BytesIO(PDF), "委托书.pdf")
    sent = desks.at("ldxz_sec").post(
        f"/group/meetings/{meeting}/proxies", data=form | {"letter_file": letter}
    )
    assert sent.status_code == 302
    path = f"/attachments/{db.session.scalars(select(Attachment.id)).one()}"

    got = {
        login: desks.at(login).get(path).status_code
        for login in ("fgw_head", "czj_head", "ldxz_chair1", "daj_head", "hbj_head")
    }

    assert got == {
        "fgw_head": 200, "czj_head": 200, "ldxz_chair1": 200, "daj_head": 404, "hbj_head": 404,
    }  # fmt: skip


def test_a_file_that_is_none_records_no_proxy(desks, matter):
    meeting = group.meetings()[0].id
    form = {"unit": "CZJ", "login": "fgw_head", "letter": "委托书"}
    sent = desks.at("ldxz_sec").post(
        f"/group/meetings/{meeting}/proxies",
        data=form | {"letter_file": (BytesIO(b"MZ"), "委托书.pdf")},
    )

    assert sent.status_code == 422
    assert db.session.scalars(select(Proxy)).all() == []


def test_the_papers_of_a_matter_are_read_by_the_members_and_by_no_outsider(desks, matter):
    meeting = group.meetings()[0].id
    form = {"title": "年度计划", "summary": "草案", "papers": (BytesIO(PDF), "计划.pdf")}
    desks.at("ldxz_sec").post(f"/group/meetings/{meeting}/matters", data=form)
    path = f"/attachments/{db.session.scalars(select(Attachment.id)).one()}"

    assert desks.at("fgw_head").get(path).status_code == 200
    assert desks.at("gaj_head").get(path).status_code == 404


def test_the_history_says_who_voted_for_whom(desks, matter):
    group.grant("CZJ", "fgw_head")
    desks.at("fgw_head").post(f"/group/matters/{matter}/vote", data={"outcome": "approve"})
    case = group.matter_case(matter).id

    page = desks.at("ldxz_sec").get(f"/cases/{case}").text

    assert "受市财政局委托" in page


def test_a_chair_reads_the_file_of_a_matter_with_both_sides_and_the_offices_grounds(desks, matter):
    page = desks.at("ldxz_chair2").get(f"/group/matters/{matter}").text

    for wanted in ("接入范围过大", "涉及多部门", "市卫生局", "市工商局", "卫生监督"):
        assert wanted in page


def test_a_notice_leads_to_the_meeting(desks, matter):
    meeting = group.meetings()[0].id
    change = {"held_on": "2026-09-04", "begins": "09:00", "place": "一楼"}
    desks.at("ldxz_sec").post(f"/group/meetings/{meeting}/change", data=change)
    desks.at("ldxz_sec").post(f"/group/meetings/{meeting}/call")

    assert f"/group/meetings/{meeting}" in desks.at("fgw_head").get("/notices/").text


def test_minutes_before_the_chairs_are_no_link_for_a_member(desks, app):
    number = group.matter(group.decided()).meeting_id
    group.minuted(number)
    address = f"/group/meetings/{number}"

    linked = {
        login: f"{address}/minutes/" in desks.at(login).get(address).text
        for login in ("ldxz_sec", "ldxz_chair1", "fgw_head")
    }

    assert linked == {"ldxz_sec": True, "ldxz_chair1": True, "fgw_head": False}


def test_whoever_records_the_decision_reads_the_count_beside_it(desks, app):
    case = group.a_matter()
    group.vote(case, "fgw_head", "bb_head")
    group.vote(case, "tjj_head", outcome="reject")
    group.let_it_be(group.FRIDAY + timedelta(days=3))
    group.ring(case)
    step = select(Task.id).where(Task.instance_id == case.id, Task.name == "record_decision")

    page = desks.at("ldxz_sec").get(f"/tasks/{db.session.scalars(step).one()}").text

    assert "应表决13个，已表决3个：同意提供2个，反对1个，弃权0个。" in page


def test_when_the_minutes_are_issued_the_secretary_is_offered_no_change_any_more(desks, app):
    number = group.matter(group.decided()).meeting_id
    page = f"/group/meetings/{number}"
    group.minuted(number)
    assert f"{page}/attendance" in desks.at("ldxz_sec").get(page).text

    sha256 = db.session.get_one(Minutes, number).sha256
    sent = desks.at("ldxz_chair1").post(f"{page}/minutes/sign", data={"sha256": sha256})

    told = desks.at("ldxz_sec").get(page).text
    assert sent.status_code == 302
    assert [way for way in ("attendance", "order", "matters") if f'"{page}/{way}"' in told] == []


def test_a_resolution_leads_the_units_head_to_what_it_may_read(desks, app):
    case = group.decided()
    matter = group.matter(case).id

    provider, secretary = (
        desks.at(login).get("/group/resolutions/").text for login in ("gsj_head", "ldxz_sec")
    )

    assert f'href="/cases/{case.id}"' in provider
    assert f"/group/matters/{matter}" not in provider
    assert f'href="/group/matters/{matter}"' in secretary


def test_whoever_voted_for_another_member_reads_that_vote_again(desks, matter):
    group.grant("CZJ", "fgw_head")
    form = {"outcome": "approve", "comment": "财政局书面意见"}
    desks.at("fgw_head").post(f"/group/matters/{matter}/vote", data=form)

    read = {
        login: "财政局书面意见" in desks.at(login).get(f"/group/matters/{matter}/tally").text
        for login in ("fgw_head", "czj_head", "bb_head")
    }

    assert read == {"fgw_head": True, "czj_head": True, "bb_head": False}


def test_a_meeting_whose_day_is_past_waits_for_its_attendance(desks, matter):
    group.let_it_be(group.FRIDAY + timedelta(days=3))

    assert "待登记出席情况" in desks.at("ldxz_sec").get("/group/").text


def test_from_the_agenda_to_the_signed_minutes(page, desks, app):
    """The secretary notes who came and drafts, a chair signs; axe finds nothing at any width."""
    page.add_init_script(WATCH)
    with clock.at(MORNING):
        meeting = group.plan()
        matter = group.matter(group.decided()).id
    address = f"/group/meetings/{meeting}"
    sign_in(page, "ldxz_sec")
    page.goto("/group/meetings/new")
    page.fill("#f-held_on", calendar.current().add(clock.today(), 1).isoformat())
    page.get_by_role("button", name="安排会议").click()
    expect(page).to_have_url(MEETING)
    page.goto(address)
    page.get_by_label("市财政局出席情况").select_option("leave")
    page.get_by_role("button", name="保存出席情况").click()
    page.get_by_role("link", name="查看会议纪要").click()
    page.fill("#f-opening", "会议听取了市信息办的汇报。")
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("button", name="提交负责人签发").click()
    expect(page.get_by_text("已提请负责人签发。")).to_be_visible()
    pages = ("/group/", address, f"/group/matters/{matter}", "/group/members/")
    found = [fault for one in pages for fault in faults(page, one)]

    page.get_by_role("button", name="退出").click()
    sign_in(page, "ldxz_chair1")
    found += faults(page, f"{address}/minutes/")
    page.get_by_role("button", name="签发", exact=True).click()

    expect(page.get_by_text("纪〔").first).to_be_visible()
    assert found == []

"""Attachments, notices, the page 为何此日到期, the archive: who gets them, and what they say."""

import io
from datetime import datetime
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.foundation import clock
from app.foundation.clock import LOCAL
from app.foundation.database import db
from app.foundation.files import Attachment
from app.foundation.notices import Notice
from app.jobs.worker import work_off
from app.workflow.ledger import Clock
from tests.support.desks import AGREED, APPROVED, DELIVERED, SIGNED, USED, Desks, open_task
from tests.support.people import account

NAME = "依据 “文件”;a=1.pdf"


@pytest.fixture
def attached(desks):
    """A case with a file; its number, and the address of the file."""
    case_id = desks.apply(attachments=(io.BytesIO(b"%PDF-1.4\n1 0 obj\n%%EOF\n"), NAME))
    desks.walk(APPROVED)
    return case_id, f"/attachments/{db.session.scalars(select(Attachment.id)).one()}"


def test_a_file_is_saved_and_never_shown(desks, attached):
    answer = desks.at("gsj_share").get(attached[1])

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert quote(NAME, safe="") in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "application/octet-stream"


def test_a_file_of_another_unit_s_case_does_not_exist(desks, attached):
    assert desks.at("hbj_share").get(attached[1]).status_code == 404


def test_a_file_of_a_draft_is_its_uploader_s(desks):
    desks.send("jtw_share", basis="", attachments=(io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "a.pdf"))
    path = f"/attachments/{db.session.scalars(select(Attachment.id)).one()}"

    assert desks.at("jtw_share").get(path).status_code == 200
    assert desks.at("jtw_head").get(path).status_code == 404


def test_the_case_names_its_files(desks, attached):
    assert attached[1] in desks.at("gsj_share").get(f"/cases/{attached[0]}").text


def test_every_day_of_a_clock_is_explained(app):
    with clock.at(datetime(2026, 9, 28, 10, tzinfo=LOCAL)):
        desks = Desks(app)
        case_id = desks.apply()
        desks.walk(APPROVED)
        shown = db.session.scalars(select(Clock).where(Clock.name == "answer")).one().id

        page = desks.at("gsj_share").get(f"/cases/{case_id}/clocks/{shown}").text

    assert "国庆节" in page
    assert "双休日" in page
    assert "第 10 日／共 10 日" in page
    assert "条例第21条" in page


def test_a_default_of_the_system_says_so(desks):
    case_id = desks.apply()
    desks.walk(
        APPROVED,
        ("gsj_share", "provider_response", {"outcome": "counter", "scope": "更小"}),
        ("gsj_head", "provider_approval", {"outcome": "approve"}),
    )
    clocks = {c.name: c.id for c in db.session.scalars(select(Clock))}

    consider = desks.at("jtw_share").get(f"/cases/{case_id}/clocks/{clocks['consider']}").text
    held = desks.at("jtw_share").get(f"/cases/{case_id}/clocks/{clocks['answer']}").text

    assert "本系统默认值" in consider
    assert "中止计时：需求单位答复协商意见" in held


def test_a_clock_of_another_case_is_not_found(desks):
    first, second = desks.apply(), desks.apply()
    desks.walk(APPROVED)
    shown = db.session.scalars(select(Clock)).one()
    other = second if shown.instance_id == first else first

    assert desks.at("jtw_share").get(f"/cases/{other}/clocks/{shown.id}").status_code == 404


def notice_of(login):
    mine = select(Notice).where(Notice.account_id == account(login).id)
    return db.session.scalars(mine).one()


def test_a_notice_leads_to_its_task_and_is_put_aside(desks):
    desks.apply()
    head = desks.at("jtw_head")
    page = head.get("/notices/").text
    notice = notice_of("jtw_head")

    head.post(f"/notices/{notice.id}/read")

    assert f"/tasks/{open_task('unit_review').id}" in page
    assert "您有新的待办事项：本单位审核" in page
    assert "未读 0 条" in head.get("/notices/").text


def test_nobody_puts_another_s_notice_aside(desks):
    desks.apply()
    notice = notice_of("jtw_head")

    assert desks.at("gsj_share").post(f"/notices/{notice.id}/read").status_code == 404


def test_the_other_side_does_not_see_an_answer_before_its_head_approves(desks):
    case_id = desks.apply()
    desks.walk(
        APPROVED,
        ("gsj_share", "provider_response", {"outcome": "counter", "scope": "尚未送达的意见"}),
    )

    assert "尚未送达的意见" not in desks.at("jtw_share").get(f"/cases/{case_id}").text
    assert "尚未送达的意见" in desks.at("gsj_head").get(f"/cases/{case_id}").text


def test_a_unit_that_was_not_told_does_not_see_the_case(desks):
    case_id = desks.apply()

    assert desks.at("gsj_share").get(f"/cases/{case_id}").status_code == 404
    assert desks.at("jtw_head").get(f"/cases/{case_id}").status_code == 200


def test_a_unit_without_a_sharing_officer_is_told_why_it_cannot_apply(desks):
    page = desks.at("ldxz_sec").get("/applications/new/IR0001")

    assert page.status_code == 200
    assert "没有登记信息共享岗" in page.text


def test_a_closed_case_is_fetched_as_one_file_by_both_sides_and_auditors(desks):
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED, *USED)
    work_off("archive")
    path = f"/cases/{case_id}/archive"

    assert path in desks.at("jtw_share").get(f"/cases/{case_id}").text
    for login in ("jtw_share", "gsj_head", "xxb_audit"):
        assert desks.at(login).get(path).data.startswith(b"PK")
    assert desks.at("xxb_escal").get(path).status_code == 404


def test_the_feedback_goes_to_the_provider_and_not_to_the_office(desks):
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED, *USED)

    assert "核验时间由三天缩短为即时" in desks.at("gsj_share").get(f"/cases/{case_id}").text
    assert "核验时间由三天缩短为即时" not in desks.at("xxb_escal").get(f"/cases/{case_id}").text


def test_a_closed_case_says_that_its_archive_is_being_made(desks):
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED)
    still_open = desks.at("gsj_share").get(f"/cases/{case_id}").text
    desks.walk(*USED)

    closed = desks.at("gsj_share").get(f"/cases/{case_id}").text
    work_off("archive")
    written = desks.at("gsj_share").get(f"/cases/{case_id}").text
    of_the_office = desks.at("xxb_escal").get(f"/cases/{case_id}").text

    assert "正在归档" not in still_open
    assert "正在归档" in closed
    assert f'href="/cases/{case_id}">刷新' in closed
    assert "正在归档" not in written
    assert f"/cases/{case_id}/archive" in written
    assert "归档" not in of_the_office.partition("<h2")[0]

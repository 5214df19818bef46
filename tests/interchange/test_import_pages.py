"""An administrator brings in a file of another tool, and reads what of it does not run here."""

import io

import pytest
from sqlalchemy import select

from app.foundation.database import db
from app.workflow.studio import revisions
from app.workflow.studio.models import Revision

PAGE = "/studio/import/"


@pytest.fixture
def admin(desks):
    return desks.at("xxb_proc")


def newest():
    db.session.expire_all()
    return db.session.scalars(select(Revision).order_by(Revision.id.desc())).first()


def send(admin, content, name="请假.bpmn", **fields):
    return admin.post(PAGE, data={"file": (io.BytesIO(content), name), **fields})


def test_a_file_becomes_a_new_draft_and_its_page_says_what_does_not_run(admin, example):
    answer = send(admin, example("camunda7"))
    draft = newest()
    page = admin.get(answer.location).text

    assert answer.location.endswith(f"/studio/import/drafts/{draft.id}/leave_request")
    assert (draft.title, draft.origin) == ("请假", "import")
    assert "由 Camunda 7 绘制" in page
    assert "脚本任务" in page and "图中的代码从不执行" in page
    assert "写作：approved == True and days &lt; 10" in page


def test_what_was_drawn_and_what_the_other_tool_wrote_lie_in_the_draft(admin, example):
    send(admin, example("camunda7"))

    kept, version = revisions.content(newest(), "process", "leave_request")

    assert version == 1
    assert b'camunda:delegateExpression="${bookLeave}"' in kept
    assert b"<!-- drawn for a test" in kept
    number = newest().id
    assert (
        f"/studio/import/drafts/{number}/leave_request"
        in admin.get(f"/studio/drafts/{number}").text
    )


def test_a_second_file_goes_into_the_same_draft_and_replaces_only_when_told(admin, example):
    send(admin, example("camunda7"))
    number = newest().id

    send(admin, example("flowable"), draft=str(number))
    refused = send(admin, example("flowable"), draft=str(number))
    taken = send(admin, example("flowable"), draft=str(number), instead="1")

    assert {item.key for item in newest().items} == {"leave_request", "visit"}
    assert refused.status_code == 422 and "已有流程“visit”" in refused.text
    assert taken.status_code == 302


def test_a_process_in_force_is_not_overwritten_by_chance(admin):
    shipped = revisions.released()["process", "sharing_usage"].content

    assert send(admin, shipped).status_code == 422
    assert newest() is None


def test_a_file_that_is_refused_leaves_no_draft_and_says_why(admin):
    answer = send(admin, b"<!DOCTYPE x><x/>")

    assert answer.status_code == 422
    assert "不允许使用文档类型" in answer.text or "DOCTYPE" in answer.text
    assert newest() is None


def test_without_a_file_nothing_is_begun(admin):
    assert admin.post(PAGE, data={"title": "空"}).status_code == 422
    assert newest() is None


def test_an_upload_beyond_measure_is_turned_down_before_it_is_read(admin):
    answer = send(admin, b"x" * 4_000_000)

    assert answer.status_code == 413
    assert "1000000" in answer.text


def test_what_stands_in_a_foreign_file_is_shown_as_text(admin, example):
    trick = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;"
    content = example("camunda7").replace(b"Review by head", trick.encode())
    content = content.replace(b"unit_approver,heads", trick.encode())

    page = admin.get(send(admin, content).location).text

    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_closed_draft_takes_nothing_in(admin, example):
    send(admin, example("camunda7"))
    number = newest().id
    admin.post(f"/studio/drafts/{number}/discard")

    assert send(admin, example("flowable"), draft=str(number)).status_code == 409


def test_what_is_drawn_nowhere_is_taken_out_when_asked_and_what_is_drawn_stays(admin, example):
    page = send(admin, example("everything"), "all.bpmn").location

    answer = admin.post(f"{page}/tidy", follow_redirects=True)
    content, version = revisions.content(newest(), "process", "inner")

    assert "个没有画出的元素" in answer.text and version == 2
    for gone in (
        "choreography",
        "itemDefinition",
        ":interface",
        "pl_shut",
        "potentialOwner",
        '"deep"',
    ):
        assert gone not in content.decode()
    for drawn in ("ask", "paper", "outer", "s_closed", "receive", "mf1", "e_mf1"):
        assert f'id="{drawn}"' in content.decode()


def test_two_processes_that_call_each_other_cost_the_pages_no_more_than_others(admin, example):
    one = example("flowable")
    send(admin, one.replace(b"visit_inner", b"other"), "one.bpmn")
    number = newest().id
    other = one.replace(b'id="visit"', b'id="other"').replace(b'"visit_inner"', b'"visit"')
    other = other.replace(b'bpmnElement="visit"', b'bpmnElement="other"')
    send(admin, other, "other.bpmn", draft=str(number))

    assert {item.key for item in newest().items} == {"visit", "other"}
    assert admin.get(f"/studio/drafts/{number}").status_code == 200
    assert "visit_inner" not in admin.get(f"/studio/import/drafts/{number}/visit").text

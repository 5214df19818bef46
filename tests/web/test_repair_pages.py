"""The pages of repairs: administrators act and say why; what a case is about stays its own."""

import re

import pytest

from app.foundation.database import db
from app.foundation.notices import Notice
from app.workflow import registry
from app.workflow.models import ProcessInstance, Task
from tests.support import invariants
from tests.support.desks import AGREED, APPLICATION, APPROVED, open_task
from tests.support.people import account
from tests.support.registrations import APPROVE, COLLECTION, PARKING, begin

SEEN = re.compile(r'name="seen" value="(\d+)"')


@pytest.fixture
def case(desks):
    """A case that waits for the provider."""
    number = desks.apply()
    desks.walk(APPROVED)
    return number


def post(desks, address, login="xxb_proc", **form):
    return desks.at(login).post(f"/studio/repair/{address}", data=form)


def page_of(desks, case, login="xxb_proc"):
    return desks.at(login).get(f"/studio/repair/{case}").text


def test_a_suspended_case_is_shown_as_such_to_those_who_would_act(desks, case):
    assert post(desks, f"{case}/suspend", reason="目录核查").status_code == 302

    officer, task = desks.at("gsj_share"), open_task("provider_response")
    assert "目录核查" in officer.get("/tasks/").text
    assert "目录核查" in officer.get(f"/cases/{case}").text
    shown = officer.get(f"/tasks/{task.id}").text
    assert "目录核查" in shown and 'name="outcome"' not in shown


def test_what_somebody_types_meanwhile_is_kept(desks, case):
    task = open_task("provider_response")
    post(desks, f"{case}/suspend", reason="目录核查")

    got = desks.answer(
        "gsj_share", "provider_response", outcome="refuse", reason="接入范围过大，另行商议"
    )

    assert got.status_code == 422 and open_task("provider_response").id == task.id
    post(desks, f"{case}/resume", reason="核查完毕")
    assert "接入范围过大，另行商议" in desks.at("gsj_share").get(f"/tasks/{task.id}").text


def test_the_parties_read_what_was_done_and_why(desks, case):
    post(desks, f"{case}/suspend", reason="目录核查")
    post(desks, f"{case}/resume", reason="核查完毕")
    desks.answer("gsj_share", "provider_response", outcome="agree")
    post(desks, f"{case}/send-back", reason="答复有误", to="sharing_application/provider_response")

    for login in ("jtw_share", "gsj_share", "xxb_audit"):
        story = desks.at(login).get(f"/cases/{case}").text
        for said in (
            "中止了事项：目录核查",
            "恢复了事项的办理：核查完毕",
            "退回到“提供单位答复”：答复有误",
        ):
            assert said in story, (login, said)


def test_whose_task_changes_is_told_once(desks, case):
    desks.answer("gsj_share", "provider_response", outcome="agree")
    db.session.rollback()
    before = db.session.query(Notice).count()

    post(desks, f"{case}/send-back", reason="答复有误", to="sharing_application/provider_response")

    db.session.rollback()
    told = db.session.query(Notice).order_by(Notice.id).offset(before).all()
    assert {(n.account_id, n.kind) for n in told} == {
        (account("gsj_head").id, "case_mended"),
        (account("gsj_share").id, "task_assigned"),
    }
    assert invariants.check(db.session) == []


def test_an_act_without_a_reason_is_not_done(desks, case):
    got = post(desks, f"{case}/suspend", reason=" ")

    assert got.status_code == 422 and "请说明理由" in got.text
    assert not db.session.get(ProcessInstance, case).is_suspended


def test_a_page_that_is_behind_does_nothing(desks, case):
    seen = SEEN.search(page_of(desks, case)).group(1)
    desks.walk(*AGREED)

    got = post(desks, f"{case}/suspend", reason="目录核查", seen=seen)

    assert got.status_code == 409
    db.session.expire_all()
    assert not db.session.get(ProcessInstance, case).is_suspended


def test_administrators_do_not_see_what_the_case_is_about(desks, case):
    listed = desks.at("xxb_proc").get("/studio/repair/?kind=runs").text
    shown = page_of(desks, case)

    assert "提供单位答复" in listed and "提供单位答复" in shown
    for said in (APPLICATION["scenario"], APPLICATION["scope"], *APPLICATION["items"]):
        assert said not in listed + shown
    assert desks.at("xxb_proc").get(f"/cases/{case}").status_code == 404


def test_the_list_is_filtered_by_number_process_and_unit(desks, case):
    other = desks.apply()
    admin = desks.at("xxb_proc")

    def found(query):
        rows = admin.get(f"/studio/repair/?kind=runs&{query}").text
        return [n for n in (case, other) if f'href="/studio/repair/{n}"' in rows]

    assert found("") == [case, other]
    assert found(f"text={other:04}号") == [other]
    assert found("process=catalogue_database") == []
    assert found(f"unit={account('gsj_share').unit_id}") == [case]
    assert found("text=注册号") == []  # what a case is about is not searched
    assert found("unit=&sort=nothing&page=-1") == [case, other]
    assert found("unit=x") == []  # no unit is not taken for all of them


def test_a_second_administrator_confirms_on_the_page_of_requests(desks):
    case = desks.apply()
    task = open_task("unit_review")
    post(desks, f"{case}/skip", reason="负责人离任", step=f"{task.id}:approve")
    request = re.search(
        r"requests/(\d+)/refuse", desks.at("xxb_proc").get("/studio/repair/requests").text
    )
    number = request.group(1)

    own = desks.at("xxb_proc").get("/studio/repair/requests").text
    assert f"requests/{number}/confirm" not in own
    assert post(desks, f"requests/{number}/confirm").status_code == 403
    assert post(desks, f"requests/{number}/confirm", login="xxb_proc2").status_code == 302

    assert open_task("provider_response")
    db.session.expire_all()
    assert db.session.get(Task, task.id).closed_by == "skipped"
    story = desks.at("jtw_share").get(f"/cases/{case}").text
    assert "确认跳过“本单位审核”" in story and "负责人离任" in story
    assert "两名管理员" in desks.at("jtw_head").get(f"/tasks/{task.id}").text
    over = desks.at("xxb_proc").get("/studio/repair/requests?over=1").text
    assert "已确认" in over or "确认" in over


def test_a_step_that_fails_is_in_the_list_until_it_goes_through(desks, case, monkeypatch):
    def broken(_case):
        raise KeyError("limit")

    # Another table of functions, as a room with a fault in it would hand it over.
    monkeypatch.setitem(registry._service_tasks, "sharing.deliver_answer", broken)
    desks.answer("gsj_share", "provider_response", outcome="agree")
    desks.app.config["PROPAGATE_EXCEPTIONS"] = False
    got = desks.answer("gsj_head", "provider_approval", outcome="approve")
    assert got.status_code == 500
    assert "缺少该环节所需的取值" in desks.at("xxb_proc").get("/studio/repair/").text

    monkeypatch.undo()
    assert post(desks, f"{case}/retry", reason="程序已修复").status_code == 302
    db.session.rollback()
    told = db.session.query(Notice).filter_by(kind="case_mended").all()
    assert [n.account_id for n in told] == [account("gsj_head").id]
    desks.walk(("gsj_head", "provider_approval", {"outcome": "approve"}))

    assert "缺少该环节所需的取值" not in desks.at("xxb_proc").get("/studio/repair/").text
    assert invariants.check(db.session) == []


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("send-back", {"to": "sharing_application/archive_case"}),
        ("send-back", {"to": "../../etc"}),
        ("correct", {"value": "sharing_application/case=2"}),
        ("correct", {"value": "="}),
        ("retry", {}),
        ("resume", {}),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(desks, case, act, form):
    got = post(desks, f"{case}/{act}", reason="试一试", **form)

    assert got.status_code == 409
    assert invariants.check(db.session) == []


@pytest.mark.parametrize("step", ["", "x:approve", "99999999999999999999:approve", "0:", "-1:"])
def test_a_step_that_is_not_there_is_not_passed_over(desks, case, step):
    assert post(desks, f"{case}/skip", reason="试一试", step=step).status_code == 404


def test_a_matter_of_the_catalogue_goes_back_while_it_is_with_its_unit(desks):
    case_id = begin(desks, "jtw_share", COLLECTION, **PARKING)
    desks.walk(("jtw_head", "review_collection", {"outcome": "return", "comment": "请补充依据"}))
    back = {"reason": "退回有误", "to": "catalogue_collection/review_collection"}

    assert post(desks, f"{case_id}/send-back", **back).status_code == 302

    assert invariants.check(db.session) == []
    desks.walk(("jtw_head", "review_collection", APPROVE))
    refused = post(desks, f"{case_id}/send-back", **back)
    assert refused.status_code == 409 and "本单位以外" in refused.text

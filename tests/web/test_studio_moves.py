"""The pages of running cases: where they stand, a trial, a move, a case taken back; for parties."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.jobs.worker import work_off
from app.workflow.definitions import PROCESS
from app.workflow.models import Draft
from app.workflow.studio import revisions
from app.workflow.studio.moves.models import MoveRun
from tests.domain.sharing import cases
from tests.domain.sharing.cases import open_task
from tests.support.people import account
from tests.workflow.studio.moves.acts import a_case, moved, release, renamed, taken_back
from tests.workflow.studio.moves.test_what_follows import more_fields

ADMIN = "xxb_proc"
RESPONSE = "sharing_application/provider_response"


@pytest.fixture
def admin(desks):
    return desks.at(ADMIN)


def last_run():
    db.session.expire_all()
    return db.session.scalars(select(MoveRun).order_by(MoveRun.id.desc())).first()


def a_draft(title="提供单位回复"):
    with acting.as_account(account(ADMIN)), transaction():
        made = revisions.begin("改名", account(ADMIN))
        xml, _version = revisions.content(made, PROCESS, "sharing_application")
        changed = xml.replace("提供单位答复".encode(), title.encode())
        revisions.save(
            made, PROCESS, "sharing_application", changed, seen=0, account=account(ADMIN)
        )
        return made.id


def test_an_administrator_sees_where_cases_stand_and_not_what_they_say(admin):
    a_case()
    a_case()
    page = admin.get("/studio/moves/").text
    assert "在办 2 件" in page
    listed = admin.get(f"/studio/moves/cases?step={RESPONSE}").text
    assert "共 2 件" in listed
    assert "提供单位答复 · 市工商局" in listed
    assert "卫生监督" not in listed and cases.USUAL["resource"] not in listed
    drawn = admin.get("/studio/moves/standing/sharing_application").text
    assert '"count": 2' in drawn and "/studio/moves/releases/1/sharing_application.bpmn" in drawn
    assert admin.get("/studio/moves/releases/1/sharing_application.bpmn").status_code == 200
    assert admin.get("/studio/moves/cases?step=nothing/here").status_code == 200


def test_a_draft_says_whom_it_touches_and_after_a_trial_who_could_move(admin):
    a_case()
    number = a_draft()
    assert "有 1 件在办" in admin.get(f"/studio/drafts/{number}").text
    assert admin.post(f"/studio/moves/drafts/{number}").status_code == 302
    work_off("move")
    page = admin.get(f"/studio/moves/drafts/{number}").text
    assert "1 件可以转版" in page and '"count": 1' in page
    assert (
        "提供单位回复" in admin.get(f"/studio/moves/drafts/{number}/sharing_application.bpmn").text
    )
    run = admin.get(f"/studio/moves/{last_run().id}").text
    assert "修订稿只能试转" in run
    assert (
        admin.post(f"/studio/moves/{last_run().id}/confirm", data={"reason": "x"}).status_code
        == 409
    )


def test_cases_are_tried_moved_and_taken_back_on_the_pages(admin):
    case = a_case()
    new = release(change=renamed("provider_response", "提供单位回复"))
    sent = {"process": "sharing_application", "target": new}
    answer = admin.post("/studio/moves/", data=sent)
    assert answer.status_code == 302
    here = answer.location
    assert "正在试转" in admin.get(here).text
    assert 'hx-trigger="every 1500ms"' in admin.get(here, headers={"HX-Request": "true"}).text
    work_off("move")
    page = admin.get(here).text
    assert "提供单位回复：名称有变" in page and "转版 1 件" in page
    assert admin.post(f"{here}/confirm", data={"reason": ""}).status_code == 422
    assert admin.post(f"{here}/confirm", data={"reason": "步骤改名"}).status_code == 302
    work_off("move")
    assert "已转版" in admin.get(f"{here}?show=moved").text
    one = f"{here}/cases/{case.id}"
    assert "撤回本件转版" in admin.get(one).text
    assert admin.post(f"{one}/take-back", data={"reason": "误选"}).status_code == 302
    assert "已恢复按原发布版办理" in admin.get(one).text
    assert admin.post(f"{here}/take-back", data={"reason": "误选"}).status_code == 409


def test_what_nobody_chose_or_wrote_is_refused_in_words(admin):
    case = a_case()
    nothing = admin.post("/studio/moves/", data={"target": "1"})
    assert nothing.status_code == 422 and "没有符合条件的在办件" in nothing.text
    unknown = admin.post("/studio/moves/", data={"target": "999"})
    assert unknown.status_code == 422 and "请选择现行的或曾经施行的发布版" in unknown.text
    new = release(change=renamed("provider_response", "提供单位回复"))
    lost = admin.post("/studio/moves/", data={"target": new, "numbers": "甲一号"})
    assert lost.status_code == 422 and "没有编号为 甲一号 的办件" in lost.text
    number = cases.fresh(case).number
    found = admin.post("/studio/moves/", data={"target": new, "numbers": f"{number}，{number}"})
    assert found.status_code == 302


def test_parties_read_of_the_move_and_its_reason_in_the_history(desks):
    case = a_case()
    number = moved(release(change=renamed("provider_response", "提供单位回复")))
    page = desks.at("wsj_share").get(f"/cases/{case.id}").text
    assert "将办件转到第 2 号发布版办理（原为第 1 号）" in page
    assert "新版本修正了审核步骤" in page
    assert "市信息办流程管理岗" in page
    taken_back(number)
    assert (
        "撤回转版，恢复按第 1 号发布版办理" in desks.at("wsj_share").get(f"/cases/{case.id}").text
    )


def test_a_draft_typed_before_the_form_changed_keeps_what_fits_and_says_what_is_other(desks):
    case = a_case()
    task = open_task(case, "provider_response").id
    typed = {"outcome": "refuse", "reason": "接入范围过大"}
    kept = desks.at("gsj_share").post(f"/tasks/{task}/draft", data=typed)
    assert kept.status_code == 200

    def without_reason(shape):
        more_fields(shape)

        def prune(parts):
            parts[:] = [one for one in parts if one.get("key") != "reason"]
            for one in parts:
                prune(one.get("components") or [])

        prune(shape["components"])

    number = moved(release(forms={"sharing/provider_response": without_reason}))
    page = desks.at("gsj_share").get(f"/tasks/{task}").text
    assert "您保存草稿之后本表单有变动" in page
    assert "新增：法制机构意见" in page
    assert "不再要求填写" in page and "接入范围过大" in page
    assert 'name="law_note"' in page
    assert "该步骤有变动" in desks.at("gsj_share").get("/notices/").text
    taken_back(number)
    page = desks.at("gsj_share").get(f"/tasks/{task}").text
    assert "您保存草稿之后本表单有变动" not in page
    assert "接入范围过大" in page
    assert db.session.scalars(select(Draft)).one().data["reason"] == "接入范围过大"


def test_what_was_answered_before_the_move_is_still_read_in_full(desks):
    case = SimpleNamespace(id=cases.a_case().id)
    cases.do(case, "unit_review", "wsj_head", "approve", opinion="同意，请尽快答复")

    def without_opinion(shape):
        shape["components"] = [c for c in shape["components"] if c.get("key") != "opinion"]

    before = desks.at("wsj_share").get(f"/cases/{case.id}").text
    moved(release(forms={"sharing/unit_review": without_opinion}))
    after = desks.at("wsj_share").get(f"/cases/{case.id}").text
    assert ("同意，请尽快答复" in before) == ("同意，请尽快答复" in after)

"""The first pages of the studio: the processes, the drafts, one draft."""

import pytest
from sqlalchemy import select

from app.foundation.database import db, transaction
from app.workflow.definitions import FORM, PROCESS
from app.workflow.studio import revisions
from app.workflow.studio.models import Revision
from tests.support.people import account
from tests.workflow.drawings import Drawing


@pytest.fixture
def admin(desks):
    return desks.at("xxb_proc")


def newest():
    db.session.expire_all()
    return db.session.scalars(select(Revision).order_by(Revision.id.desc())).first()


def test_each_process_stands_there_with_its_running_cases(admin, desks):
    desks.apply()

    page = admin.get("/studio/").text

    assert "sharing_application" in page and "sharing_usage" in page
    assert 'data-label="在办件">1<' in page


def test_a_change_is_begun_from_the_line_of_its_process(admin):
    answer = admin.post("/studio/drafts/", data={"process": "sharing_usage"})

    assert answer.status_code == 302
    assert answer.location.endswith(f"/studio/drafts/{newest().id}?process=sharing_usage")
    assert "备案、使用与反馈" in newest().title
    assert newest().created_by.login == "xxb_proc"


def test_a_draft_without_a_title_is_not_begun(admin):
    answer = admin.post("/studio/drafts/", data={"title": " "})

    assert answer.status_code == 422
    assert newest() is None


def test_a_draft_is_put_away_and_brought_back(admin):
    admin.post("/studio/drafts/", data={"title": "试改"})
    number = newest().id

    admin.post(f"/studio/drafts/{number}/discard")
    assert "试改" not in admin.get("/studio/drafts/").text
    assert "试改" in admin.get("/studio/drafts/?state=discarded").text
    admin.post(f"/studio/drafts/{number}/bring-back")

    assert newest().state == "draft"


def test_the_page_of_a_draft_says_what_is_wrong_and_a_change_is_taken_out(admin):
    admin.post("/studio/drafts/", data={"title": "坏表单"})
    draft = newest()
    with transaction():
        broken = b'{"components": []}'
        who = account("xxb_proc")
        revisions.save(draft, FORM, "sharing/unit_review", broken, seen=0, account=who)
    address = f"/studio/drafts/{draft.id}"

    assert "这些问题未解决前不能发布" in admin.get(address).text
    admin.post(f"{address}/restore", data={"kind": "form", "key": "sharing/unit_review"})

    assert "没有发现问题" in admin.get(address).text


def test_a_draft_says_what_it_makes_easier(admin):
    with transaction():
        draft = revisions.begin("放宽", account("xxb_proc"))
        drawing = Drawing(revisions.content(draft, PROCESS, "sharing_application")[0])
        drawing.set_property("consider_counter", "post", "sharing_officer,unit_approver")
        changed = drawing.bytes()
        who = account("xxb_proc")
        revisions.save(draft, PROCESS, "sharing_application", changed, seen=0, account=who)

    page = admin.get(f"/studio/drafts/{newest().id}").text

    assert "可办理本步骤的岗位增加了：unit_approver。" in page
    assert "只能从严，不能从宽" in page

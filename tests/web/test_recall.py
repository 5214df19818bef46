"""Taking a proposal back on the pages: offered until the other side has looked, and not after."""

import json
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.domain.sharing import records
from app.foundation.database import db
from app.foundation.notices import Notice
from app.web import dispute_cards
from app.web import recall as recall_pages
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance, Task
from tests.support import statements
from tests.support.desks import open_task
from tests.support.people import account
from tests.web.recalls import (
    REFERRED,
    SECRET,
    SETTLED,
    UPHELD,
    asked,
    before_the_office,
    propose,
    recall,
)
from tests.web.test_own_papers import archive

KNOWN = b'"recalled_at": null'
OFFER = "对方尚未看到"


@pytest.fixture
def case_id(desks):
    """A dispute in which the office has to propose something."""
    return before_the_office(desks)


def page(desks, login, path):
    got = desks.at(login).get(path)
    assert got.status_code == 200, (login, path, got.status_code)
    return got.text


# --- The offer


def test_whoever_proposed_is_told_that_it_can_be_taken_back_and_where(desks, case_id):
    answer = desks.answer("xxb_escal", "propose_settlement", **UPHELD)

    shown = page(desks, "xxb_escal", answer.location)

    assert "对方看到之前可以撤回" in shown
    assert OFFER in shown
    assert "/recall" in shown


def test_the_answered_task_offers_it_too(desks, case_id):
    task_id = propose(desks)

    assert f"/tasks/{task_id}/recall" in page(desks, "xxb_escal2", f"/tasks/{task_id}")


def test_so_does_the_card_on_the_page_of_the_dispute(desks, case_id):
    propose(desks)
    dispute = records.dispute(case_id)

    assert recall_pages.card in dispute_cards.CARDS
    assert recall_pages.card(dispute, account("xxb_escal")).id == "h-recall"
    assert recall_pages.card(dispute, account("jtw_share")) is None


def test_it_is_offered_to_nobody_else(desks, case_id):
    propose(desks)

    for login in ("xxb_audit", "gsj_share", "jtw_share"):
        assert OFFER not in page(desks, login, f"/cases/{case_id}")


def test_one_is_asked_once_more_and_lands_on_the_task_that_waits_again(desks, case_id):
    task_id = propose(desks)
    office = desks.at("xxb_escal")

    question = page(desks, "xxb_escal", f"/tasks/{task_id}/recall")
    answer = office.post(f"/tasks/{task_id}/recall")

    assert "确定撤回吗" in question
    assert urlsplit(answer.location).path == f"/tasks/{open_task('propose_settlement').id}"
    assert "已在对方看到之前撤回" in page(desks, "xxb_escal", answer.location)


def test_a_dispute_taken_up_by_mistake_is_put_down_again(desks, case_id):
    task = db.session.scalars(select(Task).where(Task.name == "accept_dispute")).one()

    assert recall(desks, task.id) == 302
    assert open_task("accept_dispute").unit.code == "XXB"


# --- What counts as seen


def unsee(task):
    """As if nobody had looked yet."""
    task.seen_at = None
    db.session.commit()


def test_the_first_look_of_the_other_side_ends_it_wherever_it_is(desks, case_id):
    task_id = propose(desks)
    task = asked(case_id, "jtw_share")
    clock = db.session.scalar(select(Clock.id).where(Clock.instance_id == case_id).limit(1))
    case = f"/cases/{case_id}"

    for path in (f"{case}/clocks/{clock}", f"{case}/agreement", f"/tasks/{task.id}", case):
        unsee(task)
        page(desks, "jtw_head", path)  # any account of the unit
        assert asked(case_id, "jtw_share").seen_at is not None, path

    assert asked(case_id, "gsj_share").seen_at is None
    assert OFFER not in page(desks, "xxb_escal", case)
    assert recall(desks, task_id) == 409
    assert desks.at("xxb_escal").get(f"/tasks/{task_id}/recall").status_code == 409


def test_a_secretary_who_has_opened_a_matter_has_seen_it(desks, case_id):
    task_id = propose(desks, **REFERRED)
    page(desks, "ldxz_sec", f"/tasks/{open_task('prepare_agenda').id}")

    assert recall(desks, task_id) == 409


def test_so_has_one_who_read_the_dispute_at_the_desk(desks, case_id):
    task_id = propose(desks, **REFERRED)
    at_the_desk = f"/desk/{records.dispute(case_id).id}"
    page(desks, "xxb_escal2", at_the_desk)
    page(desks, "xxb_head", at_the_desk)
    assert f"/tasks/{task_id}/recall" in page(desks, "xxb_escal", at_the_desk)

    page(desks, "ldxz_sec", at_the_desk)

    assert recall(desks, task_id) == 409


def test_so_does_an_answer_that_is_turned_down_and_a_task_that_is_taken(desks, case_id):
    task_id = propose(desks)
    task = asked(case_id, "jtw_share")

    sent = desks.at("jtw_share").post(f"/tasks/{task.id}", data={"outcome": "object"})
    assert (sent.status_code, recall(desks, task_id)) == (422, 409)

    unsee(task)
    desks.at("jtw_share").post(f"/tasks/{task.id}/claim")
    assert recall(desks, task_id) == 409


def test_lists_notices_auditors_and_browsers_that_run_ahead_have_not_seen_it(desks, case_id):
    task_id = propose(desks)
    task = asked(case_id, "jtw_share")
    places_to_go = [f"/cases/{case_id}", f"/tasks/{task.id}"]

    for path in ("/tasks/", "/cases/", "/notices/"):
        page(desks, "jtw_share", path)
    for path in places_to_go:
        page(desks, "xxb_audit", path)
        page(desks, "xxb_escal", path)
        assert desks.at("hbj_share").get(path).status_code == 404
        assert desks.at("jtw_share").head(path).status_code == 200
        ahead = desks.at("jtw_share").get(path, headers={"Sec-Purpose": "prefetch;prerender"})
        assert (ahead.status_code, ahead.text) == (503, "")

    assert asked(case_id, "jtw_share").seen_at is None
    assert recall(desks, task_id) == 302


def test_a_page_without_news_is_read_as_before_and_writes_nothing(desks, case_id):
    propose(desks)
    task = asked(case_id, "jtw_share")
    paths = (f"/cases/{case_id}", f"/tasks/{task.id}")
    for path in paths:
        page(desks, "jtw_share", path)

    for path in paths:
        with statements.counted() as sent:
            page(desks, "jtw_share", path)

        assert not [one for one in sent if one.startswith(("UPDATE", "INSERT", "DELETE"))]
        assert not [one for one in sent if "undo_point" in one]
        assert len([one for one in sent if "seen_at IS NULL" in one]) <= 1


# --- Who learns of it


def everything(desks, login, case_id):
    """All that somebody can open of a case, by its address."""
    db.session.expire_all()
    paths = ["/tasks/", "/cases/", "/notices/", f"/cases/{case_id}", f"/cases/{case_id}/agreement"]
    paths += [f"/cases/{case_id}?diagram=sharing_mediation"]
    for table, place in ((Clock, f"/cases/{case_id}/clocks/"), (Task, "/tasks/")):
        ids = db.session.scalars(select(table.id).where(table.instance_id == case_id))
        paths += [f"{place}{number}" for number in ids]
    return {path: desks.at(login).get(path).text for path in paths}


def test_the_other_side_learns_nothing(desks, case_id):
    others = ("jtw_share", "gsj_head", "ldxz_sec")
    case = f"/cases/{case_id}"
    for login in others:
        desks.at(login).get(case)  # what they did themselves is confirmed but once
    before = {login: desks.at(login).get(case) for login in others}

    recall(desks, propose(desks, **SETTLED))
    recall(desks, propose(desks, **REFERRED))

    for login in others:
        after = everything(desks, login, case_id)
        assert not [path for path, shown in after.items() if SECRET in shown]
        assert _said(after[case]) == _said(before[login].text)


def _said(shown):
    """A page without what is new each time it is asked for."""
    new = ("csrf", "nonce", "请求编号")
    return [line for line in shown.splitlines() if not any(word in line for word in new)]


def test_nor_does_a_side_s_archive_tell_of_it(desks, case_id):
    recall(desks, propose(desks, **SETTLED))
    propose(desks)
    for login in ("jtw_share", "gsj_share"):
        path = f"/tasks/{asked(case_id, login).id}"
        assert desks.at(login).post(path, data={"outcome": "accept"}).status_code == 302

    whole = archive(desks, "xxb_audit", case_id)
    for login in ("jtw_share", "gsj_share"):
        own = archive(desks, login, case_id)
        told = [name for name, content in own.items() if b"recall" in content.replace(KNOWN, b"")]
        assert told == []
        assert len(json.loads(own["case.json"])["disputes"][0]["settlements"]) == 1
        assert [c["name"] for c in json.loads(own["clocks.json"])].count("settle") == 1
    assert len(json.loads(whole["case.json"])["disputes"][0]["settlements"]) == 2
    assert b"answer recalled" in whole["log.json"]


def test_the_tasks_that_came_of_it_do_not_exist_for_whoever_was_asked(desks, case_id):
    task_id = propose(desks)
    came_of_it = asked(case_id, "jtw_share").id
    recall(desks, task_id)

    assert desks.at("jtw_share").get(f"/tasks/{came_of_it}").status_code == 404
    answered = desks.at("jtw_share").post(f"/tasks/{came_of_it}", data={"outcome": "accept"})
    assert answered.status_code == 404


def test_the_office_and_auditors_read_it_in_the_history(desks, case_id):
    recall(desks, propose(desks, **SETTLED))

    for login in ("xxb_escal", "xxb_audit"):
        shown = page(desks, login, f"/cases/{case_id}")
        assert "已撤回，对方未看到" in shown
        assert "已撤回（对方未看到）" in shown
        assert SECRET in shown


def test_the_ledger_shows_the_recall_to_the_office_alone(desks, case_id):
    recall(desks, propose(desks))
    mediate = db.session.scalars(select(Clock.id).filter_by(name="mediate")).one()
    settle = db.session.scalars(select(Clock.id).filter_by(name="settle")).one()

    assert "恢复计时（" in page(desks, "xxb_escal", f"/cases/{case_id}/clocks/{mediate}")
    assert "随撤回的答复终止" in page(desks, "xxb_escal", f"/cases/{case_id}/clocks/{settle}")
    assert "恢复计时（" not in page(desks, "gsj_share", f"/cases/{case_id}/clocks/{mediate}")
    assert desks.at("gsj_share").get(f"/cases/{case_id}/clocks/{settle}").status_code == 404


def test_a_notice_of_a_recall_says_so(desks, case_id):
    task_id = propose(desks)
    mine = Notice.account_id == account("jtw_share").id
    for notice in db.session.scalars(select(Notice).where(mine)):
        notice.mailed_at = notice.created_at
    db.session.commit()
    recall(desks, task_id)

    assert "市信息办已撤回此前送出的事项" in page(desks, "jtw_share", "/notices/")
    assert db.session.get_one(ProcessInstance, case_id).active == [
        "sharing_mediation/propose_settlement"
    ]

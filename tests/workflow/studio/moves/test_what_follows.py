"""What a move leaves alone, what it changes, and what a revert brings back."""

from copy import deepcopy
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed
from app.foundation.identity import acting
from app.foundation.identity.models import Account
from app.foundation.notices import Notice
from app.jobs.worker import work_off
from app.workflow import clocks, inbox, undo
from app.workflow.ledger import ClockEntry
from app.workflow.models import Task
from app.workflow.studio.moves import asking, running
from app.workflow.studio.repairs import suspending
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do, let_pass, open_names, open_task
from tests.support.days import a_monday
from tests.support.people import account
from tests.workflow.studio.moves import acts
from tests.workflow.studio.moves.acts import (
    a_case,
    confirm,
    moved,
    of,
    release,
    renamed,
    run,
    taken_back,
    tried,
)

__all__ = ["a_monday"]


def entries(case):
    db.session.expire_all()
    found = db.session.scalars(select(ClockEntry).order_by(ClockEntry.id))
    return [(e.clock.name, e.event, e.on_date, e.due_on) for e in found]


def due(case, name="answer"):
    db.session.expire_all()
    found = clocks.open_clocks(case.id).get(name)
    return found and (found.due_on, found.used, found.running_since)


def told(case):
    db.session.expire_all()
    found = select(Notice).where(Notice.instance_id == case.id, Notice.kind == "task_changed")
    return {
        (n.task_id, db.session.get(Account, n.account_id).login) for n in db.session.scalars(found)
    }


def more_fields(shape):
    shape["components"].append({
        "type": "textfield", "id": "field_law", "key": "law_note", "label": "法制机构意见",
        "validate": {"maxLength": 200}, "properties": {"label_en": "Note of the legal office"},
    })  # fmt: skip


def other_posts(d):
    d.set_property("provider_response", "post", "legal_advisor")


# --- Deadlines


def test_a_deadline_that_stands_still_stays_so_and_goes_on_as_ever(app):
    held = a_case()
    do(held, "provider_response", "gsj_share", "supplement", missing=["章程"])
    let_pass(2, held)
    was, lines = due(held), entries(held)
    moved(release(change=renamed("provider_response", "提供单位回复")))

    assert was[0] is None
    assert (due(held), entries(held)) == (was, lines)
    do(held, "supplement_application", "wsj_share", "resubmit", basis="附章程")
    assert due(held)[0] is not None


def test_a_suspended_case_moves_its_clocks_still_and_goes_on_by_the_new_release(app):
    case = a_case()
    let_pass(2, case)
    admin = account(acts.ADMIN)
    with acting.as_account(admin), transaction():
        suspending.suspend(case.id, "流程图有误", admin)
    was, lines = due(case), entries(case)
    new = release(change=renamed("provider_response", "提供单位回复"))
    moved(new)

    assert acts.instance(case).release_id == new
    assert (due(case), entries(case)) == (was, lines)
    assert acts.instance(case).is_suspended
    with acting.as_account(account(acts.ADMIN)), transaction():
        suspending.resume(case.id, "已按新版本办理", account(acts.ADMIN))
    assert due(case)[0] is not None
    cases.answered(case, "agree")


def test_where_the_drawing_names_another_clock_the_trial_says_so_and_a_revert_brings_it_back(app):
    case = a_case()
    let_pass(2, case)
    was = due(case)

    def other_clock(d):
        timer = d["provider_response_answer"]
        (text,) = [e for e in timer.iter() if (e.text or "").strip() == "deadline('answer')"]
        text.text = "deadline('consider')"

    number = tried(release(change=other_clock))
    assert of(number, case).changes["clocks"] == [
        {"name": "answer", "what": "ends"},
        {"name": "consider", "what": "begins"},
    ]
    confirm(number)
    work_off("move")
    assert due(case) is None
    assert due(case, "consider")[0] == open_task(case, "provider_response").due_on
    taken_back(number)
    assert due(case) == was
    assert due(case, "consider") is None
    assert open_task(case, "provider_response").due_on == was[0]
    assert open_task(case, "provider_response").clock_name == "answer"


def test_a_deadline_rings_on_its_day_after_the_move(app):
    case = a_case()
    moved(release(change=renamed("provider_response", "提供单位回复")))
    let_pass(11, case)
    assert open_names(case) == ["explain_default"]


# --- Tasks and people


def test_only_those_whose_task_changed_are_told(app):
    asked, waits = a_case(), SimpleNamespace(id=cases.a_case().id)
    moved(release(forms={"sharing/provider_response": more_fields}))

    task = open_task(asked, "provider_response")
    assert told(asked) == {(task.id, "gsj_share")}
    assert told(waits) == set()


def test_whoever_held_a_task_and_may_answer_it_no_more_lets_go_and_gets_it_back(app):
    case = a_case()
    number = open_task(case, "provider_response").id
    with acting.as_account(account("gsj_share")), transaction():
        inbox.claim(number, account("gsj_share"))
    run_number = moved(release(change=other_posts))

    task = open_task(case, "provider_response")
    assert (task.posts, task.claimed_by_id) == (["legal_advisor"], None)
    taken_back(run_number)
    task = open_task(case, "provider_response")
    assert (task.posts, task.claimed_by_id) == (["sharing_officer"], account("gsj_share").id)


def test_what_was_answered_is_read_by_the_form_in_which_it_was_answered(app):
    case = a_case()
    before = acts.instance(case).release_id
    number = moved(release(forms={"sharing/unit_review": more_fields}))
    answered = select(Task).where(Task.instance_id == case.id, Task.name == "unit_review")

    assert db.session.scalars(answered).one().form_release_id == before
    taken_back(number)
    db.session.expire_all()
    assert db.session.scalars(answered).one().release_id is None


def test_nobody_moves_where_a_lane_has_no_unit(app):
    case = a_case()

    def nobody_sits_there(d):
        (seat,) = [e for e in d.root.iter() if e.text == "provider_response"
                   and str(e.tag).endswith("flowNodeRef")]  # fmt: skip
        lane = d["provider"]
        lane.getparent().append(deepcopy(lane))
        made = lane.getparent()[-1]
        made.set("id", "notary")
        made.set("name", "公证处")
        for reference in list(made):
            made.remove(reference)
        made.append(seat)

    number = tried(release(change=nobody_sits_there))
    assert of(number, case).reasons == [
        {"zh": "该办件中没有单位担任“公证处”。", "en": "No unit acts as “公证处” in this case."}
    ]


# --- Answers that could be taken back


def dispute():
    case = a_case()
    grounds = {"reason_code": "security", "reason": "接入范围过大", "legal_basis": "部门职责规定"}
    do(case, "provider_response", "gsj_share", "refuse", **grounds)
    do(case, "provider_approval", "gsj_head", "approve")
    task = open_task(case, "accept_dispute").id
    do(case, "accept_dispute", "xxb_escal", responsibility="produced")
    return case, task


def recall(task_id):
    with acting.as_account(account("xxb_escal")), transaction():
        undo.take_back(task_id, account("xxb_escal"))


def test_an_answer_cannot_be_taken_back_across_a_move_but_can_again_when_that_is_taken_back(app):
    case, task = dispute()
    number = moved(release("sharing_mediation", renamed("propose_settlement", "提出调解方案")))
    with pytest.raises(Conflict):
        recall(task)
    taken_back(number)
    recall(task)
    assert open_names(case) == ["accept_dispute"]


# --- Who decides


def test_only_who_asked_for_the_trial_confirms_with_a_reason_and_once(app):
    a_case()
    number = tried(release(change=renamed("provider_response", "提供单位回复")))
    with pytest.raises(NotAllowed):
        confirm(number, login="xxb_proc2")
    with pytest.raises(Invalid):
        confirm(number, reason="  ")
    confirm(number)
    with pytest.raises(Conflict):
        confirm(number)


def test_a_case_that_went_on_since_the_trial_moves_where_nothing_else_would_change(app):
    case, ended = a_case(), a_case()
    number = tried(release(change=renamed("provider_response", "提供单位回复")))
    do(case, "provider_response", "gsj_share", "agree")
    do(ended, "provider_response", "gsj_share", "supplement", missing=["章程"])
    confirm(number)
    work_off("move")
    assert (of(number, case).outcome, of(number, ended).outcome) == ("moved", "moved")
    do(case, "provider_approval", "gsj_head", "approve")
    assert open_names(case) == ["sign_demander", "sign_provider"]


def test_single_cases_are_taken_back_and_the_others_stay(app):
    one, other = a_case(), a_case()
    new = release(change=renamed("provider_response", "提供单位回复"))
    number = moved(new)
    with acting.as_account(account(acts.ADMIN)), transaction():
        asking.take_case_back(number, one.id, "误选")
    assert [acts.instance(c).release_id for c in (one, other)] == [1, new]
    with pytest.raises(Conflict), transaction():
        asking.take_case_back(number, one.id, "误选")


def test_cases_can_go_back_to_an_older_release_by_a_run_of_their_own(app):
    case = a_case()
    new = release(change=renamed("provider_response", "提供单位回复"))
    moved(new)
    do(case, "provider_response", "gsj_share", "agree")
    moved(1)
    assert acts.instance(case).release_id == 1
    do(case, "provider_approval", "gsj_head", "approve")


# --- Stopped, killed, at the same time


def test_what_was_stopped_goes_on_where_it_was(app):
    all_of_them = [a_case() for _ in range(3)]
    number = tried(release(change=renamed("provider_response", "提供单位回复")))
    confirm(number)
    claimed = take_up(number)
    with transaction():
        running.do(claimed, all_of_them[0].id)
    with acting.as_account(account(acts.ADMIN)), transaction():
        asking.stop(number)
    with pytest.raises(running.Lost), transaction():
        running.do(claimed, all_of_them[1].id)
    work_off("move")
    assert [of(number, c).outcome for c in all_of_them] == ["moved", "", ""]
    with transaction():
        asking.go_on(number)
    work_off("move")
    assert [of(number, c).outcome for c in all_of_them] == ["moved"] * 3


def take_up(number):
    with transaction():
        return running.take_up(number)


def test_a_run_whose_worker_died_is_taken_up_by_another_and_no_case_moves_twice(app):
    all_of_them = [a_case() for _ in range(3)]
    number = tried(release(change=renamed("provider_response", "提供单位回复")))
    confirm(number)
    dead = take_up(number)
    with transaction():
        running.do(dead, all_of_them[0].id)
    work_off("move")

    assert run(number).state == "done"
    assert [acts.moves_of(c) for c in all_of_them] == [1, 1, 1]
    with pytest.raises(running.Lost), transaction():
        running.do(dead, all_of_them[1].id)


def test_what_cannot_be_loaded_stays_and_keeps_nobody_else_from_moving(app):
    broken, sound = a_case(), a_case()
    number = tried(release(change=renamed("provider_response", "提供单位回复")))
    with transaction():
        acts.instance(broken).state = b"\x01nonsense"
    confirm(number)
    work_off("move")
    assert (of(number, broken).outcome, of(number, sound).outcome) == ("refused", "moved")
    assert run(number).state == "done"

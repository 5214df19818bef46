"""A step that nobody can do is passed over, by two administrators, never by one."""

import pytest

from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed
from app.foundation.identity import acting
from app.workflow.models import Task
from app.workflow.studio.repairs import skipping
from tests.domain.sharing.cases import (
    a_case,
    answered,
    approved,
    do,
    fresh,
    open_names,
    open_task,
    refused,
)
from tests.support import invariants
from tests.support.together import at_once


def ask(case, name, outcome, account, why="该单位已无人可办"):
    with acting.as_account(account), transaction():
        return skipping.ask(open_task(case, name).id, outcome, why, account).id


def confirm(request_id, account):
    with acting.as_account(account), transaction():
        skipping.confirm(request_id, account)


def test_nothing_happens_before_the_second_administrator_has_confirmed(admin, second):
    case = a_case()
    asked = ask(case, "unit_review", "approve", admin)
    assert open_names(case) == ["unit_review"]

    confirm(asked, second)

    assert open_names(case) == ["provider_response"]
    passed = db.session.scalars(db.select(Task).filter_by(name="unit_review")).one()
    assert (passed.closed_by, passed.completed_by_id, passed.answers) == ("skipped", None, None)
    assert invariants.check(db.session) == []


def test_whoever_asked_does_not_confirm(admin):
    asked = ask(a_case(), "unit_review", "approve", admin)

    with pytest.raises(NotAllowed):
        confirm(asked, admin)


def test_a_request_ends_when_the_case_moves_on(admin, second):
    case = a_case()
    asked = ask(case, "unit_review", "approve", admin)
    do(case, "unit_review", "wsj_head", "approve")

    with pytest.raises(Conflict, match="已向前推进"):
        confirm(asked, second)
    assert skipping.listed(waiting=True) is not None
    assert db.session.scalars(skipping.listed(waiting=True)).all() == []


def test_a_refusal_has_a_reason_and_leaves_the_step_open(admin, second):
    case = a_case()
    asked = ask(case, "unit_review", "approve", admin)

    with acting.as_account(second), transaction():
        skipping.refuse(asked, "负责人下周到岗", second)

    assert open_names(case) == ["unit_review"]
    with pytest.raises(Conflict):
        confirm(asked, second)
    assert ask(case, "unit_review", "approve", admin) != asked


def test_the_outcome_is_one_of_the_forms_own(admin):
    with pytest.raises(Invalid):
        ask(a_case(), "unit_review", "no_such", admin)


def test_a_step_that_a_guard_rail_protects_is_not_passed_over(admin):
    case = approved(a_case())
    with pytest.raises(Conflict, match="护栏"):
        ask(case, "provider_response", "agree", admin)
    refused(case)
    with pytest.raises(Conflict, match="护栏"):
        ask(case, "accept_dispute", "", admin)


def test_nobody_signs_by_being_passed_over(admin):
    case = answered(approved(a_case()), "agree")
    do(case, "sign_demander", "wsj_head", "sign")

    with pytest.raises(Conflict, match="缺少该环节"):
        ask(case, "sign_provider", "sign", admin)

    assert open_names(case) == ["sign_provider"]
    assert invariants.check(db.session) == []


def test_trying_it_out_leaves_no_trace(admin):
    case = a_case()
    before = db.session.scalar(db.text("SELECT count(*) FROM notice"))

    ask(case, "unit_review", "approve", admin)

    assert db.session.scalar(db.text("SELECT count(*) FROM notice")) == before
    actions = db.session.scalars(
        db.text("SELECT action FROM audit_entry ORDER BY id DESC LIMIT 2")
    ).all()
    assert actions[0] == "skip requested" and actions[1] != "step skipped"


def test_two_who_confirm_at_once_pass_it_over_once(app, admin, second):
    case = a_case()
    asked = ask(case, "unit_review", "approve", admin)
    third, login = second.id, second.login

    def one():
        with app.app_context():
            account = db.session.get(type(second), third)
            assert account.login == login
            try:
                confirm(asked, account)
            except Conflict:
                return "late"
            finally:
                db.session.remove()
            return "done"

    assert sorted(at_once([one, one])) == ["done", "late"]
    assert open_names(case) == ["provider_response"]
    assert invariants.check(db.session) == []


def test_an_answer_and_a_confirmation_at_once_are_one_of_them(app, admin, second):
    case = a_case()
    asked, second_id, case_id = ask(case, "unit_review", "approve", admin), second.id, case.id

    def skip():
        with app.app_context():
            try:
                confirm(asked, db.session.get(type(second), second_id))
            except Conflict:
                return "late"
            finally:
                db.session.remove()
            return "skipped"

    def answer():
        with app.app_context():
            try:
                do(db.session.get(type(case), case_id), "unit_review", "wsj_head", "approve")
            except (Conflict, AssertionError):
                return "late"
            finally:
                db.session.remove()
            return "answered"

    got = at_once([skip, answer])

    assert sorted(got) in (["answered", "late"], ["late", "skipped"])
    assert open_names(fresh(case)) == ["provider_response"]
    assert invariants.check(db.session) == []

"""Running cases go on by another release: with their deadlines, their tasks and their history."""

from sqlalchemy import select

from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.workflow.ledger import ClockEntry
from app.workflow.models import Task
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do, let_pass, open_names, open_task
from tests.support.days import a_monday
from tests.workflow.studio.moves import acts
from tests.workflow.studio.moves.acts import (
    a_case,
    moved,
    of,
    release,
    renamed,
    run,
    taken_back,
    tried,
)

__all__ = ["a_monday"]


def ledger(case):
    entries = select(ClockEntry).order_by(ClockEntry.id)
    return [(e.id, e.event, e.on_date, e.due_on) for e in db.session.scalars(entries)]


def dates(case):
    db.session.expire_all()
    found = select(Task).where(Task.instance_id == case.id, Task.closed_at.is_(None))
    return [
        (t.id, t.engine_id, t.clock_name, t.due_on, t.due_at) for t in db.session.scalars(found)
    ]


def actions(case):
    found = select(AuditEntry).where(AuditEntry.instance_id == case.id).order_by(AuditEntry.id)
    return [(e.action, e.actor, e.release_id) for e in db.session.scalars(found)]


def test_a_trial_touches_nothing_and_says_what_would_be(app):
    case = a_case()
    before = acts.instance(case)
    was = before.release_id, before.version, before.state, dates(case)
    number = tried(release(change=renamed("provider_response", "提供单位回复")))

    assert run(number).state == "tried"
    found = of(number, case)
    assert (found.verdict, found.reasons) == ("moves", [])
    assert found.changes["stays"] == [{
        "step": "sharing_application/provider_response",
        "title": "提供单位回复", "title_en": "Provider's answer", "what": ["title"],
    }]  # fmt: skip
    assert (found.changes["opens"], found.changes["closes"], found.changes["clocks"]) == (
        [],
        [],
        [],
    )
    now = acts.instance(case)
    assert (now.release_id, now.version, now.state, dates(case)) == was


def test_a_moved_case_keeps_its_task_and_its_deadline_to_the_day(app):
    case = a_case()
    let_pass(3, case)
    dated, lines, wakes = dates(case), ledger(case), acts.instance(case).wake_at
    new = release(change=renamed("provider_response", "提供单位回复"))
    number = moved(new)

    assert run(number).state == "done"
    assert of(number, case).outcome == "moved"
    assert acts.instance(case).release_id == new
    assert (dates(case), ledger(case), acts.instance(case).wake_at) == (dated, lines, wakes)
    assert open_task(case, "provider_response").title == "提供单位回复"
    assert actions(case)[-1] == ("case moved", "市信息办流程管理岗", new)
    cases.answered(case, "agree")
    assert open_names(case) == ["sign_demander", "sign_provider"]


def test_a_case_taken_back_is_exactly_as_it_was(app):
    case = a_case()
    before = acts.instance(case)
    kept = {
        n: getattr(before, n)
        for n in ("release_id", "state", "active", "calls", "passed", "wake_at")
    }
    task = open_task(case, "provider_response")
    row = {c.key: getattr(task, c.key) for c in Task.__table__.c}
    dated, lines = dates(case), ledger(case)
    new = release(change=renamed("provider_response", "提供单位回复"))
    number = moved(new)
    taken_back(number)

    now = acts.instance(case)
    assert of(number, case).outcome == "reverted"
    assert {n: getattr(now, n) for n in kept} == kept
    task = open_task(case, "provider_response")
    assert {c.key: getattr(task, c.key) for c in Task.__table__.c} == row
    assert (dates(case), ledger(case)) == (dated, lines)
    assert actions(case)[-1][0] == "case moved back"
    cases.answered(case, "agree")


def test_a_case_that_has_gone_on_is_not_taken_back_and_says_why(app):
    stays, goes = a_case(), a_case()
    new = release(change=renamed("provider_response", "提供单位回复"))
    number = moved(new)
    do(goes, "provider_response", "gsj_share", "agree")
    taken_back(number)

    assert of(number, stays).outcome == "reverted"
    assert of(number, goes).outcome == "moved"
    assert of(number, goes).said == [
        {"zh": "办件此后已有进展。", "en": "The case has gone on since."}
    ]
    assert acts.instance(goes).release_id == new
    assert run(number).state == "done"


def test_who_may_not_move_is_told_in_both_languages(app):
    case = a_case()

    def gone(d):
        for element in d.root.iter():
            for key, value in element.attrib.items():
                if value == "provider_response":
                    element.set(key, "provider_reply")
            if element.text == "provider_response":
                element.text = "provider_reply"

    number = tried(release(change=gone))
    assert of(number, case).verdict == "stays"
    assert of(number, case).reasons[0] == {
        "zh": "办件正处于“提供单位答复”，新版本没有这一步。",
        "en": "The case stands at “Provider's answer”, which the new version does not have.",
    }

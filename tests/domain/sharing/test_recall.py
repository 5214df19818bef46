"""The office takes back what it sent: the case stands as it stood, and may go another way."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from app import workflow
from app.domain.documents.models import IssuedDocument
from app.domain.documents.rules.paper import Paper
from app.domain.documents.services import issue
from app.domain.sharing import queries, records
from app.domain.sharing.models.dispute import Settlement
from app.domain.sharing.models.terms import Terms
from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.foundation.identity import acting
from app.foundation.identity import queries as people
from app.foundation.notices import Notice
from app.jobs import send_reminders
from app.workflow import clocks, duedays, parties, undo
from app.workflow.ledger import Clock, standing
from app.workflow.models import ProcessInstance, Task, UndoPoint
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do, open_names
from tests.support import invariants, statements

UPHELD = {"grounds": "涉及国家安全"}
SETTLED = {"items": ["注册号", "企业名称"], "conditions": "仅限内网使用"}
REFERRED = {"grounds": "涉及多部门", "criteria": ["cross_system"]}
SUBSTITUTED = {"substitute": "IR0004", "items": ["机构名称", "机构地址"]}  # 市质监局 has it


def before_the_office():
    """A refused case that the office has taken up."""
    case = cases.refused(cases.approved(cases.a_case()))
    do(case, "accept_dispute", "xxb_escal", responsibility="produced")
    return case


def proposed(outcome="uphold", **form):
    """A case in which the office has just proposed something."""
    case = before_the_office()
    do(case, "propose_settlement", "xxb_escal", outcome, **form or UPHELD)
    return case


def take_back(case, name="propose_settlement", login="xxb_escal"):
    """Take the last answer of that name back."""
    account = people.account_by_login(login)
    with acting.as_account(account), transaction():
        return workflow.take_back(last(case, name).id, account)


def last(case, name):
    statement = select(Task).where(Task.instance_id == case.id, Task.name == name)
    return db.session.scalars(
        statement.where(Task.completed_by_id.is_not(None)).order_by(Task.id.desc()).limit(1)
    ).one()


def stands(case):
    """Where a case stands, but for what a recall may leave behind: its lines and its rows."""
    db.session.expire_all()
    instance = db.session.get_one(ProcessInstance, case.id)
    seats = [(s.lane, s.unit_id, s.acts, s.visible_at) for s in parties.parties(case.id)]
    running = {
        name: (c.used, c.running_since, c.due_on, c.extended, c.fired_at)
        for name, c in clocks.open_clocks(case.id).items()
    }
    return (
        bytes(instance.state), instance.case_state, instance.active, instance.calls,
        instance.passed, instance.clock_plans, instance.wake_at,
        sorted(seats), running, open_names(case), records.terms(case.id).id,
        records.dispute(case.id).result,
    )  # fmt: skip


def seats_of(case, lane):
    return {s.unit.code for s in parties.parties(case.id) if s.lane == lane and s.visible_at}


@pytest.mark.parametrize(
    ("outcome", "form"),
    [("uphold", UPHELD), ("settle", SETTLED), ("settle", SUBSTITUTED), ("refer", REFERRED)],
)
def test_a_proposal_taken_back_leaves_the_case_as_it_stood(app, outcome, form):
    case = before_the_office()
    before = stands(case)

    do(case, "propose_settlement", "xxb_escal", outcome, **form)
    take_back(case)

    assert stands(case) == before
    assert invariants.check(db.session) == []


def test_a_dispute_taken_up_can_be_put_down_again(app):
    case = cases.refused(cases.approved(cases.a_case()))
    before = stands(case)
    do(
        case,
        "accept_dispute",
        "xxb_escal",
        responsibility="built",
        consult=["FZB", "TJJ"],
        note="请会商",
    )

    take_back(case, "accept_dispute")

    dispute = records.dispute(case.id)
    assert stands(case) == before
    assert (dispute.responsibility, dispute.consult, dispute.accepted_at) == (None, [], None)
    assert invariants.check(db.session) == []


def test_the_proposal_stays_to_be_read_and_its_terms_come_to_nothing(app):
    case = proposed("settle", **SETTLED)

    take_back(case)

    settlement = db.session.scalars(select(Settlement)).one()
    assert settlement.recalled_at is not None
    assert settlement.verdict is None
    assert settlement.terms.status == "void"
    assert records.terms(case.id).source == "application"


def test_a_proposal_taken_back_is_no_round_for_the_two_sides(app):
    case = proposed("settle", **SETTLED)

    take_back(case)

    demander, office = (people.account_by_login(n).unit_id for n in ("wsj_share", "xxb_escal"))
    assert [one.number for one in queries.rounds(case.id, demander)] == [1]
    assert [one.number for one in queries.rounds(case.id, office)] == [1, None]


def test_the_next_proposal_takes_the_number_that_the_two_sides_expect(app):
    case = proposed("settle", **SETTLED)
    take_back(case)

    do(case, "propose_settlement", "xxb_escal", "settle", **SETTLED | {"scope": "市区"})

    demander = people.account_by_login("wsj_share").unit_id
    assert [one.number for one in queries.rounds(case.id, demander)] == [1, 2]


def test_a_substitutes_provider_is_out_again(app):
    case = proposed("settle", **SUBSTITUTED)
    inside = seats_of(case, "provider")

    take_back(case)

    assert seats_of(case, "provider") == {"GSJ"} < inside


def test_the_group_does_not_see_a_matter_that_was_taken_back(app):
    case = proposed("refer", **REFERRED)
    inside = seats_of(case, "leading_group")

    take_back(case)

    assert seats_of(case, "leading_group") == set() != inside


def test_a_substitutes_provider_taken_back_votes_when_the_matter_is_referred(app):
    case = proposed("settle", **SUBSTITUTED)
    take_back(case)
    do(case, "propose_settlement", "xxb_escal", "refer", **REFERRED)
    agenda = {"title": "议题", "summary": "摘要", "options": ["提供", "不提供"]}

    do(case, "prepare_agenda", "ldxz_sec", **agenda, meeting_date=cases.in_days(3))

    substitutes = records.agenda_item(case.id).voters
    member = {unit.code for unit in people.units() if unit.leading_group_member}
    assert set(substitutes) == member - {"WSJ", "GSJ"}


def test_the_same_step_can_be_taken_otherwise_and_back_again(app):
    case = proposed()
    before = None
    for outcome, form in [("settle", SETTLED), ("refer", REFERRED), ("settle", SUBSTITUTED)]:
        take_back(case)
        before = before or stands(case)
        assert stands(case) == before
        do(case, "propose_settlement", "xxb_escal", outcome, **form)

    for login in ("wsj_share", "zjj_share"):
        do(case, "answer_settlement", login, "accept")
    assert open_names(case) == ["sign_demander", "sign_provider"]
    assert invariants.check(db.session) == []


def test_many_recalls_cost_the_engine_nothing(app):
    case = proposed()
    take_back(case)
    sizes = set()

    for _turn in range(25):
        do(case, "propose_settlement", "xxb_escal", "uphold", **UPHELD)
        take_back(case)
        sizes.add(len(db.session.get_one(ProcessInstance, case.id).state))

    assert len(sizes) == 1
    do(case, "propose_settlement", "xxb_escal", "uphold", **UPHELD)
    for login in ("wsj_share", "gsj_share"):
        do(case, "answer_settlement", login, "accept")
    assert cases.fresh(case).end == "refused"


def test_a_document_of_what_was_taken_back_is_withdrawn(app):
    case = proposed()
    office = people.account_by_login("xxb_escal")
    source = f"settlement:{records.settlement(case.id).id}"
    paper = Paper(
        layout="letter", title="协调意见", dated=clock.today(), number="京信调〔2026〕1号"
    )
    with transaction():
        issue.issue(
            "mediation_opinion", source, paper, issuer_id=office.unit_id, instance_id=case.id
        )

    take_back(case)

    document = db.session.scalars(select(IssuedDocument).filter_by(source=source)).one()
    assert document.withdrawn_at is not None


# --- Who may, and until when


def refused_to(case, login="xxb_escal", why=Conflict):
    """What somebody is told who may not take the proposal back; nothing changes."""
    before = stands(case)
    with pytest.raises(why) as refused:
        take_back(case, login=login)
    assert stands(case) == before
    return str(refused.value.message)


def test_a_colleague_of_the_same_post_may_take_it_back(app):
    case = proposed()

    take_back(case, login="xxb_escal2")

    entry = db.session.scalars(select(AuditEntry).filter_by(action="answer recalled")).one()
    assert entry.account_id == people.account_by_login("xxb_escal2").id
    assert last(case, "propose_settlement").completed_by.login == "xxb_escal"


@pytest.mark.parametrize(
    ("login", "why"),
    [("wsj_share", NotAllowed), ("gsj_head", NotAllowed), ("xxb_audit", NotAllowed),
     ("hbj_share", NotFound), ("ldxz_sec", NotFound), ("xxb_share", NotFound)],
)  # fmt: skip
def test_nobody_else_may(app, login, why):
    refused_to(proposed(), login, why)


def test_what_is_not_there_cannot_be_taken_back(app):
    account = people.account_by_login("xxb_escal")

    with pytest.raises(NotFound):
        workflow.take_back(999_999, account)


def test_what_was_answered_is_not_taken_back(app):
    case = proposed()
    do(case, "answer_settlement", "wsj_share", "accept")

    assert "已看到" in refused_to(case)


def test_what_a_clock_ended_is_not_taken_back(app):
    case = proposed()
    cases.let_pass(6, case)
    account = people.account_by_login("xxb_escal")

    with pytest.raises(Conflict, match="已继续"):
        workflow.take_back(last(case, "propose_settlement").id, account)


def test_an_answer_is_taken_back_once(app):
    case = proposed()
    take_back(case)
    answered = last(case, "propose_settlement").id

    with pytest.raises(Conflict, match="已经撤回"):
        workflow.take_back(answered, people.account_by_login("xxb_escal"))


def test_what_was_answered_before_the_last_step_is_not_taken_back(app):
    case = proposed()

    with pytest.raises(Conflict, match="已继续"):
        take_back(case, "accept_dispute")


def test_most_answers_cannot_be_taken_back(app):
    case = cases.approved(cases.a_case())

    with pytest.raises(Conflict, match="不能撤回"):
        take_back(case, "unit_review", "wsj_head")


def test_an_answer_that_a_unit_gave_on_paper_stands(app):
    case = before_the_office()
    account = people.account_by_login("xxb_escal")
    task = cases.open_task(case, "propose_settlement")
    with acting.as_account(account), transaction():
        workflow.complete(task.id, UPHELD | {"outcome": "uphold"}, account, via="paper")

    assert "不能撤回" in refused_to(case)


def test_other_answers_pay_nothing(app):
    case = cases.a_case()

    with statements.counted() as sent:
        cases.approved(case)

    assert not [one for one in sent if "undo_point" in one or ".xmin =" in one]


# --- The clocks


def clock_of(case, name="mediate"):
    db.session.expire_all()
    statement = select(Clock).where(Clock.instance_id == case.id, Clock.name == name)
    return db.session.scalars(statement.order_by(Clock.id.desc()).limit(1)).one()


def at(month, day, hour=10):
    clock.hand_in(datetime(2026, month, day, hour, tzinfo=clock.LOCAL))


def test_the_days_between_count_over_a_weekend_and_a_holiday(app):
    at(9, 21)
    case = before_the_office()  # the 15 days of the mediation begin
    due = clock_of(case).due_on
    at(9, 30)  # the last day before the national holiday
    do(case, "propose_settlement", "xxb_escal", "uphold", **UPHELD)
    at(10, 9)

    take_back(case)

    mediate = clock_of(case)
    counted = [one.day.day.day for one in duedays.days_of(mediate) if one.status == "counted"]
    assert mediate.due_on == due
    assert (mediate.used, mediate.running_since) == (0, mediate.started_on)
    assert counted[:10] == [22, 23, 24, 28, 29, 30, 8, 9, 10, 12]  # the 10th is a make-up day
    assert not [one for one in duedays.days_of(mediate) if one.status == "suspended"]
    assert cases.open_task(case, "propose_settlement").due_on == due


def test_a_clock_that_was_held_for_opinions_ran_on_if_nobody_was_asked_after_all(app):
    at(9, 21)
    case = cases.refused(cases.approved(cases.a_case()))
    due = clock_of(case).due_on
    at(9, 24)
    asked = {"responsibility": "built", "consult": ["FZB"]}
    do(case, "accept_dispute", "xxb_escal", **asked)
    at(9, 28)
    take_back(case, "accept_dispute")
    assert (clock_of(case).due_on, clock_of(case).used) == (due, 0)

    at(9, 29)
    do(case, "accept_dispute", "xxb_escal", **asked)

    assert clock_of(case).is_held
    assert clock_of(case).used == 5  # 22, 23, 24, 28 and 29 September; the 25th is a holiday


def test_the_ledger_says_what_happened_and_what_counts(app):
    case = proposed()

    take_back(case)

    mediate, settle = clock_of(case), clock_of(case, "settle")
    assert [e.event for e in mediate.entries] == ["started", "ended", "reopened"]
    assert [e.event for e in standing(mediate.entries)] == ["started"]
    assert [e.event for e in settle.entries] == ["started", "recalled"]
    assert settle.ended_at is not None
    assert settle.remind_at is None


def test_a_clock_taken_back_is_counted_alike_by_another_calendar(app):
    at(9, 21)
    case = cases.refused(cases.approved(cases.a_case()))
    at(9, 24)
    do(case, "accept_dispute", "xxb_escal", responsibility="built", consult=["FZB"])
    take_back(case, "accept_dispute")
    mediate = clock_of(case)
    before = (mediate.used, mediate.due_on)

    clocks.move(mediate, clocks.calendar.current(), "calendar 2026")

    assert (mediate.used, mediate.due_on) == before


def test_a_deadline_that_passed_meanwhile_rings_after_all(app):
    case = before_the_office()
    due = clock_of(case).due_on
    clock.hand_in(clock.at_hour(due, 9))
    do(case, "propose_settlement", "xxb_escal", "uphold", **UPHELD)
    clock.hand_in(clock.at_hour(due + timedelta(days=3), 9))

    take_back(case)
    cases.let_pass(1, case)

    assert clock_of(case).fired_at is not None
    assert [e.on_date for e in clock_of(case).entries if e.event == "fired"] == [due]
    assert open_names(case) == ["propose_settlement"]
    assert invariants.check(db.session) == []


# --- The notices


def told(case, login):
    """The kinds of notices that an account has of a case, the last first."""
    account = people.account_by_login(login)
    mine = select(Notice.kind).where(Notice.account_id == account.id, Notice.instance_id == case.id)
    return list(db.session.scalars(mine.order_by(Notice.id.desc())))


def test_a_notice_that_nobody_has_read_or_had_by_mail_is_gone(app):
    case = proposed()
    before = told(case, "wsj_share")

    take_back(case)

    assert before[0] == "settlement_proposed"
    assert told(case, "wsj_share") == before[1:]


@pytest.mark.parametrize("heard", ["mailed_at", "read_at"])
def test_whoever_heard_of_it_hears_that_it_was_taken_back(app, heard):
    case = proposed()
    with transaction():
        mine = Notice.account_id == people.account_by_login("gsj_share").id
        for notice in db.session.scalars(select(Notice).where(mine)):
            setattr(notice, heard, clock.now())

    take_back(case)

    assert told(case, "gsj_share")[:2] == ["settlement_recalled", "settlement_proposed"]
    assert "settlement_recalled" not in told(case, "wsj_share")


def test_a_reminder_of_a_task_taken_back_is_taken_back_with_it(app):
    case = proposed()
    number = case.id
    clock.hand_in(clock.at_hour(clock_of(case, "settle").due_on, 9))
    send_reminders()
    case = records.case(number)
    assert "deadline_reminder" in told(case, "wsj_share")

    take_back(case)

    assert "deadline_reminder" not in told(case, "wsj_share")


def test_a_recall_leaves_nothing_half_done(app, monkeypatch):
    case = proposed("settle", **SETTLED)
    before = stands(case), db.session.scalar(select(func.count()).select_from(Notice))

    def broken(*_words):
        raise RuntimeError

    monkeypatch.setattr(undo.desk, "redate", broken)
    with pytest.raises(RuntimeError):
        take_back(case)

    assert (stands(case), db.session.scalar(select(func.count()).select_from(Notice))) == before
    assert db.session.scalars(select(UndoPoint.undone_at)).all() == [None, None]
    assert {t.status for t in db.session.scalars(select(Terms))} == {"on_table", "proposed"}

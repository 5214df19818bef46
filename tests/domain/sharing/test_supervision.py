"""A silent or late unit is ordered to act; the order closes by itself when it has."""

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from app.domain.sharing import orders, records
from app.domain.sharing.models.supervision import SupervisionOrder
from app.domain.sharing.services import supervision, supervision_days
from app.foundation import calendar, clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.identity import acting, queries
from app.foundation.identity.models import Account
from app.foundation.notices import Notice
from app.jobs import send_reminders
from app.workflow.ledger import DeadlineRule
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do
from tests.support.statements import counted
from tests.support.together import at_once

EXPLAINED = {"reason_code": "other", "reason": "系统升级", "remedy": "十日内答复"}
SIGN = {"step": "sign_provider", "unit_code": "GSJ", "days": 3, "expected": "签署协议"}


@pytest.fixture
def silent(app):
    """A provider that let its ten days pass."""
    case = cases.approved(cases.a_case())
    cases.let_pass(11, case)
    return case


@pytest.fixture
def unsigned(app):
    """A provider that agreed and has not signed for six working days."""
    case = cases.answered(cases.approved(cases.a_case()), "agree")
    do(case, "sign_demander", "wsj_head", "sign")
    cases.let_pass(6, case)
    return case


def issued(case, by="xxb_escal", **changes) -> SupervisionOrder:
    return issued_in(case.id, by, **changes)


def issued_in(case_id: int, by: str, **changes) -> SupervisionOrder:
    account = queries.account_by_login(by)
    with acting.as_account(account), transaction():
        return supervision.issue_by_hand(account, case_id, **SIGN | changes)


def withdrawn(order, by="xxb_escal", reason="已另行协商"):
    account = queries.account_by_login(by)
    with acting.as_account(account), transaction():
        supervision.withdraw(account, order.id, reason)


def only(case) -> SupervisionOrder:
    db.session.expire_all()
    (order,) = orders.of_case(case.id)
    return order


def told(case, kind) -> set[str]:
    statement = select(Account.login).join(Notice, Notice.account_id == Account.id)
    return set(
        db.session.scalars(statement.where(Notice.instance_id == case.id, Notice.kind == kind))
    )


def test_a_silent_provider_is_ordered_to_explain(silent):
    order = only(silent)

    assert (order.unit.code, order.office.code, order.step) == ("GSJ", "XXB", "explain_default")
    assert (order.days, order.overdue_days, order.issued_by_id) == (3, 1, None)
    assert order.due_on == calendar.current().add(clock.today(), 3)
    assert order.dispute_id == records.dispute(silent.id).id
    assert "未答复" in order.expected


def test_the_unit_and_the_head_of_the_office_hear_of_it_and_the_unit_once(silent):
    assert told(silent, "supervision_issued") == {"gsj_share", "gsj_head", "xxb_head"}
    assert "gsj_share" not in told(silent, "deadline_missed"), "the order says so already"


def test_where_the_office_kept_the_provider_waiting_nobody_is_supervised(app):
    case = cases.approved(cases.a_case())
    do(case, "provider_response", "gsj_share", "extend", reason="须汇总")

    cases.let_pass(11, case)

    assert cases.open_names(case) == ["explain_default"]
    assert orders.of_case(case.id) == []


def test_a_refusal_is_no_default(app):
    assert orders.of_case(cases.refused(cases.approved(cases.a_case())).id) == []


def test_the_explanation_closes_the_order(silent):
    do(silent, "explain_default", "gsj_share", **EXPLAINED)

    order = only(silent)
    assert order.closed_as == "done"
    assert not orders.is_late(order)
    assert told(silent, "supervision_closed") == {"xxb_escal", "xxb_escal2", "xxb_head"}


def test_silence_ends_the_order_and_its_lateness_stays(silent):
    cases.let_pass(4, silent)

    order = only(silent)
    assert cases.open_names(silent) == ["accept_dispute"]
    assert order.closed_as == "ended"
    assert orders.is_late(order)


def test_a_default_in_delivery_is_supervised_too(app):
    case = cases.signed(cases.answered(cases.approved(cases.a_case()), "agree"))

    cases.let_pass(21, case)

    order = only(case)
    assert (order.unit.code, order.step) == ("GSJ", "explain_default")
    assert "未按约定提供" in order.expected


def test_the_days_of_the_table_count_for_new_orders_only(silent):
    with transaction():
        db.session.execute(update(DeadlineRule).filter_by(rule="supervise").values(amount=5))
    later = cases.approved(cases.a_case())

    cases.let_pass(11, later)

    assert only(silent).days == 3
    assert only(later).days == 5


def test_an_officer_orders_what_is_overdue_and_the_answer_closes_it(unsigned):
    order = issued(unsigned)

    assert (order.due_on, order.overdue_days) == (calendar.current().add(clock.today(), 3), 1)
    assert told(unsigned, "supervision_issued") == {"gsj_head", "xxb_head"}
    do(unsigned, "sign_provider", "gsj_head", "sign")
    assert only(unsigned).closed_as == "done"


def test_an_order_done_after_its_day_is_late_on_the_record(unsigned):
    issued(unsigned, days=1)
    cases.let_pass(2, unsigned)
    assert orders.is_late(only(unsigned))

    do(unsigned, "sign_provider", "gsj_head", "sign")

    assert only(unsigned).closed_as == "done"
    assert orders.is_late(only(unsigned))


def test_an_order_ends_when_the_case_goes_another_way(unsigned):
    issued(unsigned)

    do(unsigned, "sign_provider", "gsj_head", "return", reason="条款有误")

    assert only(unsigned).closed_as == "done", "a return is an answer"


def test_an_order_ends_when_the_clock_takes_the_task_away(unsigned):
    first = issued(unsigned).id

    cases.let_pass(15, unsigned)  # the period of delivery runs out, unsigned

    db.session.expire_all()
    assert db.session.get(SupervisionOrder, first).closed_as == "ended"
    assert [one.step for one in orders.of_case(unsigned.id)] == ["explain_default", "sign_provider"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 31}, "days"),
        ({"expected": "  "}, "expected"),
        ({"expected": "字" * 1001}, "expected"),
        ({"step": "provide_data"}, "duty"),
        ({"unit_code": "WSJ"}, "duty"),
        ({"unit_code": "nobody"}, "duty"),
    ],
)
def test_an_order_that_makes_no_sense_is_turned_down(unsigned, changes, field):
    with pytest.raises(Invalid) as wrong:
        issued(unsigned, **changes)

    assert set(wrong.value.fields) == {field}
    assert orders.of_case(unsigned.id) == []


def test_nobody_is_ordered_before_the_day_has_passed(app):
    case = cases.answered(cases.approved(cases.a_case()), "agree")
    cases.let_pass(5, case)

    with pytest.raises(Invalid):
        issued(case)


def test_the_office_does_not_order_itself(app):
    case = cases.refused(cases.approved(cases.a_case()))
    cases.let_pass(16, case)

    with pytest.raises(Invalid):
        issued(case, step="accept_dispute", unit_code="XXB")


def test_nobody_is_ordered_twice_for_the_same_but_again_after_a_withdrawal(unsigned):
    order = issued(unsigned)
    with pytest.raises(Conflict):
        issued(unsigned, by="xxb_escal2")

    withdrawn(order)

    assert issued(unsigned).id != order.id


def test_of_two_officers_at_once_one_is_told_that_there_is_an_order(app, unsigned):
    moment, case_id = clock.now(), unsigned.id

    def try_it(login):
        with app.app_context(), clock.at(moment):
            try:
                issued_in(case_id, login)
            except Conflict:
                return "told"
            return "issued"

    got = at_once([partial(try_it, login) for login in ("xxb_escal", "xxb_escal2")])

    assert sorted(got) == ["issued", "told"]
    assert len(orders.of_case(unsigned.id)) == 1


def test_what_was_answered_meanwhile_is_not_ordered(unsigned):
    do(unsigned, "sign_provider", "gsj_head", "sign")

    with pytest.raises(Conflict):
        issued(unsigned)


@pytest.mark.parametrize(
    ("login", "refusal"),
    [
        ("gsj_head", NotAllowed),
        ("wsj_share", NotAllowed),
        ("xxb_audit", NotAllowed),
        ("hbj_share", NotFound),
        ("q0108_head", NotFound),
    ],
)
def test_only_the_officers_of_the_office_issue_and_withdraw(unsigned, login, refusal):
    with pytest.raises(refusal):
        issued(unsigned, by=login)
    order = issued(unsigned)
    with pytest.raises(refusal):
        withdrawn(order, by=login)

    assert only(unsigned).closed_at is None


def test_a_withdrawn_order_stays_with_its_reason_and_the_unit_hears_of_it(unsigned):
    order = issued(unsigned)

    withdrawn(order, reason="协议文本有误，重新生成")

    found = only(unsigned)
    assert (found.closed_as, found.close_reason) == ("withdrawn", "协议文本有误，重新生成")
    assert {"gsj_head", "xxb_escal", "xxb_head"} <= told(unsigned, "supervision_closed")
    with pytest.raises(Conflict):
        withdrawn(order)
    with pytest.raises(Invalid):
        withdrawn(issued(unsigned), reason=" ")


def test_an_entry_that_proves_the_default_wrong_withdraws_its_order(silent):
    with transaction():
        supervision.withdraw_default(silent.id, "书面答复在期限内收到")

    assert only(silent).closed_as == "withdrawn"


def test_every_step_of_an_order_is_on_the_record(unsigned):
    withdrawn(issued(unsigned))

    statement = select(AuditEntry).where(AuditEntry.action.startswith("supervision"))
    entries = list(db.session.scalars(statement.order_by(AuditEntry.id)))
    assert [entry.action for entry in entries] == ["supervision issued", "supervision closed"]
    assert {entry.account_id for entry in entries} == {queries.account_by_login("xxb_escal").id}


def test_a_closed_case_leaves_no_order_open(silent):
    case = records.case(silent.id)
    with transaction():
        supervision.end_with_case(case)

    assert only(silent).closed_as == "ended"


def test_an_ordinary_answer_asks_nothing_of_the_orders(app):
    case = cases.approved(cases.a_case())

    with counted() as asked:
        do(case, "provider_response", "gsj_share", "agree")
        do(case, "provider_approval", "gsj_head", "approve")

    assert [one for one in asked if "sharing_supervision" in one] == []


def test_an_answer_that_closes_an_order_asks_for_it_once(unsigned):
    issued(unsigned)

    with counted() as asked:
        do(unsigned, "sign_provider", "gsj_head", "sign")

    looked = [one for one in asked if "FROM sharing_supervision" in one]
    written = [one for one in asked if one.startswith("UPDATE sharing_supervision")]
    assert (len(looked), len(written)) == (1, 1)


def test_the_unit_is_reminded_on_the_day_before_and_on_the_day_once_each(unsigned):
    case_id, due = unsigned.id, issued(unsigned).due_on
    sent = []
    for day in (due - timedelta(days=2), due - timedelta(days=1), due):  # from Wednesday on
        for hour in (7, 9, 10):
            with clock.at(clock.at_hour(day, hour)):
                before = reminders_of(case_id)
                send_reminders()
                sent.append(len(reminders_of(case_id) - before))

    people = 2  # the officer and the head
    assert due == date(2026, 9, 11)
    assert sent == [0, 0, 0, 0, people, 0, 0, people, 0]


def test_of_an_order_due_with_the_clock_of_its_task_nobody_is_reminded_twice(silent):
    case_id, due = silent.id, only(silent).due_on
    assert cases.open_task(silent, "explain_default").due_on == due
    with clock.at(clock.at_hour(due, 10)):
        send_reminders()

    statement = select(Account.login).join(Notice, Notice.account_id == Account.id)
    reminded = statement.where(
        Notice.instance_id == case_id,
        Notice.kind == "deadline_reminder",
        Notice.created_at >= clock.at_hour(due, 0),
    )
    assert sorted(db.session.scalars(reminded)) == ["gsj_head", "gsj_share"]


def reminders_of(case_id: int) -> set[int]:
    """The reminders of an order, not of a clock."""
    wanted = select(Notice.id).where(
        Notice.instance_id == case_id,
        Notice.kind == "deadline_reminder",
        Notice.params.has_key("order"),
    )
    return set(db.session.scalars(wanted))


def test_an_announced_holiday_moves_open_orders_and_the_unit_is_told(app, silent):
    before = only(silent).due_on
    with transaction():
        year = {before: (False, "临时放假")}
        calendar.announce(year, "通知")
        moved = supervision_days.project_all(f"calendar {before.year}")

    order = only(silent)
    assert (moved, order.due_on) == (1, calendar.current().add(before, 1))
    assert "gsj_head" in told(silent, "due_date_moved")


def test_the_import_of_a_calendar_moves_orders_as_well(app, silent, tmp_path):
    case_id, before = silent.id, only(silent).due_on
    file = tmp_path / "days.csv"
    file.write_text(f"date,is_workday,name\n{before},N,临时放假\n", encoding="utf-8")

    answer = app.test_cli_runner().invoke(args=["calendar", "import", str(file), "--complete"])

    assert answer.exit_code == 0, answer.output
    (order,) = orders.of_case(case_id)
    assert order.due_on == calendar.current().add(before, 1)

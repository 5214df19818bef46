"""The record of a unit, counted from its answers and disputes."""

from app.domain.sharing import records, standing
from app.foundation.identity import queries
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do
from tests.support.people import account


def record(login):
    unit_id = account(login).unit_id
    return standing.of_units([unit_id])[unit_id]


def before_the_office():
    """A refused case that the office has taken up."""
    case = cases.refused(cases.approved(cases.a_case()))
    do(case, "accept_dispute", "xxb_escal", responsibility="produced")
    return case


def ended(case, outcome, **answers):
    """The office proposes, both sides accept."""
    do(case, "propose_settlement", "xxb_escal", outcome, **answers)
    do(case, "answer_settlement", "wsj_share", "accept")
    do(case, "answer_settlement", "gsj_share", "accept")


def test_a_unit_without_history_has_an_empty_record(app):
    assert record("gsj_share") == standing.Standing()


def test_an_answer_that_arrived_was_in_time(app):
    cases.answered(cases.approved(cases.a_case()), "agree")

    assert (record("gsj_share").answered, record("gsj_share").due) == (1, 1)


def test_a_draft_that_waits_for_the_head_is_no_answer(app):
    do(cases.approved(cases.a_case()), "provider_response", "gsj_share", "agree")

    assert record("gsj_share").answered == 0


def test_silence_was_an_answer_due(app):
    cases.let_pass(11, cases.approved(cases.a_case()))

    found = record("gsj_share")
    assert (found.answered, found.silent, found.due) == (0, 1, 1)


def test_while_the_office_was_late_no_answer_was_due(app):
    case = cases.approved(cases.a_case())
    do(case, "provider_response", "gsj_share", "extend", reason="须汇总")
    cases.let_pass(11, case)

    assert record("gsj_share").due == 0
    assert record("gsj_share").disputes == 1


def test_refusals_are_upheld_overturned_or_undecided(app):
    ended(before_the_office(), "uphold", grounds="理由成立")
    ended(before_the_office(), "settle", scope="市卫生监督所")
    before_the_office()

    found = record("gsj_share")
    assert (found.upheld, found.overturned, found.undecided) == (1, 1, 1)
    assert (record("wsj_share").raised, record("wsj_share").won) == (3, 1)


def test_a_late_delivery_stays_on_the_record(app):
    case = cases.signed(cases.answered(cases.approved(cases.a_case()), "agree"))
    cases.let_pass(21, case)

    assert record("gsj_share").late_deliveries == 1


def test_earlier_disputes_are_those_between_the_two_whoever_applied(app):
    first, second = before_the_office(), before_the_office()
    provider, demander = account("gsj_share").unit_id, account("wsj_share").unit_id
    last = records.dispute(second.id).id

    found, total = standing.between(demander, provider, last)

    assert [one.id for one in found] == [records.dispute(first.id).id]
    assert total == 1
    assert standing.between(provider, demander, last) == (found, total)
    other = queries.unit_by_code("HBJ").id
    assert standing.between(provider, other, last + 1) == ([], 0)

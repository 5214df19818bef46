"""From a refusal, a silence or a failure to deliver to a settlement or a decision."""

import pytest
from sqlalchemy import select

from app.domain.catalogue import queries as catalogue
from app.domain.sharing import records
from app.domain.sharing.models.agreement import Agreement
from app.domain.sharing.models.case import Policy
from app.domain.sharing.models.decision import Decision
from app.domain.sharing.models.dispute import SettlementAnswer
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid
from app.foundation.identity import queries as people
from app.foundation.notices import Notice
from app.workflow import clocks, parties
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do, in_days

GROUNDS = {"grounds": "涉及多部门", "criteria": ["cross_system"]}
EXPLAINED = {"reason_code": "other", "reason": "系统升级", "remedy": "十日内答复"}


def before_the_office(**changes):
    """A refused case that the office has taken up."""
    case = cases.refused(cases.approved(cases.a_case(**changes)))
    do(case, "accept_dispute", "xxb_escal", responsibility="produced")
    return case


def before_the_group(meeting: int = 7):
    """A matter on the agenda of a meeting some days from now."""
    case = before_the_office()
    do(case, "propose_settlement", "xxb_escal", "refer", **GROUNDS)
    agenda = {"title": "议题", "summary": "摘要", "options": ["提供", "不提供"]}
    do(case, "prepare_agenda", "ldxz_sec", **agenda, meeting_date=in_days(meeting))
    return case


def turned_down(case, name, login, outcome=None, **form):
    """The fields with which an answer is turned down."""
    with pytest.raises(Invalid) as wrong:
        do(case, name, login, outcome, **form)
    return set(wrong.value.fields)


def test_a_refusal_is_filed_with_its_reasons(app):
    case = cases.refused(cases.approved(cases.a_case()))

    filing = records.filings(case.id, "dispute")[0]
    assert filing.content["facts"]["reason"] == "接入范围过大"
    assert filing.content["late"] is False


def test_silence_is_the_providers_lateness(app):
    case = cases.approved(cases.a_case())

    cases.let_pass(11, case)

    dispute = records.dispute(case.id)
    assert (dispute.cause, dispute.late, dispute.office_late) == ("overdue", True, False)
    assert cases.open_names(case) == ["explain_default"]


def test_while_the_office_sits_on_a_request_the_provider_is_not_late(app):
    case = cases.approved(cases.a_case())
    do(case, "provider_response", "gsj_share", "extend", reason="须汇总")

    cases.let_pass(11, case)

    dispute = records.dispute(case.id)
    assert (dispute.late, dispute.office_late) == (False, True)
    assert records.filings(case.id, "dispute")[0].content["office_late"] is True


def test_a_granted_extension_moves_the_due_date(app):
    case = cases.approved(cases.a_case())
    before = clocks.latest(case.id, "answer").due_on
    do(case, "provider_response", "gsj_share", "extend", reason="须汇总")

    do(case, "review_extension", "xxb_escal", "grant", days=5)

    assert clocks.latest(case.id, "answer").due_on > before


def test_a_granted_extension_is_told_to_the_demander(app):
    case = cases.approved(cases.a_case())
    do(case, "provider_response", "gsj_share", "extend", reason="须汇总")

    do(case, "review_extension", "xxb_escal", "grant", days=5)

    officer = people.account_by_login("wsj_share")
    kinds = select(Notice.kind).where(Notice.account_id == officer.id)
    assert "due_date_moved" in db.session.scalars(kinds).all()


@pytest.mark.parametrize(("policy", "left"), [("restart", 10), ("suspend", 7)])
def test_after_a_supplement_the_clock_starts_anew_or_goes_on_as_the_policy_says(app, policy, left):
    with transaction():
        db.session.add(Policy(name="supplement_clock", value=policy))
    case = cases.approved(cases.a_case())
    cases.let_pass(3, case)
    do(case, "provider_response", "gsj_share", "supplement", missing=["依据全文"])

    do(case, "supplement_application", "wsj_share", "resubmit", basis="附依据全文")

    running = clocks.latest(case.id, "answer")
    assert running.total - running.used == left


def test_a_refusal_that_waited_for_approval_too_long_is_overdue(app):
    case = cases.approved(cases.a_case())
    grounds = {"reason_code": "law", "reason": "r", "legal_basis": "b"}
    do(case, "provider_response", "gsj_share", "refuse", **grounds)

    cases.let_pass(11, case)

    assert records.dispute(case.id).facts["drafted"] == "refuse"


def test_the_sides_of_a_dispute_are_not_consulted(app):
    case = cases.refused(cases.approved(cases.a_case()))

    fields = turned_down(
        case, "accept_dispute", "xxb_escal", responsibility="shared", consult=["GSJ"]
    )

    assert fields == {"consult"}


def test_a_consulted_unit_sees_the_case_and_answers(app):
    case = cases.refused(cases.approved(cases.a_case()))
    do(case, "accept_dispute", "xxb_escal", responsibility="shared", consult=["FZB", "TJJ"])
    assert parties.may_see(case.id, people.account_by_login("fzb_legal"))

    do(case, "give_opinion", "fzb_legal", position="provide", opinion="应当提供")
    do(case, "give_opinion", "tjj_share", position="neutral", opinion="无意见")

    assert [o.position for o in records.dispute(case.id).opinions] == ["provide", "neutral"]


def test_an_accepted_settlement_is_signed(app):
    case = before_the_office()
    do(case, "propose_settlement", "xxb_escal", "settle", items=["注册号"])
    do(case, "answer_settlement", "wsj_share", "accept")

    do(case, "answer_settlement", "gsj_share", "accept")

    assert records.terms(case.id).items == ["注册号"]
    assert cases.open_names(case) == ["sign_demander", "sign_provider"]


def test_silence_on_a_settlement_is_acceptance_and_written_down(app):
    case = before_the_office()
    do(case, "propose_settlement", "xxb_escal", "settle")

    cases.let_pass(6, case)

    answers = db.session.scalars(select(SettlementAnswer)).all()
    assert [(a.answer, a.silent) for a in answers] == [("accept", True), ("accept", True)]
    assert cases.open_names(case) == ["sign_demander", "sign_provider"]


def test_an_objection_goes_before_the_group_and_leaves_the_terms_as_they_were(app):
    case = before_the_office()
    do(case, "propose_settlement", "xxb_escal", "settle", scope="一区")
    do(case, "answer_settlement", "wsj_share", "object", reason="范围过小")

    do(case, "answer_settlement", "gsj_share", "accept")

    assert cases.open_names(case) == ["prepare_agenda"]
    assert records.terms(case.id).scope == "全市"


def test_an_upheld_refusal_closes_the_case(app):
    case = before_the_office()
    do(case, "propose_settlement", "xxb_escal", "uphold", grounds="依法不予共享")
    do(case, "answer_settlement", "wsj_share", "accept")
    do(case, "answer_settlement", "gsj_share", "accept")

    assert cases.fresh(case).end == "refused"
    assert cases.filed(case) == ["application", "dispute"]


def test_a_settlement_may_not_charge(app):
    case = before_the_office()

    fields = turned_down(case, "propose_settlement", "xxb_escal", "settle", conditions="每次10元")

    assert fields == {"conditions"}


def test_a_substitute_takes_the_first_providers_place(app):
    case = before_the_office()
    taxes = people.unit_by_code("DS")
    own = _items("IR0055")
    do(case, "propose_settlement", "xxb_escal", "settle", substitute="IR0055", items=own[:1])
    do(case, "answer_settlement", "wsj_share", "accept")

    do(case, "answer_settlement", "ds_share", "accept")

    case = cases.fresh(case)
    assert (case.provider_id, case.resource_id) == (taxes.id, "IR0055")
    assert cases.open_task(case, "sign_provider").unit_id == taxes.id
    assert not parties.may_see(case.id, people.account_by_login("gsj_share"))


def test_the_silence_of_a_substitutes_provider_is_an_objection(app):
    case = before_the_office()
    own = _items("IR0055")
    do(case, "propose_settlement", "xxb_escal", "settle", substitute="IR0055", items=own[:1])
    do(case, "answer_settlement", "wsj_share", "accept")

    cases.let_pass(6, case)

    assert cases.open_names(case) == ["prepare_agenda"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"substitute": "IR9999", "items": ["x"]}, "substitute"),
        ({"substitute": "IR0055"}, "items"),
        ({"substitute": "IR0055", "items": ["注册号？"]}, "items"),
        ({"items": ["住所"]}, "items"),
    ],
)
def test_a_settlement_offers_only_what_there_is(app, form, field):
    case = before_the_office()

    assert field in turned_down(case, "propose_settlement", "xxb_escal", "settle", **form)


def test_the_group_meets_on_a_working_day(app):
    case = before_the_office()
    do(case, "propose_settlement", "xxb_escal", "refer", **GROUNDS)
    agenda = {"title": "议题", "summary": "摘要", "options": ["提供"]}

    fields = turned_down(case, "prepare_agenda", "ldxz_sec", **agenda, meeting_date="2026-10-01")

    assert fields == {"meeting_date"}


def test_no_party_votes(app):
    case = before_the_group()

    assert cases.open_names(case) == ["cast_vote"] * 13
    assert not {"WSJ", "GSJ"} & set(records.agenda_item(case.id).voters)


def test_nothing_is_decided_before_the_day_of_the_meeting(app):
    case = before_the_group()
    for code in records.agenda_item(case.id).voters:
        do(case, "cast_vote", f"{code.lower()}_head", "approve")

    said = {"resolution": "不提供", "override_reason": "x"}
    assert "outcome" in turned_down(case, "record_decision", "ldxz_sec", "refuse", **said)


def test_a_decision_against_the_majority_says_why(app):
    case = before_the_group()
    for code in records.agenda_item(case.id).voters:
        do(case, "cast_vote", f"{code.lower()}_head", "approve")
    cases.let_pass(5, case)

    said = {"resolution": "不提供"}
    fields = turned_down(case, "record_decision", "ldxz_sec", "refuse", **said)

    assert fields == {"override_reason"}


def test_a_decision_of_less_than_half_says_so(app):
    case = before_the_group()
    do(case, "cast_vote", "swb_head", "approve")
    cases.let_pass(6, case)

    said = {"resolution": "提供", "execute_by": in_days(30)}
    assert turned_down(case, "record_decision", "ldxz_sec", "provide", **said) == {"quorum_note"}


def test_a_decision_to_provide_names_a_day_that_is_not_past(app):
    case = before_the_group()
    cases.let_pass(6, case)

    said = {"resolution": "提供", "quorum_note": "未达半数", "execute_by": "2026-09-01"}
    assert turned_down(case, "record_decision", "ldxz_sec", "provide", **said) == {"execute_by"}


def test_a_decision_to_provide_is_signed_and_due_on_its_day(app):
    case = before_the_group()
    cases.let_pass(6, case)
    until = in_days(30)

    said = {"resolution": "提供", "quorum_note": "未达半数", "execute_by": until}
    do(case, "record_decision", "ldxz_sec", "provide", **said)

    assert db.session.scalars(select(Decision.outcome)).one() == "provide"
    assert clocks.latest(case.id, "provide").due_on.isoformat() == until


def test_a_decision_to_renegotiate_begins_the_answer_anew(app):
    case = before_the_group()
    cases.let_pass(6, case)

    do(
        case,
        "record_decision",
        "ldxz_sec",
        "renegotiate",
        resolution="再议",
        quorum_note="未达半数",
    )

    assert cases.open_names(case) == ["provider_response"]
    assert clocks.latest(case.id, "answer").used == 0


def test_a_failure_to_deliver_is_settled_with_a_date_and_resumed(app):
    case = _in_force()
    do(case, "provide_data", "gsj_share", "unable", **EXPLAINED)
    do(case, "accept_dispute", "xxb_escal", responsibility="operated")
    assert turned_down(case, "propose_settlement", "xxb_escal", "settle") == {"provide_by"}
    until = in_days(20)
    do(case, "propose_settlement", "xxb_escal", "settle", provide_by=until)
    do(case, "answer_settlement", "wsj_share", "accept")

    do(case, "answer_settlement", "gsj_share", "accept")

    assert cases.open_names(case) == ["provide_data"]
    assert clocks.latest(case.id, "provide").due_on.isoformat() == until


def test_changed_terms_after_a_failure_are_signed_anew_and_replace_the_agreement(app):
    case = _in_force()
    do(case, "provide_data", "gsj_share", "unable", **EXPLAINED)
    do(case, "accept_dispute", "xxb_escal", responsibility="operated")
    do(case, "propose_settlement", "xxb_escal", "settle", provide_by=in_days(20), scope="一区")
    do(case, "answer_settlement", "wsj_share", "accept")
    do(case, "answer_settlement", "gsj_share", "accept")

    cases.signed(case)

    statuses = db.session.scalars(select(Agreement.status).order_by(Agreement.version)).all()
    assert statuses == ["ended", "in_force"]
    assert len(records.filings(case.id, "negotiation_result")) == 2


def test_a_failure_that_ends_refused_ends_the_agreement_too(app):
    case = _in_force()
    do(case, "provide_data", "gsj_share", "unable", **EXPLAINED)
    do(case, "accept_dispute", "xxb_escal", responsibility="operated")
    do(case, "propose_settlement", "xxb_escal", "uphold", grounds="已无数据")
    do(case, "answer_settlement", "wsj_share", "accept")
    do(case, "answer_settlement", "gsj_share", "accept")

    assert db.session.scalars(select(Agreement.status)).one() == "ended"


def _in_force():
    return cases.signed(cases.answered(cases.approved(cases.a_case()), "agree"))


def _items(resource_id: str) -> list[str]:
    return catalogue.resource(resource_id).item_names

"""Documents are issued with what they report, in its transaction, under a number of their own."""

from functools import partial

import pytest
from sqlalchemy import select

from app.domain.documents.models import IssuedDocument
from app.domain.documents.rules.paper import Paper
from app.domain.documents.services import issue
from app.domain.sharing import records
from app.domain.sharing.models.paper import PaperEntry
from app.domain.sharing.models.supervision import SupervisionOrder
from app.domain.sharing.services import papers
from app.foundation import audit, clock
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid
from app.foundation.identity import acting
from app.foundation.identity import queries as people
from app.workflow import runtime
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do
from tests.support.together import at_once

EXPLAINED = {"reason_code": "other", "reason": "系统升级", "remedy": "十日内答复"}
SECRET = {"resource": "IR0042", "items": ["点位编号", "场所名称"], "scenario": "应急指挥"}


def documents(kind=None, case=None):
    """The documents issued so far, in order; of one kind, or of a case without the receipts."""
    found = select(IssuedDocument).order_by(IssuedDocument.id)
    if kind:
        found = found.where(IssuedDocument.kind == kind)
    if case:
        found = found.where(
            IssuedDocument.instance_id == case.id, IssuedDocument.kind != "filing_receipt"
        )
    return list(db.session.scalars(found))


def kinds(case):
    return [one.kind for one in documents(case=case)]


def the(kind) -> Paper:
    """What the only document of a kind says."""
    (one,) = documents(kind)
    return Paper.from_dict(one.content)


def test_an_application_is_a_document_once_its_head_has_approved_it(app):
    case = cases.a_case()
    assert documents() == []

    cases.approved(case)

    (issued,) = documents("application")
    assert issued.number == case.number
    assert issued.issuer.code == "WSJ"
    assert issued.sha256 == issue.fingerprint(issued.content)


def test_a_returned_application_issues_nothing(app):
    case = cases.a_case()

    do(case, "unit_review", "wsj_head", "return", comment="再议")

    assert documents() == []


def test_a_reply_goes_out_when_the_head_approves_it_and_not_before(app):
    case = cases.approved(cases.a_case())
    refusal = {"reason_code": "law", "reason": "不妥", "legal_basis": "规定"}
    do(case, "provider_response", "gsj_share", "refuse", **refusal)
    do(case, "provider_approval", "gsj_head", "return", comment="再议")
    assert kinds(case) == ["application"]

    cases.answered(case, "agree")

    assert kinds(case) == ["application", "reply"]
    assert the("reply").approver == people.account_by_login("gsj_head").display_post


def test_an_answer_that_is_turned_down_draws_no_number(app):
    case = cases.approved(cases.a_case())
    with pytest.raises(Invalid):
        do(case, "provider_response", "gsj_share", "supplement", missing=[])

    do(case, "provider_response", "gsj_share", "supplement", missing=["授权文件"])

    (notice,) = documents("supplement_notice")
    assert notice.number.endswith("〔2026〕1号")
    assert ("授权文件",) in Paper.from_dict(notice.content).body[1].rows


def test_a_refusal_is_a_letter_to_the_demander_and_a_report_to_the_office(app):
    case = cases.refused(cases.approved(cases.a_case()))

    assert kinds(case) == ["application", "reply", "refusal_report"]
    assert the("reply").addressee == case.demander.name
    assert the("refusal_report").addressee == "北京市信息化工作办公室"


def test_a_silent_provider_s_explanation_is_its_report(app):
    case = cases.approved(cases.a_case())
    cases.let_pass(11, case)
    assert kinds(case) == ["application", "supervision_order"]

    do(case, "explain_default", "gsj_share", **EXPLAINED)

    assert kinds(case) == ["application", "supervision_order", "refusal_report"]
    assert "逾期未答复" in the("refusal_report").title


def test_who_cannot_deliver_reports_it(app):
    case = cases.signed(cases.answered(cases.approved(cases.a_case()), "agree"))

    do(case, "provide_data", "gsj_share", "unable", **EXPLAINED)

    assert kinds(case) == ["application", "reply", "agreement", "refusal_report"]
    assert "不能按协议提供" in the("refusal_report").title


def test_an_agreement_is_a_document_only_when_it_is_in_force(app):
    case = cases.answered(cases.approved(cases.a_case()), "agree")
    do(case, "sign_demander", "wsj_head", "sign")
    assert documents("agreement") == []

    do(case, "sign_provider", "gsj_head", "sign")

    live = records.agreement_in_force(case.id)
    paper = the("agreement")
    assert live is not None
    assert paper.extra["text_sha256"] == live.sha256
    assert [one.unit for one in paper.signers] == [case.demander.name, case.provider.name]


def test_a_second_version_in_force_is_a_document_of_its_own(app):
    case = cases.signed(cases.answered(cases.approved(cases.a_case()), "agree"))
    do(case, "provide_data", "gsj_share", "unable", **EXPLAINED)
    do(case, "accept_dispute", "xxb_escal", responsibility="produced")
    narrower = {"items": ["注册号"], "provide_by": cases.in_days(20)}
    do(case, "propose_settlement", "xxb_escal", "settle", **narrower)
    do(case, "answer_settlement", "gsj_share", "accept")
    do(case, "answer_settlement", "wsj_share", "accept")

    cases.signed(case)

    first, second = documents("agreement")
    assert second.number == first.number.replace("第1版", "第2版")


def test_a_secrecy_agreement_bears_the_number_under_which_the_bureau_filed_it(app):
    case = cases.approved(cases.a_case(**SECRET))
    do(case, "provider_response", "gaj_share", "agree")
    do(case, "provider_approval", "gaj_head", "approve")
    for name in ("sign", "sign_secrecy"):
        do(case, f"{name}_demander", "wsj_head", "sign")
        do(case, f"{name}_provider", "gaj_head", "sign")
    assert documents("secrecy_agreement") == []

    do(case, "file_secrecy", "bmj_file", "file")

    (filing,) = records.filings(case.id, "secrecy_agreement")
    (issued,) = documents("secrecy_agreement")
    assert issued.number == filing.number
    assert kinds(case) == ["application", "reply", "secrecy_agreement", "agreement"]
    handler = people.account_by_login("bmj_file").display_post
    receipt = Paper.from_dict(documents("filing_receipt")[-1].content)
    assert dict(receipt.body[0].rows)["经办岗"] == handler


def test_every_filing_has_its_receipt_under_its_own_number(app):
    case = cases.signed(cases.answered(cases.approved(cases.a_case()), "agree"))

    filed = [*records.filings(case.id, "application")]
    filed += records.filings(case.id, "negotiation_result")
    assert [one.number for one in documents("filing_receipt")] == [one.number for one in filed]


def test_the_office_s_opinion_is_issued_with_the_proposal_and_can_be_withdrawn(app):
    case = cases.refused(cases.approved(cases.a_case()))
    do(case, "accept_dispute", "xxb_escal", responsibility="produced", consult=["TJJ", "FZB"])
    do(case, "give_opinion", "fzb_legal", position="provide", opinion="没有法律障碍")
    cases.let_pass(6, case)
    do(case, "propose_settlement", "xxb_escal", "uphold", grounds="理由成立")
    (issued,) = documents("mediation_opinion")
    said = str(issued.content)
    assert "没有法律障碍" in said
    assert "北京市统计局" in said

    with transaction():
        papers.withdraw(f"settlement:{records.settlement(case.id).id}", "收回重拟")

    assert documents("mediation_opinion")[0].withdrawn_reason == "收回重拟"
    assert [one.withdrawn_at for one in documents("reply")] == [None]


def test_a_referral_is_an_opinion_to_the_group(app):
    case = cases.refused(cases.approved(cases.a_case()))
    do(case, "accept_dispute", "xxb_escal", responsibility="produced")

    do(case, "propose_settlement", "xxb_escal", "refer", grounds="涉及多部门", criteria=["other"])

    assert the("mediation_opinion").addressee == "北京市政务信息资源共享工作领导小组"


def test_a_supervision_order_is_issued_once(app):
    case = cases.approved(cases.a_case())
    cases.let_pass(11, case)
    order = db.session.scalars(select(SupervisionOrder)).one()

    with transaction():
        again = papers.supervision_order(order)

    assert again.id == order.document_id
    rows = dict(the("supervision_order").body[1].rows)
    assert rows["督办事项"].endswith("说明情况")
    assert "本系统默认值" in rows["办理期限"]


def test_a_step_that_fails_issues_nothing_and_gives_its_number_back(app):
    case = cases.approved(cases.a_case())
    do(case, "provider_response", "gsj_share", "agree")
    task = cases.open_task(case, "provider_approval")
    head = people.account_by_login("gsj_head")
    with pytest.raises(RuntimeError), acting.as_account(head), transaction():
        runtime.complete(task.id, {"outcome": "approve"}, head)
        raise RuntimeError
    assert documents("reply") == []

    do(case, "provider_approval", "gsj_head", "approve")

    assert documents("reply")[0].number.endswith("〔2026〕1号")


def test_a_reply_that_came_on_paper_says_so_and_names_nobody_who_only_typed_it(app):
    case = cases.approved(cases.a_case())
    do(case, "provider_response", "gsj_share", "agree")
    officer = people.account_by_login("xxb_escal")
    entry = PaperEntry(
        case_id=case.id, kind="reply", unit_id=case.provider_id, received_on=clock.today(),
        reference="京工商函〔2026〕88号", entered_by_id=officer.id,
    )  # fmt: skip
    task = cases.open_task(case, "provider_approval")
    with acting.as_account(officer), transaction():
        db.session.add(entry)
        runtime.complete(task.id, {"outcome": "approve"}, officer, via="paper")

    paper = the("reply")
    assert paper.marks == ("补录",)
    assert paper.approver == ""
    assert "京工商函〔2026〕88号" in paper.note
    with transaction():
        assert cases.answered(cases.approved(cases.a_case()), "agree")
    assert documents("reply")[-1].content["marks"] == []


def test_each_issue_is_in_the_log(app):
    case = cases.approved(cases.a_case())

    logged = select(audit.AuditEntry.subject).where(
        audit.AuditEntry.action == "document issued", audit.AuditEntry.instance_id == case.id
    )
    assert set(db.session.scalars(logged)) == {one.number for one in documents()}


def test_replies_and_receipts_made_at_once_have_numbers_without_gap_or_repetition(app):
    """Twenty heads of two providers approve: as many replies, as many filings of final terms."""
    made = [("wsj_share", "gsj", {}), ("wsj_share", "gaj", SECRET)] * 10
    waiting = []
    for login, provider, asked in made:
        case = cases.approved(cases.a_case(login, **asked))
        do(case, "provider_response", f"{provider}_share", "agree")
        waiting.append((cases.open_task(case, "provider_approval").id, f"{provider}_head"))
    before = len(documents("filing_receipt"))

    def approve(task_id: int, login: str) -> None:
        with app.app_context():
            head = people.account_by_login(login)
            with acting.as_account(head), transaction():
                runtime.complete(task_id, {"outcome": "approve"}, head)
            db.session.remove()

    at_once([partial(approve, *one) for one in waiting])

    numbers = sorted(one.number for one in documents("reply"))
    assert len(set(numbers)) == len(numbers) == 20
    assert {number.split("〕")[1] for number in numbers} == {f"{n}号" for n in range(1, 11)}
    receipts = [one.number for one in documents("filing_receipt")]
    assert len(receipts) == before + 20
    assert sorted(int(one.split("〕")[1][:-1]) for one in receipts) == list(
        range(1, len(receipts) + 1)
    )

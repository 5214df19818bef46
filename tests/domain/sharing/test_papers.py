"""What the documents say: composed from the facts, tidy, and in the words that officials use."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.documents.rules.paper import Paper
from app.domain.sharing.rules import documents
from app.domain.sharing.rules.papers import (
    applications,
    contracts,
    mediation,
    prose,
    receipts,
    replies,
    reports,
)
from app.domain.sharing.rules.papers.applications import Asked
from app.domain.sharing.rules.papers.contracts import Signed, SignedText
from app.domain.sharing.rules.papers.mediation import Dispute, Opinion, Proposal
from app.domain.sharing.rules.papers.prose import Matter, Term
from app.domain.sharing.rules.papers.replies import Answer
from app.domain.sharing.rules.papers.reports import Report
from app.domain.sharing.rules.terms import Values
from tests.domain.sharing import test_documents

MATTER = Matter(
    "京共申〔2026〕0001号", "企业登记基本信息", "IR0001", "北京市卫生局", "北京市工商行政管理局"
)
OFFICE, DAY = "北京市信息化工作办公室", date(2026, 3, 2)
TERMS = Values(("注册号", "企业名称"), "全市", "卫生监督", "service_interface", date(2027, 12, 31))
NARROWER = replace(TERMS, items=("注册号",), scope="本局监督处")
UNTIL = Term(5, date(2026, 3, 9), prose.DEFAULT)
DISPUTE = Dispute(
    cause="refusal",
    entered_on=DAY,
    responsibility="produced",
    basis="《传染病防治法》第九条",
    scenario="卫生监督。",
    reason_code="security",
    reason="接入范围过大\n系统正在升级；",
    legal_basis="部门职责规定",
    opinions=(
        Opinion("北京市统计局"),
        Opinion("北京市人民政府法制办公室", "provide", "没有法律障碍", legal=True),
    ),
)


def text(paper: Paper) -> str:
    """Everything that the body says, one part a line."""
    cells = (
        [part.label + part.text, *part.columns, *(cell for row in part.rows for cell in row)]
        for part in paper.body
    )
    return "\n".join(" ".join(filter(None, one)) for one in cells)


def reply(answer: Answer) -> Paper:
    return replies.reply(
        MATTER, answer, number="京工商函〔2026〕1号", approver="市工商局负责人岗", dated=DAY
    )


def opinion(proposal: Proposal, dispute: Dispute = DISPUTE) -> Paper:
    return mediation.opinion(
        MATTER, dispute, proposal,
        office=OFFICE, group="领导小组", number="京信办协〔2026〕1号", until=UNTIL, dated=DAY,
    )  # fmt: skip


def test_the_application_holds_every_field_of_its_template():
    asked = Asked(
        TERMS, "《行政许可法》第三十四条", "critical", "", "专人保管\n专机存放", ("函.pdf",)
    )

    paper = applications.application(MATTER, asked, approver="市卫生局负责人岗", dated=DAY)

    rows = dict(paper.body[0].rows)
    assert set(rows) >= {
        "需求单位", "提供单位", "资源名称及代码", "申请数据项", "使用依据", "使用场景", "使用范围",
        "共享方式", "使用时限", "安全保障措施", "负责人意见",
    }  # fmt: skip
    assert rows["使用时限"] == "至2027年12月31日"
    assert rows["共享方式"] == "服务接口"
    assert (paper.layout, paper.number, paper.enclosures) == (
        "plain", "京共申〔2026〕0001号", ("函.pdf",),
    )  # fmt: skip


def test_an_application_without_safeguards_names_the_rule_and_leaves_nothing_empty():
    asked = Asked(TERMS, "依据", "normal", "", "")

    paper = applications.application(MATTER, asked, approver="", dated=DAY)

    rows = dict(paper.body[0].rows)
    assert rows["安全保障措施"] == "按国家和本市信息安全规定执行"
    assert "敏感数据项的必要性" not in rows
    assert all(rows.values())


def test_a_reply_is_a_letter_that_cites_the_application():
    paper = reply(Answer("agree", TERMS))

    assert (paper.layout, paper.head) == ("letter", "北京市工商行政管理局")
    assert paper.title == "北京市工商行政管理局关于同意共享企业登记基本信息的复函"
    assert paper.addressee == "北京市卫生局"
    assert "《政务信息共享申请书》（京共申〔2026〕0001号）收悉" in text(paper)
    assert (paper.closing, paper.approver) == ("特此函复。", "市工商局负责人岗")


def test_a_counter_offer_says_old_and_new_term_by_term_and_nothing_of_what_stays():
    paper = reply(Answer("counter", NARROWER, TERMS))

    changes = next(part for part in paper.body if part.columns)
    assert changes.rows == (
        ("数据项", "注册号、企业名称", "注册号\n（删去：企业名称）"),
        ("使用范围", "全市", "本局监督处"),
    )


def test_a_refusal_says_why_and_by_which_law_paragraph_by_paragraph():
    why = "接入范围过大\r\n\r\n系统正在升级；\n"

    paper = reply(Answer("refuse", None, None, "security", why, "部门职责规定"))

    said = [part.text for part in paper.body]
    assert "存在安全风险。接入范围过大。" in said
    assert "系统正在升级。" in said
    assert "部门职责规定。" in said
    assert paper.title.endswith("关于不予共享企业登记基本信息的复函")


def test_a_notice_lists_all_that_is_missing_and_whose_number_its_time_is():
    term = Term(10, date(2026, 3, 16), prose.DEFAULT)

    paper = replies.supplement_notice(
        MATTER, ["授权文件", "  ", "使用人员\n名单"], number="京工商补〔2026〕1号",
        until=term, dated=DAY,
    )  # fmt: skip

    assert paper.body[1].rows == (("授权文件",), ("使用人员 名单",))
    assert "2026年3月16日（含）前（10个工作日，本系统默认值）" in text(paper)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("refusal", "关于不予共享企业登记基本信息情况的报告"),
        ("unable", "关于不能按协议提供企业登记基本信息情况的报告"),
        ("unanswered", "关于逾期未答复企业登记基本信息共享申请情况的报告"),
        ("undelivered", "关于逾期未提供企业登记基本信息情况的报告"),
    ],
)
def test_a_report_goes_upwards_with_its_approver_and_a_copy_to_the_demander(kind, title):
    paper = reports.report(
        MATTER, Report(kind, "other", "系统升级", remedy="十日内答复"),
        office=OFFICE, number="京工商报〔2026〕1号", approver="市工商局负责人岗", dated=DAY,
    )  # fmt: skip

    assert (paper.layout, paper.addressee) == ("upward", OFFICE)
    assert paper.title == f"北京市工商行政管理局{title}"
    assert (paper.approver, paper.copies) == ("市工商局负责人岗", ("北京市卫生局",))
    assert "十日内答复。" in text(paper)
    assert "法定依据" not in text(paper)  # nothing was said, so no heading stands over nothing


def test_the_agreement_s_document_is_to_the_letter_the_text_that_was_signed():
    written = documents.agreement(test_documents.PARTIES, test_documents.TERMS, 2)
    sha256 = documents.sha256(written)
    both = (
        Signed("provider", "北京市工商行政管理局", "unit_approver", date(2026, 3, 3)),
        Signed("demander", "北京市卫生局", "unit_approver", DAY),
    )

    paper = contracts.agreement(
        SignedText(written, sha256, 2, both), number="京共协〔2026〕0001号", dated=DAY
    )

    again = "\n".join([paper.title, *(part.text for part in paper.body)]) + "\n"
    assert documents.sha256(again) == sha256
    assert sha256 in paper.note.replace(" ", "")
    assert paper.number == "京共协〔2026〕0001号（第2版）"
    assert [(one.role, one.unit) for one in paper.signers] == [
        ("甲方", "北京市卫生局"), ("乙方", "北京市工商行政管理局"),
    ]  # fmt: skip
    assert paper.head == ""  # an agreement never has a red head


def test_an_opinion_gives_every_side_s_view_and_the_legal_one_apart():
    paper = opinion(Proposal("settle", terms=NARROWER, old=TERMS))

    told = text(paper).splitlines()
    assert paper.layout == "red_head"
    assert "北京市卫生局：申请共享，用于卫生监督；使用依据为《传染病防治法》第九条。" in told
    assert "北京市工商行政管理局：存在安全风险。接入范围过大。" in told
    assert "北京市统计局：在规定期限内未提出意见，按无意见处理。" in told
    legal = told.index("三、法律意见")
    assert told[legal + 1] == "北京市人民政府法制办公室：认为应当提供。没有法律障碍。"
    assert "请于2026年3月9日（含）前（5个工作日，本系统默认值）答复是否接受" in text(paper)


def test_without_a_legal_opinion_the_headings_close_up():
    paper = opinion(Proposal("uphold", "理由成立"), replace(DISPUTE, opinions=()))

    headings = [part.text for part in paper.body if part.kind == "heading"]
    assert headings == ["一、争议事项", "二、各方意见", "三、协调意见", "四、办理期限"]


def test_a_proposal_of_a_substitute_goes_to_its_provider_with_a_copy_to_the_first():
    offered = Proposal(
        "settle", terms=NARROWER, old=TERMS,
        substitute="组织机构代码信息（IR0004）", substitute_provider="北京市质量技术监督局",
    )  # fmt: skip

    paper = opinion(offered)

    assert paper.addressee == "北京市卫生局、北京市质量技术监督局"
    assert paper.copies == ("北京市工商行政管理局",)
    assert "逾期未答复的，视为不接受" in text(paper)
    assert not [part for part in paper.body if part.columns]  # other items: no difference to show


def test_a_referral_goes_to_the_group_with_its_criteria():
    paper = opinion(Proposal("refer", "涉及多个系统", ("cross_system", "public_safety")))

    assert paper.addressee == "领导小组"
    assert "重大事项（跨系统、跨领域、关系公共安全）" in text(paper)
    assert paper.copies == ("北京市卫生局", "北京市工商行政管理局")


def test_an_order_says_what_is_overdue_by_how_much_and_until_when():
    paper = mediation.supervision_order(
        MATTER, office=OFFICE, unit="北京市工商行政管理局", duty="说明情况", overdue_days=3,
        expected="说明原因\n并答复", until=UNTIL, number="京信办督〔2026〕1号", dated=DAY,
    )  # fmt: skip

    rows = dict(paper.body[1].rows)
    assert rows["逾期天数"] == "3个工作日"
    assert rows["办理要求"] == "说明原因\n并答复"
    assert rows["办理期限"] == "2026年3月9日（含）前（5个工作日，本系统默认值）"


def test_a_receipt_names_the_filing_it_follows():
    paper = receipts.receipt(
        MATTER, kind="negotiation_result", number="京信备〔2026〕0009号", recipient=OFFICE,
        handler="", dated=DAY, refers_to="京信备〔2026〕0002号",
    )  # fmt: skip

    rows = dict(paper.body[0].rows)
    assert (rows["备案号"], rows["经办岗"]) == ("京信备〔2026〕0009号", "系统自动备案")
    assert rows["关联备案"] == "京信备〔2026〕0002号"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("甲\x00乙\x0b丙", ("甲乙。", "丙。")),
        ("前\u202e后", ("前后。",)),
        ("已办结。", ("已办结。",)),
        ("　一\n\n\n二；", ("一。", "二。")),
        (" \n ", ()),
        ("。", ()),
    ],
)
def test_what_was_typed_is_printed_tidily(typed, printed):
    assert prose.paragraphs(typed) == printed


def test_every_paper_comes_back_from_its_stored_form_as_it_was():
    for paper in (
        reply(Answer("counter", NARROWER, TERMS)),
        opinion(Proposal("refer", "理由", ("other",))),
    ):
        assert Paper.from_dict(paper.as_dict()) == paper

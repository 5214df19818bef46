"""What the provider sends to the demander: its reply, and its one notice of what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.documents.rules.paper import Paper, Part, chinese_date
from app.domain.sharing.rules.papers import prose
from app.domain.sharing.rules.papers.prose import Matter, Term
from app.domain.sharing.rules.terms import Values

TITLES = {
    "agree": "关于同意共享{}的复函",
    "counter": "关于共享{}有关条件的复函",
    "refuse": "关于不予共享{}的复函",
}


@dataclass(frozen=True)
class Answer:
    """The provider's answer; `old` are the terms that a counter-offer changes."""

    kind: str
    terms: Values | None = None
    old: Values | None = None
    reason_code: str | None = None
    reason: str = ""
    legal_basis: str = ""


def reply(
    matter: Matter,
    answer: Answer,
    *,
    number: str,
    approver: str,
    dated: date,
    note: str = "",
    marks: tuple[str, ...] = (),
) -> Paper:
    """The reply to an application, as a letter (条例 21)."""
    opening = f"你单位{matter.cited}收悉。经研究，现就申请共享{matter.named}有关事项函复如下："
    return Paper(
        layout="letter",
        head=matter.provider,
        number=number,
        title=matter.provider + TITLES[answer.kind].format(matter.resource),
        addressee=matter.demander,
        body=(Part("text", text=opening), *_CONCLUSIONS[answer.kind](answer)),
        closing="特此函复。",
        approver=approver,
        signed=(matter.provider,),
        dated=dated,
        note="；".join(filter(None, (f"签发人：{approver}" if approver else "", note))),
        marks=marks,
    )


def supplement_notice(
    matter: Matter,
    missing: Iterable[str],
    *,
    number: str,
    until: Term,
    dated: date,
) -> Paper:
    """What is missing from an application, told once and all of it (条例 21)."""
    opening = (
        f"你单位{matter.cited}收悉。经审核，申请共享{matter.named}的材料不全。根据《政务数据共享条例》"
        "第二十一条，现将需要补充的材料一次性告知如下："
    )
    rows = [("告知日期", chinese_date(dated)), ("补正期限", str(until))]
    return Paper(
        layout="plain",
        number=number,
        title="补充材料一次性告知书",
        addressee=matter.demander,
        body=(
            Part("text", text=opening),
            prose.listed(missing),
            prose.table(rows),
            Part("text", text="逾期未补充的，本次申请失效；需要共享的，可以重新申请。"),
        ),
        signed=(matter.provider,),
        dated=dated,
    )


def _agreed(answer: Answer) -> tuple[Part, ...]:
    agreed = (prose.as_table(answer.terms),) if answer.terms else ()
    return prose.numbered(
        [
            ("答复结论", (Part("text", text="同意共享。"),)),
            ("同意的数据项及条件", agreed),
        ]
    )


def _countered(answer: Answer) -> tuple[Part, ...]:
    assert answer.terms and answer.old, "a counter-offer changes terms"
    what = "原则同意共享，对下列条款提出协商意见。你单位接受的，即按修改后的条款执行。"
    return prose.numbered(
        [
            ("答复结论", (Part("text", text=what),)),
            ("协商修改的条款", (prose.as_changes(answer.old, answer.terms),)),
            ("修改后的数据项及条件", (prose.as_table(answer.terms),)),
        ]
    )


def _refused(answer: Answer) -> tuple[Part, ...]:
    what = "不同意共享。本单位将有关情况和理由报政务数据共享主管部门。"
    return prose.numbered(
        [
            ("答复结论", (Part("text", text=what),)),
            ("不同意的理由", prose.said(answer.reason, prose.ground(answer.reason_code))),
            ("法定依据", prose.said(answer.legal_basis)),
        ]
    )


_CONCLUSIONS = {"agree": _agreed, "counter": _countered, "refuse": _refused}

"""情况报告: what the provider reports to the office when it does not share, or not in time."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.domain.documents.rules.paper import Paper, Part
from app.domain.sharing.rules.papers import prose
from app.domain.sharing.rules.papers.prose import Matter

Kind = Literal["refusal", "unable", "unanswered", "undelivered"]
TITLES: dict[Kind, str] = {
    "refusal": "关于不予共享{}情况的报告",
    "unable": "关于不能按协议提供{}情况的报告",
    "unanswered": "关于逾期未答复{}共享申请情况的报告",
    "undelivered": "关于逾期未提供{}情况的报告",
}
SITUATIONS: dict[Kind, str] = {
    "refusal": "经审核，本单位决定不予共享。",
    "unable": "双方已就共享达成一致，本单位不能按约定提供。",
    "unanswered": "本单位未在规定期限内答复。",
    "undelivered": "双方已就共享达成一致，本单位未在规定期限内提供。",
}


@dataclass(frozen=True)
class Report:
    """What happened, why, and what the provider means to do."""

    kind: Kind
    reason_code: str | None
    reason: str
    legal_basis: str = ""
    remedy: str = ""


def report(
    matter: Matter,
    told: Report,
    *,
    office: str,
    number: str,
    approver: str,
    dated: date,
    note: str = "",
    marks: tuple[str, ...] = (),
) -> Paper:
    """The report to the office (policy 三(四): 将有关情况、理由报市信息办)."""
    situation = (
        f"{matter.demander}以{matter.cited}向本单位申请共享{matter.named}。{SITUATIONS[told.kind]}"
    )
    remedy = told.remedy or (
        "由贵办依照《政务数据共享条例》第二十八条协调，本单位配合。"
        if told.kind == "refusal"
        else ""
    )
    return Paper(
        layout="upward",
        head=f"{matter.provider}文件",
        number=number,
        approver=approver,
        title=matter.provider + TITLES[told.kind].format(matter.resource),
        addressee=office,
        body=prose.numbered(
            [
                ("有关情况", (Part("text", text=situation),)),
                ("理由", prose.said(told.reason, prose.ground(told.reason_code))),
                ("法定依据", prose.said(told.legal_basis)),
                ("拟采取的措施", prose.said(remedy)),
            ]
        ),
        closing="特此报告。",
        signed=(matter.provider,),
        dated=dated,
        copies=(matter.demander,),
        print_office=matter.provider,
        note=note,
        marks=marks,
    )

"""What the office issues in a dispute: its opinion (协调意见书), and its orders (督办单)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.documents.rules.paper import Paper, Part, chinese_date
from app.domain.sharing.rules.papers import prose
from app.domain.sharing.rules.papers.prose import Matter, Term
from app.domain.sharing.rules.terms import Values

CAUSES = {
    "refusal": "提供单位不予共享",
    "overdue": "提供单位逾期未答复",
    "non_delivery": "未按约定提供",
}
RESPONSIBILITIES = {
    "produced": "谁产生谁负责",
    "built": "谁建设谁负责",
    "operated": "谁运营谁负责",
    "shared": "谁共享谁负责",
}
POSITIONS = {"provide": "认为应当提供", "refuse": "认为可以不予提供", "neutral": "无意见"}
CRITERIA = {
    "cross_system": "跨系统、跨领域",
    "public_safety": "关系公共安全",
    "national_security": "关系国家安全",
    "legal_conflict": "法律适用有冲突",
    "large_scale": "规模大、影响广",
    "other": "其他",
}


@dataclass(frozen=True)
class Opinion:
    """What a consulted unit said; without a position it did not answer in time."""

    unit: str
    position: str = ""
    opinion: str = ""
    legal: bool = False


@dataclass(frozen=True)
class Dispute:
    """What is in dispute, and what was said about it."""

    cause: str
    entered_on: date
    responsibility: str
    basis: str
    scenario: str
    complaint: str = ""
    reason_code: str | None = None
    reason: str = ""
    legal_basis: str = ""
    remedy: str = ""
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What the office proposes; `substitute` and its provider where another resource is offered."""

    kind: str
    grounds: str = ""
    criteria: tuple[str, ...] = ()
    terms: Values | None = None
    old: Values | None = None
    provide_by: date | None = None
    substitute: str = ""
    substitute_provider: str = ""


def opinion(
    matter: Matter,
    dispute: Dispute,
    proposal: Proposal,
    *,
    office: str,
    group: str,
    number: str,
    until: Term | None,
    dated: date,
) -> Paper:
    """The office's opinion: to both who must answer it, or with a referral to the group."""
    asked = [matter.demander, proposal.substitute_provider or matter.provider]
    sides = [matter.demander, matter.provider]
    referred = proposal.kind == "refer"
    about = "提请领导小组会议决定的意见" if referred else "的协调意见"
    return Paper(
        layout="red_head",
        head=f"{office}文件",
        number=number,
        title=f"{office}关于共享{matter.resource}争议{about}",
        addressee=group if referred else "、".join(asked),
        body=prose.numbered(
            [
                ("争议事项", _matter(matter, dispute)),
                ("各方意见", _views(matter, dispute)),
                ("法律意见", _opinions(one for one in dispute.opinions if one.legal)),
                ("协调意见", _proposed(proposal)),
                ("办理期限", _until(proposal, until)),
            ]
        ),
        signed=(office,),
        dated=dated,
        copies=tuple(sides if referred else [s for s in sides if s not in asked]),
        print_office=office,
    )


def supervision_order(
    matter: Matter,
    *,
    office: str,
    unit: str,
    duty: str,
    overdue_days: int,
    expected: str,
    until: Term,
    number: str,
    dated: date,
) -> Paper:
    """The office's order to a unit that is silent or late."""
    rows = [
        ("督办事项", f"{matter.cited}：{duty}"),
        ("信息资源", matter.named),
        ("责任单位", unit),
        ("逾期天数", f"{overdue_days}个工作日" if overdue_days else "不满1个工作日"),
        ("办理要求", prose.cell(expected)),
        ("办理期限", str(until)),
    ]
    opening = (
        "你单位在下列政务信息共享事项中未按期履行职责，现予督办。请按要求办理，并在系统中办结。"
    )
    return Paper(
        layout="red_head",
        head=f"{office}文件",
        number=number,
        title=f"{office}关于办理{matter.resource}共享事项的督办单",
        addressee=unit,
        body=(Part("text", text=opening), prose.table(rows)),
        signed=(office,),
        dated=dated,
        print_office=office,
    )


def _matter(matter: Matter, dispute: Dispute) -> tuple[Part, ...]:
    told = (
        f"{matter.demander}以{matter.cited}向{matter.provider}申请共享{matter.named}。"
        f"{chinese_date(dispute.entered_on)}，因{CAUSES.get(dispute.cause, dispute.cause)}，"
        "本事项进入协调程序。"
    )
    kept = RESPONSIBILITIES.get(dispute.responsibility, "")
    found = f"经审查，本事项适用“{kept}”的原则。" if kept else ""
    return (Part("text", text=told + found),)


def _views(matter: Matter, dispute: Dispute) -> tuple[Part, ...]:
    scenario, basis = prose.tidy(dispute.scenario).removeprefix("用于"), prose.tidy(dispute.basis)
    wanted = prose.said(f"申请共享，用于{scenario.rstrip('。；')}；使用依据为{basis}")
    return (
        *prose.labelled(matter.demander, (*wanted, *prose.said(dispute.complaint, "提出："))),
        *prose.labelled(matter.provider, _answered(dispute) or prose.said("未说明情况")),
        *_opinions(one for one in dispute.opinions if not one.legal),
    )


def _answered(dispute: Dispute) -> tuple[Part, ...]:
    return (
        *prose.said(dispute.reason, prose.ground(dispute.reason_code)),
        *prose.said(dispute.legal_basis, "提出的法定依据："),
        *prose.said(dispute.remedy, "拟采取的措施："),
    )


def _opinions(opinions: Iterable[Opinion]) -> tuple[Part, ...]:
    return tuple(Part("text", label=f"{one.unit}：", text=_told(one)) for one in opinions)


def _told(one: Opinion) -> str:
    if not one.position:
        return "在规定期限内未提出意见，按无意见处理。"
    return f"{POSITIONS.get(one.position, one.position)}。{''.join(prose.paragraphs(one.opinion))}"


def _proposed(proposal: Proposal) -> tuple[Part, ...]:
    return _PROPOSALS[proposal.kind](proposal)


def _settled(proposal: Proposal) -> tuple[Part, ...]:
    assert proposal.terms, "a settlement names terms"
    if proposal.substitute:
        what = (
            f"建议由{proposal.substitute_provider}以{proposal.substitute}替代，按下列条款共享；"
            "双方接受的，原提供单位不再承担本事项的提供责任。"
        )
    else:
        what = "建议双方按下列条款共享。"
    if proposal.provide_by:
        what += f"提供单位应于{chinese_date(proposal.provide_by)}前提供。"
    parts = [Part("text", text=what), prose.as_table(proposal.terms)]
    if proposal.old and not proposal.substitute:
        changed = prose.as_changes(proposal.old, proposal.terms)
        parts += [Part("text", text="与现行条款相比，修改如下："), changed] if changed.rows else []
    return tuple(parts)


def _upheld(proposal: Proposal) -> tuple[Part, ...]:
    return (
        Part("text", text="提供单位不予共享的理由成立，建议维持。"),
        *prose.said(proposal.grounds, "依据和理由："),
    )


def _referred(proposal: Proposal) -> tuple[Part, ...]:
    criteria = prose.named(CRITERIA, proposal.criteria)
    return (
        Part("text", text=f"本事项属于重大事项（{criteria}），提请领导小组会议决定。"),
        *prose.said(proposal.grounds, "依据和理由："),
    )


_PROPOSALS = {"settle": _settled, "uphold": _upheld, "refer": _referred}


def _until(proposal: Proposal, until: Term | None) -> tuple[Part, ...]:
    if until is None:
        return ()
    if proposal.kind == "refer":
        return (Part("text", text=f"领导小组会议审议期限：{until}。"),)
    silence = "逾期未答复的，视为接受。"
    if proposal.substitute:
        silence = (
            f"{proposal.substitute_provider}逾期未答复的，视为不接受；"
            "需求单位逾期未答复的，视为接受。"
        )
    told = f"请于{until}答复是否接受。{silence}任何一方不接受的，提请领导小组会议决定。"
    return (Part("text", text=told),)

"""备案回执: the office or the bureau says that something was filed, and under which number."""

from datetime import date

from app.domain.documents.rules.paper import Paper, chinese_date
from app.domain.sharing.rules.papers import prose
from app.domain.sharing.rules.papers.prose import Matter

FILED = {
    "application": "政务信息共享申请",
    "dispute": "政务信息共享争议",
    "negotiation_result": "政务信息共享协商结果",
    "secrecy_agreement": "政务信息共享安全保密协议",
    "provision": "政务信息提供情况",
    "usage": "政务信息使用情况",
}


def receipt(
    matter: Matter,
    *,
    kind: str,
    number: str,
    recipient: str,
    handler: str,
    dated: date,
    refers_to: str = "",
) -> Paper:
    """The receipt of one filing."""
    rows = [
        ("备案号", number),
        ("备案事项", FILED.get(kind, kind)),
        ("申请编号", matter.number),
        ("信息资源", matter.named),
        ("需求单位", matter.demander),
        ("提供单位", matter.provider),
        ("备案日期", chinese_date(dated)),
        ("备案单位", recipient),
        ("经办岗", handler or "系统自动备案"),
        ("关联备案", refers_to),
    ]
    return Paper(
        layout="plain",
        title="备案回执",
        number=number,
        body=(prose.table(rows),),
        signed=(recipient,),
        dated=dated,
    )

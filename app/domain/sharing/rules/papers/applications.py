"""政务信息共享申请书: what the demander's head approved."""

from dataclasses import dataclass
from datetime import date

from app.domain.documents.rules.paper import Paper
from app.domain.sharing.rules.papers import prose
from app.domain.sharing.rules.papers.prose import Matter
from app.domain.sharing.rules.terms import Values

URGENCIES = {"normal": "一般", "urgent": "紧急", "critical": "特急"}


@dataclass(frozen=True)
class Asked:
    """What is applied for, and why."""

    terms: Values
    basis: str
    urgency: str
    necessity: str
    safeguards: str
    enclosures: tuple[str, ...] = ()


def application(
    matter: Matter, asked: Asked, *, approver: str, dated: date, marks: tuple[str, ...] = ()
) -> Paper:
    """The application as it goes to the provider (条例 20)."""
    terms = asked.terms
    rows = [
        ("需求单位", matter.demander),
        ("提供单位", matter.provider),
        ("资源名称及代码", matter.named),
        ("申请数据项", prose.term("items", terms.items)),
        ("使用依据", prose.cell(asked.basis)),
        ("使用场景", prose.cell(terms.scenario)),
        ("使用范围", prose.cell(terms.scope)),
        ("共享方式", prose.term("mode", terms.mode)),
        ("使用时限", prose.term("valid_until", terms.valid_until)),
        ("紧急程度", URGENCIES.get(asked.urgency, asked.urgency)),
        ("敏感数据项的必要性", prose.cell(asked.necessity)),
        ("安全保障措施", prose.cell(asked.safeguards) or "按国家和本市信息安全规定执行"),
        ("负责人意见", f"同意申请。（{approver}）" if approver else "同意申请。"),
    ]
    return Paper(
        layout="plain",
        title="政务信息共享申请书",
        number=matter.number,
        addressee=matter.provider,
        body=(prose.table(rows),),
        enclosures=tuple(map(prose.tidy, asked.enclosures)),
        signed=(matter.demander,),
        dated=dated,
        marks=marks,
    )

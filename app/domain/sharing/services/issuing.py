"""What every document of a case needs: its matter, its terms, its marks, the row itself."""

from datetime import date

from sqlalchemy import select

from app.domain.documents.models import IssuedDocument
from app.domain.documents.rules.paper import Paper, chinese_date
from app.domain.documents.services import issue
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.paper import PaperEntry
from app.domain.sharing.rules.papers.prose import Matter, Term
from app.foundation import calendar, clock
from app.foundation.database import db
from app.foundation.identity import acting
from app.workflow.ledger import DeadlineRule
from app.workflow.models import Task

ENTERED = "补录"
_ON_PAPER = "papers.on_paper"


def came_on_paper(task: Task) -> None:
    """Remember, until the command ends, that what is being answered came on paper."""
    if task.via == "paper":
        db.session().info[_ON_PAPER] = True


def matter(case: SharingCase) -> Matter:
    """The application that a document is about, as it stands now."""
    return Matter(
        number=case.number or "",
        resource=case.resource.title,
        resource_id=case.resource_id,
        demander=case.demander.name,
        provider=case.provider.name,
    )


def term(rule: str) -> Term:
    """The time that a clock which begins now gives: its days, its last day, who says so."""
    found = db.session.get_one(DeadlineRule, rule)
    due: date = calendar.current().add(clock.today(), found.amount)
    return Term(found.amount, due, found.source, found.unit)


def approver() -> str:
    """签发人: the post that approves; whoever enters a paper has not approved it."""
    who = acting.current()
    return who.label if who.account_id and not _on_paper() else ""


def marks() -> tuple[str, ...]:
    """What is said on top of the document: that it was entered from paper."""
    return (ENTERED,) if _on_paper() else ()


def reference(case_id: int, kind: str) -> str:
    """Which paper the document repeats, where it came on one."""
    if not _on_paper():
        return ""
    entries = select(PaperEntry).where(PaperEntry.case_id == case_id, PaperEntry.kind == kind)
    entry = db.session.scalars(entries.order_by(PaperEntry.id.desc()).limit(1)).first()
    if entry is None:
        return ""
    told = f"来文字号：{entry.reference}；" if entry.reference else ""
    return f"{told}{chinese_date(entry.received_on)}收到纸质来文"


def put_out(
    kind: str,
    source: str,
    paper: Paper,
    case: SharingCase,
    issuer_id: int,
    *,
    fresh: bool = True,
) -> IssuedDocument:
    """Issue a document of a case; `fresh` where what it is made from came about just now."""
    return issue.issue(
        kind,
        source,
        paper,
        issuer_id=issuer_id,
        instance_id=case.id,
        by_id=acting.current().account_id,
        fresh=fresh,
    )


def _on_paper() -> bool:
    return _ON_PAPER in db.session().info

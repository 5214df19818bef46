"""Both sides file how the data was provided and used; the office looks where they differ."""

from typing import Any

from app.domain.sharing import records
from app.domain.sharing.models.usage import MismatchReview, UsageReturn
from app.domain.sharing.rules import disputes
from app.domain.sharing.services import filing
from app.foundation import audit
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow.models import Task

COUNTS = ("period", "deliveries", "volume")
OF_USE = ("users", "storage", "incidents")


def report_provision(task: Task, answers: dict[str, Any], account: Account) -> None:
    """The provider reports what it provided."""
    _report(task, "provider", answers, account)


def report_use(task: Task, answers: dict[str, Any], account: Account) -> None:
    """The demander reports what it used, and for what."""
    _report(
        task,
        "demander",
        answers,
        account,
        purpose_met=_yes(answers.get("purpose_met")),
        **{name: answers.get(name) or "" for name in OF_USE},
    )


def file_provision(case_id: int) -> None:
    """File the provider's report."""
    _file(case_id, "provision", "provider")


def file_use(case_id: int) -> None:
    """File the demander's report."""
    _file(case_id, "usage", "demander")


def compare(case_id: int) -> bool:
    """Do the two reports differ?"""
    sent = records.usage_returns(case_id)
    counts = {side: (one.deliveries, one.volume) for side, one in sent.items()}
    differ = disputes.mismatch(counts["provider"], counts["demander"])
    audit.record("returns compared", case=case_id, mismatch=differ)
    return differ


def review(task: Task, answers: dict[str, Any], account: Account) -> None:
    """The office writes down what it found."""
    found = MismatchReview(
        case_id=task.instance_id, comment=answers.get("comment") or "", by_id=account.id
    )
    db.session.add(found)


def sum_up(case_id: int) -> str:
    """Everything is reported and answered."""
    audit.record("use summed up", case=case_id)
    return "used"


def _report(task: Task, side: str, answers: dict[str, Any], account: Account, **more: Any) -> None:
    counts = {name: answers[name] for name in COUNTS}
    note = answers.get("note") or ""
    db.session.add(
        UsageReturn(
            case_id=task.instance_id, side=side, by_id=account.id, note=note, **counts, **more
        )
    )


def _file(case_id: int, kind: str, side: str) -> None:
    sent = records.usage_returns(case_id)[side]
    content = {name: getattr(sent, name) for name in (*COUNTS, "note")}
    if side == "demander":
        content |= {name: getattr(sent, name) for name in ("purpose_met", *OF_USE)}
    filing.make(records.case(case_id), kind, content)


def _yes(said: Any) -> bool | None:
    return said if isinstance(said, bool) or said is None else str(said).lower() in ("yes", "true")

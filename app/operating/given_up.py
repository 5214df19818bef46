"""Work of the queue that was given up: whom it concerns, tried again or discarded, and recorded."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select

from app.domain.documents.models import IssuedDocument
from app.domain.sharing import headings
from app.foundation import audit, queue
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.foundation.notices import Notice, mail
from app.foundation.queue.kinds import KINDS

AGAIN, DISCARDED = ACTS = ("work_tried_again", "work_discarded")
NAMED = 3  # of what a job concerns; a mail may go to hundreds
MAIL = "mail"


def again(job_id: int) -> None:
    """Have one job done again."""
    _note(AGAIN, [_again(job_id)])


def discard(job_id: int) -> None:
    """Let one job be."""
    _note(DISCARDED, [_discard(job_id)])


def all_again(name: str, known: int) -> int:
    """Have all of a kind done again, as many as go at once; returns how many these were."""
    return _note(AGAIN, [_again(job_id) for job_id in queue.of_kind(name, known)])


def discard_all(name: str, known: int) -> int:
    """Let all of a kind be."""
    return _note(DISCARDED, [_discard(job_id) for job_id in queue.of_kind(name, known)])


def kinds() -> list[tuple[str, int]]:
    """The kinds of which something was given up, and how much."""
    return [(one.name, one.failed) for one in queue.depths() if one.failed]


def acts(most: int = 10) -> list[AuditEntry]:
    """What operators did with such work lately."""
    done = select(AuditEntry).where(AuditEntry.action.in_(ACTS), AuditEntry.instance_id.is_(None))
    return list(db.session.scalars(done.order_by(AuditEntry.id.desc()).limit(most)))


def concerned(rows: Iterable[Any]) -> dict[int, list[str]]:
    """Of each job, what the first few of its rows are about: accounts, cases, or plain numbers."""
    listed = list(rows)
    names: dict[str, dict[int, str]] = {}
    for kind, find in NAMES.items():
        wanted = {number for row in listed if row.name == kind for number in row.numbers[:NAMED]}
        names[kind] = find(wanted) if wanted else {}
    return {row.id: _distinct(names.get(row.name, {}), row.numbers[:NAMED]) for row in listed}


def _distinct(names: dict[int, str], numbers: list[int]) -> list[str]:
    return list(dict.fromkeys(names.get(number, str(number)) for number in numbers))


def _accounts(notice_ids: set[int]) -> dict[int, str]:
    """Whom each notice tells."""
    told = select(Notice.id, Account).join(Account, Account.id == Notice.account_id)
    found = db.session.execute(told.where(Notice.id.in_(notice_ids)))
    return {notice_id: account.label for notice_id, account in found}


def _cases_of_documents(document_ids: set[int]) -> dict[int, str]:
    """To which case each document belongs."""
    about = select(IssuedDocument.id, IssuedDocument.instance_id)
    rows = db.session.execute(about.where(IssuedDocument.id.in_(document_ids)))
    found = {document_id: case_id for document_id, case_id in rows}
    numbers = headings.numbers({case for case in found.values() if case})
    return {one: numbers.get(case or 0, str(case or one)) for one, case in found.items()}


NAMES: dict[str, Callable[[set[int]], dict[int, str]]] = {
    MAIL: _accounts,
    "document": _cases_of_documents,
    "archive": headings.numbers,
}
assert KINDS.keys() >= NAMES.keys()


def _again(job_id: int) -> queue.Work:
    work = queue.retry(job_id)
    if work.name == MAIL:
        mail.take_up(work.numbers)
    return work


def _discard(job_id: int) -> queue.Work:
    work = queue.discard(job_id)
    if work.name == MAIL:
        mail.forgo(work.numbers)
    return work


def _note(action: str, done: list[queue.Work]) -> int:
    """One entry for all that was done in one go, which names each job and its rows."""
    if done:
        jobs = [[one.id, one.numbers] for one in done]
        audit.record(action, subject=f"work:{done[0].name}", jobs=jobs)
    return len(done)

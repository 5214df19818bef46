"""What each room adds to the pages of tasks and cases: the heading, the search and the panels."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select

from app.domain.sharing import paperwork, register, seats
from app.domain.sharing.services import paper_reply
from app.foundation.identity.models import Account
from app.web import document_cards, mediation_notes, paper_cards, sharing_panels, sharing_papers
from app.web.sharing_panels import Panel
from app.workflow.models import ProcessInstance, Task

Heading = register.Line


def headings(instance_ids: Iterable[int]) -> Mapping[int, Heading]:
    """The headings of many cases, in one query."""
    return register.headings(set(instance_ids))


def heading(instance_id: int) -> Heading:
    """The heading of one case."""
    return headings({instance_id})[instance_id]


def on_paper(instance_ids: Iterable[int]) -> set[int]:
    """Those of these cases in which something came on paper, in one query."""
    return paperwork.papers_of(instance_ids)


def may_enter_reply(instance: ProcessInstance, account: Account) -> bool:
    """Is a reply on paper to be entered in this case, and may the account do so?"""
    return not instance.finished_at and paper_reply.can_be_entered(instance.id, account)


def matching(text: str) -> Select[Any]:
    """The cases that a text search finds."""
    return register.matching(text)


def of(instance: ProcessInstance, account: Account) -> list[Panel]:
    """The cards of the case's room, what came on paper, meetings' notes, documents issued."""
    cards = sharing_panels.of(instance, account)
    if came := paper_cards.of_case(instance):
        cards.insert(1, came)
    issued = document_cards.of_case(instance.id, account)
    notes = mediation_notes.of_case(instance.id, account)
    return [*cards, *notes, *([issued] if issued else [])]


def disputes(instance_ids: Iterable[int], account: Account) -> Mapping[int, int]:
    """Of these cases, the disputes that the account may open at the desk: case → dispute."""
    return seats.disputes(set(instance_ids), account)


def papers(instance_id: int) -> list[sharing_papers.Paper]:
    """The texts that are signed in a case."""
    return sharing_papers.of(instance_id)


def paper_to_read(task: Task) -> sharing_papers.Paper | None:
    """The text that the answer to a task is about, to be read beside the form."""
    return sharing_papers.to_read(task)


def archive_status(instance: ProcessInstance, account: Account) -> str:
    """Is the archive of a closed case, if the account may have it, pending or written?"""
    return sharing_panels.archive_status(instance.id, account) if instance.finished_at else ""


def archive(instance: ProcessInstance, account: Account) -> bytes | None:
    """The archive of a closed case, for those who may have it."""
    return sharing_panels.archive(instance.id, account)

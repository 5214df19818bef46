"""What each room adds to the pages of tasks and cases: the heading, the search and the panels."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select

from app.domain.catalogue import cases as matters
from app.domain.sharing import headings as of_cases
from app.domain.sharing import paperwork, queries, seats
from app.domain.sharing.services import paper_reply
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import (
    catalogue_panels,
    document_cards,
    mediation_notes,
    paper_cards,
    rooms,
    sharing_panels,
    sharing_papers,
)
from app.web.cards import Panel
from app.workflow.models import ProcessInstance, Task

Heading = of_cases.Heading


def headings(instance_ids: Iterable[int]) -> Mapping[int, Heading]:
    """The headings of many cases, one query a room."""
    return of_cases.of(instance_ids)


def heading(instance_id: int) -> Heading:
    """The heading of one case."""
    return headings({instance_id})[instance_id]


def on_paper(instance_ids: Iterable[int]) -> set[int]:
    """Those of these cases in which something came on paper, in one query."""
    return paperwork.papers_of(instance_ids)


def may_enter_reply(instance: ProcessInstance, account: Account) -> bool:
    """Is a reply on paper to be entered in this case, and may the account do so?"""
    if instance.finished_at or _is_matter(instance):
        return False
    return paper_reply.can_be_entered(instance.id, account)


def matching(text: str, among: Select[Any] | None = None) -> Select[Any]:
    """The cases that a text search finds, of all rooms, all of them or those among some."""
    return of_cases.matching(text, among)


def of(instance: ProcessInstance, account: Account) -> list[Panel]:
    """The cards of the case's room, what came on paper, meetings' notes, documents issued."""
    if _is_matter(instance):
        return catalogue_panels.of(instance, account)
    cards = sharing_panels.of(instance, account)
    if came := paper_cards.of_case(instance):
        cards.insert(1, came)
    issued = document_cards.of_case(instance.id, account)
    notes = mediation_notes.of_case(instance.id, account)
    return [*cards, *notes, *([issued] if issued else [])]


def home(instance: ProcessInstance) -> tuple[str, str]:
    """The list in which the case stands: its address and what it is called."""
    if _is_matter(instance):
        return "catalogue_matters.index", _("Catalogue matters")
    return "instances.index", _("Cases")


def sent_files(instance_id: int) -> set[str]:
    """The files of a case that more than the unit which uploaded them may read."""
    if _is_matter(db.session.get_one(ProcessInstance, instance_id)):
        return matters.sent_files(instance_id)
    return queries.sent_files(instance_id)


def disputes(instance_ids: Iterable[int], account: Account) -> Mapping[int, int]:
    """Of these cases, the disputes that the account may open at the desk: case → dispute."""
    return seats.disputes(set(instance_ids), account)


def papers(instance: ProcessInstance) -> list[sharing_papers.Paper]:
    """The texts that are signed in a case; in a matter of the catalogue nothing is."""
    if _is_matter(instance):
        raise NotFound(_("There is no agreement in this case."))
    return sharing_papers.of(instance.id)


def paper_to_read(task: Task) -> sharing_papers.Paper | None:
    """The text that the answer to a task is about, to be read beside the form."""
    return sharing_papers.to_read(task)


def archive_status(instance: ProcessInstance, account: Account) -> str:
    """Is the archive of a closed case, if the account may have it, pending or written?"""
    if not instance.finished_at or _is_matter(instance):
        return ""
    return sharing_panels.archive_status(instance.id, account)


def archive(instance: ProcessInstance, account: Account) -> bytes | None:
    """The archive of a closed case, for those who may have it."""
    return None if _is_matter(instance) else sharing_panels.archive(instance.id, account)


def _is_matter(instance: ProcessInstance) -> bool:
    return rooms.is_catalogues(instance.process_id)

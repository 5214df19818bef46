"""What an archive holds: forms, terms, documents, filings, attachments, the log, the diagrams."""

from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import select

from app.domain.catalogue import kept_hits
from app.domain.catalogue.viewing import Viewer
from app.domain.sharing import notebook, orders, paperwork, queries
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.rules import privacy, sealed
from app.domain.sharing.services import archive_documents, archive_rows, recall
from app.domain.sharing.services.archive_rows import as_row
from app.foundation import files
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.files import Attachment
from app.foundation.identity.models import Account, Unit
from app.workflow.models import ReleaseItem, Task

OF_ROUNDS = {"terms proposed", "terms final"}
# What the office keeps for itself: no side is told that there was something.
INSIDE_OFFICE = {"mediation note added", "mediation note withdrawn"}


def of(case: SharingCase, last_entry: int, side: str | None = None) -> dict[str, bytes]:
    """Every file of the archive by its name; the log ends with `last_entry`.

    For one `side`, what another unit said inside its own walls is withheld, and no number tells
    that there was something.
    """
    reader = Reader.of(case, side) if side else None
    return {
        "case.json": sealed.as_json(_case(case, reader)),
        "log.json": sealed.as_json(_log(case.id, last_entry, reader)),
        "clocks.json": sealed.as_json(archive_rows.clocks(case.id, side)),
        **_forms(case.id, reader),
        **_documents(case, reader),
        **_issued(case.id, reader),
        **_release(case.instance.release_id),
        **_attachments(case.id, reader),
    }


@dataclass(frozen=True)
class Reader:
    """The side for which an extract is made, and what of the case it may read."""

    side: str
    unit: Unit
    redrafted: bool
    files: set[str]
    # Rounds as they are kept → as the reader counts them; what was never sent to it is not here.
    rounds: dict[str, int | None]

    @classmethod
    def of(cls, case: SharingCase, side: str) -> Self:
        """The unit on a side of the case."""
        unit = case.demander if side == "demander" else case.provider
        rounds = {str(one.terms.round): one.number for one in queries.rounds(case.id, unit.id)}
        answered = privacy.redrafted(_tasks(case.id))
        notes = notebook.shared_with(unit.id, queries.disputes(case.id))
        files = {name for note in notes if not note.withdrawn_at for name in note.files}
        return cls(side, unit, answered, queries.sent_files(case.id) | files, rounds)

    def may_read(self, task: Task) -> bool:
        """May the side know what was answered?"""
        return privacy.is_open_to(task, self.unit.id, {self.side}, redrafted=self.redrafted)


def _case(case: SharingCase, reader: Reader | None) -> dict[str, Any]:
    unit_id = reader.unit.id if reader else None
    return as_row(case) | {
        "catalogue_hits": _hits(case, reader),
        "demander": case.demander.name,
        "provider": case.provider.name,
        "first_provider": case.first_provider.name,
        "resource": case.resource.title,
        "rounds": [
            as_row(found.terms) | ({"round": found.number} if reader else {})
            for found in queries.rounds(case.id, unit_id)
        ],
        "disputes": [_dispute(found, reader) for found in queries.disputes(case.id)],
        "decisions": [_agenda_item(found, reader) for found in queries.agenda_items(case.id)],
        "deliveries": [
            as_row(found) | {"receipt": as_row(found.receipt) if found.receipt else None}
            for found in queries.deliveries(case.id, unit_id)
        ],
        "supervision": [as_row(found) for found in orders.of_case(case.id)],
        "usage": [as_row(found) for found in queries.usage_returns(case.id)],
        "papers": [_on_paper(found) for found in paperwork.entries(case.id)],
        "feedback": as_row(said) if (said := queries.feedback(case.id)) else None,
    }


def _hits(case: SharingCase, reader: Reader | None) -> Any:
    """What the check for duplicates showed, as far as the reader may know of the entries."""
    if reader is None or not case.catalogue_hits:
        return case.catalogue_hits
    return kept_hits.for_reader(case.catalogue_hits, Viewer(reader.unit.id))


def _dispute(found: Any, reader: Reader | None) -> dict[str, Any]:
    facts = found.facts
    if reader and found.provider_id != reader.unit.id:
        facts = _without_draft(facts)
    return as_row(found) | {
        "facts": facts,
        "explanation": as_row(found.explanation) if found.explanation else None,
        "opinions": [as_row(opinion) for opinion in found.opinions],
        "notes": _notes(found, reader),
        "settlements": [
            as_row(proposed) | {"answers": [as_row(answer) for answer in proposed.answers]}
            for proposed in found.settlements
            if reader is None or proposed.recalled_at is None
        ],
    }


def _notes(found: Any, reader: Reader | None) -> list[dict[str, Any]]:
    """The notes of the office's meetings; for a side those that were shared with it."""
    if reader is None:
        return [as_row(note) for note in notebook.all_of(found)]
    # Of a withdrawn one a side keeps nothing but that it was withdrawn.
    gone = {"note": None, "place": None, "attended": None, "files": None, "withheld": True}
    return [
        as_row(note) | (gone if note.withdrawn_at else {})
        for note in notebook.shared_with(reader.unit.id, [found])
    ]


def _on_paper(found: Any) -> dict[str, Any]:
    row = as_row(found)
    # The round as it is kept would tell of drafts before it.
    row["content"] = {name: said for name, said in found.content.items() if name != "round"}
    return row


def _without_draft(facts: dict[str, Any]) -> dict[str, Any]:
    """What led to a dispute, but for what the provider had drafted when its time was up."""
    return {name: value for name, value in facts.items() if name != "drafted"}


def _agenda_item(found: Any, reader: Reader | None) -> dict[str, Any]:
    # Each member votes for itself; the sides are told the tally, which the decision has.
    return as_row(found) | {
        "votes": [] if reader else [as_row(vote) for vote in found.votes],
        "decision": as_row(found.decision) if found.decision else None,
    }


def _forms(case_id: int, reader: Reader | None) -> dict[str, bytes]:
    """What was answered, one file a task."""
    tasks = _tasks(case_id, reader)
    posts = _posts({t.completed_by_id for t in tasks if t.completed_by_id})
    made = {}
    for place, task in enumerate(tasks, 1):
        said = {name: getattr(task, name) for name in _TASK} | {
            "by": posts.get(task.completed_by_id or 0)
        }
        if reader and not reader.may_read(task):
            said |= {"outcome": None, "answers": None, "withheld": True}
        made[f"forms/{place:04d}-{task.name}.json"] = sealed.as_json(said)
    return made


def _tasks(case_id: int, reader: Reader | None = None) -> list[Task]:
    """The tasks of the case; what another unit took back unseen is not there for a side."""
    statement = select(Task).where(Task.instance_id == case_id).order_by(Task.id)
    tasks = list(db.session.scalars(statement))
    if reader is None:
        return tasks
    return [task for task in tasks if not recall.is_nothing_to(task, reader.unit.id)]


def _documents(case: SharingCase, reader: Reader | None) -> dict[str, bytes]:
    made = {}
    for paper in queries.agreements(case.id):
        made[f"documents/agreement-{paper.version}.txt"] = paper.text.encode()
        made[f"documents/agreement-{paper.version}.json"] = sealed.as_json(_paper(paper))
    for secret in queries.secrecy_agreements(case.id):
        name = f"documents/secrecy-{secret.agreement.version}-{secret.version}"
        made[f"{name}.txt"] = secret.text.encode()
        made[f"{name}.json"] = sealed.as_json(_paper(secret))
    for place, filing in enumerate(queries.filings(case.id), 1):
        row = as_row(filing)
        if reader and "facts" in filing.content and filing.content["provider"] != reader.unit.code:
            facts = _without_draft(filing.content["facts"])
            row["content"] = filing.content | {"facts": facts}
        made[f"filings/{place:02d}-{filing.kind}.json"] = sealed.as_json(row)
    return made


def _issued(case_id: int, reader: Reader | None) -> dict[str, bytes]:
    if reader is None:
        return archive_documents.of(case_id)
    return archive_documents.of(case_id, reader.unit.id, reader.side)


def _paper(paper: Any) -> dict[str, Any]:
    said = {name: value for name, value in as_row(paper).items() if name != "text"}
    return said | {"signatures": [as_row(signature) for signature in paper.signatures]}


def _log(case_id: int, last_entry: int, reader: Reader | None) -> list[dict[str, Any]]:
    statement = select(AuditEntry).where(
        AuditEntry.instance_id == case_id, AuditEntry.id <= last_entry
    )
    entries = [as_row(entry) for entry in db.session.scalars(statement.order_by(AuditEntry.id))]
    return _as_read(entries, case_id, reader) if reader else entries


def _as_read(entries: list[dict[str, Any]], case_id: int, reader: Reader) -> list[dict[str, Any]]:
    """The log without the rounds that were not sent, and without what was said inside."""
    tasks = _tasks(case_id)
    entries = recall.heard(entries, case_id, reader.unit.id)
    closed = {task.id for task in tasks if not reader.may_read(task)}
    inside = {task.name for task in tasks if task.id in closed}
    shown = []
    for entry in entries:
        if entry["action"] in INSIDE_OFFICE:
            continue
        if entry["action"] in OF_ROUNDS:
            if entry["subject"] not in reader.rounds:
                continue
            entry["subject"] = str(reader.rounds[entry["subject"]] or "")
        if entry["task_id"] in closed or privacy.LOGGED_AT.get(entry["action"]) in inside:
            entry["details"] = {"withheld": True}
        shown.append(entry)
    return shown


def _release(release_id: int) -> dict[str, bytes]:
    """The diagrams and forms on which the case ran."""
    statement = select(ReleaseItem).where(ReleaseItem.release_id == release_id)
    folders = {"process": "diagrams", "form": "form-definitions"}
    endings = {"process": "bpmn", "form": "json"}
    return {
        f"{folders[item.kind]}/{item.key}.{endings[item.kind]}": item.content
        for item in db.session.scalars(statement.order_by(ReleaseItem.id))
    }


def _attachments(case_id: int, reader: Reader | None) -> dict[str, bytes]:
    statement = (
        select(Attachment, Account.unit_id)
        .join(Account, Account.id == Attachment.uploaded_by_id)
        .where(Attachment.instance_id == case_id)
    )
    made = {}
    order = (Attachment.created_at, Attachment.id)
    for attachment, unit_id in db.session.execute(statement.order_by(*order)):
        if reader and unit_id != reader.unit.id and str(attachment.id) not in reader.files:
            continue
        about = as_row(attachment)
        try:
            with files.read(attachment) as content:
                made[f"attachments/{attachment.id}/{attachment.filename}"] = content.read()
        except NotFound:
            about["lost"] = True
        made[f"attachments/{attachment.id}.json"] = sealed.as_json(about)
    return made


def _posts(account_ids: set[int]) -> dict[int, str]:
    statement = select(Account.id, Account.display_post).where(Account.id.in_(account_ids))
    return {account_id: post for account_id, post in db.session.execute(statement)}


_TASK = (
    "name",
    "title",
    "process_id",
    "lane",
    "unit_id",
    "posts",
    "form_key",
    "item",
    "opened_at",
    "closed_at",
    "closed_by",
    "outcome",
    "answers",
    "due_on",
    "on_behalf_of_id",
    "via",
)

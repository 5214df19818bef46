"""What an archive holds: forms, terms, documents, filings, attachments, the log, the diagrams."""

from typing import Any

from sqlalchemy import inspect, select

from app.domain.sharing import queries
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.rules import privacy, sealed
from app.foundation import files
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.files import Attachment
from app.foundation.identity.models import Account
from app.workflow.ledger import Clock
from app.workflow.models import ReleaseItem, Task

NOT_OF_THE_RECORD = {"archive", "submission_key"}


def of(case: SharingCase, last_entry: int, side: str | None = None) -> dict[str, bytes]:
    """Every file of the archive by its name; the log ends with `last_entry`.

    For one `side`, what the other answered inside its own unit is withheld.
    """
    return {
        "case.json": sealed.as_json(_case(case, side)),
        "log.json": sealed.as_json(_log(case.id, last_entry, side)),
        "clocks.json": sealed.as_json(_clocks(case.id)),
        **_forms(case.id, side),
        **_documents(case.id),
        **_release(case.instance.release_id),
        **_attachments(case.id),
    }


def _case(case: SharingCase, side: str | None) -> dict[str, Any]:
    reader = case.unit_id(side) if side else None
    return _row(case) | {
        "demander": case.demander.name,
        "provider": case.provider.name,
        "first_provider": case.first_provider.name,
        "resource": case.resource.title,
        "rounds": [_row(found.terms) for found in queries.rounds(case.id, reader)],
        "disputes": [_dispute(found) for found in queries.disputes(case.id)],
        "decisions": [_agenda_item(found) for found in queries.agenda_items(case.id)],
        "deliveries": [
            _row(found) | {"receipt": _row(found.receipt) if found.receipt else None}
            for found in queries.deliveries(case.id)
        ],
        "usage": [_row(found) for found in queries.usage_returns(case.id)],
        "feedback": _row(said) if (said := queries.feedback(case.id)) else None,
    }


def _dispute(found: Any) -> dict[str, Any]:
    return _row(found) | {
        "explanation": _row(found.explanation) if found.explanation else None,
        "opinions": [_row(opinion) for opinion in found.opinions],
        "settlements": [
            _row(proposed) | {"answers": [_row(answer) for answer in proposed.answers]}
            for proposed in found.settlements
        ],
    }


def _agenda_item(found: Any) -> dict[str, Any]:
    return _row(found) | {
        "votes": [_row(vote) for vote in found.votes],
        "decision": _row(found.decision) if found.decision else None,
    }


def _forms(case_id: int, side: str | None) -> dict[str, bytes]:
    """What was answered, one file a task."""
    statement = select(Task).where(Task.instance_id == case_id).order_by(Task.id)
    tasks = list(db.session.scalars(statement))
    posts = _posts({t.completed_by_id for t in tasks if t.completed_by_id})
    made = {}
    for place, task in enumerate(tasks, 1):
        said = {name: getattr(task, name) for name in _TASK} | {
            "by": posts.get(task.completed_by_id or 0)
        }
        if side and not privacy.is_open_to(task.name, side):
            said |= {"outcome": None, "answers": None, "withheld": True}
        made[f"forms/{place:04d}-{task.name}.json"] = sealed.as_json(said)
    return made


def _documents(case_id: int) -> dict[str, bytes]:
    made = {}
    for paper in queries.agreements(case_id):
        made[f"documents/agreement-{paper.version}.txt"] = paper.text.encode()
        made[f"documents/agreement-{paper.version}.json"] = sealed.as_json(_paper(paper))
    for secret in queries.secrecy_agreements(case_id):
        name = f"documents/secrecy-{secret.agreement.version}-{secret.version}"
        made[f"{name}.txt"] = secret.text.encode()
        made[f"{name}.json"] = sealed.as_json(_paper(secret))
    for place, filing in enumerate(queries.filings(case_id), 1):
        made[f"filings/{place:02d}-{filing.kind}.json"] = sealed.as_json(_row(filing))
    return made


def _paper(paper: Any) -> dict[str, Any]:
    said = {name: value for name, value in _row(paper).items() if name != "text"}
    return said | {"signatures": [_row(signature) for signature in paper.signatures]}


def _log(case_id: int, last_entry: int, side: str | None) -> list[dict[str, Any]]:
    statement = select(AuditEntry).where(
        AuditEntry.instance_id == case_id, AuditEntry.id <= last_entry
    )
    entries = [_row(entry) for entry in db.session.scalars(statement.order_by(AuditEntry.id))]
    steps = {t.id: t.name for t in db.session.scalars(select(Task).filter_by(instance_id=case_id))}
    for entry in entries:
        step = steps.get(entry["task_id"], "")
        if side and step and not privacy.is_open_to(step, side):
            entry["details"] = {"withheld": True}
    return entries


def _clocks(case_id: int) -> list[dict[str, Any]]:
    statement = select(Clock).where(Clock.instance_id == case_id).order_by(Clock.id)
    return [
        _row(found) | {"entries": [_row(entry) for entry in found.entries]}
        for found in db.session.scalars(statement)
    ]


def _release(release_id: int) -> dict[str, bytes]:
    """The diagrams and forms on which the case ran."""
    statement = select(ReleaseItem).where(ReleaseItem.release_id == release_id)
    folders = {"process": "diagrams", "form": "form-definitions"}
    endings = {"process": "bpmn", "form": "json"}
    return {
        f"{folders[item.kind]}/{item.key}.{endings[item.kind]}": item.content
        for item in db.session.scalars(statement.order_by(ReleaseItem.id))
    }


def _attachments(case_id: int) -> dict[str, bytes]:
    statement = select(Attachment).where(Attachment.instance_id == case_id)
    made = {}
    for attachment in db.session.scalars(statement.order_by(Attachment.created_at, Attachment.id)):
        about = _row(attachment)
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


def _row(record: Any) -> dict[str, Any]:
    """A row as plain data, in the order of its columns' names."""
    columns = inspect(type(record)).column_attrs
    named = {column.key: getattr(record, column.key) for column in columns}
    return {name: value for name, value in sorted(named.items()) if name not in NOT_OF_THE_RECORD}


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
)

"""Issue a document: give it its number, seal its content with a hash, never change it again."""

import hashlib
from typing import Any

import orjson
from sqlalchemy import event, select

from app.domain.documents.models import IssuedDocument
from app.domain.documents.rules.paper import Paper
from app.foundation import audit, clock, queue
from app.foundation.database import db


def issue(
    kind: str,
    source: str,
    paper: Paper,
    *,
    issuer_id: int,
    instance_id: int | None = None,
    meeting_id: int | None = None,
    by_id: int | None = None,
    fresh: bool = False,
) -> IssuedDocument:
    """Write the document down as it leaves its issuer; a second time it is the same one.

    `fresh` says that its source came about a moment ago: nothing is looked up, and the row is
    written with what else the command writes.
    """
    if not fresh and (before := _known(kind, source)):
        return before
    content = paper.as_dict()
    issued = IssuedDocument(
        kind=kind,
        source=source,
        instance_id=instance_id,
        meeting_id=meeting_id,
        issuer_id=issuer_id,
        number=paper.number,
        title=paper.title,
        issued_on=paper.dated,
        issued_by_id=by_id,
        content=content,
        sha256=fingerprint(content),
    )
    db.session.add(issued)
    if not fresh:
        db.session.flush()  # what refers to it needs its id
    audit.record("document issued", case=instance_id, subject=paper.number, kind=kind)
    return issued


def withdraw(issued: IssuedDocument, reason: str) -> None:
    """What it says no longer holds; it stays readable, marked so."""
    issued.withdrawn_at, issued.withdrawn_reason = clock.now(), reason
    audit.record("document withdrawn", case=issued.instance_id, subject=issued.number)


def fingerprint(content: dict[str, Any]) -> str:
    """The hash of a content, whatever the order in which it is stored."""
    return hashlib.sha256(canonical(content)).hexdigest()


def canonical(content: dict[str, Any]) -> bytes:
    """A content as the bytes that are hashed."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def _known(kind: str, source: str) -> IssuedDocument | None:
    known = select(IssuedDocument).where(
        IssuedDocument.kind == kind, IssuedDocument.source == source
    )
    return db.session.scalars(known).one_or_none()


@event.listens_for(IssuedDocument, "after_insert")
def _have_file_made(mapper: object, connection: object, issued: IssuedDocument) -> None:
    """Before somebody asks for it; as the row is written, since only then is its number known."""
    queue.defer("document", issued.id)

"""The official documents of a case, as its archive holds them.

Each file under `documents/issued/` is the document's canonical content, so that its SHA-256 is
the one that was sealed with it; `documents/issued.json` says which is which.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from app.domain.documents.models import DocumentFile, IssuedDocument
from app.domain.documents.services import issue
from app.domain.sharing.models.usage import Archive
from app.domain.sharing.rules import privacy, sealed
from app.foundation.database import db

INDEX = "documents/issued.json"


def of(case_id: int, unit_id: int | None = None, side: str = "") -> dict[str, bytes]:
    """The documents by file name; all of them, or those that the unit on a side may read.

    What became of a document after the case was closed is not part of the record: made again,
    the archive is the same.
    """
    closed = db.session.get_one(Archive, case_id).created_at
    wanted = select(IssuedDocument).where(IssuedDocument.instance_id == case_id)
    wanted = wanted.options(undefer(IssuedDocument.content), joinedload(IssuedDocument.issuer))
    found = [
        one
        for one in db.session.scalars(wanted.order_by(IssuedDocument.id))
        if unit_id is None
        or (
            privacy.is_document_open_to(one.kind, one.issuer_id, unit_id, {side})
            and (one.issuer_id == unit_id or one.withdrawn_reason != privacy.UNSENT)
        )
    ]
    made = {f"{_name(one)}.json": issue.canonical(one.content) for one in found}
    if found:
        made[INDEX] = sealed.as_json([_line(one, closed) for one in found])
    return made | _files({one.id: _name(one) for one in found}, closed)


def _files(names: dict[int, str], closed: datetime) -> dict[str, bytes]:
    """The .docx of those that had one when the case was closed."""
    written = select(DocumentFile).where(
        DocumentFile.document_id.in_(names), DocumentFile.made_at < closed
    )
    found = db.session.scalars(written.options(undefer(DocumentFile.content)))
    return {f"{names[one.document_id]}.docx": one.content for one in found}


def _name(one: IssuedDocument) -> str:
    return f"documents/issued/{one.id:08d}-{one.kind}"


def _line(one: IssuedDocument, closed: datetime) -> dict[str, Any]:
    withdrawn = one.withdrawn_at is not None and one.withdrawn_at < closed
    return {
        "file": f"{_name(one)}.json",
        "kind": one.kind,
        "number": one.number,
        "title": one.title,
        "issuer": one.issuer.name,
        "source": one.source,
        "issued_on": one.issued_on,
        "issued_at": one.issued_at,
        "sha256": one.sha256,
        "withdrawn_at": one.withdrawn_at if withdrawn else None,
        "withdrawn_reason": one.withdrawn_reason if withdrawn else "",
    }

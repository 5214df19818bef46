"""Reading issued documents: one, those of a case, those that somebody may see."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from app.domain.documents.models import DocumentFile, IssuedDocument
from app.domain.documents.rules.paper import Paper
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Unit

LARGEST_ID = 2**31 - 1
# What a list shows of a document.
LISTED = ("id", "kind", "number", "title", "issuer_id", "issued_on", "withdrawn_at")
MOST_CLAIMED = 5


def document(document_id: int) -> IssuedDocument:
    """One document; who may see it is for the caller to ask."""
    wanted = select(IssuedDocument).where(IssuedDocument.id == document_id)
    found = None
    if document_id <= LARGEST_ID:
        found = db.session.scalars(wanted.options(joinedload(IssuedDocument.issuer))).one_or_none()
    if found is None:
        raise NotFound(_("There is no such document."))
    return found


def paper(issued: IssuedDocument) -> Paper:
    """What a document says, as it was issued."""
    return Paper.from_dict(issued.content)


def of_case(instance_id: int) -> list[IssuedDocument]:
    """The documents of a case, the first issued first; without what they say."""
    found = select(IssuedDocument).where(IssuedDocument.instance_id == instance_id)
    return list(
        db.session.scalars(
            found.options(joinedload(IssuedDocument.issuer)).order_by(IssuedDocument.id)
        )
    )


def listed(
    visible: ColumnElement[bool],
    *,
    kind: str = "",
    text: str = "",
    about: Select[Any] | None = None,
) -> Select[Any]:
    """The documents among `visible`, a narrow row for each, for the caller to sort and page.

    A text is looked for in number and title; `about` are the cases that it finds.
    """
    found: Select[Any] = select(*(getattr(IssuedDocument, name) for name in LISTED)).where(visible)
    if kind:
        found = found.where(IssuedDocument.kind == kind)
    if text.split():
        own = and_(*map(_holds, text.split()))
        found = found.where(
            own if about is None else or_(own, IssuedDocument.instance_id.in_(about))
        )
    return found


def newest_first(*parts: Select[Any]) -> Select[Any]:
    """Several lists of documents as one, the newest first, each with its issuer."""
    rows = union_all(*parts).subquery()
    issuer = aliased(Unit, name="issuer")
    found = select(*rows.c, issuer).join(issuer, issuer.id == rows.c.issuer_id)
    return found.order_by(rows.c.id.desc())


def file_of(document_id: int) -> DocumentFile | None:
    """The .docx of a document, once it was made."""
    return db.session.get(DocumentFile, document_id)


def by_file(sha256: str) -> IssuedDocument | None:
    """The document whose .docx has this hash."""
    found = select(IssuedDocument).join(DocumentFile).where(DocumentFile.sha256 == sha256)
    return db.session.scalars(found).one_or_none()


def claimed(number: str, sha256: str) -> list[IssuedDocument]:
    """The documents that have this number, or say what has this hash."""
    able = [IssuedDocument.sha256 == sha256] if sha256 else []
    if number:
        able.append(IssuedDocument.number == number)
    if not able:
        return []
    found = select(IssuedDocument).where(or_(*able)).order_by(IssuedDocument.id)
    return list(db.session.scalars(found.limit(MOST_CLAIMED)))


def unwritten(recent: int = 500, limit: int = 20) -> list[int]:
    """Which of the latest documents have no .docx yet; an older one gets its when asked for."""
    latest = select(IssuedDocument.id).order_by(IssuedDocument.id.desc()).limit(recent).subquery()
    made = select(DocumentFile.document_id).where(DocumentFile.document_id == latest.c.id)
    wanted = select(latest.c.id).where(~made.exists()).order_by(latest.c.id).limit(limit)
    return list(db.session.scalars(wanted))


def _holds(word: str) -> ColumnElement[bool]:
    return or_(
        IssuedDocument.number.icontains(word, autoescape=True),
        IssuedDocument.title.icontains(word, autoescape=True),
    )

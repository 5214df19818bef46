"""The .docx of an issued document: made once, kept for ever, the same for everybody."""

import hashlib

from sqlalchemy.dialects.postgresql import insert

from app.domain.documents import queries
from app.domain.documents.models import DocumentFile, IssuedDocument
from app.domain.documents.services.word import document
from app.foundation import clock
from app.foundation.database import db


def of(issued: IssuedDocument) -> DocumentFile:
    """The file of a document; made now if nobody asked for it before."""
    return queries.file_of(issued.id) or _make(issued)


def write(document_id: int) -> None:
    """Make the file of a document before somebody asks for it."""
    of(queries.document(document_id))


def _make(issued: IssuedDocument) -> DocumentFile:
    """Of two who make it at once the first is kept, and both hand out the same."""
    content = document.build(
        queries.paper(issued), sha256=issued.sha256, kind=issued.kind, at=issued.issued_at
    )
    values = {
        "document_id": issued.id,
        "content": content,
        "sha256": hashlib.sha256(content).hexdigest(),
        "made_at": clock.now(),
    }
    made = insert(DocumentFile).values(values)
    db.session.execute(made.on_conflict_do_nothing(index_elements=["document_id"]))
    return db.session.get_one(DocumentFile, issued.id)

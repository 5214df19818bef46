"""Make the files of the documents issued a moment ago."""

import logging

from app.domain.documents import queries
from app.domain.documents.services import file
from app.foundation.database import db, transaction
from app.foundation.identity import acting

log = logging.getLogger(__name__)


def write_documents() -> int:
    """Make each .docx in its own transaction; one that fails is tried again later."""
    written = 0
    with acting.as_system("documents"):
        for document_id in queries.unwritten():
            try:
                with transaction():
                    file.write(document_id)
                written += 1
            except Exception:
                log.exception("the file of document %d was not made", document_id)
    db.session.remove()
    return written

"""Make the files of the documents issued a moment ago."""

from app.domain.documents.services import file
from app.foundation.database import transaction
from app.foundation.identity import acting


def write(document_id: int) -> None:
    """Make the .docx of a document."""
    with acting.as_system("documents"), transaction():
        file.write(document_id)

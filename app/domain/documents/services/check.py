"""Is a file the one that was issued?"""

import hashlib
from dataclasses import dataclass

from app.domain.documents import queries
from app.domain.documents.models import IssuedDocument
from app.domain.documents.rules import properties
from app.foundation.errors import Conflict


@dataclass(frozen=True)
class Verdict:
    """What is known of a file: the document it is, or those of the number that it claims."""

    issued: IssuedDocument | None
    claimed: str = ""
    of_that_number: tuple[IssuedDocument, ...] = ()


def check(content: bytes) -> Verdict:
    """Look the file up by its hash; raises Conflict where it cannot be one of ours."""
    if found := queries.by_file(hashlib.sha256(content).hexdigest()):
        return Verdict(found)
    try:
        said = properties.said(content)
    except properties.Unreadable as error:
        raise Conflict(str(error)) from error
    return Verdict(None, said.number, tuple(queries.claimed(said.number, said.sha256)))

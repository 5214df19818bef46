"""Draw the number of a document: unique by issuer, kind and year."""

from app.domain.documents.rules import numbering
from app.foundation import numbers
from app.foundation.identity.models import Unit


def draw(kind: str, issuer: Unit) -> str:
    """The issuer's next number for this kind of document in this year: 京信办督〔2026〕1号."""
    return str(numbers.draw(numbering.series(issuer.document_word, issuer.short_name, kind), 1))

"""Cases that could not go on: what was wrong, for those who repair them."""

from app.foundation import audit
from app.foundation.database import db
from app.foundation.errors import Refused
from app.workflow.models import ProcessInstance

LONGEST = 500


def note(instance_id: int, error: Exception) -> None:
    """Write down why a case did not move; the same fault is recorded once."""
    instance = db.session.get(ProcessInstance, instance_id)
    said = in_words(error)
    if instance is None or instance.error == said:
        return
    instance.error = said
    audit.record("case stuck", case=instance_id, reason=said)


def in_words(error: Exception) -> str:
    """What went wrong, as it is kept: a refusal's own words, or the program's."""
    said = error.message if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
    return said[:LONGEST]

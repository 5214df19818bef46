"""An administrator puts a matter back: as long as nobody but the unit itself has dealt with it."""

from app.foundation.database import db
from app.foundation.i18n import _
from app.workflow import definitions
from app.workflow.models import ProcessInstance

# The states of a matter that is still with the unit whose matter it is.
WITH_THE_UNIT = frozenset({"compiling", "unit_review"})


def why_not(case_id: int, process_id: str, step: str) -> str:
    """Why a matter cannot be put back to this step; empty where it can."""
    instance = db.session.get_one(ProcessInstance, case_id)
    if instance.case_state not in WITH_THE_UNIT:
        return _(
            "Others than the unit have dealt with the matter: it goes on from where it stands."
        )
    drawn = definitions.release(instance.release_id).diagram(process_id).nodes[step]
    if drawn.properties.get("state") not in WITH_THE_UNIT:
        return _("This step cannot be begun anew by itself; choose one before it.")
    return ""


def prepare(case_id: int, process_id: str, step: str) -> None:
    """Nothing hangs on a step of the unit's own."""

"""What people do beside the tasks of a case: each action's address, for the verb `do`."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from app.domain.sharing import notebook, records
from app.domain.sharing.models.supervision import SupervisionOrder
from app.foundation.database import db
from app.scenarios import meeting_actions
from app.workflow.models import Task

# A function (case's id, what the step fills in) → the page's endpoint and the parts of its address.
# It may add to the fields what the page itself would send, such as the hash of what is signed.
Place = Callable[[int, dict[str, Any]], tuple[str, dict[str, Any]]]


def _recall(case: int, form: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The answer of the case that was given last, or that of the step named as `task`."""
    given = select(Task.id).where(Task.instance_id == case, Task.completed_by_id.is_not(None))
    if name := form.get("task"):
        given = given.where(Task.name == name)
    last = given.order_by(Task.id.desc()).limit(1)
    return "recall.take_back", {"task_id": db.session.scalar(last)}


def _notes(case: int, filled: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return "mediation.add_note", {"dispute_id": records.dispute(case).id}


def _share_note(case: int, filled: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    notes = notebook.all_of(dispute := records.dispute(case))
    return "mediation.share_note", {"dispute_id": dispute.id, "note_id": notes[-1].id}


def _issue_supervision(case: int, form: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return "supervision.issue", {"instance_id": case}


def _withdraw_supervision(case: int, form: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The order of the case that was issued last."""
    last = select(func.max(SupervisionOrder.id)).where(SupervisionOrder.case_id == case)
    return "supervision.withdraw", {"order_id": db.session.scalar(last) or 0}


def _begin_matter(case: int, form: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Another matter of the catalogue, of the process that the step names."""
    return "catalogue_matters.submit", {"process_id": str(form.pop("process", "-"))}


ACTIONS: dict[str, Place] = {
    "begin_matter": _begin_matter,
    "recall": _recall,
    "mediation_note": _notes,
    "share_note": _share_note,
    "issue_supervision": _issue_supervision,
    "withdraw_supervision": _withdraw_supervision,
    **meeting_actions.ACTIONS,
    "enter_paper_reply": lambda case, form: ("paper.enter_reply", {"case_id": case}),
}

# A small, valid PDF: what a step means by `file:批复.pdf`.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
FILE = "file:"

"""A dispute over HTTP up to the office's proposal, for the tests of taking it back."""

from typing import Any

from sqlalchemy import select

from app.foundation.database import db
from app.workflow.models import Task
from tests.support.desks import APPROVED, Desks, closed_task
from tests.support.people import account

SECRET = "只在市信息办"  # what the office writes into a proposal that it takes back
REFUSED = (
    (
        "gsj_share",
        "provider_response",
        {
            "outcome": "refuse",
            "reason_code": "law",
            "reason": "依法不得提供",
            "legal_basis": "规定",
        },
    ),
    ("gsj_head", "provider_approval", {"outcome": "approve"}),
)
ACCEPTED = ("xxb_escal", "accept_dispute", {"responsibility": "built"})
UPHELD = {"outcome": "uphold", "grounds": SECRET}
SETTLED = {"outcome": "settle", "conditions": SECRET}
REFERRED = {"outcome": "refer", "grounds": SECRET, "criteria": ["cross_system"]}


def before_the_office(desks: Desks) -> int:
    """A refused case that the office has taken up; its number."""
    case_id = desks.apply()
    desks.walk(APPROVED, *REFUSED, ACCEPTED)
    return case_id


def propose(desks: Desks, **answers: Any) -> int:
    """Let the office propose; the number of the task that it answered."""
    desks.walk(("xxb_escal", "propose_settlement", answers or UPHELD))
    return closed_task("propose_settlement").id


def recall(desks: Desks, task_id: int, login: str = "xxb_escal") -> int:
    """Try to take an answer back; how the page answers."""
    return desks.at(login).post(f"/tasks/{task_id}/recall").status_code


def asked(case_id: int, login: str) -> Task:
    """The open task of the account's unit in this case."""
    db.session.expire_all()
    waits = select(Task).where(Task.instance_id == case_id, Task.closed_at.is_(None))
    return db.session.scalars(waits.where(Task.unit_id == account(login).unit_id)).one()

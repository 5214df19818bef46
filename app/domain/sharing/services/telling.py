"""Tell the people of a unit what happened in a case."""

from typing import Any

from app.domain.sharing.models.case import SharingCase
from app.foundation import notices
from app.workflow import parties

OFFICERS = ("sharing_officer",)
OFFICERS_AND_HEADS = ("sharing_officer", "unit_approver")
DISPUTE_OFFICERS = ("escalation_officer",)


def unit(
    case: SharingCase, kind: str, unit_id: int, posts: tuple[str, ...] = OFFICERS, **params: Any
) -> None:
    """Tell those who hold the posts in a unit."""
    notices.queue(kind, instance_id=case.id, unit_id=unit_id, posts=posts, **params)


def both(case: SharingCase, kind: str, **params: Any) -> None:
    """Tell officers and heads of both sides."""
    for unit_id in (case.demander_id, case.provider_id):
        unit(case, kind, unit_id, OFFICERS_AND_HEADS, **params)


def office(case: SharingCase, kind: str, **params: Any) -> None:
    """Tell the office's dispute officers."""
    unit(case, kind, parties.unit_of(case.id, "office").id, DISPUTE_OFFICERS, **params)

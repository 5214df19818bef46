"""Whose figures, of which time; moments as days and months of the city."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, literal

from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.foundation import months
from app.workflow.models import InstanceParty


@dataclass(frozen=True)
class Scope:
    """Whose disputes, of which time: an office's, or all; from a day up to and with another."""

    office_id: int | None
    since: date
    until: date

    def holds(self, moment: Any) -> ColumnElement[bool]:
        """Does this moment lie in the time?"""
        return months.holds(self, moment)

    @property
    def mine(self) -> ColumnElement[bool]:
        """Of a dispute: does it lie with the office?"""
        return Dispute.office_id == self.office_id if self.office_id else literal(True)

    @property
    def my_case(self) -> ColumnElement[bool]:
        """Of a case: does the office watch over it?"""
        if not self.office_id:
            return literal(True)
        return exists().where(
            InstanceParty.instance_id == SharingCase.id,
            InstanceParty.lane == "office",
            InstanceParty.unit_id == self.office_id,
        )

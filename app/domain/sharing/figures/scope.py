"""Whose figures, of which time; moments as days and months of the city."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, exists, func, literal

from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.foundation import clock
from app.workflow.models import InstanceParty

CITY = "Asia/Shanghai"


@dataclass(frozen=True)
class Scope:
    """Whose disputes, of which time: an office's, or all; from a day up to and with another."""

    office_id: int | None
    since: date
    until: date

    def holds(self, moment: Any) -> ColumnElement[bool]:
        """Does this moment lie in the time?"""
        begins, ends = clock.at_hour(self.since, 0), clock.end_of_day(self.until)
        return (moment >= begins) & (moment < ends)

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


def month_of(moment: Any) -> ColumnElement[date]:
    """The first day of the month in which a moment lies."""
    return cast(func.date_trunc("month", func.timezone(CITY, moment)), Date)


def day_of(moment: Any) -> ColumnElement[date]:
    """The day of the city on which a moment lies."""
    return cast(func.timezone(CITY, moment), Date)


def first_of_month(day: date, back: int) -> date:
    """The first day of the month, so many months back."""
    index = day.year * 12 + day.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)


def months(scope: Scope) -> list[date]:
    """The months of the time, the earliest first."""
    found, month = [], first_of_month(scope.since, 0)
    while month <= scope.until:
        found.append(month)
        month = first_of_month(month + timedelta(days=31), 0)
    return found

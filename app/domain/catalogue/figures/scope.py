"""Whose eyes, of which time, unit, catalogue and level; conditions that every figure shares."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, case, literal, or_, select
from sqlalchemy.orm import aliased

from app.domain.catalogue import viewing
from app.domain.catalogue.models.census import GONE, LISTED, Census
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.viewing import Viewer
from app.foundation import clock, months

# The versions with which an entry leaves its catalogue.
WENT = ("withdrawn", "deregistered")
CURRENT, LATE, OVERDUE, UNKNOWN = "current", "late", "overdue", "unknown"
FRESHNESS = (CURRENT, LATE, OVERDUE, UNKNOWN)


@dataclass(frozen=True)
class Scope:
    """What is counted: only what the viewer may see, narrowed by what was asked."""

    viewer: Viewer
    since: date
    until: date
    unit_id: int | None = None
    catalogue: str = ""
    level: str = ""

    def seen(self) -> ColumnElement[bool]:
        """May the viewer see a line of the census, and was it asked for?"""
        visible = viewing.sees(
            self.viewer,
            Census.kind,
            Census.entry_id,
            Census.level,
            Census.limited_to,
            Census.unit_id,
        )
        asked = [visible]
        if self.unit_id:
            asked.append(Census.unit_id == self.unit_id)
        if self.catalogue:
            asked.append(Census.catalogue == self.catalogue)
        if self.level:
            asked.append(Census.level == self.level)
        return and_(*asked)

    def listed(self) -> ColumnElement[bool]:
        """... and does it stand in its catalogue now?"""
        return and_(Census.standing == LISTED, self.seen())

    def ever_listed(self) -> ColumnElement[bool]:
        """... or did it, until a version that says so?"""
        last = aliased(EntryVersion)
        went = (
            select(last.id)
            .where(
                last.entry_kind == Census.kind,
                last.entry_id == Census.entry_id,
                last.act.in_(WENT),
            )
            .exists()
        )
        gone = and_(Census.standing == GONE, went)
        return and_(or_(Census.standing == LISTED, gone), self.seen())

    def holds(self, moment: Any) -> ColumnElement[bool]:
        """Does this moment lie in the time?"""
        return months.holds(self, moment)


def freshness() -> ColumnElement[str]:
    """Is an entry within its cycle, late, two cycles late, or is nothing due?"""
    age = literal(clock.today(), Date) - Census.fresh_on
    return case(
        (Census.cycle_days.is_(None) | Census.fresh_on.is_(None), UNKNOWN),
        (age <= Census.cycle_days, CURRENT),
        (age <= Census.cycle_days * 2, LATE),
        else_=OVERDUE,
    )

"""Tables of the clocks: the rules, each clock's budget, and the ledger of what happened to it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.calendar import Calendar
from app.foundation.database import db
from app.workflow.models import ProcessInstance

DEFAULT_SOURCE = "本系统默认值"
CALENDAR_DAY = "calendar_day"


class DeadlineRule(db.Model):
    """How many days a clock has, and who says so.  Changes count for new clocks only."""

    __tablename__ = "deadline_rule"

    rule: Mapped[str] = mapped_column(primary_key=True)
    clock: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    amount: Mapped[int]
    unit: Mapped[str]
    source: Mapped[str]
    on_expiry: Mapped[str]

    @property
    def is_default(self) -> bool:
        """Is the number this system's default, not the law's?"""
        return self.source.startswith(DEFAULT_SOURCE)


class Clock(db.Model):
    """A deadline of a case: its budget, what of it is used, since when it runs.

    `running_since` is the day after which days count; empty while it is held.
    `due_on` is worked out from the rest and kept so that lists can sort by it.
    """

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_instance", "instance_id", "id"),
        Index("ix_clock_open", "instance_id", postgresql_where=text("ended_at IS NULL")),
        # What stands still: few among all that run.
        Index(
            "ix_clock_held",
            "instance_id",
            postgresql_where=text("ended_at IS NULL AND running_since IS NULL"),
        ),
        Index("ix_clock_remind", "remind_at", postgresql_where=text("remind_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey(ProcessInstance.id))
    name: Mapped[str]
    rule: Mapped[str]
    title: Mapped[str]
    source: Mapped[str]
    budget: Mapped[int]
    unit: Mapped[str]
    until_on: Mapped[date | None]
    used: Mapped[int] = mapped_column(default=0)
    extended: Mapped[int] = mapped_column(default=0)
    started_on: Mapped[date]
    running_since: Mapped[date | None]
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    fired_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0)

    entries: Mapped[list["ClockEntry"]] = relationship(
        back_populates="clock", order_by="ClockEntry.id"
    )

    @property
    def total(self) -> int:
        """The budget with its extension."""
        return self.budget + self.extended

    @property
    def is_held(self) -> bool:
        """Does it stand still?  A clock that ended does not."""
        return self.running_since is None and self.ended_at is None


class ClockEntry(db.Model):
    """A line of the ledger: started, held, resumed, extended, restarted, moved, fired, ended.

    Where a step was taken back: `recalled` (the clock began with it and ends with it) and
    `reopened` (the clock goes on as before it; `reason` names the lines that no longer count).
    """

    __tablename__ = "clock_entry"
    __table_args__ = (Index("ix_clock_entry_clock", "clock_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey(Clock.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    on_date: Mapped[date] = mapped_column(default=clock.today)
    event: Mapped[str]
    days: Mapped[int | None]
    due_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    clock: Mapped[Clock] = relationship(back_populates="entries")


TAKEN_BACK = frozenset({"reopened", "recalled"})


def standing(entries: Iterable[ClockEntry], void: Iterable[int] = ()) -> list[ClockEntry]:
    """The lines that count: without those a recall took back (or is to), and without its own."""
    lines = list(entries)
    gone = {number for e in lines if e.event == "reopened" for number in e.reason.split(",")}
    gone.update(map(str, void))
    return [e for e in lines if e.event != "reopened" and str(e.id) not in gone]


def used_by(running: Clock, days: Calendar, void: Collection[int] = ()) -> int:
    """The days of a clock used up before it last went on, by its ledger and a calendar.

    `void` are lines of the ledger that no longer count.
    """
    used, since = 0, running.started_on
    for entry in standing(running.entries, void):
        if entry.event in ("started", "restarted"):
            used, since = 0, entry.on_date
        elif entry.event == "resumed":
            since = entry.on_date
        elif entry.event == "held":
            used += counted(running.unit, since, entry.on_date, days)
    return used


def counted(unit: str, since: date, until: date, days: Calendar) -> int:
    """How many days of a clock lie after `since`, up to and with `until`."""
    return (until - since).days if unit == CALENDAR_DAY else days.count(since, until)

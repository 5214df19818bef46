"""The signs by which an operator sees that all is well, each with its bounds.

Each is read by one cheap statement, whatever the number of cases; what is counted is counted
up to a bound, because nobody acts differently on ten thousand than on a thousand.
"""

import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, text

from app.foundation import calendar, clock, queue
from app.foundation.chain import sealing
from app.foundation.database import db
from app.foundation.notices.models import Notice
from app.foundation.watching.presence import SILENT, Presence
from app.workflow.models import ProcessInstance

GOOD, WARN, BAD = "good", "warn", "bad"
MOST = 1_000
KEPT_SECONDS = 10.0
# Who fires the clocks: `flask jobs`, or `make run`, which holds everything.
TICKERS = ("jobs", "serve")


@dataclass(frozen=True)
class Sign:
    """One reading; from `warn` on somebody should look, from `bad` on at once."""

    name: str
    value: float
    warn: float
    bad: float

    @property
    def level(self) -> str:
        """Good, to be looked at, or bad; bounds that fall mean that little is bad."""
        falls = self.bad < self.warn
        for level, bound in ((BAD, self.bad), (WARN, self.warn)):
            if self.value <= bound if falls else self.value >= bound:
                return level
        return GOOD


def clock_lag() -> float:
    """Seconds since the oldest clock ran out that has not fired yet (its case being free to)."""
    late = select(func.min(ProcessInstance.wake_at)).where(
        ProcessInstance.wake_at <= clock.now(),
        ProcessInstance.suspended_for.is_(None),
        ProcessInstance.error.is_(None),
    )
    oldest = db.session.scalar(late)
    return (clock.now() - oldest).total_seconds() if oldest else 0.0


def stuck_cases() -> float:
    """Cases that failed to go on by themselves."""
    some = select(ProcessInstance.id).where(ProcessInstance.error.is_not(None)).limit(MOST)
    return _count(some.subquery())


def mail_lag() -> float:
    """Seconds since the oldest notice was written that should have gone by mail and has not."""
    waiting = select(Notice.created_at).where(Notice.mailed_at.is_(None), Notice.mail == "now")
    oldest = db.session.scalar(waiting.order_by(Notice.id).limit(1))
    return (clock.now() - oldest).total_seconds() if oldest else 0.0


def queue_lag() -> float:
    """Seconds since the oldest work was put into the queue that could be done and is not."""
    since = [one.ready_since for one in queue.depths() if one.ready_since]
    return (clock.now() - min(since)).total_seconds() if since else 0.0


def failed_jobs() -> float:
    """Work of the queue that went wrong too often and is not tried any more."""
    return float(min(MOST, sum(one.failed for one in queue.depths())))


def record_lag() -> float:
    """Seconds since the oldest entry of the record was written that is not sealed yet."""
    return sealing.state().lag.total_seconds()


def tickers() -> float:
    """Processes that look at the clocks, heard of within a minute or so."""
    return _heard(*TICKERS)


def workers() -> float:
    """Processes that do the long work."""
    return _heard("worker", "serve")


def connections() -> float:
    """The part of the database's connections that is taken, in per cent."""
    share = text("SELECT 100.0 * taken / most FROM database_activity()")
    return round(float(db.session.scalar(share) or 0), 1)


def oldest_transaction() -> float:
    """Seconds that the longest transaction is open; it keeps old rows from being cleared."""
    return round(float(db.session.scalar(text("SELECT oldest FROM database_activity()")) or 0), 1)


def calendar_days() -> float:
    """Days until the announced working days end."""
    return float((calendar.current().horizon() - clock.today()).days)


def free_disk() -> float:
    """The part of this node's disk for temporary files that is free, in per cent."""
    disk = shutil.disk_usage(tempfile.gettempdir())
    return round(100 * disk.free / disk.total, 1)


def _heard(*kinds: str) -> float:
    lately = Presence.seen_at >= clock.now() - SILENT
    return _count(select(Presence.id).where(Presence.kind.in_(kinds), lately).subquery())


def _count(rows: object) -> float:
    return float(db.session.scalar(select(func.count()).select_from(rows)) or 0)  # type: ignore[arg-type]


MINUTE = 60
HOUR = 60 * MINUTE
# How each is read, and its bounds: from the first on to be looked at, from the second on bad.
READINGS: dict[str, tuple[Callable[[], float], float, float]] = {
    "clock_lag_seconds": (clock_lag, 2 * MINUTE, 10 * MINUTE),
    "stuck_cases": (stuck_cases, 1, 20),
    "mail_lag_seconds": (mail_lag, 10 * MINUTE, 2 * HOUR),
    "queue_lag_seconds": (queue_lag, 5 * MINUTE, HOUR),
    "failed_jobs": (failed_jobs, 1, 20),
    "record_lag_seconds": (record_lag, 5 * MINUTE, HOUR),
    "tickers": (tickers, 0.5, 0),
    "workers": (workers, 0.5, 0),
    "database_connections_percent": (connections, 70, 90),
    "oldest_transaction_seconds": (oldest_transaction, 5 * MINUTE, HOUR),
    "calendar_days": (calendar_days, 60, 14),
    "free_disk_percent": (free_disk, 15, 5),
}
assert timedelta(seconds=KEPT_SECONDS) < SILENT


class _Kept:
    """What was read a moment ago: many who ask cost the database no more than one."""

    def __init__(self) -> None:
        self.lock, self.at, self.signs = threading.Lock(), float("-inf"), tuple[Sign, ...]()


_kept = _Kept()


def read() -> tuple[Sign, ...]:
    """Every sign, as it stands now."""
    return tuple(Sign(name, ask(), warn, bad) for name, (ask, warn, bad) in READINGS.items())


def lately() -> tuple[Sign, ...]:
    """Every sign, as it stood ten seconds ago at the most."""
    with _kept.lock:
        if time.monotonic() - _kept.at > KEPT_SECONDS:
            _kept.signs, _kept.at = read(), time.monotonic()
        return _kept.signs


def worst(signs: tuple[Sign, ...]) -> str:
    """How it stands on the whole."""
    levels = {sign.level for sign in signs}
    return BAD if BAD in levels else WARN if WARN in levels else GOOD

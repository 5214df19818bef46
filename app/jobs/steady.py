"""The schedule goes on where somebody puts the machine's clock forward or back.

The scheduler notes at which time of day a job is next; were the clock put back by two days, it
would sleep for two days, also when the clock has long been put right again.
"""

import threading
import time
from collections.abc import Mapping
from contextlib import suppress

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from app.foundation import clock

BETWEEN_LOOKS = 2.0  # seconds
JUMP = 1.0  # less is the usual care of a clock for itself


def keep(scheduler: BackgroundScheduler, intervals: Mapping[str, float]) -> None:
    """As long as the scheduler runs, begin its intervals anew whenever the clock has jumped."""
    threading.Thread(
        target=_look, args=(scheduler, intervals), daemon=True, name="steady schedule"
    ).start()


def _look(scheduler: BackgroundScheduler, intervals: Mapping[str, float]) -> None:
    apart = _apart()
    while scheduler.running:
        time.sleep(BETWEEN_LOOKS)
        before, apart = apart, _apart()
        if abs(apart - before) > JUMP:
            with suppress(JobLookupError):  # it was stopped at this moment
                _begin_anew(scheduler, intervals)


def _begin_anew(scheduler: BackgroundScheduler, intervals: Mapping[str, float]) -> None:
    for name, seconds in intervals.items():
        scheduler.reschedule_job(name, trigger="interval", seconds=seconds)


def _apart() -> float:
    """How far the time of day is from the counter of seconds: always the same, but for jumps."""
    return time.time() - clock.counter()

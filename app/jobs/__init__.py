"""Door 2: what happens because time passed, and the work that waits in the queue.

Any number of machines may run either at once: `start` looks at the clock, `worker.start` works.
"""

import logging
import time
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError

from app.foundation.watching import logs, numbers
from app.jobs import steady
from app.jobs.census import keep_census
from app.jobs.deadlines import fire_deadlines
from app.jobs.demands import tell_late_demands
from app.jobs.digests import send_digests
from app.jobs.housekeeping import keep_house
from app.jobs.keeping import archive_cases, destroy_cases
from app.jobs.net import catch_forgotten
from app.jobs.record import publish_head, seal_record
from app.jobs.recovery import send_ways_back
from app.jobs.reminders import send_reminders
from app.jobs.resolutions import follow_up

log = logging.getLogger(__name__)
# Job → seconds between two looks.  Rows are claimed with SKIP LOCKED, so that two machines that
# look at the same moment share the work.  What is long, or leaves the house, is in the queue
# (work.py).
JOBS: dict[Callable[[], int], int] = {
    fire_deadlines: 20,
    send_reminders: 60,
    send_ways_back: 10,
    seal_record: 15,
    follow_up: 600,
    tell_late_demands: 600,
    send_digests: 300,
    catch_forgotten: 300,
    keep_house: 3600,
    publish_head: 3600,
    keep_census: 6 * 3600,
    archive_cases: 600,
    destroy_cases: 3600,
}


def start(app: Flask) -> BackgroundScheduler:
    """Begin to look at the clock; returns the scheduler, so that who started it can stop it."""
    # A look that takes longer than its interval skips the next ones: nothing to warn of.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone="UTC")
    for job, seconds in JOBS.items():
        scheduler.add_job(
            _inside(app, job),
            "interval",
            seconds=seconds,
            id=job.__name__,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    steady.keep(scheduler, {job.__name__: seconds for job, seconds in JOBS.items()})
    app.extensions["jobs"] = scheduler
    return scheduler


def _inside(app: Flask, job: Callable[[], int]) -> Callable[[], None]:
    def run() -> None:
        began = time.perf_counter()
        logs.begin(job=job.__name__)
        try:
            with app.app_context():
                job()
        except (OperationalError, InterfaceError):
            numbers.looks.labels(job.__name__, "no database").inc()
            log.warning("no database for %s; it looks again in a while", job.__name__)
        except Exception:
            numbers.looks.labels(job.__name__, "failed").inc()
            log.exception("%s failed; it looks again in a while", job.__name__)
        else:
            numbers.looks.labels(job.__name__, "done").inc()
            numbers.last_look.labels(job.__name__).set_to_current_time()
        finally:
            numbers.look_seconds.labels(job.__name__).inc(time.perf_counter() - began)
            logs.begin()

    return run

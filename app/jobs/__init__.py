"""Door 2: what happens because time passed.  Any number of machines may run it at once."""

import logging
import time
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError

from app.foundation.watching import logs, numbers
from app.jobs import steady
from app.jobs.archives import write_archives
from app.jobs.census import keep_census
from app.jobs.deadlines import fire_deadlines
from app.jobs.demands import tell_late_demands
from app.jobs.digests import send_digests
from app.jobs.documents import write_documents
from app.jobs.housekeeping import keep_house
from app.jobs.imports import run_imports
from app.jobs.mail import send_mail
from app.jobs.moves import run_moves
from app.jobs.reminders import send_reminders
from app.jobs.repairs import sweep_processes
from app.jobs.resolutions import follow_up
from app.jobs.trials import run_trials

log = logging.getLogger(__name__)
# Job → seconds between two looks.  Rows are claimed with SKIP LOCKED, so that
# two machines that look at the same moment share the work.
JOBS: dict[Callable[[], int], int] = {
    fire_deadlines: 20,
    send_reminders: 60,
    send_mail: 30,
    run_imports: 5,
    run_moves: 3,
    sweep_processes: 5,
    run_trials: 5,
    write_archives: 60,
    follow_up: 600,
    tell_late_demands: 600,
    write_documents: 60,
    send_digests: 300,
    keep_house: 3600,
    keep_census: 6 * 3600,
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

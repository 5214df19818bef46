"""gunicorn settings: the clock ticks in every worker, fast enough to be killed in the middle."""

from typing import Any

from app import jobs

preload_app = True  # a worker that was killed is back at once
SECONDS = 1


def post_worker_init(worker: Any) -> None:
    """Start the jobs, as a process of `flask jobs` would."""
    jobs.JOBS.update(dict.fromkeys(jobs.JOBS, SECONDS))
    jobs.start(worker.wsgi)

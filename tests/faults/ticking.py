"""gunicorn settings: in every worker the clock ticks and jobs are done, to be killed over it."""

from typing import Any

from app import jobs
from app.jobs import worker as queue

preload_app = True  # a worker that was killed is back at once
SECONDS = 1
SECONDS_TO_END = 30


def post_worker_init(worker: Any) -> None:
    """Start the jobs, as processes of `flask jobs` and `flask worker` would."""
    jobs.JOBS.update(dict.fromkeys(jobs.JOBS, SECONDS))
    jobs.start(worker.wsgi)
    queue.start(worker.wsgi)


def worker_exit(server: Any, worker: Any) -> None:
    """What is long is given back."""
    worker.wsgi.extensions["worker"].stop(SECONDS_TO_END)

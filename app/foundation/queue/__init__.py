"""The queue of long and outside work, kept by procrastinate in tables beside ours.

A job is written in the transaction that makes it necessary: it exists exactly if that commits.
Workers (app/jobs/worker.py) take jobs, each from its lane; what is done is gone from the table.
procrastinate leaves two things to the application, which are here: the jobs of a worker that died
go back into the queue, and a job that goes wrong again and again ends, and is shown.
"""

from app.foundation.queue.deferring import defer, unqueued
from app.foundation.queue.looking import (
    Depth,
    Failed,
    depths,
    discard,
    failed,
    forget,
    retry,
    workers,
)
from app.foundation.queue.stopping import GivenBack, go_on, is_stopping

__all__ = [
    "Depth",
    "Failed",
    "GivenBack",
    "defer",
    "depths",
    "discard",
    "failed",
    "forget",
    "go_on",
    "is_stopping",
    "retry",
    "unqueued",
    "workers",
]

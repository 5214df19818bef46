"""The queue of long and outside work, kept by procrastinate in tables beside ours.

A job is written in the transaction that makes it necessary: it exists exactly if that commits.
Workers (app/jobs/worker.py) take jobs, each from its lane; what is done is gone from the table.
procrastinate leaves two things to the application, which are here: the jobs of a worker that died
go back into the queue, and a job that goes wrong again and again ends, and is shown.
"""

from app.foundation.queue.deferring import defer, unqueued
from app.foundation.queue.given_up import AT_ONCE, Work, discard, listed, of_kind, retry
from app.foundation.queue.looking import Depth, depths, forget, workers
from app.foundation.queue.stopping import GivenBack, go_on, is_stopping

__all__ = [
    "AT_ONCE",
    "Depth",
    "GivenBack",
    "Work",
    "defer",
    "depths",
    "discard",
    "forget",
    "go_on",
    "is_stopping",
    "listed",
    "of_kind",
    "retry",
    "unqueued",
    "workers",
]

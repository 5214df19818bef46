"""What each process counts, for Prometheus.

Several processes of one node (gunicorn's) share their numbers by files in
`PROMETHEUS_MULTIPROC_DIR`, which must be set before Python starts.  No label ever holds
what a user typed: an address is counted by the name of its page, an error by its kind.
"""

import os

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.registry import Collector

SHARED = "PROMETHEUS_MULTIPROC_DIR"
# Seconds: a page in the first five, a heavy one in the next, a fault in the last.
TIMES = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

requests = Counter("xieshang_requests_total", "Answers given", ["page", "method", "status"])
request_seconds = Histogram(
    "xieshang_request_seconds", "How long an answer took", ["room"], buckets=TIMES
)
completions = Counter(
    "xieshang_completions_total", "Answers to tasks, by what became of them", ["outcome"]
)
statements = Counter("xieshang_statements_total", "Statements sent to the database")
slow_statements = Counter("xieshang_slow_statements_total", "Statements over SLOW_STATEMENT_MS")
connections = Gauge(
    "xieshang_database_connections_in_use",
    "Connections of the pool that are in somebody's hands",
    multiprocess_mode="livesum",
)
connections_most = Gauge(
    "xieshang_database_connections_most",
    "Connections that the pool may hold",
    multiprocess_mode="livesum",
)
jobs = Counter(
    "xieshang_queue_jobs_total", "Jobs of the queue, by what became of them", ["work", "outcome"]
)
looks = Counter("xieshang_job_looks_total", "Looks of a job of the clock", ["job", "outcome"])
look_seconds = Counter("xieshang_job_seconds_total", "Time spent by a job of the clock", ["job"])
last_look = Gauge(
    "xieshang_job_last_look_timestamp_seconds",
    "When a job of the clock last ended well",
    ["job"],
    multiprocess_mode="mostrecent",
)


def shown(*more: Collector) -> bytes:
    """Everything counted in this node's processes, in the text that Prometheus reads."""
    if not os.environ.get(SHARED):
        return b"".join(map(_text, (REGISTRY, _registry(*more))))
    registry = _registry(*more)
    multiprocess.MultiProcessCollector(registry)
    return _text(registry)


def _registry(*more: Collector) -> CollectorRegistry:
    registry = CollectorRegistry()
    for one in more:
        registry.register(one)
    return registry


def _text(registry: CollectorRegistry) -> bytes:
    return generate_latest(registry)

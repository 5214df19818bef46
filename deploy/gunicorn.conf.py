"""gunicorn as a web node: `gunicorn -c deploy/gunicorn.conf.py wsgi:app`.

What differs between machines comes from the environment; docs/operations.md has it in its table.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

# Where the workers of this node share their numbers for /metrics: set before they are loaded.
OURS = "PROMETHEUS_MULTIPROC_DIR" not in os.environ
if OURS:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="xieshang-numbers-")

from prometheus_client import multiprocess  # noqa: E402 (it looks for that folder at once)

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")

# A request computes, and waits for the database about as long: two threads for each processor.
workers = int(os.environ.get("WEB_CONCURRENCY") or os.cpu_count() or 1)
threads = int(os.environ.get("WEB_THREADS") or 2)
worker_class = "gthread"

# Loaded once, shared by all workers; each makes connections of its own (wsgi.py).
preload_app = True

# Whoever says nothing for so long is replaced; a slow download keeps its thread, not its worker.
timeout = 60
# At SIGTERM nobody new is let in, and what has begun is finished.
graceful_timeout = 30
keepalive = 5

# A worker makes room for a new one now and then, and not all of them at once.
max_requests = 50_000
max_requests_jitter = 5_000

# Who asked, and how, is told by our own proxies alone: TRUSTED_PROXIES says how many there are.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}

# Signs of life must not wait for a disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Numbers of an earlier start would be counted again."""
    for file in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("*.db"):
        file.unlink(missing_ok=True)


def child_exit(server: Any, worker: Any) -> None:
    """What a worker that is gone has in hand is not counted any more."""
    multiprocess.mark_process_dead(worker.pid)


def worker_exit(server: Any, worker: Any) -> None:
    """Where it also does the work of the queue (`RUN_JOBS`): what is long is given back."""
    app = getattr(worker, "wsgi", None)
    if app and (workforce := app.extensions.get("worker")):
        workforce.stop(20)


def on_exit(server: Any) -> None:
    """Leave nothing behind."""
    if OURS:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)

"""Work on the queue: threads in this process, on any number of machines.

procrastinate hands out the jobs, one worker of it for each lane.  Here is what it leaves to us:
signs of life that outlast a database that was away, the jobs of workers that died, and the end:
what is short is finished, what is long is given back.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import procrastinate
from flask import Flask, current_app
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.worker import Worker
from sqlalchemy.exc import OperationalError

from app.foundation.database import db, transaction
from app.foundation.queue import GivenBack, minding, stopping
from app.foundation.queue.kinds import KINDS, LANES, LONG, QUICK, SILENCE, TRIALS
from app.foundation.watching import logs
from app.foundation.watching import numbers as count
from app.jobs import work
from app.jobs.connector import SUCCESSFUL, Manager, ThroughEngine

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_BEATS = 3.0
SECONDS_BETWEEN_ASKING = 0.2
STEADY = SILENCE.total_seconds()
# As many as the engine has connections for; for more, start another worker.
MOST_THREADS = 8
DATABASE_AWAY = 15  # seconds, where not even the fault could be noted
BURIED = 10 * STEADY
log = logging.getLogger(__name__)


class Again(Exception):
    """The job did not come to its end: it is tried again after some seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class AsTold(BaseRetryStrategy):
    """Try again what asks for it."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """After so many seconds; behind what is new, which is found faster so."""
        if not isinstance(exception, Again):
            return None
        later = job.priority - 1 if exception.seconds else job.priority
        return RetryDecision(retry_in={"seconds": exception.seconds}, priority=max(later, -100))


class Workforce:
    """The lanes of one process and whoever minds them, in a thread with an event loop."""

    def __init__(self, app: Flask, threads: int) -> None:
        self.app, self.done = app, 0
        self.sizes = {QUICK: threads, LONG: max(1, threads // 2), TRIALS: 1}
        self.running: set[int] = set()
        self.asked = threading.Event()
        self.lanes: list[Worker] = []
        self.thread = threading.Thread(target=self._live, daemon=True, name="worker")

    def start(self) -> None:
        """Begin to work."""
        self.thread.start()

    def stop(self, seconds: float | None = None) -> bool:
        """Finish what is short, give back what is long; True if all ended within the time."""
        self.asked.set()
        self.thread.join(seconds)
        return not self.thread.is_alive()

    def work_off(self, names: Collection[str]) -> int:
        """Do what waits of these, then return; how many jobs were taken."""
        # In a thread of its own: the caller's may be in a loop already.
        with ThreadPoolExecutor(1) as own:
            own.submit(lambda: asyncio.run(self._work(names))).result()
        return self.done

    def _live(self) -> None:
        pause = 1.0
        while not self.asked.is_set():
            try:
                asyncio.run(self._work())
                pause = 1.0
            except Exception as fault:
                # Of an outage no trace: there is no mistake of ours to be found in it.
                away = isinstance(fault, OperationalError | ConnectorException)
                log.warning("the worker begins anew: %r", type(fault), exc_info=not away)
                pause = min(2 * pause, STEADY)
            self.asked.wait(pause)

    async def _work(self, only: Collection[str] = ()) -> None:
        with self.app.app_context():
            connector = ThroughEngine(db.engine)
        threads = ThreadPoolExecutor(sum(self.sizes.values()), thread_name_prefix="job")
        asyncio.get_running_loop().set_default_executor(threads)
        queue, beside = self._queue(connector), list[asyncio.Task[None]]()
        if only:
            self.lanes = [self._lane(queue, only, threads=1, wait=False)]
        else:
            names = {lane: [name for name in KINDS if KINDS[name].lane == lane] for lane in LANES}
            self.lanes = [self._lane(queue, names[lane], self.sizes[lane]) for lane in LANES]
            beside = [asyncio.create_task(one) for one in (self._mind(connector), self._listen())]
        try:
            await self._run()
        finally:
            for task in beside:
                task.cancel()
            await connector.close_async()

    async def _run(self) -> None:
        """Where one lane ends, for whatever reason, all do."""
        tasks = [asyncio.create_task(lane.run()) for lane in self.lanes]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for lane in self.lanes:
            lane.stop()
        await asyncio.gather(*tasks)

    def _queue(self, connector: ThroughEngine) -> procrastinate.App:
        queue = procrastinate.App(connector=connector)
        queue.job_manager = Manager(connector)
        for name in KINDS:
            queue.task(name=name, retry=AsTold(), pass_context=True)(self._do)
        return queue

    def _lane(
        self, queue: procrastinate.App, names: Collection[str], threads: int, wait: bool = True
    ) -> Worker:
        return Worker(
            queue,
            queues=list(names),
            concurrency=threads,
            wait=wait,
            fetch_job_polling_interval=SECONDS_BETWEEN_LOOKS,
            listen_notify=False,
            install_signal_handlers=False,
            delete_jobs=SUCCESSFUL,
            stalled_worker_timeout=BURIED,
            worker_middleware=[self._known],
        )

    async def _known(
        self, go_on: Callable[[], Awaitable[Any]], context: JobContext, worker: Worker
    ) -> Any:
        """While a job runs, it is no mislaid one."""
        number = context.job.id or 0
        self.running.add(number)
        try:
            return await go_on()
        finally:
            self.running.discard(number)
            self.done += 1

    def _do(self, context: JobContext, numbers: list[int], **_noted: Any) -> None:
        """In a thread of the lane: the work itself."""
        job, outcome = context.job, "done"
        logs.begin(work=job.task_name, job=job.id)
        with self.app.app_context(), stopping.when(self.asked.is_set):
            try:
                work.do(job.task_name, numbers)
            except GivenBack:
                outcome = "given back"
                raise Again(0) from None
            except Exception as error:
                seconds = _noted_fault(job, error)
                outcome = "failed" if seconds is None else "to be tried again"
                if seconds is None:
                    raise
                raise Again(seconds) from error
            finally:
                count.jobs.labels(job.task_name, outcome).inc()

    async def _listen(self) -> None:
        """Have the lanes end once that is asked for."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_ASKING)
            if self.asked.is_set():
                for lane in self.lanes:
                    lane.stop()

    async def _mind(self, connector: ThroughEngine) -> None:
        """Signs of life; and after a while of steady ones, judgement over others'."""
        steady_since: float | None = None
        suspects: set[int] = set()
        while True:
            ids = [lane.worker_id for lane in self.lanes if lane.worker_id]
            try:
                steady = steady_since is not None and time.monotonic() - steady_since > STEADY
                suspects = await asyncio.get_running_loop().run_in_executor(
                    connector.threads, self._look, ids, steady, suspects
                )
                steady_since = steady_since or time.monotonic()
            except Exception:
                log.warning("no sign of life could be given", exc_info=True)
                steady_since, suspects = None, set()
            await asyncio.sleep(SECONDS_BETWEEN_BEATS)

    def _look(self, ids: list[int], steady: bool, suspects: set[int]) -> set[int]:
        """What was mislaid at the last look and is now goes back; returns what to look at next."""
        with self.app.app_context():
            with transaction():
                minding.beat(ids)
            with transaction():
                mislaid = minding.mislaid(ids, self.running)
                if again := mislaid & suspects:
                    minding.put_back(again)
                if steady and (rescued := minding.rescue()):
                    log.warning("%d jobs of dead workers were put back", rescued)
            return mislaid - suspects


def _noted_fault(job: Job, error: Exception) -> int | None:
    """After how many seconds to try again; None if never."""
    try:
        with transaction():
            return minding.note_fault(job.id or 0, error)
    except Exception:
        log.exception("the fault of job %s could not be noted", job.id)
        return DATABASE_AWAY


def start(app: Flask, threads: int | None = None) -> Workforce:
    """Work beside whatever else this process does; returns what can be asked to stop."""
    wanted = threads or app.config["WORKER_THREADS"]
    workforce = Workforce(app, min(max(1, wanted), MOST_THREADS))
    workforce.start()
    app.extensions["worker"] = workforce
    return workforce


def work_off(*names: str) -> int:
    """Do what waits now, of these names or all; how many jobs were taken.  For tests and commands.

    In this process, one after the other.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    db.session.remove()
    taken = Workforce(app, threads=1).work_off(names or KINDS)
    db.session.remove()
    return taken

"""procrastinate's way to the database: the application's own engine, beside the event loop.

So a worker connects as everything else does: in the same role, through a pooler or not, and with
the same care for connections that break.
"""

import asyncio
import contextvars
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import procrastinate
from procrastinate import connector, exceptions
from procrastinate.jobs import DeleteJobCondition, Job, Status
from procrastinate.manager import JobManager
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

THREADS = 2
SUCCESSFUL = DeleteJobCondition.SUCCESSFUL
FAILED = Status.FAILED


class ThroughEngine(connector.BaseAsyncConnector):
    """Runs each statement of procrastinate in a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.statements = procrastinate.SyncPsycopgConnector()
        # Not the threads of the jobs: signs of life go on while all of those are busy.
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="queue")

    def get_sync_connector(self) -> connector.BaseConnector:
        """What is not asynchronous."""
        return self.statements

    async def open_async(self, pool: Any = None) -> None:
        """The engine is open."""

    async def close_async(self) -> None:
        """The engine is the application's; only our threads end."""
        self.threads.shutdown(wait=False)

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        """Run a statement."""
        await self.execute_query_all_async(query, **arguments)

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:
        """The one row of a statement."""
        rows = await self.execute_query_all_async(query, **arguments)
        if not rows:
            raise exceptions.NoResult
        return rows[0]

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
        """All rows of a statement."""
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self.threads, context.run, self._execute, query, arguments
        )

    def _execute(self, query: Any, arguments: dict[str, Any]) -> list[dict[str, Any]]:
        try:
            with self.engine.begin() as connection:
                driver: Any = connection.connection.driver_connection
                return self.statements.execute_query_all_with_connection(driver, query, **arguments)
        except SQLAlchemyError as error:
            raise exceptions.ConnectorException from error


class Manager(JobManager):
    """Hands out jobs; goes on where the database was away for a while."""

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """The next job; none where the database does not answer, or took us for dead."""
        try:
            return await super().fetch_job(queues, worker_id)
        except exceptions.ConnectorException:
            return None

    async def update_heartbeat(self, worker_id: int) -> None:
        """Nothing: all lanes of a process give their signs of life at once (worker.py)."""

    async def retry_job(self, job: Job, *args: Any, **options: Any) -> None:
        """Try it again later; where the same waits by now, that one will do."""
        try:
            await super().retry_job(job, *args, **options)
        except exceptions.UniqueViolation:
            await self.finish_job(job, FAILED, delete_job=True)

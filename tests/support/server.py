"""The application behind gunicorn, as in production, in a process group of its own."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from app.foundation import paths
from tests.support.http import GONE, Person
from tests.support.settings import TestConfig

PATIENCE = 180


def free_port() -> int:
    """A port on which nothing listens, and which the system gives to nobody who asks for any."""
    while True:
        with socket.socket() as door, suppress(OSError):
            door.bind(("127.0.0.1", random.randrange(20_000, 32_000)))
            return int(door.getsockname()[1])


class Server:
    """Starts on a free port and stays on it, however often it is killed and started again."""

    def __init__(
        self, url: str, folder: Path, *options: str, app: str = "wsgi:app", **own: str
    ) -> None:
        self.port = free_port()
        self.log = folder / "gunicorn.log"
        self.command = [
            *(sys.executable, "-m", "gunicorn", app, "--bind", f"127.0.0.1:{self.port}"),
            *("--no-control-socket", "--log-level", "warning", *options),
        ]
        usual = ("RUN_JOBS", "DATABASE_ROLE", "PORT")
        self.environment = {k: v for k, v in os.environ.items() if k not in usual} | {
            "DATABASE_URL": url,
            "DEMO": "1",
            "SECRET_KEY": TestConfig.SECRET_KEY,
            "XIESHANG_INSTANCE": str(folder),
            **own,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, without waiting until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=paths.ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait until it answers."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if Person(self.port, "").get("/healthz").status == 200:
                    return
            except GONE:
                time.sleep(0.05)
        raise AssertionError(f"no answer: {self.log.read_text()[-3000:]}")

    def workers(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        assert self.process
        try:
            return psutil.Process(self.process.pid).children()
        except psutil.NoSuchProcess:
            return []

    def kill(self) -> None:
        """All of it at once, as when the machine's memory ran out."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an administrator stops it."""
        self._end(signal.SIGTERM)

    def _end(self, sign: int) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        if sign == signal.SIGKILL:
            os.killpg(self.process.pid, sign)
        else:
            self.process.send_signal(sign)
        self.process.wait(PATIENCE)

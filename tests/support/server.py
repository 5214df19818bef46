"""The application behind gunicorn, as in production."""

import os
import random
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.support.http import GONE, Person
from tests.support.program import PATIENCE, Program
from tests.support.settings import TestConfig


def free_port() -> int:
    """A port on which nothing listens, and which the system gives to nobody who asks for any."""
    while True:
        with socket.socket() as door, suppress(OSError):
            door.bind(("127.0.0.1", random.randrange(20_000, 32_000)))
            return int(door.getsockname()[1])


class Server(Program):
    """Starts on a free port and stays on it, however often it is killed and started again."""

    def __init__(
        self, url: str, folder: Path, *options: str, app: str = "wsgi:app", **own: str
    ) -> None:
        self.port = free_port()
        command = [
            *(sys.executable, "-m", "gunicorn", app, "--bind", f"127.0.0.1:{self.port}"),
            *("--no-control-socket", "--log-level", "warning", *options),
        ]
        usual = ("RUN_JOBS", "DATABASE_ROLE", "PORT")
        environment = {k: v for k, v in os.environ.items() if k not in usual} | {
            "DATABASE_URL": url,
            "DEMO": "1",
            "SECRET_KEY": TestConfig.SECRET_KEY,
            "XIESHANG_INSTANCE": str(folder),
            **own,
        }
        super().__init__(command, environment, folder / "gunicorn.log")

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

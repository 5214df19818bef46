"""A real server on the worker's own database, for tests that kill it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support.server import Server


@pytest.fixture
def server(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Server]:
    """gunicorn with two workers, in each of them the clock too."""
    server = Server(
        database_url, tmp_path, "--workers", "2", "--config", "python:tests.faults.ticking"
    )
    server.start()
    server.wait()
    yield server
    server.kill()

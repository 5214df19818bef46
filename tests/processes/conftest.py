"""The stage on which scenarios are played."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.scenarios import scratch
from tests.processes.stage import Stage
from tests.support import database, settings


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run see."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "scenarios"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def stage(shared_folder: Path) -> Iterator[Stage]:
    """An application with the demonstration's data, forged requests refused as in production."""
    with database.server():
        url = database.url("postgres")
        config = settings.on(url, WTF_CSRF_ENABLED=True)
        app = importlib.import_module("app.factory").create_app(config)
        prepare = importlib.import_module("app.cli.setup").prepare
        with scratch.template(app, prepare) as template:
            yield Stage(app, template, shared_folder)

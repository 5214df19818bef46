"""The stage on which scenarios are played."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.foundation.database import db
from tests.processes.stage import Stage
from tests.support import settings
from tests.support.database import Resetter


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run see."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "scenarios"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def stage(database_url: str, resetter: Resetter, shared_folder: Path) -> Iterator[Stage]:
    """An application with the demonstration's data, forged requests refused as in production."""
    config = settings.on(database_url, WTF_CSRF_ENABLED=True)
    app = importlib.import_module("app.factory").create_app(config)
    yield Stage(app, resetter, shared_folder)
    with app.app_context():
        db.engine.dispose()

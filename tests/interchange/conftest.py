"""The example files, and people at their desks."""

from pathlib import Path

import pytest
from flask import Flask

from tests.support.desks import Desks

FILES = Path(__file__).parent / "files"


@pytest.fixture
def desks(app: Flask) -> Desks:
    """People at their desks."""
    return Desks(app)


@pytest.fixture(scope="session")
def example():
    """`example("flowable")`: the bytes of an example file."""
    return lambda name: (FILES / f"{name}.bpmn").read_bytes()

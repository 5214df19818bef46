"""What the tests of pages ask for by name."""

import pytest
from flask import Flask

from tests.support.days import a_monday
from tests.support.desks import Desks

__all__ = ["a_monday", "desks"]


@pytest.fixture
def desks(app: Flask) -> Desks:
    """People at their desks."""
    return Desks(app)

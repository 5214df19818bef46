"""People at their desks, on a Monday."""

import pytest
from flask import Flask

from tests.support.days import a_monday
from tests.support.desks import Desks

__all__ = ["a_monday", "desks"]


@pytest.fixture
def desks(app: Flask) -> Desks:
    """People at their desks."""
    return Desks(app)

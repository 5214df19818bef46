"""What the tests of the studio ask for by name."""

import pytest

from tests.support.days import a_monday
from tests.support.desks import Desks
from tests.support.people import account

__all__ = ["a_monday"]


@pytest.fixture
def desks(app):
    """People at their desks."""
    return Desks(app)


@pytest.fixture
def one(app):
    """The administrator who draws."""
    return account("xxb_proc")


@pytest.fixture
def other(app):
    """The second administrator."""
    return account("xxb_proc2")

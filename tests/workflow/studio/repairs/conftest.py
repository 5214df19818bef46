"""The administrators, and the day on which these tests take place."""

import pytest

from app.foundation.identity import queries
from tests.support.days import a_monday

__all__ = ["a_monday"]


@pytest.fixture
def admin(app):
    """An administrator of the processes."""
    return queries.account_by_login("xxb_proc")


@pytest.fixture
def second(app):
    """Another one."""
    return queries.account_by_login("xxb_proc2")

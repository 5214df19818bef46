"""What the tests of the studio ask for by name."""

import pytest

from tests.support.desks import Desks


@pytest.fixture
def desks(app):
    """People at their desks."""
    return Desks(app)

"""What the tests of operating ask for by name."""

from tests.web.conftest import desks

__all__ = ["desks"]

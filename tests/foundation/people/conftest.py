"""The day on which these tests take place."""

from tests.support.days import a_monday

__all__ = ["a_monday"]

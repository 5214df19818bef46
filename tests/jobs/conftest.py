"""What the tests of jobs ask for by name."""

import pytest
from flask import Flask

from tests.support.days import a_monday
from tests.support.desks import Desks

__all__ = ["a_monday", "desks", "letters"]


@pytest.fixture
def desks(app: Flask) -> Desks:
    """People at their desks."""
    return Desks(app)


@pytest.fixture
def letters(app, tmp_path, monkeypatch):
    """The folder into which mails go."""
    monkeypatch.setitem(app.config, "MAIL_FOLDER", str(tmp_path))
    monkeypatch.setitem(app.config, "SMTP_HOST", None)
    return tmp_path

"""The day on which these tests take place, and a case that has run its whole course."""

from datetime import datetime

import pytest

from app.domain.sharing import records
from app.domain.sharing.services import archive
from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.identity import acting
from app.jobs.record import seal_record
from tests.domain.sharing import cases
from tests.support.days import a_monday

__all__ = ["a_monday"]


@pytest.fixture
def closed(app):
    """A case that ran its whole course and closed on the day of the tests; ZIP and seal made."""
    case = cases.signed(_agreed())
    cases.completed(cases.received(case))
    case_id = case.id
    with acting.as_system("archive"), transaction():
        archive.write(case_id)
    seal_record()
    return records.case(case_id)


def _agreed():
    case = cases.approved(cases.a_case(valid_until="2026-12-31"))
    return cases.answered(case, "agree")


def on(year, month, day, hour=9):
    """Let the clock of the program stand on a day of the city."""
    return clock.at(datetime(year, month, day, hour, tzinfo=clock.LOCAL))

"""The series from which the numbers of the catalogue's matters are drawn."""

from typing import Any

from sqlalchemy import select

from app.foundation.database import db
from app.foundation.numbers import draw

PUBLICATIONS = "京目编"
COLLECTIONS = "京采申"
DATABASES = "京库申"
# What a registration is filed under, and the numbers that stand in the entries themselves.
COLLECTION_FILINGS = "京信采备"
COLLECTION_REGISTRATIONS = "京信采登"
DATABASE_FILINGS = "京信库备"
DATABASE_REGISTRATIONS = "京信库登"


def unused(series: str, width: int, column: Any) -> str:
    """The next number of a series that no entry bears yet: some came with an older register."""
    while True:
        number = str(draw(series, width))
        if db.session.scalar(select(column).where(column == number).limit(1)) is None:
            return number

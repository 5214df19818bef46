"""The series from which the numbers of the catalogue's matters are drawn."""

from typing import Any

from sqlalchemy import Integer, cast, func, select

from app.foundation import clock
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


def following(series: str, width: int, column: Any) -> str:
    """The next number of a series, after those that came with an older register."""
    written = func.substring(column, rf"^{series}〔{clock.today().year}〕(\d+)号$")
    highest = db.session.scalar(select(func.max(cast(written, Integer)))) or 0
    number = draw(series, width)
    while number.seq <= highest:
        number = draw(series, width)
    return str(number)

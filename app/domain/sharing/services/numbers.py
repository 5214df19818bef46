"""Numbers such as 京信备〔2026〕0001号: never twice, and without a gap."""

from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert

from app.domain.sharing.models.filing import NumberSequence
from app.foundation import clock
from app.foundation.database import db

CASES = "京共申"
AGREEMENTS = "京共协"
OFFICE_FILINGS = "京信备"
BUREAU_FILINGS = "京密备"


@dataclass(frozen=True)
class Number:
    """A number drawn from a series."""

    series: str
    year: int
    seq: int

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.seq:04d}号"


def draw(series: str) -> Number:
    """The next number of a series in this year.

    The row stays locked until the transaction ends: a rollback gives the number back, and
    nobody else has drawn a later one meanwhile.
    """
    year = clock.today().year
    first = insert(NumberSequence).values(series=series, year=year, last=1)
    following = first.on_conflict_do_update(
        index_elements=[NumberSequence.series, NumberSequence.year],
        set_={"last": NumberSequence.last + 1},
    )
    seq = db.session.scalars(following.returning(NumberSequence.last)).one()
    return Number(series, year, seq)

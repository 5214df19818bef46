"""Numbers such as 京信备〔2026〕0001号: never twice, and without a gap."""

from dataclasses import dataclass

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.database import db


class NumberSequence(db.Model):
    """The last number drawn of a series in a year."""

    __tablename__ = "number_sequence"

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


@dataclass(frozen=True)
class Number:
    """A number drawn from a series; a filing's is padded, an official document's is not."""

    series: str
    year: int
    seq: int
    width: int = 4

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.seq:0{self.width}d}号"


def draw(series: str, width: int = 4) -> Number:
    """The next number of a series in this year.

    The row stays locked until the transaction ends: a rollback gives the number back, and
    nobody else has drawn a later one meanwhile.  `width` 1 writes it without leading zeros,
    as GB/T 9704 wants it on a document.
    """
    year = clock.today().year
    first = insert(NumberSequence).values(series=series, year=year, last=1)
    following = first.on_conflict_do_update(
        index_elements=[NumberSequence.series, NumberSequence.year],
        set_={"last": NumberSequence.last + 1},
    )
    seq = db.session.scalars(following.returning(NumberSequence.last)).one()
    return Number(series, year, seq, width)

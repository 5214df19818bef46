"""When an archived case may be destroyed, and how a register of destruction is written.

A register 销毁清册 is drawn up by one person and confirmed by another; what was confirmed can be
stopped for `WAITING_DAYS`, and only then is carried out.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.keeping.rules import term

WAITING_DAYS = 30
USUAL_YEARS = 10
# State of a register.
PROPOSED, REFUSED, WITHDRAWN = "proposed", "refused", "withdrawn"
CONFIRMED, STOPPED, DONE = "confirmed", "stopped", "done"
STATES = (PROPOSED, CONFIRMED, DONE, REFUSED, WITHDRAWN, STOPPED)
# Why a case is left where it is: what holds it, and that it is the archive's no more.
HELD, DISPUTE, REFERRED, EARLY, GONE = "held", "dispute", "referred", "early", "gone"


class Listed(NamedTuple):
    """What a register says of one case, and what its hash is made of."""

    case_id: int
    number: str
    process_id: str
    ended_on: date
    kept_on: date
    years: int
    size: int
    sha256: str


def years(asked: int, kept: int) -> int:
    """After how many years: what the deployment asks, never less than the term of keeping."""
    return max(asked, kept, term.LEAST_YEARS)


def from_on(confirmed_on: date) -> date:
    """The first day on which what was confirmed may be carried out."""
    return confirmed_on + timedelta(days=WAITING_DAYS)


def digest(cases: Iterable[Listed]) -> str:
    """The hash of a register's list: what the second person confirms is what the first wrote."""
    lines = ("\t".join(map(str, one)) for one in sorted(cases))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()

"""What somebody asks of the heat map, read from the address; nonsense is not asked."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request
from sqlalchemy import func, select

from app.foundation import clock
from app.foundation.database import db
from app.web import unit_fields
from app.workflow import definitions
from app.workflow.definitions import PROCESS, LoadedRelease
from app.workflow.models import ReleaseItem
from app.workflow.studio.heat.days import LONGEST

FIRST = "sharing_application"
A_YEAR = timedelta(days=365)
LONGEST_NAME = 120
LARGEST = 2**31


@dataclass(frozen=True)
class Asked:
    """A process, a time, a unit, a version, an order; and on the page of cases, which number."""

    process: str
    since: date
    until: date
    unit: str = ""
    version: int = 0
    sort: str = ""
    of: str = ""
    name: str = ""
    what: str = ""

    @classmethod
    def now(cls, process_id: str = "") -> "Asked":
        """Read the address of the present request."""
        args = request.args
        known = definitions.current().specs.diagrams
        wanted = process_id or args.get("process", FIRST)
        first, today = clock.today() - timedelta(days=LONGEST), clock.today()
        until = max(min(_day(args.get("until", "")) or today, today), first)
        since = _day(args.get("since", "")) or until - A_YEAR
        return cls(
            process=wanted if wanted in known else FIRST,
            since=max(min(since, until), first),
            until=until,
            unit=unit_fields.asked(args, "unit", "id"),
            version=_number(args.get("version", 0, int)),
            sort=args.get("sort", "")[:LONGEST_NAME],
            of=args.get("of", "")[:LONGEST_NAME],
            name=args.get("name", "")[:LONGEST_NAME].replace("\x00", ""),
            what=args.get("what", "all")[:LONGEST_NAME],
        )

    def args(self, **others: Any) -> dict[str, Any]:
        """The same as parameters of an address."""
        said = {
            "process": self.process,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "unit": self.unit,
            "version": self.version,
        }
        return {name: value for name, value in (said | others).items() if value}


def drawn(asked: Asked) -> LoadedRelease:
    """The release whose diagram is shown: of the version asked for, else the one in force."""
    wanted = select(func.max(ReleaseItem.release_id)).where(
        ReleaseItem.kind == PROCESS,
        ReleaseItem.key == asked.process,
        ReleaseItem.number == asked.version,
    )
    number = db.session.scalar(wanted) if asked.version else None
    return definitions.release(number) if number else definitions.current()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(said: int) -> int:
    return said if 0 < said < LARGEST else 0

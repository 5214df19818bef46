"""An archived case laid out in the live tables again, so that every page and every rule finds it.

Nothing of it is committed: the transaction is rolled back when the request ends.  Nobody else
sees the rows meanwhile, and whoever writes finds no case.
"""

from sqlalchemy import func, select

from app.domain.keeping import queries, rows
from app.domain.keeping.rules import record as records
from app.domain.keeping.rules.record import Record
from app.foundation import database
from app.foundation.database import db
from app.foundation.kept import KeptCase

LOCK = 7_310_025  # with the case's id: two who look at one case do so one after the other


def lend(kind: str, key: str) -> KeptCase | None:
    """Lay out the case to which a name leads, to be read; None where none is archived."""
    case_id = queries.case_of(kind, key)
    if case_id is None:
        return None
    database.lend()
    found = claim(case_id)
    if found is None:  # restored at this moment
        database.take_back()
        return None
    lay_out(read(found))
    return found


def claim(case_id: int) -> KeptCase | None:
    """The archived case, for this transaction alone."""
    db.session.execute(select(func.pg_advisory_xact_lock(LOCK, case_id)))
    return queries.kept(case_id)


def read(found: KeptCase) -> Record:
    """The record of an archived case, checked against its hash."""
    return records.unpacked(found.content, found.sha256)


def lay_out(record: Record) -> None:
    """Put the rows of a record into the live tables."""
    rows.put_back(record.tables, rows.layout().tables)
    db.session.expire_all()

"""An answer is counted by what becomes of it; one that the program fails at is written down.

So an operator sees how many fail, and an administrator which case is to be mended.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from app.foundation.database import db, transaction
from app.foundation.errors import Refused
from app.foundation.watching import numbers
from app.workflow import faults
from app.workflow.models import Task

# The database is gone or too busy: that is no fault of the case.
PASSING = (OperationalError, InterfaceError)


@contextmanager
def noted(task_id: int) -> Iterator[None]:
    """What fails inside, other than by a refusal, stands in the list of repairs; it goes on up."""
    try:
        yield
        _count("recorded")
    except Refused as refused:
        _count(type(refused).__name__.lower())
        raise
    except PASSING:
        _count("no database")
        raise
    except Exception as error:
        _count("failed")
        with suppress(SQLAlchemyError), transaction():
            if task := db.session.get(Task, task_id):
                faults.note(task.instance_id, error)
        raise


def _count(outcome: str) -> None:
    numbers.completions.labels(outcome).inc()

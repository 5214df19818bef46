"""A step that the program could not complete is written down, so that somebody mends the case."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from app.foundation.database import db, transaction
from app.foundation.errors import Refused
from app.workflow import faults
from app.workflow.models import Task

# The database is gone or too busy: that is no fault of the case.
PASSING = (OperationalError, InterfaceError)


@contextmanager
def noted(task_id: int) -> Iterator[None]:
    """What fails inside, other than by a refusal, stands in the list of repairs; it goes on up."""
    try:
        yield
    except (Refused, *PASSING):
        raise
    except Exception as error:
        with suppress(SQLAlchemyError), transaction():
            if task := db.session.get(Task, task_id):
                faults.note(task.instance_id, error)
        raise

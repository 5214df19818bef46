"""What a worker can do: the work of each name, done on one row after the other."""

import logging
from collections.abc import Callable

from app.foundation import queue
from app.foundation.database import db
from app.jobs import archives, calendars, census, documents, imports, mail, moves, repairs, trials

# Each makes its own transactions, does nothing where there is nothing to do any more, and may be
# done twice: by a worker that was taken for dead, and by the one that got its job.
WORK: dict[str, Callable[[int], None]] = {
    "mail": mail.send,
    "document": documents.write,
    "archive": archives.write,
    "import": imports.carry_out,
    "move": moves.carry_out,
    "sweep": repairs.carry_out,
    "census": census.count,
    "calendar": calendars.take_over,
    "trial": trials.carry_out,
}
log = logging.getLogger(__name__)


def do(name: str, numbers: list[int]) -> None:
    """Do it on each of these rows; what goes wrong on one keeps no other waiting."""
    wrong: Exception | None = None
    for number in numbers:
        try:
            queue.go_on()
            WORK[name](number)
        except queue.GivenBack:
            raise
        except Exception as error:
            log.exception("%s %d was not done", name, number)
            wrong = error
        finally:
            db.session.remove()
    if wrong:
        raise wrong

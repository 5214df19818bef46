"""Check the files that were handed in, import what was released, take back what is to go."""

import logging

from app.domain.catalogue.transfer import running
from app.domain.catalogue.transfer.heart import Lost, beating
from app.foundation.database import db, transaction
from app.foundation.identity import acting

log = logging.getLogger(__name__)


def run_imports() -> int:
    """Each piece of work in its own transaction; one that breaks off is begun again."""
    done = 0
    with acting.as_system("import"):
        while claimed := _claimed():
            try:
                with beating(claimed.job_id, claimed.claim) as heart, transaction():
                    running.do(claimed, heart)
                done += 1
            except Lost:
                log.warning("import %d was taken up by another machine", claimed.job_id)
            except Exception:
                log.exception("the work on import %d broke off", claimed.job_id)
                with transaction():
                    running.give_up(claimed)
                break  # not at once again: whatever it was may pass
    db.session.remove()
    return done


def _claimed() -> running.Claimed | None:
    with transaction():
        return running.take_up()

"""Write the archives of the cases that have closed."""

import logging

from app.domain.sharing.services import archive
from app.foundation.database import db, transaction
from app.foundation.identity import acting

log = logging.getLogger(__name__)


def write_archives() -> int:
    """Write each promised ZIP in its own transaction; one that fails is tried again later."""
    written = 0
    with acting.as_system("archive"):
        for case_id in archive.pending():
            try:
                with transaction():
                    archive.write(case_id)
                written += 1
            except Exception:
                log.exception("the archive of case %d was not written", case_id)
    db.session.remove()
    return written

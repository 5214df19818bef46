"""Check a file that was handed in, import what was released, take back what is to go."""

import logging

from app.domain.catalogue.transfer import running
from app.domain.catalogue.transfer.heart import Lost, beating
from app.foundation import queue
from app.foundation.database import transaction
from app.foundation.identity import acting

log = logging.getLogger(__name__)


def carry_out(import_id: int) -> None:
    """Do the piece of work that an import is at, in one transaction; what breaks off is undone."""
    with acting.as_system("import"):
        with transaction():
            claimed = running.take_up(import_id)
        if claimed is None:
            return
        try:
            with beating(claimed.job_id, claimed.claim) as heart, transaction():
                running.do(claimed, heart)
        except Lost:
            log.warning("import %d was taken up by another worker", import_id)
        except Exception as error:
            with transaction():
                running.give_up(claimed, counts=not isinstance(error, queue.GivenBack))
            raise

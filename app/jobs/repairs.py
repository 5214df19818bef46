"""All cases of a process are held up, or let go on: one transaction a case."""

import logging

from app.foundation.database import db, transaction
from app.workflow.studio.repairs import sweeps

log = logging.getLogger(__name__)


def sweep_processes() -> int:
    """Go on with what administrators asked for; returns how many cases were dealt with."""
    dealt = 0
    for sweep_id in sweeps.unfinished():
        try:
            while _step(sweep_id):
                dealt += 1
        except Exception:
            log.exception("sweep %d did not go on", sweep_id)
    db.session.remove()
    return dealt


def _step(sweep_id: int) -> bool:
    with transaction():
        return sweeps.step(sweep_id)

"""Small things that must be done now and then."""

import logging

from app.foundation import calendar, clock, files, queue
from app.foundation.database import db, transaction

log = logging.getLogger(__name__)
AHEAD = 60
DAYS_KEPT = 90  # a failed job that nobody looked after


def keep_house() -> int:
    """Warn when the announced calendar ends soon; delete files that no attachment names."""
    with transaction():
        queue.forget(DAYS_KEPT)
    for orphan in files.orphans():
        orphan.unlink(missing_ok=True)
    left = (calendar.current().horizon() - clock.today()).days
    if left < AHEAD:
        log.warning(
            "The announced calendar ends in %d days: import next year's with "
            "`flask calendar import FILE` as soon as the State Council announces it.",
            left,
        )
    db.session.remove()
    return int(left < AHEAD)

"""Small things that must be done now and then."""

import logging

from app.foundation import calendar, clock, contents, queue
from app.foundation.database import db, transaction
from app.foundation.stores.store import Unavailable

log = logging.getLogger(__name__)
AHEAD = 60
NIGHT = 3
DAYS_KEPT = 90  # a failed job that nobody looked after


def keep_house() -> int:
    """Warn when the announced calendar ends soon; at night, sweep contents that no row names."""
    with transaction():
        queue.forget(DAYS_KEPT)
    if clock.local(clock.now()).hour == NIGHT:
        sweep()
    left = (calendar.current().horizon() - clock.today()).days
    if left < AHEAD:
        log.warning(
            "The announced calendar ends in %d days: import next year's with "
            "`flask calendar import FILE` as soon as the State Council announces it.",
            left,
        )
    db.session.remove()
    return int(left < AHEAD)


def sweep() -> int:
    """Throw away what no row names, each in a transaction of its own; how many these were."""
    swept = 0
    for place in (contents.settings.store, contents.settings.before):
        try:
            for sha256 in list(contents.orphans(place)):
                with transaction():
                    swept += contents.sweep(place, sha256)
        except Unavailable as error:
            log.warning("%s", error)
    return swept

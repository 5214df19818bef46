"""Take cases past their term out of the live tables; destroy what two persons wanted destroyed.

Each case goes in a transaction of its own: what breaks one leaves the others alone, and a machine
that dies has lost nothing.  A tick is short; what is left goes with the next.
"""

import logging
import time

from app.domain.keeping import queries, rows
from app.domain.keeping.queries import Due, Term
from app.domain.keeping.services import destroying, putting_away, sealing
from app.domain.keeping.services.destroying import Condemned
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.jobs.record import seal_record

log = logging.getLogger(__name__)
AT_ONCE = 100
SECONDS = 20.0


def archive_cases(seconds: float = SECONDS) -> int:
    """Archive cases for at most so long; returns how many went.

    A case waits until all that was recorded of it is sealed, which is done first.
    """
    until = time.monotonic() + seconds
    seal_record()
    done, broken = 0, set[int]()
    with acting.as_system("keeping"):
        with transaction():
            putting_away.make_room()
        term, layout = queries.keeping_term(), rows.layout()
        while waiting := _waiting(term, broken):
            for one in waiting:
                if time.monotonic() > until:
                    break
                done += _one(one, term, layout, broken)
            if time.monotonic() > until:
                break
        with transaction():
            sealing.seal()
    db.session.remove()
    return done


def _waiting(term: Term, broken: set[int]) -> list[Due]:
    found = queries.due(term.years, AT_ONCE + len(broken))
    db.session.rollback()
    return [one for one in found if one.id not in broken]


def _one(one: Due, term: Term, layout: rows.Layout, broken: set[int]) -> int:
    """One case; what fails, or another machine has, is passed over until the next tick."""
    try:
        with transaction():
            went = putting_away.put_away(one, term, layout) is not None
    except Exception:
        log.exception("case %d could not be archived", one.id)
        went = False
    if not went:
        broken.add(one.id)
    return int(went)


def destroy_cases(seconds: float = SECONDS) -> int:
    """Destroy for at most so long what was confirmed and can no longer be stopped; how many went.

    A manifest names what went at the end of each look.
    """
    until = time.monotonic() + seconds
    gone, tried = 0, set[Condemned]()
    with acting.as_system("keeping"):
        while waiting := [one for one in _condemned(len(tried)) if one not in tried]:
            for one in waiting:
                if time.monotonic() > until:
                    break
                tried.add(one)
                gone += _destroy(one)
            if time.monotonic() > until:
                break
        for register_id in {one.register_id for one in tried}:
            with transaction():
                destroying.close(register_id)
        if tried:
            with transaction():
                sealing.seal()
    db.session.remove()
    return gone


def _condemned(tried: int) -> list[Condemned]:
    found = destroying.waiting(AT_ONCE + tried)
    db.session.rollback()
    return found


def _destroy(one: Condemned) -> bool:
    """One case; what fails is tried again with the next look."""
    try:
        with transaction():
            return destroying.destroy(one)
    except Exception:
        log.exception("case %d could not be destroyed", one.case_id)
        return False

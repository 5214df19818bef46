"""How often a stranger may ask the portal, so that nobody carries it away or holds it up.

Each process counts in its memory and settles with the database now and then, so that the limit
holds for all nodes together and who asks costs no statement each time: one for so many requests.
Of N processes at most N times `SETTLED_AFTER` more than the limit are let in within a minute.
"""

import threading

from flask import current_app, request
from limits import parse
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import TooManyRequests

from app.foundation import clock
from app.foundation.connections import MissingRole
from app.foundation.identity import throttle

# Who types fast sees two answers a second; a unit behind one address has several who type.
STRANGERS = parse("600 per minute")
WAIT = 60
SETTLED_AFTER = 60


class Crowd:
    """The requests of this minute, by address: how many there were in all as far as is known."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.minute = 0
        self.known: dict[str, int] = {}
        self.unsettled: dict[str, int] = {}

    def hit(self, where: str) -> bool:
        """Count a request; False where there were too many in this minute."""
        with self.lock:
            self._turn()
            so_far = self.known.get(where, 0)
            if so_far >= STRANGERS.amount:
                return False  # costs nobody anything
            self.known[where] = so_far + 1
            self.unsettled[where] = mine = self.unsettled.get(where, 0) + 1
            if mine < SETTLED_AFTER:
                return True
            self.unsettled[where] = 0
            minute = self.minute
        return self._settle(where, minute, mine)

    def _turn(self) -> None:
        """Begin anew with each minute of the clock, the same for every node."""
        minute = int(clock.now().timestamp()) // WAIT
        if minute != self.minute:
            self.minute = minute
            self.known.clear()
            self.unsettled.clear()

    def _settle(self, where: str, minute: int, mine: int) -> bool:
        """Add what was counted here to what all have counted, and learn of the others."""
        try:
            total = throttle.storage.incr(f"crowd/{where}/{minute}", 2 * WAIT, mine)
        except (SQLAlchemyError, MissingRole):
            return True  # whoever asks is told in a moment, by what the page asks itself
        with self.lock:
            if self.minute == minute:
                self.known[where] = max(self.known.get(where, 0), total)
        return total <= STRANGERS.amount


crowd = Crowd()


def admit() -> None:
    """Count the request of a stranger; too many are refused for the rest of the minute."""
    if not current_app.config["RATELIMIT_ENABLED"]:
        return
    if not crowd.hit(throttle.network(request.remote_addr or "")):
        raise TooManyRequests(retry_after=WAIT)

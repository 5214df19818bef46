"""How often a stranger may ask the portal, so that nobody carries it away or holds it up.

Counted in each process's memory: who is refused costs the database nothing.
"""

from flask import current_app, request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from app.foundation.identity import throttle

# Who types fast sees two answers a second; a unit behind one address has several who type.
STRANGERS = parse("600 per minute")
WAIT = 60
limiter = FixedWindowRateLimiter(MemoryStorage())


def admit() -> None:
    """Count the request of a stranger; too many are refused for a minute."""
    if not current_app.config["RATELIMIT_ENABLED"]:
        return
    if not limiter.hit(STRANGERS, throttle.network(request.remote_addr or "")):
        raise TooManyRequests(retry_after=WAIT)

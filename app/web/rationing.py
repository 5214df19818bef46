"""How often one account may ask for what costs much: exports, uploads, searches, letters to others.

Far above what anybody does by hand; it stops a script, or a stolen session, that carries the
catalogue away or fills everybody's mailbox.  What is rare is counted in the database, for all
nodes together; searches in each process's memory, because asking must not cost a statement.
Strangers have limits of their own (`app/web/crowding.py`, `app/web/exports.py`).
"""

from flask import current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, RateLimiter
from werkzeug.exceptions import TooManyRequests

from app.foundation.identity import throttle

SEARCHES = "search"
RATIONS: dict[str, RateLimitItem] = {
    "export": parse("60 per 10 minutes"),
    "upload": parse("60 per 10 minutes"),
    "letter": parse("60 per 1 hour"),
    SEARCHES: parse("300 per 1 minute"),
}
# What is asked for → which ration it is taken from.
KINDS: dict[str, str] = {
    **dict.fromkeys(
        (
            "instances.archive",
            "people.training.export",
            "studio_heat.table",
            "studio_versions.archive",
            "synonyms.export",
            "transfer.export",
            "transfer.faults",
            "transfer.file",
            "transfer.template",
        ),
        "export",
    ),
    **dict.fromkeys(
        ("studio_import.take", "studio_settings.announce", "synonyms.bring_in", "transfer.hand_in"),
        "upload",
    ),
    **dict.fromkeys(("desk.urge", "people.accounts.reset_password", "supervision.issue"), "letter"),
    **dict.fromkeys(
        (
            "catalogue_figures.entries",
            "gate.check",
            "gate.index",
            "portal.index",
            "portal.suggest",
            "portal_entries.exchange",
            "portal_entries.item",
            "portal_entries.unit",
            "unit_fields.suggest",
        ),
        SEARCHES,
    ),
}
_here = FixedWindowRateLimiter(MemoryStorage())


def admit(account_id: int) -> None:
    """Count the request of an account; one too many is refused until the window ends."""
    kind = KINDS.get(request.endpoint or "")
    config = current_app.config
    if kind is None or not (config["RATELIMIT_ENABLED"] and config["ACCOUNT_LIMITS"]):
        return
    ration = RATIONS[kind]
    counted: RateLimiter = _here if kind == SEARCHES else throttle.limiter
    if not counted.hit(ration, "account", kind, str(account_id)):
        raise TooManyRequests(retry_after=ration.get_expiry())

"""The days of a deadline: what they are, what they may be, and how they are changed."""

from typing import Any

from sqlalchemy import Select, select

from app.foundation.database import db
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.workflow.checks import limits
from app.workflow.ledger import DeadlineRule

LONGEST_SOURCE = 100


def listed() -> Select[DeadlineRule]:
    """A select of all rules, the law's before the program's own."""
    return select(DeadlineRule).order_by(
        DeadlineRule.source.like(f"{limits.LAW}%").desc(), DeadlineRule.source, DeadlineRule.rule
    )


def rule(name: str) -> DeadlineRule:
    """A rule by its name."""
    found = db.session.get(DeadlineRule, name)
    if found is None:
        raise NotFound(_("There is no such deadline."))
    return found


def before(name: str) -> dict[str, Any]:
    """What stands now, to be kept beside a change."""
    found = rule(name)
    return {"amount": found.amount, "source": found.source}


def checked(name: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """The change as it may be made; raises `Invalid` with every fault."""
    found, faults = rule(name), dict[str, list[str]]()
    source = " ".join(str(wanted.get("source", "")).split())
    text = str(wanted.get("amount", "")).strip()
    amount = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    if why := limits.too_long(name, amount, found.unit):
        faults["amount"] = [why]
    if not 0 < len(source) <= LONGEST_SOURCE:
        faults["source"] = [_("Between 1 and %(most)s characters.", most=LONGEST_SOURCE)]
    if faults:
        raise Invalid(faults)
    if (amount, source) == (found.amount, found.source):
        raise Invalid({"amount": [_("This is what stands already.")]})
    return {"amount": amount, "source": source}


def apply(name: str, after: dict[str, Any]) -> None:
    """From now on clocks that begin have these days; running ones keep theirs."""
    found = rule(name)
    found.amount, found.source = after["amount"], after["source"]

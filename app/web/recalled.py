"""Clocks and what was taken back: known to the unit that took it back and to auditors alone."""

from app.foundation.identity.models import Account
from app.web import said
from app.workflow.ledger import TAKEN_BACK, Clock, ClockEntry, standing


def is_void(shown: Clock) -> bool:
    """Did the clock begin with a step that was taken back?"""
    return any(entry.event == "recalled" for entry in shown.entries)


def exists_for(shown: Clock, account: Account) -> bool:
    """Does the account know of this clock?"""
    return not is_void(shown) or said.knows_recalls(shown.instance_id, account)


def lines(shown: Clock, account: Account) -> list[ClockEntry]:
    """The lines of its ledger; others read it as if the step had never been taken."""
    changed = any(entry.event in TAKEN_BACK for entry in shown.entries)
    if changed and not said.knows_recalls(shown.instance_id, account):
        return standing(shown.entries)
    return shown.entries

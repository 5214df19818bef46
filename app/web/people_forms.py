"""What the pages of units and staff share: who asks, what was typed and chosen."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation.identity import queries
from app.foundation.identity.models import Account, Unit
from app.foundation.people.directory import ADMINISTRATOR
from app.web.access import requires
from app.web.meeting_forms import as_number, day, text

__all__ = ["as_number", "day", "text"]

Faults = Mapping[str, list[str]]
LONGEST_CODE = 20  # of a unit
administrator = requires(ADMINISTRATOR)


def me() -> Account:
    """The account that asks."""
    account: Account = current_user._get_current_object()
    return account


def is_administrator() -> bool:
    """May the account change units and accounts?"""
    return ADMINISTRATOR in me().effective_posts


def unit_of(code: str) -> Unit:
    """The unit that an address names."""
    return queries.unit_by_code(code)


def page(template: str, faults: Faults | None = None, **values: Any) -> ResponseReturnValue:
    """A page with a form; with faults it is the answer to one that was not taken."""
    typed = values.pop("typed", None)
    if typed is None:
        typed = request.form if request.method == "POST" else {}
    status = values.pop("status", 422 if faults else 200)
    return render_template(template, faults=faults or {}, typed=typed, **values), status

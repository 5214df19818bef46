"""Checks that several steps share: every fault of an answer is found before it is turned down."""

from collections.abc import Collection, Mapping
from typing import Any

from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.rules import charges, terms
from app.domain.sharing.rules.terms import Values
from app.foundation.errors import Invalid
from app.foundation.faults import Faults as Gathered
from app.foundation.i18n import _


class Faults(Gathered):
    """Collects what is wrong with an answer, field by field."""

    def need(self, answers: Mapping[str, Any], *fields: str) -> None:
        """These fields must not be empty."""
        for field in fields:
            if answers.get(field) in (None, "", []):
                self.add(field, _("This field is required."))


def check_values(
    faults: Faults, values: Values, allowed: Collection[str], last: Values | None
) -> None:
    """Terms that may be agreed on: items applied for, a known mode, a future end, no charge."""
    if not values.items:
        faults.add("items", _("Please choose at least one item."))
    strange = terms.outside(values.items, allowed)
    if strange:
        names = _(", ").join(strange)
        faults.add("items", _("Not among the items applied for: %(items)s", items=names))
    if values.mode not in terms.MODES:
        faults.add("mode", _("There is no such mode of sharing."))
    if last is None or values.valid_until != last.valid_until:
        faults.not_past("valid_until", values.valid_until)
    if charges.asks_for_money(values.conditions):
        faults.add("conditions", _("Sharing is free: conditions must not ask for money."))


def counter_offer(case: SharingCase, answers: Mapping[str, Any], last: Values) -> Values:
    """The terms of a counter-offer, which must change something."""
    values = terms.merged(last, answers)
    faults = Faults()
    check_values(faults, values, case.applied_items, last)
    if not terms.changes(last, values):
        faults.add("outcome", _("A counter-offer must change at least one term."))
    faults.stop()
    return values


def turn_down(field: str, message: str) -> None:
    """Turn the answer down because of one field."""
    raise Invalid({field: [message]})

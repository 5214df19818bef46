"""The days that the law allows: a copy of this program may give less, never more."""

import csv
from functools import lru_cache

from app.foundation import paths
from app.foundation.i18n import _

LAW = "条例"
MOST = {"working_day": 250, "calendar_day": 366, "year": 30}
OTHERWISE = 250


def too_long(rule: str, amount: int, unit: str) -> str | None:
    """Why a rule may not have so many days; None where it may.

    A limit of the regulation (条例) may only be shortened, records kept (条例 29) only longer; the
    program's own days may be as many as a year holds.
    """
    most = MOST.get(unit, OTHERWISE)
    if not 1 <= amount <= most:
        return _("Between 1 and %(most)s.", most=most)
    source, lawful, counted = _lawful().get(rule, ("", amount, unit))
    if unit != counted and (counted, unit) != ("working_day", "calendar_day"):
        return _("%(source)s counts in other days; the kind of day stays.", source=source)
    if unit == "year" and amount < lawful:
        return _("%(source)s asks for at least %(least)s.", source=source, least=lawful)
    if unit != "year" and amount > lawful:
        return _("%(source)s allows at most %(most)s.", source=source, most=lawful)
    return None


def is_lawful(rule: str) -> bool:
    """Does the regulation set these days, and not the program?"""
    return rule in _lawful()


@lru_cache(maxsize=1)
def _lawful() -> dict[str, tuple[str, int, str]]:
    """The rules that the regulation sets: rule → (source, amount, kind of day)."""
    with (paths.DEMO / "deadlines.csv").open(encoding="utf-8-sig") as file:
        return {
            row["rule"]: (row["source"], int(row["amount"]), row["unit"])
            for row in csv.DictReader(file)
            if row["source"].startswith(LAW)
        }

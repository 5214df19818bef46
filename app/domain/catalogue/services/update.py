"""More time for a change: asked for once, up to 5 working days, with the office's consent."""

from datetime import date
from typing import Any

from app.domain.catalogue import cases
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.services import telling
from app.foundation import audit, calendar, clock
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import clocks
from app.workflow.forms import FormContext
from app.workflow.models import Task

CLOCK = "catalogue_update"
EXTEND = "extend"
LONGEST = 5  # working days (条例 17)


def may_ask(case: CatalogueCase) -> bool:
    """May the unit still ask for more time: once, and not when the time has run out?"""
    return case.extension is None and not clocks.ran_out(case.id, CLOCK)


def ask(case: CatalogueCase, reason: str) -> None:
    """Keep what the unit asks for."""
    if not may_ask(case):
        raise Invalid({"outcome": [_("More time can be asked for once, before it is late.")]})
    case.extension = {"reason": reason, "asked_on": clock.today().isoformat()}


def review(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Write down what the office says to the request."""
    case = cases.case(task.instance_id)
    granted = answers["outcome"] == "grant"
    days = int(answers.get("days") or LONGEST) if granted else 0
    if not 0 <= days <= LONGEST:
        raise Invalid({"days": [_("An extension has 1 to %(most)d days.", most=LONGEST)]})
    said = {"granted": granted, "days": days, "comment": answers.get("comment") or ""}
    case.extension = (case.extension or {}) | said


def context(task: Task, account: Account) -> FormContext:
    """As many days as the law allows, unless the office says fewer."""
    return FormContext(values={"days": LONGEST})


def decide(case_id: int) -> None:
    """Lengthen the clock where more time was granted, and tell the unit."""
    case = cases.case(case_id)
    asked: dict[str, Any] = case.extension or {}
    days = int(asked.get("days") or 0)
    audit.record("extension decided", case=case_id, granted=asked.get("granted"), days=days)
    if not days:
        return  # the task that opens again shows what the office said
    before = clocks.latest(case_id, CLOCK)
    was = before.due_on if before else None
    due = _lengthen(case_id, days, str(asked.get("reason") or ""))
    telling.applicant(
        case,
        "due_date_moved",
        clock=CLOCK,
        was_on=_said(was),
        due_on=_said(due),
        reason=f"extension {days}",
    )


def _lengthen(case_id: int, days: int, reason: str) -> date | None:
    """When the clock now runs out.

    Where it ran out while the office was deciding, it stays on the record that it did, and a fresh
    one runs until the day that the extension would have given.
    """
    running = clocks.open_clocks(case_id).get(CLOCK)
    if running is None or running.fired_at is None:
        longer = clocks.extend(case_id, CLOCK, days, reason)
        return longer.due_on if longer else None
    until = calendar.current().add(running.due_on or clock.today(), days)
    clocks.plan(case_id, CLOCK, until=until)
    clocks.renew(case_id, CLOCK)
    return until


def _said(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""Supervision orders in words, for the cards of a case and the list."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, url_for

from app.domain.sharing import orders
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.supervision import SupervisionOrder
from app.domain.sharing.services import supervision
from app.foundation import calendar
from app.foundation.database import db
from app.foundation.i18n import _, ngettext
from app.foundation.identity.models import Account
from app.web import wording
from app.workflow.ledger import DeadlineRule
from app.workflow.models import Task

OFFICER = supervision.OFFICER


def of(case: SharingCase, account: Account) -> dict[str, Any] | None:
    """The orders of a case for one reader; None where there is nothing to read or to do."""
    found = orders.of_case(case.id)
    may_issue = OFFICER in account.effective_posts and supervision.is_office(account, case.id)
    new = may_issue and bool(orders.duties(case.id, account.unit_id))
    if not new and not (found and orders.may_read(case, account, found)):
        return None
    new_url = url_for("supervision.new", instance_id=case.id) if new else None
    return {"orders": said(found, account), "new_url": new_url}


def said(found: Sequence[SupervisionOrder], account: Account) -> list[dict[str, Any]]:
    """Orders in words; two queries for however many."""
    steps, by_default = orders.steps(found), bool(found) and _is_default()
    return [_said(one, steps.get((one.case_id, one.step)), account, by_default) for one in found]


def _said(
    one: SupervisionOrder, task: Task | None, account: Account, by_default: bool
) -> dict[str, Any]:
    mine = one.office_id == account.unit_id and OFFICER in account.effective_posts
    may_withdraw = mine and one.closed_at is None
    return {
        "id": one.id,
        "case_id": one.case_id,
        "number": number(one),
        "unit": one.unit.label,
        "office": one.office.label,
        "step": wording.task_title(task) if task else one.step,
        "days": _days(one, by_default),
        "overdue": _overdue(one),
        "expected": one.expected,
        "issued_at": one.issued_at,
        "due_on": one.due_on,
        "provisional": not calendar.current().is_announced(one.due_on),
        "open": one.closed_at is None,
        "closed_at": one.closed_at,
        "how": wording.named(wording.ORDER_ENDS, one.closed_as),
        "late": orders.is_late(one),
        "reason": one.close_reason,
        "document_url": _document_url(one),
        "withdraw_url": url_for("supervision.take_back", order_id=one.id) if may_withdraw else None,
    }


def number(one: SupervisionOrder) -> str:
    """The number of the order's document; before it has one, its place among the orders."""
    return one.document.number if one.document else _("No. %(number)s", number=one.id)


def _days(one: SupervisionOrder, by_default: bool) -> str:
    told = ngettext("%(num)s working day", "%(num)s working days", one.days)
    if one.issued_by_id is None and by_default:
        return _("%(days)s (default of this system)", days=told)
    return told


def _is_default() -> bool:
    rule = db.session.get(DeadlineRule, supervision.RULE)
    return rule is None or rule.is_default


def _overdue(one: SupervisionOrder) -> str:
    if not one.overdue_days:
        return _("its day has passed")
    return ngettext(
        "overdue by %(num)s working day", "overdue by %(num)s working days", one.overdue_days
    )


def _document_url(one: SupervisionOrder) -> str | None:
    if one.document is None or "documents.show" not in current_app.view_functions:
        return None
    return url_for("documents.show", document_id=one.document_id)

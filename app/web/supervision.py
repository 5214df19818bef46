"""Supervision orders 督办: the list, issuing one by hand, taking one back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.sharing import orders
from app.domain.sharing import queries as cases
from app.domain.sharing.models.dispute import Dispute
from app.domain.sharing.rules import supervision as rules
from app.domain.sharing.services import supervision
from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import asking, competence, paging, panels, unit_fields, wording
from app.web import orders as shown
from app.web.cards import Panel

bp = Blueprint("supervision", __name__)


@dataclass(frozen=True)
class Asked(asking.Asked):
    """What is asked of the list, as the page shows it again."""

    state: str = asking.one_of(wording.ORDER_STATES)
    unit: str = unit_fields.by_id()
    sort: str = asking.one_of(wording.ORDER_SORTS, "newest")


@bp.get("/supervision/")
def index() -> ResponseReturnValue:
    """The orders of one's office, those sent to one's own unit; all of them for auditors."""
    asked = Asked.of(request.args)
    found = orders.listed(
        current_user, state=asked.state, unit_id=unit_fields.row(asked.unit), order=asked.sort
    )
    page = paging.cut(found, paging.number())
    values = {
        "page": paging.Page(_lines(page.items), page.total, page.number),
        "filters": asked,
        "state_choices": wording.ORDER_STATES.items(),
        "sort_choices": wording.ORDER_SORTS.items(),
    }
    fields = unit_fields.fields(asked.args(), {"unit": _("Unit")}, url_for("supervision.index"))
    if request.headers.get("HX-Request"):
        rows = render_template("supervision/_rows.html", **values)
        return unit_fields.with_rows(rows, fields), {"Vary": "HX-Request"}
    whole = render_template("supervision/index.html", unit_fields=fields, **values)
    return whole, {"Vary": "HX-Request"}


@bp.get("/cases/<int:instance_id>/supervision")
def new(instance_id: int) -> ResponseReturnValue:
    """The form of an order: which task, how many days, what is expected."""
    supervision.check_may_issue(current_user, instance_id)
    return _form(instance_id, {"duty": request.args.get("duty", "")[:100]}, {})


@bp.post("/cases/<int:instance_id>/supervision")
def issue(instance_id: int) -> ResponseReturnValue:
    """Issue an order for an overdue task of another unit."""
    typed = {name: request.form.get(name, "") for name in ("duty", "days", "expected")}
    step, _slash, unit = typed["duty"].partition("/")
    try:
        with transaction():
            made = supervision.issue_by_hand(
                current_user,
                instance_id,
                step=step,
                unit_code=unit,
                days=_number(typed["days"]),
                expected=typed["expected"],
            )
            number, to = shown.number(made), made.unit.label
    except Invalid as wrong:
        return _form(instance_id, typed, wrong.fields)
    flash(
        _("Supervision order %(number)s was sent to %(unit)s.", number=number, unit=to), "success"
    )
    return redirect(url_for("instances.show", instance_id=instance_id))


@bp.get("/supervision/<int:order_id>/withdraw")
def take_back(order_id: int) -> ResponseReturnValue:
    """Ask why an order is withdrawn."""
    supervision.check_may_withdraw(current_user, order_id)
    return _reason(order_id, "", {})


@bp.post("/supervision/<int:order_id>/withdraw")
def withdraw(order_id: int) -> ResponseReturnValue:
    """Take an order back; it stays on the record."""
    reason = request.form.get("reason", "")
    try:
        with transaction():
            case_id = supervision.withdraw(current_user, order_id, reason).case_id
    except Invalid as wrong:
        return _reason(order_id, reason, wrong.fields)
    flash(_("The supervision order is withdrawn."), "success")
    return redirect(url_for("instances.show", instance_id=case_id))


def card(dispute: Dispute, account: Account) -> Panel | None:
    """The orders of a dispute's case, for the page of the dispute."""
    values = shown.of(cases.case(dispute.case_id), account)
    if values is None:
        return None
    return Panel("h-orders", _("Supervision"), "sharing/_orders.html", values)


def competence_card(dispute: Dispute, account: Account) -> Panel | None:
    """Why this office settles, for the page of the dispute."""
    line = competence.line(cases.case(dispute.case_id))
    return Panel("h-competence", _("Competent office"), "sharing/_competence.html", {"line": line})


def _lines(found: Any) -> list[dict[str, Any]]:
    """Orders in lines, each with its case where it may be seen."""
    headings = panels.headings(orders.visible_cases(found, current_user))
    told = shown.said(found, current_user)
    return [line | {"case": headings.get(line["case_id"])} for line in told]


def _form(
    instance_id: int, typed: Mapping[str, str], faults: Mapping[str, list[str]]
) -> ResponseReturnValue:
    page = render_template(
        "supervision/new.html",
        heading=panels.heading(instance_id),
        duties=orders.duties(instance_id, current_user.unit_id),
        most=rules.MOST_DAYS,
        longest=rules.LONGEST,
        usual=supervision.usual_days(),
        typed=typed,
        faults=faults,
    )
    return page, 422 if faults else 200


def _reason(order_id: int, reason: str, faults: Mapping[str, list[str]]) -> ResponseReturnValue:
    found = orders.order(order_id, current_user)
    if found is None:
        raise NotFound(_("There is no such supervision order."))
    page = render_template(
        "supervision/withdraw.html",
        heading=panels.heading(found.case_id),
        order=shown.said([found], current_user)[0],
        longest=rules.LONGEST,
        reason=reason,
        faults=faults,
    )
    return page, 422 if faults else 200


def _number(text: str) -> int:
    """A number of days; what is none, or far too big, is no day at all."""
    wanted = text.strip()
    return int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 4 else 0

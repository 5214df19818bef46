"""Figures of the disputes as charts and tables; every point opens the cases behind it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, func, select

from app.domain.sharing import register, seats
from app.domain.sharing.figures import counts, deeds, spans
from app.domain.sharing.figures.scope import Scope
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity import queries as people
from app.foundation.months import first_of_month, months
from app.web import caselist, figure_words, paging, panels, studio_heat, wording
from app.web.charts import Cell, Chart
from app.workflow import parties
from app.workflow.models import InstanceParty

bp = Blueprint("figures", __name__, url_prefix="/figures")

PERIODS = (6, 12, 24, 36)
OF_GROUP = frozenset({"leading_group_secretary", "leading_group_chair"})


@bp.get("/")
def index() -> ResponseReturnValue:
    """The disputes of the last months in figures."""
    period = _period()
    scope = _scope(period)
    charts = [_opened(scope), _settled(scope), _durations(scope), _records(scope)]
    return render_template(
        "figures/index.html",
        charts=charts,
        period=period,
        periods=PERIODS,
        sees_heat=studio_heat.may_look(),
    )


@bp.get("/cases")
def cases() -> ResponseReturnValue:
    """The cases behind a point, as far as the account may see them."""
    scope = _scope(_period())
    title, behind = _asked(scope)
    seen = parties.visible_to(current_user).where(InstanceParty.instance_id.in_(behind))
    page = caselist.lines(register.listed(seen, current_user.unit_id), paging.number())
    every = db.session.scalar(select(func.count(behind.subquery().c[0].distinct()))) or 0
    args = request.args.to_dict()
    args.pop("page", None)
    return render_template(
        "figures/cases.html",
        page=page,
        papers=panels.on_paper(line.id for line in page.items),
        title=title,
        hidden=every - page.total,
        args=args,
    )


def _period() -> int:
    months_back = request.args.get("months", 12, int)
    return months_back if months_back in PERIODS else 12


def _scope(period: int) -> Scope:
    """Whose figures the account reads: all for the group, else those of its seat at the desk."""
    since = first_of_month(clock.today(), period - 1)
    if current_user.effective_posts & OF_GROUP:
        return Scope(None, since, clock.today())
    return Scope(seats.of(current_user).office_id, since, clock.today())


def _opened(scope: Scope) -> Chart:
    title, note = _("Disputes opened"), _("By month and cause")
    return _by_month("opened", title, note, counts.opened(scope), wording.CAUSES, scope)


def _settled(scope: Scope) -> Chart:
    title, note = _("Disputes settled"), _("By month and outcome")
    return _by_month("settled", title, note, counts.settled(scope), figure_words.RESULTS, scope)


def _by_month(
    what: str,
    title: str,
    note: str,
    counted: list[counts.Count],
    groups: Mapping[str, Any],
    scope: Scope,
) -> Chart:
    found = {(one.month, one.group): one.number for one in counted}
    rows = [
        (
            f"{month:%Y-%m}",
            [
                Cell(
                    found.get((month, group), 0),
                    _link(of=what, month=f"{month:%Y-%m}", group=group),
                )
                for group in groups
            ],
        )
        for month in months(scope)
    ]
    names = [str(name) for name in groups.values()]
    return Chart(f"c-{what}", title, note, _("Month"), names, rows)


def _durations(scope: Scope) -> Chart:
    rows = [
        (
            _("%(phase)s (%(number)s)", phase=figure_words.PHASES[one.phase], number=one.number),
            [
                Cell(round(one.median, 1), _link(of="phase", group=one.phase)),
                Cell(round(one.slowest_tenth, 1), _link(of="phase", group=one.phase)),
            ],
        )
        for one in spans.durations(scope)
    ]
    note = _("Of those that ended in this time, in working days; a point opens the slowest tenth")
    columns = [_("Median"), _("90th percentile")]
    title = _("Working days of each phase")
    return Chart("c-phases", title, note, _("Phase"), columns, rows, stacked=False, flat=True)


def _records(scope: Scope) -> Chart:
    rows = [
        (
            one.unit.label,
            [
                Cell(one.deeds[deed], _link(of="unit", unit=one.unit.id, group=deed))
                for deed in deeds.DEEDS
            ],
        )
        for one in deeds.records(scope)
    ]
    names = [str(figure_words.DEEDS[deed]) for deed in deeds.DEEDS]
    note = _("The units that refused or were late most often, by what came of it")
    title = _("Providers")
    return Chart("c-units", title, note, _("Unit"), names, rows, stacked=False, flat=True)


def _link(**asked: Any) -> str:
    return url_for("figures.cases", months=_period(), **asked)


def _asked(scope: Scope) -> tuple[str, Select[int]]:
    """Which cases are asked for, in words and as a select; nonsense is no page."""
    of, group = request.args.get("of", ""), request.args.get("group", "")
    month, unit_id = _month(request.args.get("month", "")), request.args.get("unit", 0, int)
    groups = {"opened": wording.CAUSES, "settled": figure_words.RESULTS}
    if of in groups and month and group in groups[of]:
        titles = {"opened": _("Disputes opened"), "settled": _("Disputes settled")}
        title = f"{titles[of]} · {month:%Y-%m} · {groups[of][group]}"
        return title, counts.behind(scope, of, month, group)
    if of == "phase" and group in spans.PHASES:
        name = figure_words.PHASES[group]
        return _("%(phase)s: the slowest tenth", phase=name), spans.behind(scope, group)
    if of == "unit" and group in deeds.DEEDS and 0 < unit_id < 2**31:
        unit = people.unit(unit_id)
        return f"{unit.label} · {figure_words.DEEDS[group]}", deeds.behind(scope, unit_id, group)
    raise NotFound(_("There is no such page."))


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None

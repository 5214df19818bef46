"""Where cases spend their days, drawn on the diagram and as a table."""

import csv
import functools
import io
from collections.abc import Callable, Iterable
from typing import ParamSpec

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.catalogue.transfer.escaping import escaped
from app.domain.sharing import headings
from app.foundation.errors import NotAllowed, NotFound
from app.foundation.i18n import _
from app.web import heat_words, paging, unit_fields
from app.web.heat_asked import Asked, drawn
from app.web.heat_rows import Row, arrows, rows, sorted_rows
from app.web.studio_tabs import ADMIN
from app.web.visitor import visitor
from app.workflow import definitions, parties
from app.workflow.studio import listing
from app.workflow.studio.heat import counting, scope

bp = Blueprint("studio_heat", __name__, url_prefix="/studio/heat")

P = ParamSpec("P")
# In the office of the city; each sees what the cases show that account anyway.
LOOKERS = frozenset({"escalation_officer", parties.AUDITOR})
WHATS = ("all", "late", "waiting", "slow")


def for_lookers(
    view: Callable[P, ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Only for administrators of the processes, and the city's office as far as it sees cases."""

    @functools.wraps(view)
    def guarded(*args: P.args, **values: P.kwargs) -> ResponseReturnValue:
        if not may_look():
            raise NotAllowed(_("Your post does not allow this."))
        return view(*args, **values)

    return guarded


def may_look() -> bool:
    """May the visitor see the heat map at all?"""
    who = visitor()
    if who is None:
        return False
    return ADMIN in who.post_names or bool(who.in_citys_office and LOOKERS & who.post_names)


@bp.get("/")
@for_lookers
def index() -> ResponseReturnValue:
    """A process with its numbers, on the diagram and as a table."""
    asked = Asked.now()
    found = _scope(asked)
    shown = rows(asked, counting.steps(found))
    passed = arrows(asked, counting.elements(found))
    return render_template(
        "studio/heat/index.html",
        asked=asked,
        rows=sorted_rows(shown, asked.sort),
        arrows=passed,
        processes=_processes(),
        unit_fields=unit_fields.fields(
            asked.args(), {"unit": _("Unit")}, url_for("studio_heat.index")
        ),
        versions=scope.versions(asked.process),
        words=heat_words,
        drawing=_drawing(asked, shown, passed),
        is_admin=_is_admin(),
    )


@bp.get("/diagrams/<process_id>.bpmn")
@for_lookers
def diagram(process_id: str) -> ResponseReturnValue:
    """The diagram on which the numbers are drawn."""
    asked = Asked.now(process_id)
    answer = Response(drawn(asked).xml(process_id), mimetype="application/xml")
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer


@bp.get("/cases")
@for_lookers
def cases() -> ResponseReturnValue:
    """The cases behind a number."""
    asked, found = Asked.now(), None
    steps = drawn(asked).diagram(asked.process)
    if asked.of == "step" and asked.what in WHATS:
        found = counting.behind_step(_scope(asked), asked.name, asked.what)
    elif asked.of == "element" and asked.name in {*steps.nodes, *(f.id for f in steps.flows)}:
        found = counting.behind_element(_scope(asked), asked.name)
    if found is None:
        raise NotFound(_("There is no such page."))
    page = paging.cut_rows(found, paging.number())
    return render_template(
        "studio/heat/cases.html",
        asked=asked,
        title=heat_words.behind(asked, steps),
        page=page,
        numbers=headings.numbers({row.case_id for row in page.items}),
        units=scope.named(_units_of(page.items)),
        is_admin=_is_admin(),
    )


@bp.get("/table.csv")
@for_lookers
def table() -> ResponseReturnValue:
    """The table as a file for a spreadsheet."""
    asked = Asked.now()
    shown = sorted_rows(rows(asked, counting.steps(_scope(asked))), asked.sort)
    lines = io.StringIO()
    sheet = csv.writer(lines)
    sheet.writerow([str(word) for word in heat_words.COLUMNS.values()])
    for row in shown:
        sheet.writerow([escaped(cell) for cell in heat_words.cells(row)])
    answer = Response("\ufeff" + lines.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="heat-{asked.process}.csv"'
    return answer


def _scope(asked: Asked) -> scope.Scope:
    """What is asked, as far as the viewer may see it."""
    visible = None if _is_admin() else parties.visible_to(current_user)
    unit = unit_fields.row(asked.unit)
    return scope.Scope(asked.process, asked.since, asked.until, unit, asked.version, visible)


def _is_admin() -> bool:
    return ADMIN in current_user.effective_posts


def _units_of(found: Iterable[object]) -> set[int]:
    return {number for row in found if (number := getattr(row, "unit_id", None))}


def _processes() -> list[tuple[str, str]]:
    release = definitions.current()
    return sorted(
        ((name, listing.title(one)) for name, one in release.specs.diagrams.items()),
        key=lambda one: (one[0].partition("_")[0] != "sharing", one[0]),
    )


def _drawing(asked: Asked, shown: list[Row], passed: list[Row]) -> dict[str, object]:
    """What the script writes on the diagram."""
    return {
        "steps": [
            {
                "id": row.name,
                "text": heat_words.badge(row),
                "title": heat_words.told(row),
                "level": row.level,
                "marks": bool(row.step and row.step.marks),
                "url": url_for("studio_heat.cases", of="step", name=row.name, **asked.args()),
            }
            for row in shown
            if row.step
        ],
        "arrows": [
            {
                "id": row.name,
                "text": str(row.cases),
                "title": heat_words.took(row),
                "url": url_for("studio_heat.cases", of="element", name=row.name, **asked.args()),
            }
            for row in passed
        ],
    }

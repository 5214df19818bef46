"""Cases: the list of those one may see, one case's story, its diagrams, its clocks day by day."""

from io import BytesIO

from flask import Blueprint, Response, g, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.sharing.services import paper_application
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.web import caselist, duedays, looking, paging, panels, recalled, story, ticking
from app.workflow import clocks, definitions, parties
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance

bp = Blueprint("instances", __name__, url_prefix="/cases")


@bp.get("/")
def index() -> ResponseReturnValue:
    """The cases that the signed-in account may see."""
    asked = caselist.Asked.of(request.args)
    page = caselist.page(asked, current_user, paging.number())
    values = {
        "page": page,
        "papers": panels.on_paper(line.id for line in page.items),
        "may_enter_paper": paper_application.may_enter_any(current_user),
        "filters": asked,
        "sees_all": parties.AUDITOR in current_user.effective_posts,
        "may_apply": "sharing_officer" in current_user.effective_posts,
    }
    template = (
        "instances/_rows.html" if request.headers.get("HX-Request") else "instances/index.html"
    )
    values |= caselist.choices()
    return render_template(template, **values), {"Vary": "HX-Request"}


@bp.get("/<int:instance_id>")
def show(instance_id: int) -> ResponseReturnValue:
    """One case: who, what, where it stands, what happened."""
    found = case_to_see(instance_id)
    return render_template(
        "instances/show.html",
        heading=panels.heading(instance_id),
        home=panels.home(found),
        story=story.tell(found, current_user, request.args.get("diagram")),
        panels=panels.of(found, current_user),
        archive=panels.archive_status(found, current_user),
        dispute_id=panels.disputes([instance_id], current_user).get(instance_id),
        may_enter_reply=panels.may_enter_reply(found, current_user),
    )


@bp.get("/<int:instance_id>/diagram/<process_id>.bpmn")
def diagram(instance_id: int, process_id: str) -> ResponseReturnValue:
    """A diagram as the case's release has it."""
    release = definitions.release(case_to_see(instance_id).release_id)
    answer = Response(release.xml(process_id), mimetype="application/xml")
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer


@bp.get("/<int:instance_id>/clocks/<int:clock_id>")
def clock(instance_id: int, clock_id: int) -> ResponseReturnValue:
    """Why a clock is due on its day: every day as counted, skipped or suspended."""
    found = case_to_see(instance_id)
    shown = db.session.get(Clock, clock_id)
    if (
        shown is None
        or shown.instance_id != instance_id
        or not recalled.exists_for(shown, current_user)
    ):
        raise NotFound(_("There is no such deadline."))
    return render_template(
        "instances/clock.html",
        instance=found,
        heading=panels.heading(instance_id),
        home=panels.home(found),
        shown=ticking.of(shown),
        budget=shown.total,
        sums=_sums(shown),
        days=duedays.listed(shown),
        entries=[duedays.entry(shown, entry) for entry in recalled.lines(shown, current_user)],
    )


@bp.get("/<int:instance_id>/agreement")
def agreement(instance_id: int) -> ResponseReturnValue:
    """The texts that are signed, their hashes, and who signed them."""
    found = case_to_see(instance_id)
    return render_template(
        "sharing/agreement.html",
        instance_id=found.id,
        heading=panels.heading(instance_id),
        papers=panels.papers(found),
    )


@bp.get("/<int:instance_id>/archive")
def archive(instance_id: int) -> ResponseReturnValue:
    """The archive of a closed case, as one ZIP."""
    found = panels.archive(case_to_see(instance_id), current_user)
    if found is None:
        raise NotFound(_("There is no archive of this case yet."))
    name = f"{panels.heading(instance_id).number}.zip"
    return send_file(BytesIO(found), "application/zip", as_attachment=True, download_name=name)


def case_to_see(instance_id: int) -> ProcessInstance:
    """A case that the account may see; any other does not exist."""
    looking.look(instance_id)
    found = db.session.get(ProcessInstance, instance_id)
    if found is None:
        raise NotFound(_("There is no such case."))
    g.stands_in = panels.home(found)[0]
    return found


def _sums(shown: Clock) -> list[tuple[str, str]]:
    """Budget, extensions, source: what the date is made of."""
    sums = [(_("Started on"), str(shown.started_on)), (_("Due on"), _due(shown))]
    if shown.unit == clocks.FIXED_DATE:
        sums.append((_("Rule"), _("until the end of a date that was set")))
    else:
        sums.append((_("Budget"), duedays.said(shown, shown.budget)))
    if shown.extended:
        sums.append((_("Extended by"), duedays.said(shown, shown.extended)))
    if shown.used:
        sums.append((_("Used before it stood still"), duedays.said(shown, shown.used)))
    sums.append((_("Source"), ticking.source(shown)))
    return sums


def _due(shown: Clock) -> str:
    if shown.due_on is None:
        return _("open: the clock stands still")
    return f"{shown.due_on}{_(' (provisional)') if shown.provisional else ''}"

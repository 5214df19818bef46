"""The meetings of the leading group: which there are, plan one, its agenda, who came."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.meetings import lists, queries
from app.domain.meetings.models import Meeting
from app.domain.meetings.services import agenda, closing, minutes, proxies, sittings
from app.domain.sharing.services import entrusted
from app.foundation import clock
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.web import (
    asking,
    meeting_matters,
    meeting_members,
    meeting_minutes,
    meeting_papers,
    meeting_resolutions,
    meetings_shown,
    paging,
)
from app.web.meeting_forms import (
    Faults,
    as_number,
    command,
    day,
    enter,
    group,
    keep_files,
    me,
    number,
    page,
    secretary,
    text,
)

bp = Blueprint("meetings", __name__, url_prefix="/group")
bp.before_request(enter)
for part in (meeting_members, meeting_matters, meeting_resolutions, meeting_minutes):
    bp.register_blueprint(part.bp)


@bp.get("/")
def index() -> ResponseReturnValue:
    """The meetings that the account may read: those to come, then those before."""
    wanted = asking.said(request.args)
    return page(
        "meetings/index.html",
        coming=lists.coming(me()),
        earlier=paging.cut_rows(lists.earlier(me(), wanted), paging.number()),
        text=wanted,
        title=group().label,
    )


@bp.get("/meetings/new")
def new() -> ResponseReturnValue:
    """The form for a meeting."""
    secretary()
    return _new()


@bp.post("/meetings/new")
def plan() -> ResponseReturnValue:
    """Plan a meeting."""
    account = secretary()
    try:
        with command():
            made = sittings.plan(
                account.unit_id,
                account,
                held_on=day("held_on"),
                begins=text("begins"),
                place=text("place"),
                presiding=number("presiding"),
            ).id
    except Invalid as wrong:
        return _new(wrong.fields)
    flash(_("The meeting is planned."), "success")
    return redirect(url_for("meetings.show", meeting_id=made))


@bp.get("/meetings/<int:meeting_id>")
def show(meeting_id: int) -> ResponseReturnValue:
    """A meeting: its agenda with the votes, who comes, who votes for whom."""
    return _show(meeting_id)


@bp.get("/meetings/<int:meeting_id>/agenda")
def agenda_rows(meeting_id: int) -> ResponseReturnValue:
    """The agenda alone, as it stands this moment; asked for by the page itself."""
    meeting = queries.meeting(meeting_id, me())
    return page("meetings/_agenda.html", meeting=meeting, lines=meetings_shown.agenda(meeting))


@bp.post("/meetings/<int:meeting_id>/change")
def change(meeting_id: int) -> ResponseReturnValue:
    """Change day, time, place or chair of a meeting."""
    try:
        with command():
            sittings.change(
                _own(meeting_id),
                held_on=day("held_on"),
                begins=text("begins"),
                place=text("place"),
                presiding=number("presiding"),
            )
    except Invalid as wrong:
        return _show(meeting_id, wrong.fields)
    return _back(meeting_id, _("The meeting has been changed."))


@bp.post("/meetings/<int:meeting_id>/cancel")
def cancel(meeting_id: int) -> ResponseReturnValue:
    """Call a meeting off."""
    with command():
        sittings.cancel(_own(meeting_id))
    return _back(meeting_id, _("The meeting has been cancelled."))


@bp.post("/meetings/<int:meeting_id>/call")
def call(meeting_id: int) -> ResponseReturnValue:
    """Send the invitations."""
    try:
        with command():
            sittings.call(_own(meeting_id))
    except Invalid as wrong:
        return _show(meeting_id, wrong.fields)
    return _back(meeting_id, _("The invitations have been sent."))


@bp.post("/meetings/<int:meeting_id>/attendance")
def attendance(meeting_id: int) -> ResponseReturnValue:
    """Note who was present."""
    said = {name[3:]: value for name, value in request.form.items() if name.startswith("at_")}
    with command():
        sittings.attend(_own(meeting_id), said)
    return _back(meeting_id, _("Who was present has been noted."))


@bp.post("/meetings/<int:meeting_id>/order")
def order(meeting_id: int) -> ResponseReturnValue:
    """Call the matters in another order."""
    places = {
        int(matter): as_number(place) or 0
        for name, place in request.form.items()
        if (matter := name.removeprefix("place_")) != name and as_number(matter)
    }
    with command():
        agenda.reorder(_own(meeting_id), sorted(places, key=lambda one: places[one]))
    return _back(meeting_id, _("The order of the agenda has been changed."))


@bp.post("/meetings/<int:meeting_id>/matters")
def add_matter(meeting_id: int) -> ResponseReturnValue:
    """Put another matter on the agenda."""
    account = secretary()
    try:
        with command():
            matter = agenda.add_other(_own(meeting_id), text("title"), text("summary"))
            owner = meeting_papers.owner(meeting_papers.MATTER, matter.id)
            matter.papers = keep_files("papers", owner, account)
    except Invalid as wrong:
        return _show(meeting_id, wrong.fields)
    return _back(meeting_id, _("The matter is on the agenda."))


@bp.post("/meetings/<int:meeting_id>/proxies")
def grant(meeting_id: int) -> ResponseReturnValue:
    """Record the letter by which somebody votes for a member."""
    account = secretary()
    try:
        with command():
            made = proxies.grant(
                _own(meeting_id),
                account,
                unit=text("unit"),
                login=text("login"),
                letter=text("letter"),
            )
            owner = meeting_papers.owner(meeting_papers.PROXY, made.id)
            made.files = keep_files("letter_file", owner, account)
    except Invalid as wrong:
        return _show(meeting_id, wrong.fields)
    return _back(meeting_id, _("The proxy has been recorded."))


@bp.post("/proxies/<int:proxy_id>/revoke")
def revoke(proxy_id: int) -> ResponseReturnValue:
    """Take a proxy back that nobody has used."""
    account = secretary()
    with command():
        meeting_id = entrusted.revoke_proxy(proxy_id, account.unit_id)
    return _back(meeting_id, _("The proxy has been revoked."))


def _own(meeting_id: int) -> Meeting:
    """The meeting, locked, as the secretary last saw it."""
    return sittings.locked(meeting_id, secretary().unit_id, text("version"))


def _back(meeting_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


def _new(faults: Faults | None = None) -> ResponseReturnValue:
    chairs = queries.chairs(me().unit_id, clock.today())
    today = clock.today().isoformat()
    return page("meetings/new.html", faults, chairs=chairs, today=today)


def _show(meeting_id: int, faults: Faults | None = None) -> ResponseReturnValue:
    meeting = queries.meeting(meeting_id, me())
    given, kept = queries.proxies(meeting.id), minutes.of(meeting)
    return page(
        "meetings/show.html",
        faults,
        meeting=meeting,
        lines=meetings_shown.agenda(meeting),
        members=meetings_shown.members(meeting, given),
        proxies=[(one, entrusted.is_used(one.id)) for one in given],
        papers={one.id: meeting_papers.named(one.files) for one in given},
        holders=meetings_shown.holders(meeting),
        chairs=queries.chairs(meeting.group_id, meeting.held_on),
        minutes=kept,
        reads_minutes=meeting_minutes.may_read(kept),
        today=clock.today(),
        fixed=sittings.votes_run(meeting),
        closed=closing.is_closed(meeting),
    )

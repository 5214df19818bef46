"""Running cases: where they stand, what a release would touch, and moving them to another."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.web import moves_asked, moves_shown, moves_words, paging
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow import definitions
from app.workflow.studio import impact, revisions
from app.workflow.studio.moves import asking, listing, releases, reverting
from app.workflow.studio.moves.models import MoveRun

bp = Blueprint("studio_moves", __name__, url_prefix="/studio/moves")


@bp.get("/")
@requires(ADMIN)
def index() -> ResponseReturnValue:
    """The running cases by process, release and step, and the runs so far."""
    process = request.args.get("process", "")
    places = moves_words.places(impact.standing(process=process))
    page = paging.cut(listing.runs(), paging.number())
    return render_template(
        "studio/moves/index.html",
        groups=moves_shown.groups(places),
        processes=moves_shown.processes(),
        process=process,
        page=page,
        many_of=listing.counts([one.id for one in page.items]),
        words=moves_words,
        current=definitions.current().id,
    )


@bp.get("/standing/<key>")
@requires(ADMIN)
def standing(key: str) -> ResponseReturnValue:
    """Where the cases of a process stand, on its diagrams and as a table."""
    release_id = moves_asked.of(request.args).release or definitions.current().id
    found = impact.standing(process=key, release_id=release_id)
    release = definitions.release(release_id) if found else definitions.current()
    release.diagram(key)
    places = moves_words.places(found)
    return render_template(
        "studio/moves/standing.html",
        key=key,
        title=moves_words.process_title(release, key),
        release_id=release.id,
        stands=places,
        drawn=moves_shown.drawn(release, places, [key], request.args.get("diagram", "")),
        address=lambda name: url_for("studio_moves.diagram", release_id=release.id, key=name),
    )


@bp.get("/releases/<int:release_id>/<key>.bpmn")
@requires(ADMIN)
def diagram(release_id: int, key: str) -> ResponseReturnValue:
    """A diagram as it was released."""
    release = releases.loaded(release_id)
    if release is None:
        raise NotFound(_("There is no such diagram."))
    return _xml(release.xml(key))


@bp.get("/cases")
@requires(ADMIN)
def cases() -> ResponseReturnValue:
    """The running cases that stand somewhere: number, unit, step, since when; not what they say."""
    asked = moves_asked.of(request.args)
    page = paging.cut(impact.cases(asked.process, asked.release, asked.step), paging.number())
    return render_template(
        "studio/moves/cases.html",
        page=page,
        lines=moves_shown.lines(page.items),
        asked=asked,
        said=moves_shown.asked_in_words(asked),
    )


@bp.get("/new")
@requires(ADMIN)
def new() -> ResponseReturnValue:
    """Choose cases and where they are to go."""
    return _new(moves_asked.Typed.of(request.args), {})


@bp.post("/")
@requires(ADMIN)
def begin() -> ResponseReturnValue:
    """Begin a run: its cases are tried in the background, and nothing is moved yet."""
    typed = moves_asked.Typed.of(request.form)
    try:
        with transaction():
            number = asking.begin(typed.asked(), typed.target, current_user).id
    except Invalid as wrong:
        return _new(typed, wrong.fields), 422
    return _to(number)


@bp.get("/<int:run_id>")
@requires(ADMIN)
def show(run_id: int) -> ResponseReturnValue:
    """One run: how far it is, what the trial said, what became of each case."""
    return _show(asking.find(run_id), {})


@bp.get("/<int:run_id>/cases/<int:instance_id>")
@requires(ADMIN)
def case(run_id: int, instance_id: int) -> ResponseReturnValue:
    """One case of a run: what stays, opens and ends, and whether it can be taken back."""
    return _case(run_id, instance_id, {})


@bp.post("/<int:run_id>/confirm")
@requires(ADMIN)
def confirm(run_id: int) -> ResponseReturnValue:
    """Let the cases go over."""
    reason = request.form.get("reason", "")
    return _decide(
        run_id,
        lambda: asking.confirm(run_id, reason, current_user),
        _("Confirmed: the cases are being moved."),
    )


@bp.post("/<int:run_id>/stop")
@requires(ADMIN)
def stop(run_id: int) -> ResponseReturnValue:
    """Stop."""
    said = _("Stopped. What went over so far stays there until it is taken back.")
    return _decide(run_id, lambda: asking.stop(run_id), said)


@bp.post("/<int:run_id>/go-on")
@requires(ADMIN)
def go_on(run_id: int) -> ResponseReturnValue:
    """Go on with what was stopped."""
    return _decide(run_id, lambda: asking.go_on(run_id), _("It goes on in a few seconds."))


@bp.post("/<int:run_id>/lay-aside")
@requires(ADMIN)
def lay_aside(run_id: int) -> ResponseReturnValue:
    """Nothing is to come of a trial."""
    return _decide(run_id, lambda: asking.lay_aside(run_id), _("Laid aside; no case was moved."))


@bp.post("/<int:run_id>/take-back")
@requires(ADMIN)
def take_back(run_id: int) -> ResponseReturnValue:
    """Take back every case that has not gone on since."""
    reason = request.form.get("reason", "")
    return _decide(
        run_id,
        lambda: asking.take_back(run_id, reason, current_user),
        _("The cases are being taken back."),
    )


@bp.post("/<int:run_id>/cases/<int:instance_id>/take-back")
@requires(ADMIN)
def take_case_back(run_id: int, instance_id: int) -> ResponseReturnValue:
    """Take one case back."""
    try:
        with transaction():
            asking.take_case_back(run_id, instance_id, request.form.get("reason", ""))
    except Invalid as wrong:
        return _case(run_id, instance_id, wrong.fields), 422
    except Conflict as gone:
        flash(str(gone.message), "danger")
    else:
        flash(_("The case goes by its earlier release again."), "success")
    return redirect(url_for("studio_moves.case", run_id=run_id, instance_id=instance_id))


@bp.get("/drafts/<int:revision_id>")
@requires(ADMIN)
def draft(revision_id: int) -> ResponseReturnValue:
    """What the release of a draft would touch, on its diagrams and as a table."""
    revision = revisions.find(revision_id)
    found = moves_shown.impact_of(revision, request.args.get("diagram", ""))
    return render_template("studio/moves/draft.html", revision=revision, found=found)


@bp.post("/drafts/<int:revision_id>")
@requires(ADMIN)
def try_draft(revision_id: int) -> ResponseReturnValue:
    """Find out which cases could go by a draft: each is tried, in the background."""
    try:
        with transaction():
            number = asking.begin_trial(revisions.find(revision_id), current_user).id
    except Invalid as wrong:
        flash(" ".join(t for texts in wrong.fields.values() for t in texts), "danger")
        return redirect(url_for("studio_moves.draft", revision_id=revision_id))
    return _to(number)


@bp.get("/drafts/<int:revision_id>/<key>.bpmn")
@requires(ADMIN)
def draft_diagram(revision_id: int, key: str) -> ResponseReturnValue:
    """A diagram as the draft has it."""
    content, _version = revisions.content(revisions.find(revision_id), definitions.PROCESS, key)
    return _xml(content)


def _new(typed: moves_asked.Typed, faults: dict[str, list[str]]) -> str:
    places = moves_words.places(impact.standing(process=typed.process))
    return render_template(
        "studio/moves/new.html",
        typed=typed,
        faults=faults,
        stands=places,
        processes=moves_shown.processes(),
        sources=sorted({release for _process, release in impact.totals()}, reverse=True),
        targets=releases.targets(),
        current=definitions.current().id,
        words=moves_words,
    )


def _show(run: MoveRun, faults: dict[str, list[str]]) -> str:
    shown = request.args.get("show", "")
    shown = shown if shown in listing.SHOWN else ""
    step = request.args.get("step", "")
    page = paging.cut(listing.cases(run, shown, step), paging.number())
    part = "_run" if request.headers.get("HX-Request") else "show"
    counts = listing.counts([run.id])[run.id]
    return render_template(
        f"studio/moves/{part}.html",
        run=run,
        words=moves_words,
        many=counts,
        done=counts.done(run.state),
        reasons=listing.reasons(run) if counts.stays else [],
        page=page,
        shown=shown,
        step=step,
        numbers=moves_shown.numbers(one.instance_id for one in page.items),
        steps=moves_shown.step_titles(page.items),
        faults=faults,
        is_own=run.by_id == current_user.id,
        asked=moves_shown.asked_in_words(moves_asked.kept(run.asked)),
    )


def _case(run_id: int, instance_id: int, faults: dict[str, list[str]]) -> str:
    run, found = asking.find(run_id), asking.case(run_id, instance_id)
    return render_template(
        "studio/moves/case.html",
        run=run,
        found=found,
        words=moves_words,
        number=moves_shown.numbers([instance_id])[instance_id],
        changes=moves_words.changes(found.changes),
        why_not=reverting.can_be_reverted(found),
        faults=faults,
    )


def _decide(run_id: int, act: Callable[[], MoveRun], done: str) -> ResponseReturnValue:
    try:
        with transaction():
            act()
    except Invalid as wrong:
        return _show(asking.find(run_id), wrong.fields), 422
    flash(done, "success")
    return _to(run_id)


def _xml(content: bytes) -> Response:
    answer = Response(content, mimetype="application/xml")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _to(run_id: int) -> ResponseReturnValue:
    return redirect(url_for("studio_moves.show", run_id=run_id))

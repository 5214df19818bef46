"""Record a case as a scenario: pick it, read the text, change it, save it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.web import paging
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow import definitions
from app.workflow.studio import listing
from app.workflow.studio.trials import recording

bp = Blueprint("studio_recording", __name__, url_prefix="/studio/recording")
STATES = {"finished": True, "running": False}


@bp.get("/")
@requires(ADMIN)
def index() -> ResponseReturnValue:
    """The cases that can be recorded, the newest first."""
    drawn = definitions.current().specs.diagrams
    process = request.args.get("process", "")
    process = process if process in drawn else ""
    state = request.args.get("state", "")
    found = recording.cases(process, finished=STATES.get(state))
    titles = {name: listing.title(diagram) for name, diagram in drawn.items()}
    begun = {node.called for one in drawn.values() for node in one.of_kind("callActivity")}
    return render_template(
        "studio/recording.html",
        page=paging.cut(found, paging.number()),
        titles=titles,
        processes=[(name, title) for name, title in titles.items() if name not in begun],
        process=process,
        state=state if state in STATES else "",
    )


@bp.get("/<int:case_id>")
@requires(ADMIN)
def show(case_id: int) -> ResponseReturnValue:
    """A case as a scenario, in the form where it is saved."""
    recorded = recording.record(case_id)
    return render_template(
        "studio/scenario.html",
        text=recorded.text,
        remarks=recorded.remarks,
        faults={},
        scenario=None,
        older=None,
        case_id=case_id,
    )

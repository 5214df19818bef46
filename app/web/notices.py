"""Notices: what happened that the signed-in account should know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func, select, update

from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import NotFound
from app.foundation.i18n import _, ngettext
from app.foundation.notices import Notice, texts
from app.web import (
    demand_words,
    destroying_words,
    entry_names,
    paging,
    panels,
    studio_setting_words,
    transfer_words,
    wording,
)
from app.web.viewing import viewer
from app.workflow import parties
from app.workflow.models import InstanceParty, Task

bp = Blueprint("notices", __name__, url_prefix="/notices")

Params = dict[str, Any]
TEXTS: dict[str, Callable[[Params], str]] = {
    "task_assigned": lambda p: _("A task waits for you: %(what)s", **p),
    "task_changed": lambda p: _(
        "The step has changed, because its case goes by another version now: %(what)s", **p
    ),
    "deadline_reminder": lambda p: _("“%(what)s” is due on %(due_on)s", **p),
    "deadline_missed": lambda p: _("The deadline has passed: %(what)s", **p),
    "dispute_reported": lambda p: _("A dispute was reported: %(cause)s", **p),
    "settlement_proposed": lambda p: _("The office proposes a settlement", **p),
    "settlement_recalled": lambda p: _("The office took back what it had sent", **p),
    "decision_made": lambda p: _("The leading group has decided: %(outcome)s", **p),
    "supervision_issued": lambda p: _("Supervision order: %(what)s, by %(due_on)s", **p),
    "supervision_closed": lambda p: _("The supervision order is closed: %(order)s", **p),
    "agreement_effective": lambda p: _("The sharing agreement is in force", **p),
    "data_provided": lambda p: _("The provider has made the data available", **p),
    "feedback_received": lambda p: _("The demander gave feedback", **p),
    "due_date_moved": lambda p: _("The due date of “%(what)s” has moved: %(moved)s", **p),
    "case_closed": lambda p: _("The case is closed: %(end)s", **p),
    "urged": lambda p: p["urged"],
    "import_news": lambda p: _("Import of %(file)s: %(import_state)s", **p),
    "meeting_called": lambda p: _("You are invited to the meeting on %(held_on)s", **p),
    "meeting_changed": lambda p: (
        _("The meeting on %(held_on)s was cancelled", **p)
        if p["cancelled"]
        else _("The meeting has changed: it is on %(held_on)s", **p)
    ),
    "minutes_to_sign": lambda p: _("The minutes of %(held_on)s wait for a signature", **p),
    "minutes_issued": lambda p: _("The minutes of the meeting on %(held_on)s were issued", **p),
    "resolution_assigned": lambda p: (
        _("The secretary sent back what your unit reported on a resolution: %(returned)s", **p)
        if p["returned"]
        else _("The leading group has resolved what your unit is to do")
    ),
    "resolution_overdue": lambda p: _("A resolution was due on %(due_on)s and is not done", **p),
    "demand_filed": lambda p: _("A unit asks for data: %(demand)s", **p),
    "demand_assigned": lambda p: _(
        "Your unit is asked for data, to answer by %(due_on)s: %(demand)s", **p
    ),
    "demand_answered": lambda p: _("%(result)s: %(demand)s", **p),
    "demand_overdue": lambda p: _("Due on %(due_on)s and not answered: %(demand)s", **p),
    "database_stale": lambda p: _(
        "The database was not updated for two cycles; it was due on %(due_on)s", **p
    ),
    "deregistration_blocked": lambda p: _(
        "The database could not be deregistered: agreements in force use it", **p
    ),
    "entry_changed": lambda p: (
        _("%(entry)s, which you follow: %(entry_act)s", **p)
        if p["entry"]
        else ngettext(
            "%(num)s entry that you follow has changed",
            "%(num)s entries that you follow have changed",
            int(p["count"]),
        )
        if p["count"]
        else _("An entry that you followed has changed")
    ),
    "draft_submitted": lambda p: _(
        "A draft waits for a second person to release it: %(title)s", **p
    ),
    "draft_sent_back": lambda p: _("A draft was sent back: %(title)s: %(reason)s", **p),
    "release_made": lambda p: (
        _("Release %(release)s comes into force on %(effective)s: %(title)s", **p)
        if p["effective"]
        else _("Release %(release)s is in force: %(title)s", **p)
    ),
    "release_withdrawn": lambda p: _("Release %(release)s was withdrawn: %(reason)s", **p),
    "sign_in_changed": lambda p: p["sign_in"],
    "setting_changed": lambda p: _("Change of the settings “%(title)s”: %(setting_state)s", **p),
    "destruction": lambda p: _("Register of destruction %(title)s: %(destruction_state)s", **p),
    "shipped_changed": lambda p: _("An upgrade brings changes of: %(title)s", **p),
    "paper_entered": lambda p: _(
        "What came on paper was entered, received on %(received_on)s: %(paper)s", **p
    ),
}


@dataclass(frozen=True)
class Shown:
    """A notice in words, with where it leads."""

    id: int
    text: str
    at: datetime
    read_at: datetime | None
    number: str
    title: str
    url: str | None
    case_url: str | None


@bp.get("/")
def index() -> ResponseReturnValue:
    """The account's notices, the unread first."""
    mine = select(Notice).where(Notice.account_id == current_user.id, Notice.shown)
    unread_first = mine.order_by(Notice.read_at.is_(None).desc(), Notice.id.desc())
    page = paging.cut(unread_first, paging.number())
    shown = paging.Page(_shown(list(page.items)), page.total, page.number)
    return render_template("notices/index.html", page=shown, unread=unread(current_user.id))


@bp.post("/<int:notice_id>/read")
def read(notice_id: int) -> ResponseReturnValue:
    """Put one notice aside."""
    with transaction():
        found = db.session.get(Notice, notice_id)
        if found is None or found.account_id != current_user.id:
            raise NotFound(_("There is no such notice."))
        found.read_at = found.read_at or clock.now()
    return redirect(url_for("notices.index", page=request.args.get("page", 1, int)))


@bp.post("/read")
def read_all() -> ResponseReturnValue:
    """Put all notices aside."""
    with transaction():
        db.session.execute(
            update(Notice)
            .where(Notice.account_id == current_user.id, Notice.read_at.is_(None))
            .values(read_at=clock.now())
            .execution_options(synchronize_session=False)
        )
    return redirect(url_for("notices.index"))


def unread(account_id: int) -> int:
    """How many notices the account has not read."""
    waiting = select(func.count()).where(Notice.account_id == account_id, Notice.read_at.is_(None))
    return db.session.scalar(waiting.where(Notice.shown)) or 0


def _shown(notices: list[Notice]) -> list[Shown]:
    """The notices in words; two queries for however many."""
    told = {n.instance_id for n in notices if n.instance_id}
    seen = parties.visible_to(current_user).where(InstanceParty.instance_id.in_(told))
    headings = panels.headings(db.session.scalars(seen))  # of a case left behind nothing is said
    steps = _steps({n.instance_id for n in notices if n.instance_id})
    entries = entry_names.of((n.params.get("entry", "") for n in notices), viewer())
    return [
        _one(n, headings, steps.get((n.instance_id, n.params.get("task"))), entries)
        for n in notices
    ]


def _steps(cases: set[int]) -> dict[tuple[int | None, str | None], Task]:
    """The latest task of each step of these cases; the reader's own unit's before another's."""
    found = select(Task).where(Task.instance_id.in_(cases))
    own_last = found.order_by((Task.unit_id == current_user.unit_id).asc(), Task.id)
    return {(task.instance_id, task.name): task for task in db.session.scalars(own_last)}


def _one(
    notice: Notice,
    headings: Mapping[int, panels.Heading],
    task: Task | None,
    entries: Mapping[str, entry_names.Named],
) -> Shown:
    heading = headings.get(notice.instance_id or 0)
    # A case that the reader's unit left behind is not there any more: no link leads to it.
    case_url = url_for("instances.show", instance_id=heading.id) if heading else None
    leads = url_for("inbox.show", task_id=task.id) if case_url and task and task.is_open else None
    entry = entries.get(notice.params.get("entry", ""))
    leads = _beside_cases(notice.params) or (entry and entry.url) or leads or case_url
    return Shown(
        notice.id,
        TEXTS[notice.kind](_params(notice.params, task) | entry_names.said(notice.params, entry)),
        notice.created_at,
        notice.read_at,
        heading.number if heading else "",
        heading.title if heading else "",
        leads,
        case_url,
    )


def _beside_cases(params: Params) -> str | None:
    """Where a notice of the studio, the leading group, the demand pool or an import leads."""
    if "sign_in" in params:
        return url_for("own_sign_in.show")
    if "draft" in params:
        return url_for("studio.draft", revision_id=params["draft"])
    if "destruction" in params:
        return url_for("destroying.show", register_id=params["destruction"])
    if "setting" in params:
        return url_for("studio_settings.change", change_id=params["setting"])
    if "release" in params:
        return url_for("studio_versions.show", release_id=params["release"])
    if "demand" in params:
        return url_for("demands.show", demand_id=params["demand"])
    if "resolution" in params:
        return url_for("meetings.resolutions.index")
    if "import" in params:
        return url_for("transfer.show", job_id=params["import"])
    if "meeting" in params:
        return url_for("meetings.show", meeting_id=params["meeting"])
    return None


def _params(params: Params, task: Task | None) -> Params:
    """The particulars of a notice in the reader's language."""
    clock_name = wording.named(wording.CLOCKS, params.get("clock"))
    what = wording.task_title(task) if task else clock_name
    end = params.get("end", "")
    released = _("your unit no longer takes part")
    return {
        "what": _supervised(what) if "order" in params else what,
        "order": wording.named(wording.ORDER_ENDS, params.get("closed_as")),
        "due_on": params.get("due_on") or "",
        "held_on": params.get("held_on") or "",
        "cancelled": params.get("cancelled") or "",
        "returned": params.get("returned") or "",
        "moved": texts.moved(params),
        "urged": texts.urged(params),
        "cause": wording.named(wording.CAUSES, params.get("cause")),
        "received_on": params.get("received_on") or "",
        "paper": wording.named(wording.ON_PAPER, params.get("paper")),
        "outcome": wording.named(wording.DECISIONS, params.get("outcome")),
        "demand": params.get("case", ""),
        "file": params.get("case", ""),
        "import_state": transfer_words.state_name(params.get("import_state", "")),
        "result": wording.named(demand_words.NEWS, params.get("result")),
        "title": params.get("case", ""),
        "reason": params.get("reason") or "",
        "release": params.get("release", ""),
        "sign_in": texts.sign_in(params),
        "destruction_state": wording.named(
            destroying_words.STATES, params.get("destruction_state")
        ),
        "setting_state": wording.named(
            studio_setting_words.STATE_WORDS, params.get("setting_state")
        ),
        "effective": _local_time(params.get("effective_at")),
        "end": released if end == "released" else wording.state_name(end),
    }


def _local_time(moment: str | None) -> str:
    return wording.local_time(datetime.fromisoformat(moment)) if moment else ""


def _supervised(what: str) -> str:
    return _("%(step)s (supervised)", step=what)

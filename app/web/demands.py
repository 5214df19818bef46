"""The demand pool: the list, a new demand after a look at what exists, one demand, the acts."""

import re
import secrets
from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.catalogue import demand_pool, known
from app.domain.catalogue.demand_pool import Wanted
from app.domain.catalogue.models.demand import Demand
from app.domain.catalogue.rules import demand as rules
from app.domain.catalogue.services import demand_office as office
from app.domain.catalogue.services import demand_replies as replies
from app.domain.catalogue.services import demands
from app.domain.catalogue.services.demand_steps import Overtaken, SentTwice, Step
from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import asking, demand_cards, demand_words, meeting_forms, paging, unit_fields, wording
from app.web.viewing import viewer

bp = Blueprint("demands", __name__, url_prefix="/demands")

LONGEST = 100
SEPARATORS = re.compile(r"[\n、，,;；]+")
# Act → what does it; the fields of its form begin with its name.
ACTS: dict[str, Callable[[Step], Demand]] = {
    "join": lambda step: demands.join(step, _typed("join_purpose")),
    "leave": demands.leave,
    "withdraw": lambda step: demands.withdraw(step, _typed("withdraw_reason")),
    "assign": lambda step: office.assign(
        step, unit_fields.code("assign_unit"), _days("assign_days"), _typed("assign_text")
    ),
    "unassign": lambda step: office.unassign(step, _typed("unassign_reason")),
    "answer": lambda step: office.answer(step, *_entry("answer_entry"), _typed("answer_reason")),
    "decline": lambda step: office.decline(step, _typed("decline_reason")),
    "merge": lambda step: office.merge(step, _days("merge_into"), _typed("merge_reason")),
    "reopen": lambda step: office.reopen(step, _typed("reopen_reason")),
    "hide": office.keep_internal,
    "show": office.show_to_all,
    "promise": lambda step: replies.promise(
        step, meeting_forms.day("promise_listed_by"), _typed("promise_text")
    ),
    "not_held": lambda step: replies.not_held(step, _typed("not_held_reason")),
    "fulfil": lambda step: replies.fulfil(step, *_entry("fulfil_entry")),
}


@bp.get("/")
def index() -> ResponseReturnValue:
    """What is asked for and nobody lists; the units that need it rank it."""
    asked = _asked(request.args)
    page = paging.cut(demand_pool.listed(me(), asked), paging.number())
    args = {name: value for name, value in vars(asked).items() if value}
    values = {"page": page, "filters": asked, "args": args, "states": demand_words.STATES}
    if request.headers.get("HX-Request"):
        return render_template("demands/_rows.html", **values), {"Vary": "HX-Request"}
    whole = render_template(
        "demands/index.html",
        state_choices=demand_words.STATE_CHOICES.items(),
        role_choices=demand_words.ROLES.items(),
        urgency_choices=wording.URGENCIES.items(),
        sort_choices=demand_words.SORTS.items(),
        may_file=rules.OFFICER in me().effective_posts,
        **values,
    )
    return whole, {"Vary": "HX-Request"}


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Say what is needed; a search that found nothing leads here with its words."""
    demands.check_may_file(me())
    wanted = {name: request.args.get(name, "")[:LONGEST] for name in ("title", "items")}
    return _form({name: value.replace("\x00", "") for name, value in wanted.items()})


@bp.post("/new")
def file() -> ResponseReturnValue:
    """File it, unless something was found that may serve: that is shown first."""
    demands.check_may_file(me())
    typed = {
        name: meeting_forms.text(name)
        for name in ("title", "items", "purpose", "basis", "urgency", "spite_reason")
    }
    asked = demands.Asked(
        title=typed["title"],
        items=items_of(typed["items"]),
        purpose=typed["purpose"],
        basis=typed["basis"],
        urgency=typed["urgency"] or "normal",
        spite_reason=typed["spite_reason"],
    )
    try:
        demands.check(asked)
    except Invalid as wrong:
        return _form(typed, wrong.fields)
    found = demand_cards.found(asked, me(), viewer())
    try:
        with transaction():
            key = request.form.get("submission_key", "")[:64] or None
            made = demands.file(me(), asked.after_looking(found.kept()), key)
            demand_id, number = made.id, made.number
    except Invalid as wrong:
        # Not a fault yet, but a question, where it is shown for the first time.
        return _form(typed, wrong.fields if "looked" in request.form else None, found)
    flash(_("Filed: demand %(number)s. The office has been told.", number=number), "success")
    return redirect(url_for("demands.show", demand_id=demand_id))


@bp.get("/<int:demand_id>")
def show(demand_id: int) -> ResponseReturnValue:
    """One demand: what, for what, who needs it, what happened, what may be done."""
    return _page(demand_id)


@bp.post("/<int:demand_id>/<act>")
def act(demand_id: int, act: str) -> ResponseReturnValue:
    """Do something with a demand; who was overtaken is told by whom."""
    if act not in ACTS:
        raise NotFound(_("There is no such page."))
    said = {name: value for name, value in request.form.items() if name.startswith(f"{act}_")}
    step = Step(me(), demand_id, meeting_forms.number("version"), said)
    try:
        with transaction():
            ACTS[act](step)
    except SentTwice as twice:
        flash(str(twice.message), "info")
    except Overtaken as overtaken:
        return _page(demand_id, notice=demand_cards.overtaken(overtaken.last), status=409)
    except Invalid as wrong:
        faults = {f"{act}_{name}": texts for name, texts in wrong.fields.items()}
        return _page(demand_id, unit_fields.told(faults, "assign_unit"), status=422)
    else:
        flash(str(demand_words.DONE[act]), "success")
    return redirect(url_for("demands.show", demand_id=demand_id))


def me() -> Account:
    """The account that asks."""
    account: Account = current_user._get_current_object()
    return account


def items_of(text: str) -> tuple[str, ...]:
    """The items as typed, one a line or with commas between; each once."""
    parts = (part.strip() for part in SEPARATORS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _asked(args: Mapping[str, str]) -> Wanted:
    """Read the address; what is unknown is not asked."""
    return Wanted(
        asking.said(args),
        asking.chosen(args, "state", demand_words.STATE_CHOICES),
        asking.chosen(args, "role", demand_words.ROLES),
        asking.chosen(args, "urgency", wording.URGENCIES),
        asking.chosen(args, "sort", demand_words.SORTS, "newest"),
    )


def _form(
    typed: Mapping[str, str],
    faults: Mapping[str, list[str]] | None = None,
    found: demand_cards.Found | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "demands/new.html",
        typed=typed,
        faults=faults or {},
        found=found if found and found.any() else None,
        urgencies=wording.URGENCIES.items(),
        rules=rules,
        submission_key=request.form.get("submission_key") or secrets.token_urlsafe(24),
    )
    return page, 422 if faults or found else 200


def _page(
    demand_id: int,
    faults: Mapping[str, list[str]] | None = None,
    notice: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """The page of a demand, with the answer to an act that was not taken."""
    found = demand_pool.demand(demand_id, me())
    page = render_template(
        "demands/show.html",
        demand=found,
        faults=faults or {},
        typed=request.form,
        notice=notice,
        **demand_cards.values(found, me(), viewer()),
    )
    return page, status


def _typed(name: str) -> str:
    return meeting_forms.text(name)


def _days(name: str) -> int:
    return meeting_forms.number(name) or 0


def _entry(name: str) -> tuple[str, str]:
    """Kind and id of the entry that was typed; the kind is in its first letters."""
    return known.named(_typed(name))

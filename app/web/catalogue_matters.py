"""Matters of the catalogue: the list of those one may see, and the start of a new one."""

import re
import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.catalogue.models.matter import COLLECTION, DATABASE
from app.domain.catalogue.services import (
    collection,
    database,
    demand_listing,
    matters,
    proposing,
)
from app.domain.catalogue.transfer import handling
from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed
from app.foundation.i18n import _, speaks_english
from app.web import (
    catalogue_words,
    drafts,
    gate_cards,
    matterlist,
    paging,
    started,
    taskform,
    wording,
)
from app.workflow import definitions, forms, parties
from app.workflow import drafts as kept

bp = Blueprint("catalogue_matters", __name__, url_prefix="/catalogue/matters")

# What the address of a start page may name already, so that other pages can lead to it.
NAMED = ("action", "entry", "demand")
# What is proposed in these is looked for in the catalogues before it is submitted.
LOOKED_FOR = {collection.PROCESS: COLLECTION, database.PROCESS: DATABASE}
PLAIN = re.compile(r"[A-Za-z0-9_]{1,20}", re.ASCII)


class Process(NamedTuple):
    """A process of the catalogue, as people know it."""

    id: str
    title: str
    says: str


@bp.get("/")
def index() -> ResponseReturnValue:
    """The matters that the signed-in account may see."""
    asked = matterlist.Asked.of(request.args)
    known = processes()
    values = {
        "page": matterlist.page(asked, current_user, paging.number()),
        "filters": asked,
        "titles": {one.id: one.title for one in known},
    }
    if request.headers.get("HX-Request"):
        return render_template("catalogue/_matters.html", **values), {"Vary": "HX-Request"}
    page = render_template(
        "catalogue/matters.html",
        sees_all=parties.AUDITOR in current_user.effective_posts,
        may_begin=not _problem(),
        may_import=handling.may_enter(current_user),
        state_choices=[(code, wording.state_name(code)) for code in catalogue_words.STATES],
        process_choices=known,
        case_sorts=wording.CASE_SORTS.items(),
        kept_choices=wording.KEPT.items(),
        **values,
    )
    return page, {"Vary": "HX-Request"}


@bp.get("/new")
def choose() -> ResponseReturnValue:
    """Which process the matter takes."""
    return render_template("catalogue/choose.html", processes=processes(), problem=_problem())


@bp.get("/new/<process_id>")
def start(process_id: str) -> ResponseReturnValue:
    """The form with which a process begins, with the draft of it."""
    form_key = matters.begun(process_id).FORM
    draft = drafts.load(current_user, _key(process_id))
    return _page(process_id, draft, notice=started.dropped(form_key, draft.typed))


@bp.post("/new/<process_id>")
def submit(process_id: str) -> ResponseReturnValue:
    """Begin the matter; the same submission sent twice is one matter."""
    module = matters.begun(process_id)
    matters.check_may_begin(current_user)
    form = definitions.current().form(module.FORM)
    typed = taskform.typed_in(form, request)
    with transaction():  # the files first: they stay with the draft whatever follows
        context = module.form_context(current_user, _named())
        typed, refused = forms.keep(form, typed, request.files, context, current_user)
    key = request.form.get("submission_key", "")[:64] or None
    before = matters.submitted_as(current_user.unit_id, key) if key else None
    if not before and (news := started.changed(module.FORM)):
        return _crossed(process_id, {**started.typed(module.FORM), **typed}, news)
    if taskform.is_only_kept(request):
        return _again(process_id, typed, refused) if refused else _keep(process_id, typed)
    try:
        with transaction():
            made = matters.submit(process_id, current_user, typed, key)
            demand_listing.begun(_named().get("demand", ""), made, current_user)
            kept.discard(_key(process_id))
            case_id, number = made.id, made.number
            if refused:  # nothing is submitted, but every other fault was looked for
                raise Invalid(refused)
    except Invalid as wrong:
        return _again(process_id, typed, {**wrong.fields, **refused})
    except matters.AlreadySubmitted as sent:
        return _anew(process_id, typed, sent)
    except Conflict as crossed:
        return _crossed(process_id, typed, str(crossed.message))
    flash(_("Submitted: matter %(number)s.", number=number), "success")
    return redirect(url_for("instances.show", instance_id=case_id))


@bp.post("/new/<process_id>/draft")
def draft(process_id: str) -> ResponseReturnValue:
    """Keep what was typed so far; called by the page itself every now and then."""
    module = matters.begun(process_id)
    matters.check_may_begin(current_user)
    typed = started.typed(module.FORM)
    with transaction():
        saved = drafts.save(current_user, _key(process_id), typed, drafts.version_in(request))
    return jsonify(version=saved.version, message=drafts.saved_at(saved))


def processes() -> list[Process]:
    """The processes of the catalogue that are in force."""
    drawn = definitions.current().specs.diagrams
    english = speaks_english()
    return [
        Process(
            one,
            (english and drawn[one].name_en) or drawn[one].name,
            wording.named(catalogue_words.SAYS, one) if one in catalogue_words.SAYS else "",
        )
        for one in matters.PROCESSES
        if one in drawn
    ]


def _named() -> dict[str, str]:
    """What the page's address names already; anything strange is nothing."""
    asked = {name: request.args.get(name, "") for name in NAMED}
    return {name: value for name, value in asked.items() if PLAIN.fullmatch(value)}


def _key(process_id: str) -> str:
    """Under which name the draft is kept: one for each entry that a page leads here for."""
    named = ":".join(_named().values())
    return f"matter:{process_id}:{named}:{current_user.id}"


def _address(view: str, process_id: str) -> str:
    values: dict[str, Any] = {"process_id": process_id, **_named()}
    return url_for(f"catalogue_matters.{view}", **values)


def _problem() -> str:
    """Why the account cannot begin a matter; empty if it can."""
    try:
        matters.check_may_begin(current_user)
    except NotAllowed as refused:
        return refused.message
    return ""


def _page(
    process_id: str,
    draft: drafts.Kept,
    errors: Mapping[str, list[str]] | None = None,
    notice: str = "",
    status: int = 200,
    submitted: int | None = None,
) -> ResponseReturnValue:
    """The start form; `submitted` is the matter that it has become already."""
    problem = _problem()
    module = matters.begun(process_id)
    found = None if problem else _found(process_id, draft.typed)
    sent_key = "" if submitted else request.form.get("submission_key")
    form = None
    if not problem:
        context = module.form_context(current_user, _named())
        shape = definitions.current().form(module.FORM)
        form = taskform.shown(shape, context, current_user, draft.typed, errors)
    page = render_template(
        "catalogue/start.html",
        process=next(one for one in processes() if one.id == process_id),
        form=form,
        problem=problem,
        draft=draft,
        notice=notice,
        form_key=module.FORM,
        found=found,
        action=_address("submit", process_id),
        autosave=_address("draft", process_id),
        submitted=submitted,
        submission_key=sent_key or secrets.token_urlsafe(24),
    )
    return page, status


def _found(process_id: str, typed: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the catalogues hold of what was typed, each hit one click from applying for it."""
    kind = LOOKED_FOR.get(process_id)
    found = proposing.look(kind, typed, current_user) if kind else None
    if found is None or not (found["hits"] or found["unconfirmed"]):
        return None
    return gate_cards.shown(found, applies_for=current_user.unit.code)


def _keep(process_id: str, typed: taskform.Typed) -> ResponseReturnValue:
    """Save the draft because a button asked for it, and show the form as it now is."""
    version = drafts.version_in(request)
    try:
        with transaction():
            saved = drafts.save(current_user, _key(process_id), typed, version)
    except Conflict as stale:
        message = str(stale.message)
        return _page(process_id, drafts.Kept(typed, version), notice=message, status=409)
    if saved.is_cut:
        return _page(process_id, saved, notice=saved.warning, status=422)
    if "_draft" in request.form:
        flash(_("The draft is saved."), "success")
    return redirect(f"{_address('start', process_id)}#h-form")


def _again(
    process_id: str, typed: taskform.Typed, wrong: Mapping[str, list[str]]
) -> ResponseReturnValue:
    """The form once more, with its faults and everything that was typed."""
    saved = _kept_after_refusal(process_id, typed)
    return _page(process_id, saved, wrong, saved.warning, status=422)


def _crossed(process_id: str, typed: taskform.Typed, why: str) -> ResponseReturnValue:
    """Something else stands against it: said above the form, which keeps what was typed."""
    return _page(process_id, _kept_after_refusal(process_id, typed), notice=why, status=409)


def _anew(
    process_id: str, typed: taskform.Typed, before: matters.AlreadySubmitted
) -> ResponseReturnValue:
    """Other content in a form that was submitted already: offered as a new matter."""
    saved = _kept_after_refusal(process_id, typed)
    notice = _(
        "%(said)s What you have entered since differs from it and was not submitted. "
        "Submit it below as a new matter, if you want one.",
        said=before.message,
    )
    return _page(process_id, saved, notice=notice, status=409, submitted=before.case_id)


def _kept_after_refusal(process_id: str, typed: taskform.Typed) -> drafts.Kept:
    with transaction():
        return drafts.save_sent(current_user, _key(process_id), typed)

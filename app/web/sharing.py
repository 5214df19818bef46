"""Apply for data: find a resource, fill in the form, submit it once; and read the agreement."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import (
    Blueprint,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.services import gate, gate_sharing
from app.domain.sharing import queries
from app.domain.sharing.services import application as applications
from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed
from app.foundation.i18n import _
from app.foundation.people import named_posts
from app.web import (
    asking,
    drafts,
    gate_cards,
    paging,
    sharing_panels,
    started,
    taskform,
    unit_fields,
    wording,
)
from app.web.viewing import viewer
from app.workflow import definitions, forms
from app.workflow import drafts as kept

bp = Blueprint("sharing", __name__)

FORM = applications.FORM


@dataclass(frozen=True)
class Asked(asking.Asked):
    """The search for a resource, as the page shows it again."""

    text: str = asking.text()
    sharing_class: str = asking.one_of(wording.CLASSES)
    provider: str = unit_fields.by_id()
    mode: str = asking.one_of(wording.MODES)


@bp.get("/applications/new")
def choose() -> ResponseReturnValue:
    """Step 1: find the resource."""
    asked = Asked.of(request.args)
    found = catalogue.search(
        asked.text,
        viewer=viewer(),
        sharing_class=asked.sharing_class,
        provider_id=unit_fields.row(asked.provider),
        mode=asked.mode,
    )
    problem = _problem()
    values = {
        "page": paging.cut(found, paging.number()),
        "filters": asked,
        "may_apply": not problem,
    }
    labels = {"provider": _("Provider")}
    fields = unit_fields.fields(asked.args(), labels, url_for("sharing.choose"))
    if request.headers.get("HX-Request"):
        rows = render_template("sharing/_resources.html", **values)
        return unit_fields.with_rows(rows, fields), {"Vary": "HX-Request"}
    page = render_template(
        "sharing/choose.html",
        problem=problem,
        unit_fields=fields,
        class_choices=wording.CLASSES.items(),
        mode_choices=wording.MODES.items(),
        **values,
    )
    return page, {"Vary": "HX-Request"}


@bp.get("/applications/new/<resource_id>")
def application(resource_id: str) -> ResponseReturnValue:
    """Step 2: the form for one resource, with the draft of it, or with the items asked for."""
    resource = catalogue.resource(resource_id, viewer())
    draft = drafts.load(current_user, _key(resource))
    if not draft.version:
        return _page(resource, _asked_for(resource))
    return _page(resource, draft, notice=started.dropped(FORM, draft.typed))


@bp.post("/applications/new/<resource_id>")
def submit(resource_id: str) -> ResponseReturnValue:
    """Submit the application; the same submission sent twice is one application."""
    resource = catalogue.resource(resource_id, viewer())
    applications.check_may_apply(current_user, resource)
    form = definitions.current().form(FORM)
    typed = {**taskform.typed_in(form, request), "resource": resource.id}
    with transaction():  # the files first: they stay with the draft whatever follows
        context = applications.form_context(resource)
        typed, refused = forms.keep(form, typed, request.files, context, current_user)
    key = request.form.get("submission_key", "")[:64] or None
    if not _is_sent_already(key) and (news := started.changed(FORM)):
        return _changed(resource, {**started.typed(FORM), **typed}, news)
    if "_draft" in request.form:
        return _again(resource.id, typed, refused) if refused else _keep(resource, typed)
    try:
        with transaction():
            made = applications.submit(
                current_user,
                typed,
                key,
                gate=gate_sharing.Gate(viewer(), _reason()),
            )
            kept.discard(_key(resource))
            case_id, number = made.id, made.number
            if refused:  # nothing is submitted, but every other fault was looked for
                raise Invalid(refused)
    except Invalid as wrong:
        return _again(resource.id, typed, {**wrong.fields, **refused})
    except applications.AlreadySubmitted as before:
        return _anew(resource.id, typed, before)
    flash(_("Submitted: application %(number)s.", number=number), "success")
    return redirect(url_for("instances.show", instance_id=case_id))


@bp.post("/applications/new/<resource_id>/draft")
def draft(resource_id: str) -> ResponseReturnValue:
    """Keep what was typed so far; called by the page itself every now and then."""
    resource = catalogue.resource(resource_id, viewer())
    applications.check_may_apply(current_user, resource)
    typed = started.typed(FORM)
    with transaction():
        saved = drafts.save(current_user, _key(resource), typed, drafts.version_in(request))
    return jsonify(version=saved.version, message=drafts.saved_at(saved))


def _asked_for(resource: Resource) -> drafts.Kept:
    """An empty form but for the items that the address names, as far as the resource has them."""
    wanted = set(request.args.getlist("items"))
    items = [name for name in resource.item_names if name in wanted]
    return drafts.Kept({"items": items} if items else {})


def _key(resource: Resource) -> str:
    """Under which name the draft for a resource is kept."""
    return f"application:{resource.id}:{current_user.id}"


def _problem(resource: Resource | None = None) -> str:
    """Why the account cannot apply; empty if it can."""
    try:
        if resource is None:
            named_posts.check_officer(current_user)
        else:
            applications.check_may_apply(current_user, resource)
    except (NotAllowed, Invalid) as refused:
        fields = refused.fields if isinstance(refused, Invalid) else {}
        return str(next(iter(fields.values()))[0]) if fields else str(refused.message)
    return ""


def _page(
    resource: Resource,
    draft: drafts.Kept,
    errors: Mapping[str, list[str]] | None = None,
    notice: str = "",
    status: int = 200,
    submitted: int | None = None,
) -> ResponseReturnValue:
    """The form for a resource; `submitted` is the case that it has become already."""
    problem = _problem(resource)
    sent_key = "" if submitted else request.form.get("submission_key")
    form = None
    if not problem:
        context = applications.form_context(resource)
        shape = definitions.current().form(FORM)
        form = _pointing(taskform.shown(shape, context, current_user, draft.typed, errors), errors)
    page = render_template(
        "sharing/application.html",
        resource=resource,
        resource_facts=sharing_panels.resource_facts(resource),
        duplicates=_duplicates(resource, draft.typed, errors) if form else None,
        live=sharing_panels.live(
            queries.live_agreements(current_user.unit_id, resource.id), current_user
        ),
        form=form,
        problem=problem,
        draft=draft,
        notice=notice,
        form_key=FORM,
        submitted=submitted,
        submission_key=sent_key or secrets.token_urlsafe(24),
    )
    return page, status


def _duplicates(
    resource: Resource, typed: taskform.Typed, errors: Mapping[str, list[str]] | None
) -> dict[str, Any]:
    """What else holds the items that are chosen, or all of them as long as none is."""
    chosen = [item for item in typed.get("items") or [] if item in resource.item_names]
    looked = gate_sharing.look(resource, chosen or resource.item_names, current_user.unit, viewer())
    return {
        "found": gate_cards.shown(looked.as_json(), applies_for=current_user.unit.code),
        "is_pressing": looked.is_pressing,
        "reason": (_reason() or "")[: gate.LONGEST_REASON],
        "longest": gate.LONGEST_REASON,
        "errors": (errors or {}).get(gate.FIELD, []),
    }


def _pointing(form: taskform.Shown, errors: Mapping[str, list[str]] | None) -> taskform.Shown:
    """The form, its fault about the reason led to the field that stands beside it."""
    asked = (errors or {}).get(gate.FIELD, [])
    place = f"f-{gate.FIELD}", _("Why you apply in spite of it")
    faults = [
        (*place, text) if text in asked else (target, label, text)
        for target, label, text in form.faults
    ]
    return replace(form, faults=faults)


def _reason() -> str | None:
    """Why the unit goes on in spite of what it was shown; None where the form did not ask."""
    asked = request.form.get("gate") or gate.FIELD in request.form
    return request.form.get(gate.FIELD, "") if asked else None


def _keep(resource: Resource, typed: taskform.Typed) -> ResponseReturnValue:
    """Save the draft because its button was pressed."""
    version = drafts.version_in(request)
    try:
        with transaction():
            saved = drafts.save(current_user, _key(resource), typed, version)
    except Conflict as stale:
        found = catalogue.resource(resource.id, viewer())
        return _page(found, drafts.Kept(typed, version), notice=str(stale.message), status=409)
    if saved.is_cut:
        return _page(resource, saved, notice=saved.warning, status=422)
    flash(_("The draft is saved."), "success")
    return redirect(url_for("sharing.application", resource_id=resource.id))


def _again(
    resource_id: str, typed: taskform.Typed, wrong: Mapping[str, list[str]]
) -> ResponseReturnValue:
    """The form once more, with its faults and everything that was typed."""
    resource = catalogue.resource(resource_id, viewer())
    with transaction():
        saved = drafts.save_sent(current_user, _key(resource), typed)
    return _page(resource, saved, wrong, saved.warning, status=422)


def _is_sent_already(key: str | None) -> bool:
    return bool(key and applications.submitted_as(current_user.unit_id, key))


def _changed(resource: Resource, typed: taskform.Typed, news: str) -> ResponseReturnValue:
    """The form as it is now, with what was typed in the one before it, and what changed."""
    resource_id = resource.id
    with transaction():
        saved = drafts.save_sent(current_user, _key(resource), typed)
    found = catalogue.resource(resource_id, viewer())
    return _page(found, saved, notice=news, status=409)


def _anew(
    resource_id: str, typed: taskform.Typed, before: applications.AlreadySubmitted
) -> ResponseReturnValue:
    """Other content in a form that was submitted already: offered as a new application."""
    resource = catalogue.resource(resource_id, viewer())
    with transaction():
        saved = drafts.save_sent(current_user, _key(resource), typed)
    notice = _(
        "%(said)s What you have entered since differs from it and was not submitted. "
        "Submit it below as a new application, if you want one.",
        said=before.message,
    )
    return _page(resource, saved, notice=notice, status=409, submitted=before.case_id)

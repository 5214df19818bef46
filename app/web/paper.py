"""Enter what came on paper (补录): a provider's reply, a unit's application."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.models.resource import Resource
from app.domain.sharing import records
from app.domain.sharing.services import application as applications
from app.domain.sharing.services import paper_application, paper_reply
from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity import queries as people
from app.foundation.identity.models import Unit
from app.web import asking, drafts, paging, panels, sharing_panels, started, taskform, unit_fields
from app.web.viewing import viewer
from app.workflow import drafts as kept
from app.workflow import forms

bp = Blueprint("paper", __name__, url_prefix="/paper")

Errors = Mapping[str, list[str]]


@dataclass(frozen=True)
class Desk:
    """A paper to be entered: its form, where its draft is kept, what entering and showing mean.

    `enter` returns the case; `show` draws the page around the form.
    """

    address: str
    key: str
    form: forms.Form
    context: forms.FormContext
    enter: Callable[[taskform.Typed], int]
    show: Callable[[taskform.Shown, drafts.Kept, str, int | None], str]
    news: str = ""  # how the form has changed since the page was opened


@bp.get("/cases/<int:case_id>/reply")
def reply(case_id: int) -> ResponseReturnValue:
    """The form for a reply of the provider that came on paper."""
    desk = _reply(case_id)
    return _page(desk, drafts.load(current_user, desk.key))


@bp.post("/cases/<int:case_id>/reply")
def enter_reply(case_id: int) -> ResponseReturnValue:
    """Enter the reply; what was typed survives every refusal."""
    return _entered(_reply(case_id), _("Entered: the reply of the provider on paper."))


@bp.get("/applications")
def choose() -> ResponseReturnValue:
    """For which unit, and for which resource, an application came on paper."""
    if not paper_application.may_enter_any(current_user):
        raise NotFound(_("There is no such page."))
    text = asking.said(request.args)
    own = not paper_application.may_enter_of_others(current_user)
    asked = {"unit": unit_fields.asked(request.args, "unit", "code"), "text": text}
    unit = current_user.unit if own else unit_fields.read(asked["unit"], "code").unit
    if unit and not paper_application.may_enter_of(current_user, unit):
        unit = None
    found = catalogue.search(text, viewer=viewer(), not_of_unit=unit.id if unit else None)
    return render_template(
        "paper/choose.html",
        own=own,
        unit=unit,
        unit_fields=unit_fields.fields(
            asked, {"unit": _("Demander")}, url_for("paper.choose"), "code"
        ),
        text=text,
        page=paging.cut(found, paging.number()) if unit else None,
        args={"unit": unit.code if unit else "", "text": text},
    )


@bp.get("/applications/<unit_code>/<resource_id>")
def application(unit_code: str, resource_id: str) -> ResponseReturnValue:
    """The form for an application of a unit that came on paper."""
    desk = _application(unit_code, resource_id)
    return _page(desk, drafts.load(current_user, desk.key))


@bp.post("/applications/<unit_code>/<resource_id>")
def enter_application(unit_code: str, resource_id: str) -> ResponseReturnValue:
    """Enter the application; the same one sent twice is one."""
    desk = _application(unit_code, resource_id)
    try:
        return _entered(desk, _("Entered: the application on paper."))
    except applications.AlreadySubmitted as before:
        desk = _application(unit_code, resource_id)
        typed = taskform.typed_in(desk.form, request)
        return _page(desk, drafts.Kept(typed), None, str(before.message), 409, before.case_id)


def _reply(case_id: int) -> Desk:
    """The desk for a reply in this case, for those who may enter one."""
    paper_reply.check_may_enter(case_id, current_user)
    case = records.case(case_id)
    return Desk(
        address=url_for("paper.enter_reply", case_id=case_id),
        key=f"paper:reply:{case_id}:{current_user.id}",
        form=paper_reply.form(case),
        context=paper_reply.context(case),
        enter=lambda typed: paper_reply.enter(current_user, case_id, typed).case_id,
        show=lambda form, draft, notice, submitted: _reply_page(case_id, form, draft, notice),
    )


def _reply_page(case_id: int, form: taskform.Shown, draft: drafts.Kept, notice: str) -> str:
    """The form with what stands on the table and by when the answer was due."""
    why_not, now = "", None
    try:
        now = paper_reply.awaited(case_id)
    except Conflict as reason:
        why_not = str(reason.message)
    return render_template(
        "paper/reply.html",
        heading=panels.heading(case_id),
        form=form,
        draft=draft,
        notice=notice,
        why_not=why_not,
        now=now,
        address=url_for("paper.enter_reply", case_id=case_id),
        form_key=paper_reply.FORM,
        terms=sharing_panels.on_table(case_id),
    )


def _application(unit_code: str, resource_id: str) -> Desk:
    """The desk for an application of a unit, for those who may enter one."""
    unit, resource = people.unit_by_code(unit_code), catalogue.resource(resource_id, viewer())
    if not paper_application.may_enter_of(current_user, unit):
        raise NotFound(_("There is no unit %(code)s.", code=unit_code))
    paper_application.check_in_charge(current_user, unit, resource)
    unit_id = unit.id

    def enter(typed: taskform.Typed) -> int:
        key = request.form.get("submission_key", "")[:64] or None
        wanted = people.unit(unit_id), catalogue.resource(resource_id, viewer())
        return paper_application.enter(current_user, *wanted, typed, key).id

    return Desk(
        address=url_for("paper.enter_application", unit_code=unit_code, resource_id=resource_id),
        key=f"paper:application:{unit_code}:{resource_id}:{current_user.id}",
        form=paper_application.form(),
        context=paper_application.context(resource),
        enter=enter,
        show=lambda form, draft, notice, submitted: _application_page(
            people.unit(unit_id),
            catalogue.resource(resource_id, viewer()),
            form,
            draft,
            notice,
            submitted,
        ),
        news=_news(unit_id),
    )


def _news(unit_id: int) -> str:
    """How the form has changed since the page was opened, unless it was taken before."""
    key = request.form.get("submission_key", "")[:64]
    taken = key and applications.submitted_as(unit_id, key)
    return "" if taken else started.changed(applications.FORM)


def _application_page(
    unit: Unit,
    resource: Resource,
    form: taskform.Shown,
    draft: drafts.Kept,
    notice: str,
    submitted: int | None,
) -> str:
    """The form with what the catalogue says of the resource."""
    sent_key = "" if submitted else request.form.get("submission_key")
    return render_template(
        "paper/application.html",
        unit=unit,
        resource=resource,
        resource_facts=sharing_panels.resource_facts(resource),
        form=form,
        draft=draft,
        notice=notice,
        submitted=submitted,
        why_not=paper_application.why_not(unit, resource),
        address=url_for("paper.enter_application", unit_code=unit.code, resource_id=resource.id),
        form_key=applications.FORM,
        submission_key=sent_key or secrets.token_urlsafe(24),
    )


def _entered(desk: Desk, done: str) -> ResponseReturnValue:
    """Keep the files first, then the draft or the entry itself."""
    typed = taskform.typed_in(desk.form, request)
    with transaction():  # the files stay with the draft whatever follows
        typed, refused = forms.keep(desk.form, typed, request.files, desk.context, current_user)
    if desk.news:
        with transaction():
            saved = drafts.save_sent(current_user, desk.key, typed)
        return _page(desk, saved, None, desk.news, 409)
    if "_draft" in request.form:
        return _again(desk, typed, refused) if refused else _keep(desk, typed)
    try:
        with transaction():
            case_id = desk.enter(typed)
            kept.discard(desk.key)
            if refused:  # nothing is entered, but every other fault was looked for
                raise Invalid(refused)
    except Invalid as wrong:
        return _again(desk, typed, {**wrong.fields, **refused})
    except applications.AlreadySubmitted:
        raise
    except Conflict as crossed:
        version = drafts.load(current_user, desk.key).version
        return _page(desk, drafts.Kept(typed, version), None, str(crossed.message), 409)
    flash(done, "success")
    return redirect(url_for("instances.show", instance_id=case_id))


def _keep(desk: Desk, typed: taskform.Typed) -> ResponseReturnValue:
    """Save the draft because its button was pressed."""
    version = drafts.version_in(request)
    try:
        with transaction():
            saved = drafts.save(current_user, desk.key, typed, version)
    except Conflict as stale:
        return _page(desk, drafts.Kept(typed, version), None, str(stale.message), 409)
    if saved.is_cut:
        return _page(desk, saved, None, saved.warning, 422)
    flash(_("The draft is saved."), "success")
    return redirect(desk.address)


def _again(desk: Desk, typed: taskform.Typed, wrong: Errors) -> ResponseReturnValue:
    """The form once more, with its faults and everything that was typed."""
    with transaction():
        saved = drafts.save_sent(current_user, desk.key, typed)
    return _page(desk, saved, wrong, saved.warning, 422)


def _page(
    desk: Desk,
    draft: drafts.Kept,
    errors: Errors | None = None,
    notice: str = "",
    status: int = 200,
    submitted: int | None = None,
) -> tuple[str, int]:
    shown: Any = taskform.shown(desk.form, desk.context, current_user, draft.typed, errors)
    return desk.show(shown, draft, notice, submitted), status

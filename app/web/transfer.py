"""Import into the catalogues: hand a file in, read what it would do, release it, take it back."""

import io
from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.catalogue.models.transfer import CHECKED, DONE, ImportJob
from app.domain.catalogue.rules import columns
from app.domain.catalogue.transfer import exporting, handling, layout, planning, reports, sheets
from app.domain.catalogue.transfer.cells import Names
from app.foundation import contents, files
from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _, speaks_english
from app.web import exports, paging
from app.web import transfer_words as words
from app.web.viewing import viewer

bp = Blueprint("transfer", __name__)
bp.add_url_rule("/portal/export/<catalogue>.<format>", "export", exports.export)
bp.add_url_rule("/portal/export/<kind>/<id>.<format>", "export", exports.export)

PATH = "/catalogue/transfer"
PAGES = {
    columns.RESOURCE: "portal_entries.resource",
    columns.DATABASE: "portal_entries.database",
    columns.COLLECTION: "portal_entries.collection",
}
XLSX = exporting.MEDIA_TYPES[exporting.XLSX]
Act = Callable[[int, Any, frozenset[str]], ImportJob]


@bp.get(f"{PATH}/")
def index() -> ResponseReturnValue:
    """The imports that one may see, the form for a new one, the workbooks to fill in."""
    _enter()
    return _index({})


@bp.post(f"{PATH}/")
def hand_in() -> ResponseReturnValue:
    """Take a file in; it is checked in the background, and nothing is imported yet."""
    _enter()
    upload = request.files.get("file")
    try:
        if upload is None or not upload.filename:
            raise Invalid({"file": [_("Please choose a file.")]})
        with transaction():
            note = request.form.get("note", "")
            job_id = handling.hand_in(upload, _account(), viewer().networks, note).id
    except Invalid as wrong:
        return _index(wrong.fields), 422
    return redirect(url_for("transfer.show", job_id=job_id))


@bp.get(f"{PATH}/<int:job_id>")
def show(job_id: int) -> ResponseReturnValue:
    """One import: how far it is, what it would do, every fault with sheet, row and column."""
    job = _found(job_id)
    act = request.args.get("act", "")
    act = act if act in words.ACTS else ""
    number = paging.number()
    part = "_import" if request.headers.get("HX-Request") else "show"
    return render_template(
        f"transfer/{part}.html",
        job=job,
        words=words,
        faults=paging.of_list(job.faults, number) if job.faults else None,
        language="en" if speaks_english() else "zh",
        entries=paging.cut(handling.entries(job.id, act), number),
        act=act,
        page_of=_page_of(job.kind),
        may_release=handling.may_release(current_user),
        is_own=job.by_id == current_user.id,
        may_discard=job.state in handling.MAY_BE_DISCARDED and _may_handle(job),
        may_check=job.state in handling.MAY_BE_CHECKED_AGAIN and _may_handle(job),
        is_checked=job.state == CHECKED,
        is_done=job.state == DONE,
        changes=any(job.counts.get(one) for one in planning.ACTS if one != planning.SAME),
    )


@bp.get(f"{PATH}/<int:job_id>/faults.xlsx")
def faults(job_id: int) -> ResponseReturnValue:
    """The faults of an import as a workbook."""
    job = _found(job_id)
    kept = io.BytesIO()
    reports.faults(kept, job)
    name = _("Faults of import %(number)d", number=job.id)
    return exports.answer(iter((kept.getvalue(),)), f"{name}.xlsx", XLSX)


@bp.get(f"{PATH}/<int:job_id>/file")
def file(job_id: int) -> ResponseReturnValue:
    """The file as it was handed in."""
    job = _found(job_id)
    copy = contents.copied(job.sha256)
    sent = send_file(copy, mimetype="application/octet-stream", etag=job.sha256)
    sent.call_on_close(copy.close)
    sent.headers["Content-Disposition"] = job.file.disposition
    sent.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return sent


@bp.get(f"{PATH}/template/<kind>.xlsx")
def template(kind: str) -> ResponseReturnValue:
    """The empty workbook of a catalogue, to be filled in."""
    _enter()
    if kind not in columns.KINDS:
        raise NotFound(_("There is no such page."))
    kept = io.BytesIO()
    sheets.write(kept, kind, (), Names.now())
    name = _("Template: %(catalogue)s", catalogue=words.KINDS[kind])
    return exports.answer(iter((kept.getvalue(),)), f"{name}.xlsx", XLSX)


@bp.post(f"{PATH}/<int:job_id>/release")
def release(job_id: int) -> ResponseReturnValue:
    """Let it be imported."""
    return _do(job_id, handling.release, _("Released: the import begins in a moment."))


@bp.post(f"{PATH}/<int:job_id>/check")
def check_again(job_id: int) -> ResponseReturnValue:
    """Check the same file against the catalogue as it is now."""
    return _do(job_id, handling.check_again, _("The file is checked again."))


@bp.post(f"{PATH}/<int:job_id>/discard")
def discard(job_id: int) -> ResponseReturnValue:
    """Lay it aside."""
    return _do(job_id, handling.discard, _("The file is laid aside; nothing was imported."))


@bp.post(f"{PATH}/<int:job_id>/take-back")
def take_back(job_id: int) -> ResponseReturnValue:
    """Let every entry say again what it said before."""
    return _do(job_id, handling.take_back, _("The import is taken back in a moment."))


def _do(job_id: int, act: Act, done: str) -> ResponseReturnValue:
    with transaction():
        act(job_id, _account(), viewer().networks)
    flash(done, "success")
    return redirect(url_for("transfer.show", job_id=job_id))


def _index(wrong: dict[str, list[str]]) -> str:
    state = request.args.get("state", "")
    state = state if state in words.STATES else ""
    found = handling.listed(current_user, viewer().networks, state)
    part = "_rows" if request.headers.get("HX-Request") else "index"
    return render_template(
        f"transfer/{part}.html",
        page=paging.cut(found, paging.number()),
        state=state,
        words=words,
        faults=wrong,
        note=request.form.get("note", ""),
        may_hand_in=handling.may_hand_in(current_user),
        any_unit=handling.may_release(current_user),
        catalogues=[
            (slug, layout.catalogue_name(slug), exporting.FORMATS[slug])
            for slug in layout.CATALOGUES
        ],
        most=files.readable_size(files.settings.largest),
    )


def _enter() -> None:
    if not handling.may_enter(current_user):
        raise NotFound(_("There is no such page."))


def _found(job_id: int) -> ImportJob:
    return handling.found(job_id, current_user, viewer().networks)


def _may_handle(job: ImportJob) -> bool:
    return bool(job.by_id == current_user.id or handling.may_release(current_user))


def _account() -> Any:
    return current_user._get_current_object()


def _page_of(kind: str) -> Callable[[str], str]:
    """Entry → the address of its page."""
    endpoint = PAGES.get(kind, "")
    if endpoint not in current_app.view_functions:
        return lambda entry_id: ""
    return lambda entry_id: url_for(endpoint, id=entry_id)

"""What a system administrator does in the register of units; every change is written down."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.catalogue.services import indexing
from app.domain.sharing import regions
from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Unit
from app.foundation.people import register, unit_entry, unit_words, units
from app.web import paging, panels, people_words, unit_fields
from app.web.people_forms import Faults, administrator, as_number, page, text, unit_of
from app.workflow import retiring

MOST_BELOW = 30
bp = Blueprint("units", __name__, url_prefix="/units")


@bp.get("/new")
@administrator
def new() -> ResponseReturnValue:
    """The form for a new unit."""
    typed = {"parent": request.args.get("parent", "")[:20]} if "parent" in request.args else None
    return _form(None, typed=typed)


@bp.post("/new")
@administrator
def add() -> ResponseReturnValue:
    """Enter a new unit."""
    try:
        with transaction():
            made = register.add(text("code").upper(), _typed(), regions.names())
            indexing.unit_changed(made.id)
            code, label = made.code, made.label
    except Invalid as wrong:
        return _form(None, unit_fields.told(wrong.fields, "parent"))
    flash(_("%(unit)s has been entered. Now name its posts.", unit=label), "success")
    return redirect(url_for("people.unit", unit_code=code))


@bp.get("/<unit_code>/edit")
@administrator
def edit(unit_code: str) -> ResponseReturnValue:
    """The form for what the register says; `restore` offers what a change said before it."""
    found = unit_of(unit_code)
    wanted = as_number(request.args.get("restore", ""))
    old = units.before(found, wanted) if wanted else {}
    return _form(found, typed=unit_entry.of(found) | old, restored=sorted(old))


@bp.post("/<unit_code>/edit")
@administrator
def change(unit_code: str) -> ResponseReturnValue:
    """Change what the register says of a unit."""
    found = unit_of(unit_code)
    unit_id, version = found.id, as_number(text("version")) or 0
    try:
        with transaction():
            changes = register.change(unit_id, _typed(), version=version, regions=regions.names())
            if changes:
                indexing.unit_changed(unit_id)
    except Invalid as wrong:
        return _form(unit_of(unit_code), unit_fields.told(wrong.fields, "parent"), version=version)
    except register.Overtaken as overtaken:
        return _form(unit_of(unit_code), overtaken=overtaken, version=overtaken.version)
    flash(_("The unit has been changed.") if changes else _("Nothing was changed."), "success")
    return redirect(url_for("people.unit", unit_code=unit_code))


@bp.get("/<unit_code>/deactivate")
@administrator
def ask(unit_code: str) -> ResponseReturnValue:
    """Ask before a unit is put out of use; say what stands in the way."""
    return _ask(unit_of(unit_code))


@bp.post("/<unit_code>/deactivate")
@administrator
def deactivate(unit_code: str) -> ResponseReturnValue:
    """Put a unit out of use, with its accounts."""
    unit_id = unit_of(unit_code).id
    try:
        with transaction():
            if charged := regions.in_charge(unit_id):
                raise Conflict(_in_charge(charged))
            retiring.deactivate(unit_id)
            indexing.unit_changed(unit_id)
    except Conflict as refused:
        return _ask(unit_of(unit_code), str(refused.message), status=409)
    flash(_("The unit is out of use, and its accounts are closed."), "success")
    return redirect(url_for("people.unit", unit_code=unit_code))


@bp.post("/<unit_code>/reactivate")
@administrator
def reactivate(unit_code: str) -> ResponseReturnValue:
    """Put a unit into use again."""
    with transaction():
        indexing.unit_changed(register.reactivate(unit_of(unit_code).id).id)
    flash(_("The unit is in use again. Its accounts stay closed until you open them."), "success")
    return redirect(url_for("people.unit", unit_code=unit_code))


def _typed() -> dict[str, str]:
    typed = {name: text(name) for name in unit_entry.FIELDS}
    return typed | {"parent": unit_fields.code("parent")}


def _form(
    found: Unit | None,
    faults: Faults | None = None,
    *,
    typed: Mapping[str, str] | None = None,
    overtaken: register.Overtaken | None = None,
    version: int | None = None,
    restored: list[str] | None = None,
) -> ResponseReturnValue:
    known = regions.names()
    mine = _typed() if overtaken else {}  # taken once already, so its unit is one
    differing = [name for name in mine if overtaken and mine[name] != overtaken.now[name]]
    return page(
        "people/unit_form.html",
        faults,
        typed=typed,
        unit=found,
        version=version if version is not None else found.version if found else 0,
        conflict=overtaken,
        differing=[(name, mine[name], overtaken.now[name]) for name in differing if overtaken],
        restored=restored or [],
        kinds=[(code, unit_words.kind(code)) for code in unit_words.KINDS],
        levels=[(code, unit_words.level(code)) for code in unit_words.LEVELS],
        regions=known,
        words=people_words,
        longest=unit_entry.FIELDS,
        status=409 if overtaken else 422 if faults else 200,
    )


def _ask(found: Unit, refusal: str = "", *, status: int = 200) -> ResponseReturnValue:
    open_cases = paging.cut(retiring.open_cases(found.id), paging.number())
    return page(
        "people/deactivate.html",
        unit=found,
        refusal=refusal,
        page=open_cases,
        headings=panels.headings(open_cases.items),
        below=register.children(found.id, MOST_BELOW),
        accounts=retiring.accounts(found.id),
        in_charge=regions.in_charge(found.id),
        status=status,
    )


def _in_charge(charged: list[str]) -> str:
    return _(
        "The unit is the competent office, or the deciding group, of %(regions)s: first give the "
        "region another one.",
        regions=_(", ").join(charged[:5]),
    )

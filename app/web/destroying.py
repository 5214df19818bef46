"""Pages of the archives: what may be destroyed, registers of it, and the two persons they need."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.keeping import destroyable, keepers, register_file
from app.domain.keeping.destroyable import Asked
from app.domain.keeping.rules import destroying
from app.domain.keeping.services import holding, registers
from app.foundation.database import transaction
from app.foundation.destroyed import Destruction
from app.foundation.errors import Invalid, NotAllowed
from app.foundation.files import attachment_header
from app.foundation.i18n import _
from app.web import asking, paging
from app.web import destroying_words as words

bp = Blueprint("destroying", __name__, url_prefix="/archive")

LONGEST = 40
MOST_DIGITS = 9
ALL, MARKED = "all", "marked"
Faults = Mapping[str, list[str]]


@bp.before_request
def _enter() -> None:
    """For the archivists of the archives and for auditors; strangers are asked to sign in."""
    if current_user.is_authenticated and not keepers.may_enter(current_user):
        raise NotAllowed(_("Your post does not allow this."))


@bp.record_once
def _words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["destroying_words"] = words


@bp.get("/")
def index() -> ResponseReturnValue:
    """The archived cases whose term is over, and what keeps some of them."""
    return _index({})


@bp.post("/registers/")
def propose() -> ResponseReturnValue:
    """Draw up a register of the marked cases, or of all that the filters find."""
    keepers.check_may_propose(current_user)
    marked = [int(one) for one in request.form.getlist("cases") if _is_number(one)]
    chosen = None if request.form.get("which") == ALL else marked
    try:
        with transaction():
            made = registers.propose(_asked(request.form), chosen, _text("reason"), current_user)
            number, register_id = made.number, made.id
    except Invalid as wrong:
        return _index(wrong.fields), 422
    flash(_("Register %(number)s waits for an auditor now.", number=number), "success")
    return _to(register_id)


@bp.get("/registers/")
def all_registers() -> ResponseReturnValue:
    """Every register that was ever drawn up, the newest first."""
    state = request.args.get("state", "")
    state = state if state in destroying.STATES else ""
    found = paging.cut(registers.registers(state), paging.number())
    return render_template(
        "destroying/registers.html", page=found, state=state, people=keepers.names(found.items)
    )


@bp.get("/registers/<int:register_id>")
def show(register_id: int) -> ResponseReturnValue:
    """One register: its cases, who proposed and who decided, and what can be done now."""
    return _register(register_id, {})


@bp.get("/registers/<int:register_id>.csv")
def file(register_id: int) -> ResponseReturnValue:
    """The register as a file, to be printed, signed and kept."""
    found = registers.register(register_id)
    content = "".join(register_file.as_csv(found)).encode()
    answer = Response(content, mimetype="text/csv")
    answer.headers["Content-Disposition"] = attachment_header(f"{found.number}.csv")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@bp.post("/registers/<int:register_id>/confirm")
def confirm(register_id: int) -> ResponseReturnValue:
    """Agree, as the second person, with the list that was seen."""
    act = partial(registers.confirm, register_id, _text("seen"), current_user)
    return _decide(register_id, act, _("Confirmed. It can be stopped until it is carried out."))


@bp.post("/registers/<int:register_id>/refuse")
def refuse(register_id: int) -> ResponseReturnValue:
    """Say no; the cases stay."""
    act = partial(registers.refuse, register_id, _text("answer"), current_user)
    return _decide(register_id, act, _("Refused; the cases stay in the archive."))


@bp.post("/registers/<int:register_id>/withdraw")
def withdraw(register_id: int) -> ResponseReturnValue:
    """Take a proposal back."""
    act = partial(registers.withdraw, register_id, current_user)
    return _decide(register_id, act, _("Withdrawn; the cases stay in the archive."))


@bp.post("/registers/<int:register_id>/stop")
def stop(register_id: int) -> ResponseReturnValue:
    """Stop what was confirmed; one person is enough."""
    act = partial(registers.stop, register_id, _text("reason"), current_user)
    return _decide(register_id, act, _("Stopped; what was not destroyed stays."))


@bp.post("/holds/")
def hold() -> ResponseReturnValue:
    """Hold a case: it is not destroyed until an auditor lets go of it."""
    try:
        with transaction():
            made = holding.hold(_text("hold_number"), _text("hold_reason"), current_user)
            number = made.number
    except Invalid as wrong:
        return _index({f"hold_{name}": texts for name, texts in wrong.fields.items()}), 422
    flash(_("%(number)s is held.", number=number), "success")
    return redirect(url_for("destroying.index", standing=destroyable.HELD))


@bp.post("/holds/<int:hold_id>/lift")
def lift(hold_id: int) -> ResponseReturnValue:
    """Let go of a case that was held."""
    try:
        with transaction():
            number = holding.lift(hold_id, _text("reason"), current_user).number
    except Invalid as wrong:
        return _index({"lift": wrong.fields["reason"]}, standing=destroyable.HELD), 422
    flash(_("%(number)s is not held any more.", number=number), "success")
    return redirect(url_for("destroying.index"))


def _index(faults: Faults, standing: str = "") -> str:
    asked = _asked(request.values)
    asked = Asked(**asdict(asked) | {"standing": standing}) if standing else asked
    found = paging.cut_rows(destroyable.listed(asked), paging.number())
    return render_template(
        "destroying/index.html",
        page=found,
        asked=asked,
        args={name: value for name, value in asdict(asked).items() if value},
        holds=holding.of_cases({row[0].id for row in found.items}),
        reasons=[*destroyable.holding()],
        years=destroyable.years(),
        days=destroying.WAITING_DAYS,
        most=registers.MOST,
        longest=registers.LONGEST_REASON,
        typed=request.form,
        faults=faults,
        may_propose=keepers.may_propose(current_user),
        may_confirm=keepers.may_confirm(current_user),
    )


def _register(register_id: int, faults: Faults) -> str:
    found = registers.register(register_id)
    return render_template(
        "destroying/register.html",
        found=found,
        page=paging.cut(registers.lines(register_id), paging.number()),
        people=keepers.names([found]),
        days=destroying.WAITING_DAYS,
        longest=registers.LONGEST_REASON,
        faults=faults,
        typed=request.form,
        may_propose=keepers.may_propose(current_user),
        is_second=keepers.is_second(found, current_user),
        sees_cases=keepers.may_confirm(current_user),
    )


def _decide(register_id: int, act: Callable[[], Destruction], said: str) -> ResponseReturnValue:
    try:
        with transaction():
            act()
    except Invalid as wrong:
        return _register(register_id, wrong.fields), 422
    flash(said, "success")
    return _to(register_id)


def _to(register_id: int) -> ResponseReturnValue:
    return redirect(url_for("destroying.show", register_id=register_id))


def _asked(args: Mapping[str, str]) -> Asked:
    """Read the filters; what is unknown is not asked."""
    year = asking.numbered(args, "year")
    return Asked(
        asking.chosen(args, "standing", destroyable.STANDINGS, destroyable.DUE),
        asking.said(args, longest=LONGEST),
        asking.chosen(args, "room", words.ROOMS),
        year if len(args.get("year", "")) == len("2026") else 0,
        asking.chosen(args, "order", destroyable.ORDERS, "oldest"),
    )


def _text(name: str) -> str:
    return request.form.get(name, "").replace("\x00", "").strip()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS

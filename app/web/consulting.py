"""Asking other units about a dispute: who was asked and has answered, and whom one might ask."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.sharing import consulted, records
from app.domain.sharing.consulted import Asked
from app.domain.sharing.models.dispute import Dispute
from app.foundation.i18n import _, lazy
from app.foundation.identity.models import Account
from app.foundation.identity.queries import units
from app.web import wording
from app.web.cards import Panel
from app.workflow.forms import FormContext
from app.workflow.models import Task

WHY = {
    consulted.AREA: lazy("leads the application area"),
    consulted.GROUND: lazy("knows about the ground of the refusal"),
    consulted.BEFORE: lazy("was asked in earlier disputes with this provider"),
}
TONES = {"provide": "going", "refuse": "dispute", "neutral": "calm"}


@dataclass(frozen=True)
class Line:
    """A unit on the card; `due_on` while it may still answer."""

    unit: str
    has_advisor: bool
    position: str
    tone: str
    opinion: str
    at: datetime | None
    due_on: date | None
    provisional: bool
    silent: bool


def card(dispute: Dispute, account: Account) -> Panel | None:
    """Who was asked, who has answered what, and how long the others have."""
    lines = [_line(one) for one in consulted.of(dispute)]
    if not lines:
        return None
    waiting = sum(1 for line in lines if line.due_on)
    values = {"asked": lines, "waiting": waiting}
    return Panel("h-consulted", _("Opinions"), "mediation/_consulted.html", values, True)


def advise(task: Task, context: FormContext) -> FormContext:
    """On the page where units are chosen: who has a legal advisor, and who might be asked."""
    if task.name != "accept_dispute":
        return context
    offered = context.options.get("unit_options", ())
    codes = {option.value for option in offered}
    known = {unit.id: unit.code for unit in units() if unit.code in codes}
    able = {known[unit_id] for unit_id in consulted.with_advisors(known)}
    marked = [
        replace(one, note=_("has a legal advisor")) if one.value in able else one for one in offered
    ]
    texts = {**context.texts}
    if worth := consulted.worth_asking(records.dispute(task.instance_id)):
        texts["consult"] = _advice(worth)
    return replace(context, options={**context.options, "unit_options": marked}, texts=texts)


def _advice(worth: list[tuple[consulted.Unit, str]]) -> str:
    told = _("; ").join(
        _("%(unit)s (%(why)s)", unit=unit.label, why=WHY[why]) for unit, why in worth
    )
    return _(
        "May be empty; each unit has 5 working days (this system's default), silence counts as "
        "neutral. Worth asking, none is chosen for you: %(units)s.",
        units=told,
    )


def _line(one: Asked) -> Line:
    given = one.opinion
    return Line(
        one.unit.label,
        one.has_advisor,
        wording.named(wording.POSITIONS, given.position) if given else "",
        TONES[given.position] if given else "",
        given.opinion if given else "",
        given.at if given else None,
        one.task.due_on if one.task else None,
        bool(one.task and one.task.provisional),
        given is None and one.task is None,
    )

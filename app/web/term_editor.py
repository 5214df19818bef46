"""The editor of terms on the page of a task: what to start from, and what the draft changes.

It works on the task's own form.  Links start the form anew from what was said before, or from a
substitute; nothing is recorded by them.  The difference is shown before anything is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from app import workflow
from app.domain.catalogue import queries as catalogue
from app.domain.sharing import positions, queries, records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.positions import Positions
from app.domain.sharing.services import proposal
from app.domain.sharing.services.application import item_options
from app.foundation.i18n import _, lazy
from app.foundation.identity.models import Account
from app.web import substitutes, taskform, term_changes
from app.web.back import started
from app.web.substitutes import Offered
from app.web.term_changes import Difference
from app.web.viewing import viewer
from app.workflow.forms import FormContext
from app.workflow.models import Task

Typed = dict[str, Any]
SIDES = {
    "table": lazy("the terms on the table"),
    "demander": lazy("the demander's last terms"),
    "provider": lazy("the provider's last terms"),
}
OFFICE = "propose_settlement"
# The steps whose answer may name terms, each with the outcome that does.
OUTCOMES = proposal.OUTCOMES


@dataclass(frozen=True)
class Start:
    """Something that the form may start from."""

    title: str
    about: str
    url: str
    chosen: bool


@dataclass(frozen=True)
class Editor:
    """What the page of a task shows around a form with terms; `typed` is what the form holds."""

    typed: Typed
    starts: list[Start]
    offered: list[Offered]
    filled: str
    difference: Difference
    instead: str
    case: SharingCase
    url: str

    def fit(self, context: FormContext) -> FormContext:
        """The form's choices, with a substitute's own items, and the suggestions first."""
        options = dict(context.options)
        chosen = catalogue.find(self.instead, viewer()) if self.instead else None
        if chosen:
            options["item_options"] = item_options(chosen)
        if known := options.get("resource_options"):
            why = {one.id: one.short for one in self.offered}
            told = [
                replace(o, note=" · ".join((o.note, why[o.value]))) if o.value in why else o
                for o in known
            ]
            places = {resource_id: place for place, resource_id in enumerate(why)}
            options["resource_options"] = sorted(
                told, key=lambda option: places.get(option.value, len(places))
            )
        return replace(context, options=options)


def of(
    task: Task,
    account: Account,
    typed: Typed,
    asked: Mapping[str, str],
    context: FormContext,
) -> Editor | None:
    """The editor for a task whose answer may name terms, filled as the address asks; else None."""
    if task.name not in proposal.OUTCOMES:
        return None
    case = records.case(task.instance_id)
    stands = positions.of(case, account.unit_id)
    offered = _offers(task, case)
    typed, filled = _filled(task, stands, offered, typed, asked)
    return Editor(
        typed,
        _starts(stands, asked.get("start", "")),
        offered,
        filled,
        _difference(task, case, stands, typed, context),
        str(typed.get("substitute") or "") if task.name == OFFICE else "",
        case,
        url_for("mediation.difference", task_id=task.id),
    )


def difference(task: Task, account: Account, typed: Typed) -> Difference:
    """What the terms typed so far would change; nothing is kept."""
    case = records.case(task.instance_id)
    stands = positions.of(case, account.unit_id)
    return _difference(task, case, stands, typed, workflow.context(task, account))


def _difference(
    task: Task, case: SharingCase, stands: Positions, typed: Typed, context: FormContext
) -> Difference:
    outcome = proposal.OUTCOMES[task.name]
    form = taskform.of(task)
    if typed.get("outcome") not in (None, "", outcome):
        return term_changes.none()
    # Whatever else may be chosen today: the terms are looked at as if they were sent.
    open_now = replace(context, allowed={**context.allowed, "outcome": {outcome}})
    answers, wrong = taskform.as_far_as_sound(form, typed | {"outcome": outcome}, open_now)
    drafted = proposal.drafted(task.name, case, answers)
    shown = term_changes.of(case, stands, drafted, wrong, form)
    return shown if typed else replace(shown, faults=[])  # nobody has written anything yet


def _offers(task: Task, case: SharingCase) -> list[Offered]:
    if task.name != OFFICE or not substitutes.about_refusal(records.dispute(case.id)):
        return []
    return substitutes.listed(case, task)


def _filled(
    task: Task,
    stands: Positions,
    offered: list[Offered],
    typed: Typed,
    asked: Mapping[str, str],
) -> tuple[Typed, str]:
    """What the form holds after a link to start anew was followed, and a word on it."""
    outcome = {"outcome": proposal.OUTCOMES[task.name]}
    start = dict(stands.named()).get(asked.get("start", ""))
    if start is not None:
        none = {"substitute": ""} if task.name == OFFICE else {}
        told = _("The form now holds %(start)s.", start=SIDES[asked["start"]])
        return typed | outcome | queries.form_values(start.terms) | none, told
    wanted = asked.get("substitute", "")
    if chosen := next((one for one in offered if one.id == wanted), None):
        told = _("The form now holds %(title)s as the substitute.", title=chosen.title)
        return typed | outcome | {"substitute": chosen.id, "items": chosen.items}, told
    return typed, ""


def _starts(stands: Positions, chosen: str) -> list[Start]:
    return [
        Start(
            str(SIDES[name]),
            _("round %(round)s", round=one.number),
            started(start=name),
            name == chosen,
        )
        for name, one in stands.named()
    ]

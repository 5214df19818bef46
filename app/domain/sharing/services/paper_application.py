"""An application on paper: the case begins for the unit, as of the day the provider received it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app import workflow
from app.domain.catalogue.models.resource import Resource
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.services import application, paper
from app.foundation.database import db
from app.foundation.errors import Invalid, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit
from app.foundation.people import named_posts
from app.workflow import asof, definitions, forms
from app.workflow.forms import Form, FormContext
from app.workflow.models import Task


def may_enter_any(account: Account) -> bool:
    """May the account enter applications on paper at all?"""
    return bool({paper.OFFICE_POST, paper.HEAD_POST} & account.effective_posts)


def may_enter_of_others(account: Account) -> bool:
    """May the account enter applications of other units too, or only of its own?"""
    return paper.OFFICE_POST in account.effective_posts


def may_enter_of(account: Account, unit: Unit) -> bool:
    """May the account enter an application of this unit?"""
    if may_enter_of_others(account):
        return unit.active
    return unit.id == account.unit_id and may_enter_any(account)


def check_may_enter(account: Account, unit: Unit, resource: Resource) -> None:
    """Raise unless the account may enter an application of this unit for this resource."""
    if not may_enter_of(account, unit):
        raise NotFound(_("There is no such unit."))
    if problem := why_not(unit, resource):
        raise Invalid({"unit": [problem]})
    check_in_charge(account, unit, resource)


def check_in_charge(account: Account, unit: Unit, resource: Resource) -> None:
    """Raise where the account is neither the unit's head nor of the office in charge."""
    own = unit.id == account.unit_id and paper.HEAD_POST in account.effective_posts
    if not own and application.office_of(unit.id, resource) != account.unit_id:
        raise NotAllowed(_("Another office is in charge of these two units."))


def why_not(unit: Unit, resource: Resource) -> str:
    """Why the unit cannot apply for this resource at all; empty if it can."""
    if resource.provider_unit_id == unit.id:
        return _("The unit provides this resource itself.")
    if named_posts.OFFICER in named_posts.missing(unit.id):
        return _("The unit has no registered sharing officer, so it cannot apply.")
    return ""


def form() -> Form:
    """What is asked of an application on paper: its own form, and when and how the paper came."""
    return paper.form_with(definitions.current().form(application.FORM))


def context(resource: Resource) -> FormContext:
    """What the form offers for a resource."""
    return application.form_context(resource)


def enter(
    account: Account,
    unit: Unit,
    resource: Resource,
    raw: Mapping[str, Any],
    submission_key: str | None,
) -> SharingCase:
    """Begin the case as of the day of receipt, approved by the unit's head on the paper."""
    check_may_enter(account, unit, resource)
    asked = form()
    if submission_key and (known := application.submitted_as(unit.id, submission_key)):
        return _the_same(known, asked, raw)
    given, offers = forms.receive(
        asked, {**raw, "resource": resource.id}, None, context(resource), account
    )
    answers = forms.validate(asked, given, offers)
    received = paper.received_on(answers)
    paper.check_day(received, None)
    told = paper.told_so_far()
    with asof.day(received):
        case = application.submit(account, answers, submission_key, on_paper_of=unit.id)
        if paper.last(case.id, paper.APPLICATION):  # its twin was faster by a moment
            return _the_same(case, asked, raw)
        entry = paper.write(case, paper.APPLICATION, unit.id, answers, account)
        review = _review(case.id)
        paper.tell_all(entry)
        workflow.complete(review.id, {"outcome": "approve"}, account, via=paper.VIA)
    paper.forget_notices(told, [review.id])
    return case


def _the_same(case: SharingCase, asked: Form, raw: Mapping[str, Any]) -> SharingCase:
    """The form was sent before; with another content it is another paper."""
    before = paper.last(case.id, paper.APPLICATION)
    if before is None or not forms.same(asked, raw, before.content):
        raise application.AlreadySubmitted(case)
    return case


def _review(case_id: int) -> Task:
    """The step that the paper's signature answers."""
    found = select(Task).where(Task.instance_id == case_id, Task.name == "unit_review")
    return db.session.scalars(found).one()

"""A provider's reply on paper: it answers for the provider, or, after the clock rang, is noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app import workflow
from app.domain.sharing import records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.domain.sharing.models.paper import PaperEntry
from app.domain.sharing.services import paper, paper_note, response
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import asof, clocks, definitions, forms, parties
from app.workflow.forms import Form, FormContext
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance, Task

RESPONSE, APPROVAL = "provider_response", "provider_approval"
FORM = f"sharing/{RESPONSE}"
# What a paper can say; asking for more time, or for what is missing, is no reply.
OUTCOMES = frozenset({"agree", "counter", "refuse"})


@dataclass(frozen=True)
class Awaited:
    """A reply that may still be entered: by when it is due, and since when it can have come.

    With a `dispute` the clock has rung already, and the reply is only noted.
    """

    task: Task | None
    dispute: Dispute | None
    due_on: date | None
    since: date


def may_enter(case_id: int, account: Account) -> bool:
    """Is the account of the office in charge, or the head of the provider's sharing work?"""
    posts = account.effective_posts
    lanes = {
        seat.lane
        for seat in parties.parties(case_id)
        if seat.unit_id == account.unit_id and seat.acts and seat.visible_at
    }
    office = "office" in lanes and paper.OFFICE_POST in posts
    return office or ("provider" in lanes and paper.HEAD_POST in posts)


def check_may_enter(case_id: int, account: Account) -> None:
    """Raise unless the account may enter the provider's reply."""
    parties.check_may_see(case_id, account)
    if not may_enter(case_id, account):
        raise NotAllowed(
            _(
                "A reply on paper is entered by the office in charge, or by the head of the "
                "provider's sharing work."
            )
        )


def can_be_entered(case_id: int, account: Account) -> bool:
    """Is there a reply to be entered in this case, and may the account do so?"""
    if not may_enter(case_id, account):
        return False
    try:
        awaited(case_id)
    except Conflict:
        return False
    return True


def awaited(case_id: int) -> Awaited:
    """What a reply on paper would meet in this case; raise, and say why, where it meets nothing."""
    waiting = {task.name: task for task in _open_tasks(case_id)}
    ran = clocks.latest(case_id, "answer")
    if task := waiting.get(RESPONSE) or waiting.get(APPROVAL):
        return Awaited(task, None, ran.due_on if ran else None, _since(ran))
    if "supplement_application" in waiting:
        raise Conflict(
            _(
                "The demander is supplementing its application, and the provider's time stands "
                "still. Enter the reply when the supplement is in."
            )
        )
    if "review_extension" in waiting:
        raise Conflict(
            _("The provider has asked for more time. Decide on that first, then enter the reply.")
        )
    if dispute := _to_be_noted(case_id):
        return Awaited(None, dispute, ran.due_on if ran else None, _since(ran))
    raise Conflict(_("No reply of the provider is awaited in this case, or it is in already."))


def form(case: SharingCase) -> Form:
    """What is asked of a reply on paper: the step's own form, and when and how the paper came."""
    return paper.form_with(definitions.release(case.instance.release_id).form(FORM))


def context(case: SharingCase) -> FormContext:
    """The terms on the table, and what a paper may say to them."""
    return response.offers(case, OUTCOMES)


def enter(account: Account, case_id: int, raw: Mapping[str, Any]) -> PaperEntry:
    """Enter a reply as of its real day of receipt; the same entry sent twice is one."""
    check_may_enter(case_id, account)
    _lock(case_id)
    case = records.case(case_id)
    asked = form(case)
    try:
        now = awaited(case_id)
    except Conflict:
        if before := _entered_before(asked, case_id, account, raw):
            return before
        raise
    given, offers = forms.receive(asked, raw, None, context(case), account, case_id)
    answers = forms.validate(asked, given, offers)
    received = paper.received_on(answers)
    why = _("On that day the provider's time to answer last began, or went on.")
    paper.check_day(received, now.since, why)
    if now.dispute:
        return paper_note.note(case, now.dispute, now.due_on, answers, account)
    if now.due_on and now.due_on < received:
        raise Conflict(
            _(
                "The time to answer ran out on %(day)s, before this paper came. The case is about "
                "to go to the office; enter the reply in a minute, and it is noted there.",
                day=now.due_on,
            )
        )
    return _answer(case, answers, account)


def _answer(case: SharingCase, answers: dict[str, Any], account: Account) -> PaperEntry:
    """Complete what is open as the paper says; it bears the head's signature, so both steps."""
    told = paper.told_so_far()
    entry = paper.write(case, paper.REPLY, case.provider_id, answers, account)
    passed = []
    with asof.day(entry.received_on):
        if drafted := _open(case.id, APPROVAL):
            back = {"outcome": "return", "comment": _("The reply has come on paper.")}
            workflow.complete(drafted.id, back, account, via=paper.VIA)
            passed.append(_waiting(case.id, RESPONSE).id)
        said = workflow.complete(_waiting(case.id, RESPONSE).id, answers, account, via=paper.VIA)
        entry.task_id = said.id
        approval = _waiting(case.id, APPROVAL)
        paper.tell_all(entry)
        workflow.complete(approval.id, {"outcome": "approve"}, account, via=paper.VIA)
    if answers["outcome"] == "counter":
        entry.content = entry.content | {"round": records.terms(case.id).round}
    paper.forget_notices(told, [*passed, approval.id])
    return entry


def _to_be_noted(case_id: int) -> Dispute | None:
    """The dispute over a silence that is neither settled nor referred, and heard of no paper."""
    found = select(Dispute).where(Dispute.case_id == case_id).order_by(Dispute.id.desc()).limit(1)
    last = db.session.scalars(found).first()
    if last is None or last.cause != "overdue" or last.ended_at or last.result:
        return None
    return None if "paper" in last.facts else last


def _since(ran: Clock | None) -> date:
    return clocks.last_turn(ran) if ran else clock.today()


def _entered_before(
    asked: Form, case_id: int, account: Account, raw: Mapping[str, Any]
) -> PaperEntry | None:
    """The account's own entry, if the form says the same."""
    before = paper.last(case_id, paper.REPLY)
    if before is None or before.entered_by_id != account.id:
        return None
    return before if forms.same(asked, raw, before.content) else None


def _lock(case_id: int) -> None:
    """Whoever moves the case waits until this is done, or has been waited for."""
    row = select(ProcessInstance.id).where(ProcessInstance.id == case_id)
    db.session.execute(row.with_for_update())
    db.session.expire_all()  # what was read before the lock may be of yesterday


def _open_tasks(case_id: int) -> list[Task]:
    found = select(Task).where(Task.instance_id == case_id, Task.closed_at.is_(None))
    return list(db.session.scalars(found))


def _open(case_id: int, name: str) -> Task | None:
    return next((task for task in _open_tasks(case_id) if task.name == name), None)


def _waiting(case_id: int, name: str) -> Task:
    task = _open(case_id, name)
    if task is None:  # only another diagram gets here
        raise Conflict(_("This task is no longer open."))
    return task

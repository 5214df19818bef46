"""The leading group decides what the two sides and the office could not settle."""

from typing import Any

from app.domain.meetings import queries as meetings
from app.domain.meetings.rules import faults as sitting_rules
from app.domain.meetings.services import agenda, proxies, seats, sittings
from app.domain.sharing import queries, records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.decision import AgendaItem, Decision, Vote
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.rules import disputes, terms, votes
from app.domain.sharing.rules.votes import Tally
from app.domain.sharing.services import rounds, telling
from app.domain.sharing.services.application import item_options
from app.domain.sharing.services.checks import Faults, check_values
from app.foundation import audit, clock, files
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import clocks, parties
from app.workflow.forms import FormContext
from app.workflow.models import Task

OUTCOMES = {"provide", "refuse", "renegotiate"}
PROXY, RECUSAL = "proxy", "recusal"


def prepare(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Put the dispute on the agenda of a meeting; votes are open until the end of that day."""
    meeting_on = terms.as_date(answers.get("meeting_date"))
    faults = Faults()
    faults.need(answers, "title", "summary", "options", "meeting_date")
    faults.not_past("meeting_date", meeting_on)
    if meeting_on and (off := sitting_rules.day_off(meeting_on)):
        faults.add("meeting_date", off)
    faults.stop()
    assert meeting_on is not None, "said above"
    item = AgendaItem(
        dispute_id=records.dispute(task.instance_id).id,
        title=answers["title"],
        summary=answers["summary"],
        options=answers["options"],
        meeting_on=meeting_on,
        papers=answers.get("papers") or [],
        by_id=account.id,
    )
    db.session.add(item)
    meeting = sittings.on(task.unit_id, meeting_on, account)
    item.matter = agenda.put_on(
        meeting,
        "dispute",
        item.title,
        item.summary,
        instance_id=task.instance_id,
        papers=item.papers,
    )
    files.attach(item.papers, task.instance_id, task.id)
    clocks.plan(task.instance_id, "vote", until=meeting_on)
    audit.record("matter on the agenda", case=task.instance_id, meeting_on=answers["meeting_date"])


def agenda_context(task: Task, account: Account) -> FormContext:
    """The days on which a meeting is planned already."""
    days = [one.isoformat() for one in meetings.planned_days(task.unit_id)]
    if not days:
        return FormContext()
    planned = _("A meeting is planned on %(days)s; on another working day there will be a new one.")
    return FormContext(texts={"meeting_date": planned % {"days": _(", ").join(days)}})


def call_vote(case_id: int) -> list[str]:
    """Ask the members in office today for their votes, but for those whose own dispute it is."""
    case = records.case(case_id)
    item = records.agenda_item(case_id)
    recused = [case.demander.code, case.provider.code]
    for proposed in item.dispute.settlements:
        if proposed.substitute and proposed.recalled_at is None:
            recused.append(proposed.substitute.provider.code)
    group = parties.unit_of(case_id, "leading_group")
    units = {unit.code: unit for unit in seats.voters(group.id, clock.today())}
    item.voters = votes.voters(units, recused)
    if item.matter:
        agenda.recuse_parties(item.matter, [units[code].id for code in recused if code in units])
    for code in item.voters:
        parties.set_party(case_id, "leading_group", units[code].id, acts=False, visible=True)
    audit.record("votes called", case=case_id, voters=item.voters)
    return item.voters


def vote(task: Task, answers: dict[str, Any], account: Account) -> None:
    """A member votes, by its own hand or through its proxy; one that recused itself does not."""
    item = records.agenda_item(task.instance_id)
    check_open(item)
    if task.via == RECUSAL and item.matter:
        agenda.recuse(item.matter, task.unit_id, answers.get("comment") or "", account)
        return
    cast = Vote(
        agenda_item_id=item.id,
        unit_id=task.unit_id,
        vote=answers["outcome"],
        comment=answers.get("comment") or "",
        by_id=account.id,
    )
    if task.via == PROXY and item.matter:
        letter = proxies.held(item.matter.meeting_id, account.id, lock=True)
        if letter is None or letter.member.unit_id != task.unit_id:
            raise Conflict(_("This proxy was revoked meanwhile."))
        cast.proxy_id = letter.id
    db.session.add(cast)


def check_open(item: AgendaItem) -> None:
    """Raise once the day of the meeting is over, whether or not the clock has rung."""
    if clock.today() > item.meeting_on:
        day = item.meeting_on.isoformat()
        raise Conflict(_("The meeting was on %(day)s: votes are closed.", day=day))


def count(case_id: int) -> None:
    """Count the votes: whoever did not vote by the meeting date abstains."""
    tally = tally_of(records.agenda_item(case_id))
    audit.record(
        "votes counted",
        case=case_id,
        entitled=tally.entitled,
        approve=tally.approve,
        reject=tally.reject,
        abstain=tally.abstain,
        below_half=tally.below_half,
    )


def record(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Write down what the meeting decided."""
    case = records.case(task.instance_id)
    item = records.agenda_item(case.id)
    tally = tally_of(item)
    faults = Faults()
    if clock.today() < item.meeting_on:
        day = item.meeting_on.isoformat()
        faults.add("outcome", _("The meeting is on %(day)s: no decision before it.", day=day))
    faults.need(answers, "resolution")
    if tally.below_half:
        faults.need(answers, "quorum_note")
    if tally.departs(answers["outcome"]):
        faults.need(answers, "override_reason")
    decided = Decision(
        agenda_item_id=item.id,
        outcome=answers["outcome"],
        resolution=answers.get("resolution"),
        override_reason=answers.get("override_reason") or "",
        quorum_note=answers.get("quorum_note") or "",
        entitled=tally.entitled,
        approve=tally.approve,
        reject=tally.reject,
        abstain=tally.abstain,
        by_id=account.id,
    )
    _with_terms(case, decided, answers, account, faults)
    db.session.add(decided)
    _settle(case, item, decided, account)


def context(task: Task, account: Account) -> FormContext:
    """The terms as they were last; below half the note is required, before the day nothing goes."""
    case = records.case(task.instance_id)
    item = records.agenda_item(case.id)
    tally = tally_of(item)
    counted = _(
        "%(voted)d of %(entitled)d have voted: %(approve)d for providing, %(reject)d against, "
        "%(abstain)d abstaining.",
        voted=tally.voted,
        entitled=tally.entitled,
        approve=tally.approve,
        reject=tally.reject,
        abstain=tally.abstain,
    )
    texts = {"outcome": counted}
    if tally.below_half:
        said = _(
            "Less than half have voted: %(voted)d of %(entitled)d. Say how the meeting decided.",
            voted=tally.voted,
            entitled=tally.entitled,
        )
        texts["quorum_note"] = said
    return FormContext(
        options={"item_options": item_options(case.resource, case.applied_items)},
        values=queries.form_values(records.terms(case.id)),
        allowed={"outcome": OUTCOMES if clock.today() >= item.meeting_on else set()},
        required={"quorum_note"} if tally.below_half else set(),
        hidden=set() if tally.below_half else {"quorum_note"},
        texts=texts,
    )


def announce(case_id: int) -> str:
    """Tell everybody; a decision to provide binds the provider, one to negotiate starts anew."""
    case = records.case(case_id)
    item = records.agenda_item(case_id)
    decided = item.decision
    assert decided is not None, "record_decision comes before"
    item.dispute.result, item.dispute.ended_at = decided.outcome, clock.now()
    if decided.outcome == "provide":
        rounds.finalise(case, db.session.get_one(Terms, decided.terms_id))
    elif decided.outcome == "renegotiate":
        rounds.put_on_table(records.terms(case_id))
        clocks.plan(case_id, "answer", rule=disputes.answer_rule(case.resource.sharing_class))
    telling.both(case, "decision_made", outcome=decided.outcome)
    telling.office(case, "decision_made", outcome=decided.outcome)
    audit.record("decision announced", case=case_id, subject=decided.outcome)
    return decided.outcome


def tally_of(item: AgendaItem) -> Tally:
    """The count of an item's votes; who recused itself after it was asked is not counted."""
    return votes.tally([cast.vote for cast in item.votes], len(entitled(item)))


def entitled(item: AgendaItem) -> list[str]:
    """The members that have a vote: asked when it was called, and not recused since."""
    recused = {one.unit.code for one in item.matter.recusals} if item.matter else set()
    return votes.voters(item.voters, recused)


def _settle(case: SharingCase, item: AgendaItem, decided: Decision, account: Account) -> None:
    """The matter has its result, and somebody has to carry it out."""
    if item.matter is None:
        return
    counted = {name: getattr(decided, name) for name in ("entitled", *votes.CHOICES)}
    explained = "\n".join(filter(None, (decided.quorum_note, decided.override_reason)))
    agenda.decide_dispute(
        item.matter,
        outcome=decided.outcome,
        # The minutes say how the meeting decided below half, or against the majority.
        tally=counted | ({"explained": explained} if explained else {}),
        text=decided.resolution,
        unit_id=None if decided.outcome == "refuse" else case.provider_id,
        due_on=decided.execute_by,
        by_id=account.id,
    )


def _with_terms(
    case: SharingCase,
    decided: Decision,
    answers: dict[str, Any],
    account: Account,
    faults: Faults,
) -> None:
    """A decision to provide names terms and a date; whatever is wrong is said here at once."""
    if decided.outcome != "provide":
        faults.stop()
        return
    current = records.terms(case.id)
    values = terms.merged(current.values, answers)
    check_values(faults, values, case.applied_items, current.values)
    faults.need(answers, "execute_by")
    decided.execute_by = terms.as_date(answers.get("execute_by"))
    faults.not_past("execute_by", decided.execute_by)
    faults.stop()
    decided.terms_id = rounds.propose(
        case,
        values,
        account,
        source="decision",
        status="proposed",
        supersedes=current,
        provide_by=decided.execute_by,
    ).id

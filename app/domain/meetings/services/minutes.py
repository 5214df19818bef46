"""The minutes: drafted by the secretary, read and signed by a chair, then issued for good."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.documents.models import IssuedDocument
from app.domain.documents.rules.paper import Paper
from app.domain.documents.services import issue, numbering
from app.domain.meetings import queries
from app.domain.meetings.models import Matter, Meeting, Minutes, Recusal, Resolution
from app.domain.meetings.rules import minutes as rules
from app.domain.meetings.rules.faults import Faults
from app.domain.meetings.services import seats
from app.foundation import audit, clock, notices
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit
from app.workflow import parties

SIDES = ("demander", "provider")


def of(meeting: Meeting) -> Minutes | None:
    """The minutes of a meeting, if they were begun."""
    return db.session.get(Minutes, meeting.id)


def save(
    meeting: Meeting, account: Account, *, opening: str, remarks: Mapping[str, str], version: str
) -> Minutes:
    """Keep the draft; what was submitted is a draft again, and what a chair read is void."""
    faults = Faults()
    faults.short("opening", opening)
    for number, text in remarks.items():
        faults.short(f"remark_{number}", text)
    faults.stop()
    found = _locked(meeting)
    if found is None:
        found = Minutes(meeting_id=meeting.id, drafted_by_id=account.id)
        db.session.add(found)
    elif version != str(found.version):
        raise Conflict(_("Somebody has changed these minutes meanwhile. Reload the page first."))
    _refuse_issued(found)
    known = {str(matter.id) for matter in meeting.matters}
    found.opening = opening
    found.remarks = {number: text for number, text in remarks.items() if number in known and text}
    found.drafted_by_id, found.drafted_at = account.id, clock.now()
    found.status, found.sha256, found.submitted_at = "draft", "", None
    _note("minutes drafted", meeting)
    return found


def submit(meeting: Meeting, account: Account) -> Minutes:
    """Hand the minutes to the chairs; every matter must have its result."""
    found = _there(_locked(meeting))
    if found.status != "draft":
        raise Conflict(_("These minutes were submitted already."))
    if meeting.status != "held":
        raise Conflict(_("Note first who was present at the meeting."))
    if any(matter.decided_at is None for matter in meeting.matters):
        raise Conflict(_("Some matters of this meeting have no result yet."))
    found.status, found.submitted_at = "submitted", clock.now()
    found.drafted_by_id = account.id
    found.sha256 = issue.fingerprint(paper(meeting, found).as_dict())
    found.returned_reason = ""
    _note("minutes submitted", meeting, sha256=found.sha256)
    chairs = queries.chairs(meeting.group_id, clock.today())
    notices.queue(
        "minutes_to_sign",
        instance_id=None,
        accounts=[one.account_id for one in chairs if one.account_id],
        meeting=meeting.id,
        held_on=meeting.held_on.isoformat(),
    )
    return found


def send_back(meeting: Meeting, account: Account, reason: str) -> Minutes:
    """A chair does not sign, and says what is to be changed."""
    found = _to_sign(meeting, account)
    faults = Faults()
    faults.text("reason", reason)
    faults.stop()
    found.status, found.sha256, found.submitted_at = "draft", "", None
    found.returned_reason = reason
    _note("minutes returned", meeting, reason=reason)
    return found


def sign(meeting: Meeting, account: Account, read_hash: str) -> IssuedDocument:
    """A chair signs exactly what it has read; only then the minutes are issued and numbered."""
    found = _to_sign(meeting, account)
    signed_hash = issue.fingerprint(paper(meeting, found).as_dict())
    if not read_hash == found.sha256 == signed_hash:
        raise Conflict(_("The minutes have changed since they were submitted. Read them again."))
    group = db.session.get_one(Unit, meeting.group_id)
    issued = issue.issue(
        "minutes",
        f"minutes:{meeting.id}",
        paper(meeting, found, numbering.draw("minutes", group)),
        issuer_id=group.id,
        meeting_id=meeting.id,
        by_id=account.id,
    )
    found.status, found.document_id = "issued", issued.id
    found.signed_by_id, found.signed_at = account.id, clock.now()
    _note("minutes signed", meeting, sha256=signed_hash, document=issued.number)
    _tell_issued(meeting)
    return issued


def paper(meeting: Meeting, found: Minutes, number: str = "") -> Paper:
    """The document as it stands; with its number, once it is signed."""
    held = _held(meeting, found)
    if not number:
        return rules.compose(held)
    return rules.compose(held, number, found.sha256, clock.today())


def may_sign(found: Minutes, account: Account) -> bool:
    """Is the account a chair in office, and not the one that drafted them?"""
    group_id = found.meeting.group_id
    chairs = {one.account_id for one in queries.chairs(group_id, clock.today())}
    away = {one.id for one in account.absent_colleagues}
    return bool(chairs & ({account.id} | away)) and found.drafted_by_id not in {account.id} | away


def _held(meeting: Meeting, found: Minutes) -> rules.Held:
    group = db.session.get_one(Unit, meeting.group_id)
    names = {unit.code: unit.short_name for unit in seats.voters(group.id, meeting.held_on)}
    here = {
        said: [name for code, name in names.items() if meeting.attendance.get(code) == said]
        for said in ("present", "leave")
    }
    return rules.Held(
        group=group.name,
        held_on=meeting.held_on,
        begins=meeting.begins,
        place=meeting.place,
        presiding=meeting.presiding.post if meeting.presiding else "",
        present=here["present"],
        leave=here["leave"],
        proxies=[
            (one.member.unit.short_name if one.member.unit else "", one.holder.display_post)
            for one in queries.proxies(meeting.id)
        ],
        opening=found.opening,
        items=_items(meeting, found),
        office=f"{group.short_name}办公室",
    )


def _items(meeting: Meeting, found: Minutes) -> list[rules.Item]:
    """The matters with what belongs to them, in three statements for however many."""
    statement = (
        select(Matter)
        .where(Matter.meeting_id == meeting.id)
        .options(selectinload(Matter.recusals).joinedload(Recusal.unit))
        .order_by(Matter.position, Matter.id)
    )
    matters = list(db.session.scalars(statement))
    duties: dict[int, list[rules.Duty]] = {}
    resolved = (
        select(Resolution)
        .where(Resolution.matter_id.in_([one.id for one in matters]))
        .options(joinedload(Resolution.unit))
        .order_by(Resolution.id)
    )
    for one in db.session.scalars(resolved):
        duty = rules.Duty(one.text, one.unit.short_name, one.due_on)
        duties.setdefault(one.matter_id, []).append(duty)
    return [
        rules.Item(
            title=matter.title,
            summary=matter.summary,
            recusals=[(one.unit.short_name, one.reason) for one in matter.recusals],
            tally=matter.tally,
            outcome=matter.outcome or "",
            decided=matter.decided,
            duties=duties.get(matter.id, []),
            remark=found.remarks.get(str(matter.id), ""),
        )
        for matter in matters
    ]


def _to_sign(meeting: Meeting, account: Account) -> Minutes:
    found = _there(_locked(meeting))
    if not may_sign(found, account):
        raise NotAllowed(_("Only a chair in office who did not draft them signs the minutes."))
    _refuse_issued(found)
    if found.status != "submitted":
        raise Conflict(_("These minutes are being changed: they are not to be signed yet."))
    return found


def _locked(meeting: Meeting) -> Minutes | None:
    """The minutes; whoever writes them has locked the meeting, so that nobody else does."""
    return db.session.get(Minutes, meeting.id, populate_existing=True)


def _there(found: Minutes | None) -> Minutes:
    if found is None:
        raise NotFound(_("There are no minutes of this meeting yet."))
    return found


def _refuse_issued(found: Minutes) -> None:
    if found.status == "issued":
        raise Conflict(_("These minutes were issued: they cannot be changed any more."))


def _tell_issued(meeting: Meeting) -> None:
    """The members' heads and the chairs; of a dispute both sides' heads, about their case."""
    told: dict[str, Any] = {"meeting": meeting.id, "held_on": meeting.held_on.isoformat()}
    chairs = [c.account_id for c in queries.chairs(meeting.group_id, clock.today()) if c.account_id]
    notices.queue("minutes_issued", instance_id=None, accounts=chairs, **told)
    members = {unit.id for unit in seats.voters(meeting.group_id, meeting.held_on)}
    for unit_id in sorted(members):
        notices.queue(
            "minutes_issued", instance_id=None, unit_id=unit_id, posts=(queries.HEAD,), **told
        )
    for case_id in (one.instance_id for one in meeting.matters if one.kind == "dispute"):
        seated = parties.parties(case_id) if case_id else []
        for unit_id in {row.unit_id for row in seated if row.lane in SIDES and row.acts}:
            notices.queue(
                "minutes_issued",
                instance_id=case_id,
                unit_id=unit_id,
                posts=(queries.HEAD,),
                held_on=meeting.held_on.isoformat(),
            )


def _note(action: str, meeting: Meeting, **details: Any) -> None:
    audit.record(action, subject=f"meeting:{meeting.id}", **details)

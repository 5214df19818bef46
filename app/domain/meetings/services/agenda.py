"""The agenda of a meeting: its matters, their order, and what comes back to it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.domain.meetings.models import Matter, Meeting, Recusal, Resolution
from app.domain.meetings.rules.faults import LONGEST_LINE, Faults
from app.domain.meetings.services import closing, resolutions
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _
from app.foundation.identity.models import Account


def put_on(meeting: Meeting, kind: str, title: str, summary: str = "", **more: Any) -> Matter:
    """A matter at the end of the agenda."""
    closing.check_open(meeting)
    last = select(func.coalesce(func.max(Matter.position), 0)).where(
        Matter.meeting_id == meeting.id
    )
    made = Matter(
        meeting_id=meeting.id,
        position=(db.session.scalar(last) or 0) + 1,
        kind=kind,
        title=title,
        summary=summary,
        **more,
    )
    db.session.add(made)
    db.session.flush()  # what refers to it needs its number
    audit.record(
        "matter put on the agenda",
        case=made.instance_id,
        subject=f"matter:{made.id}",
        meeting=meeting.id,
        kind=kind,
    )
    return made


def add_other(meeting: Meeting, title: str, summary: str) -> Matter:
    """The secretary adds something else to the agenda."""
    faults = Faults()
    faults.text("title", title, LONGEST_LINE)
    faults.text("summary", summary)
    faults.stop()
    return put_on(meeting, "other", title, summary)


def remove(matter: Matter) -> None:
    """Take a matter off that the secretary had added."""
    if matter.kind != "other" or matter.decided_at:
        raise Conflict(_("Only a matter that was added here, and is not settled, can be removed."))
    held = select(func.count()).where(Resolution.matter_id == matter.id)
    if db.session.scalar(held):
        raise Conflict(_("Something was resolved on this matter: it stays on the agenda."))
    closing.check_open(matter.meeting)
    audit.record("matter taken off", subject=f"matter:{matter.id}", title=matter.title)
    db.session.delete(matter)


def reorder(meeting: Meeting, wanted: Sequence[int]) -> None:
    """Call the matters in another order; one that is not named stays behind."""
    closing.check_open(meeting)
    places = {number: place for place, number in enumerate(wanted)}
    matters = sorted(
        meeting.matters, key=lambda m: (places.get(m.id, len(places)), m.position, m.id)
    )
    for place, matter in enumerate(matters, 1):
        matter.position = place
    audit.record("agenda reordered", subject=f"meeting:{meeting.id}", order=[m.id for m in matters])


def bring_back(meeting: Meeting) -> int:
    """Put the group's overdue resolutions on the agenda, each once; how many there were.

    Their rows are locked first: two meetings planned at once do not both take them up.
    """
    late = (
        select(Resolution)
        .join(Matter, Matter.id == Resolution.matter_id)
        .join(Meeting, Meeting.id == Matter.meeting_id)
        .where(
            Meeting.group_id == meeting.group_id,
            Resolution.status == "open",
            Resolution.due_on < clock.today(),
        )
        .order_by(Resolution.due_on, Resolution.id)
        .with_for_update(of=Resolution)
    )
    overdue = list(db.session.scalars(late))
    pending = _on_agendas(one.id for one in overdue)
    waiting = [one for one in overdue if one.id not in pending]
    for one in waiting:
        put_on(
            meeting,
            "execution",
            _title(one),
            one.text,
            follows_id=one.id,
            instance_id=one.instance_id,
        )
    return len(waiting)


def bring_back_to_next(group_id: int) -> int:
    """Put what is overdue on the next meeting that is planned, if there is one."""
    coming = (
        select(Meeting)
        .where(
            Meeting.group_id == group_id,
            Meeting.status == "planned",
            Meeting.held_on >= clock.today(),
        )
        .order_by(Meeting.held_on)
        .limit(1)
        .with_for_update()
    )
    found = db.session.scalars(coming).one_or_none()
    return bring_back(found) if found else 0


def decide_dispute(
    matter: Matter,
    *,
    outcome: str,
    tally: dict[str, Any],
    text: str,
    unit_id: int | None,
    due_on: date | None,
    by_id: int,
) -> None:
    """The meeting has decided on a dispute: what, with which votes, who carries it out by when."""
    settle(matter, text, outcome=outcome, tally=tally)
    if matter.instance_id is not None:
        resolutions.fallen_away(matter.instance_id, "另有新的决定")
    if unit_id is not None:
        resolutions.assign(
            matter,
            text=text,
            unit_id=unit_id,
            due_on=due_on,
            by_id=by_id,
            instance_id=matter.instance_id,
        )


def conclude(matter: Matter, text: str) -> None:
    """The secretary writes down what came of a matter that is no dispute."""
    if matter.kind == "dispute":
        raise Conflict(_("A dispute is decided by the task “Record the decision”."))
    closing.check_held(matter.meeting)
    faults = Faults()
    faults.text("decided", text)
    faults.stop()
    settle(matter, text)


def settle(
    matter: Matter, text: str, *, outcome: str | None = None, tally: dict[str, Any] | None = None
) -> None:
    """Write the result down, once and for all."""
    if matter.decided_at is not None:
        raise Conflict(_("This matter was decided already."))
    matter.outcome, matter.tally, matter.decided = outcome, tally or {}, text
    matter.decided_at = clock.now()
    audit.record("matter settled", case=matter.instance_id, subject=f"matter:{matter.id}")


def recuse_parties(matter: Matter, unit_ids: Iterable[int]) -> None:
    """Members whose own dispute it is do not vote, and the file says so."""
    db.session.add_all(
        Recusal(matter_id=matter.id, unit_id=unit_id, kind="party", reason="争议当事单位")
        for unit_id in dict.fromkeys(unit_ids)
    )


def recuse(matter: Matter, unit_id: int, reason: str, account: Account) -> Recusal:
    """A member does not take part in a matter, and says why."""
    faults = Faults()
    faults.text("recusal_reason", reason)
    faults.stop()
    made = Recusal(
        matter_id=matter.id, unit_id=unit_id, kind="own", reason=reason, by_id=account.id
    )
    db.session.add(made)
    audit.record(
        "member recused", case=matter.instance_id, subject=f"matter:{matter.id}", reason=reason
    )
    return made


def _on_agendas(resolution_ids: Iterable[int]) -> set[int | None]:
    """Those that stand on the agenda of a meeting which is still to be held."""
    waiting = (
        select(Matter.follows_id)
        .join(Meeting)
        .where(
            Matter.follows_id.in_(list(resolution_ids)),
            Meeting.status == "planned",
            # One that is past, and whose attendance nobody noted, does not take it up any more.
            Meeting.held_on >= clock.today(),
        )
    )
    return set(db.session.scalars(waiting))


def _title(one: Resolution) -> str:
    """What the agenda calls an overdue resolution; the agenda is in Chinese, as the minutes."""
    return f"{one.unit.short_name}逾期事项执行情况：{one.text}"[:LONGEST_LINE]

"""What was resolved: who carries it out by when, until it is done or dropped."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.domain.meetings import queries
from app.domain.meetings.models import Matter, Meeting, Resolution
from app.domain.meetings.rules.faults import Faults
from app.domain.meetings.services import closing
from app.foundation import audit, clock, notices
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit

HEADS = (queries.HEAD,)
DONE_BY_ITSELF = "由系统记录"


def add(
    matter: Matter, *, text: str, unit: str, due_on: date | None, account: Account
) -> Resolution:
    """The secretary writes down who does what by when."""
    closing.check_held(matter.meeting)
    faults = Faults()
    faults.text("text", text)
    faults.working_day("due_on", due_on, meeting=False)
    wanted = select(Unit).where(Unit.code == unit, Unit.active)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        faults.add("unit", _("Please choose a unit."))
    faults.stop()
    assert found is not None, "said above"
    return assign(matter, text=text, unit_id=found.id, due_on=due_on, by_id=account.id)


def assign(
    matter: Matter,
    *,
    text: str,
    unit_id: int,
    due_on: date | None,
    by_id: int,
    instance_id: int | None = None,
) -> Resolution:
    """A unit has something to carry out, and its head is told."""
    made = Resolution(
        matter_id=matter.id,
        text=text,
        unit_id=unit_id,
        due_on=due_on,
        instance_id=instance_id,
        by_id=by_id,
    )
    db.session.add(made)
    db.session.flush()  # the record and the notice name its number
    notices.queue(
        "resolution_assigned",
        instance_id=instance_id,
        unit_id=unit_id,
        posts=HEADS,
        resolution=made.id,
        due_on=_due(made),
    )
    _note("resolution assigned", made, due_on=_due(made))
    return made


def report(resolution_id: int, account: Account, evidence: str) -> Resolution:
    """The head of the responsible unit reports it done; the secretary confirms."""
    found = _open(resolution_id)
    if found.unit_id != account.unit_id:
        raise NotFound(_("There is no such resolution."))
    found.evidence = _needed("evidence", evidence)
    _note("resolution reported done", found, evidence=evidence)
    return found


def confirm(resolution_id: int, account: Account, evidence: str) -> Resolution:
    """The secretary marks it done, on what was reported or on other evidence."""
    found = _open(resolution_id, account)
    found.evidence = _needed("evidence", evidence or found.evidence)
    _close(found, "done", account.id)
    return found


def send_back(resolution_id: int, account: Account, reason: str) -> Resolution:
    """The secretary does not take it for done; the unit's head reports anew."""
    found = _open(resolution_id, account)
    if not found.evidence:
        raise Conflict(_("Nothing has been reported yet."))
    _note("report sent back", found, reason=_needed("reason", reason))
    found.evidence = ""
    notices.queue(
        "resolution_assigned",
        instance_id=found.instance_id,
        unit_id=found.unit_id,
        posts=HEADS,
        resolution=found.id,
        due_on=_due(found),
        returned=reason,
    )
    return found


def drop(resolution_id: int, account: Account, reason: str) -> Resolution:
    """The secretary gives it up, with a reason."""
    found = _open(resolution_id, account)
    found.evidence = _needed("reason", reason)
    _close(found, "dropped", account.id)
    return found


def carried_out(instance_id: int, outcome: str) -> None:
    """What a decision on this case asked for has been done: marked without anybody's word."""
    for found in _of_case(instance_id):
        if found.matter.outcome == outcome:
            found.evidence = found.evidence or DONE_BY_ITSELF
            _close(found, "done", None)


def fallen_away(instance_id: int, reason: str) -> None:
    """The case ended, or was decided anew: nothing is left to carry out."""
    for found in _of_case(instance_id):
        found.evidence = reason
        _close(found, "dropped", None)


def tell_overdue() -> int:
    """Tell of one resolution that is overdue, once; 0 if there is none."""
    late = (
        select(Resolution)
        .where(
            Resolution.status == "open",
            Resolution.due_on < clock.today(),
            Resolution.overdue_told_at.is_(None),
        )
        .order_by(Resolution.due_on, Resolution.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = db.session.scalars(late).one_or_none()
    if found is None:
        return 0
    found.overdue_told_at = clock.now()
    group_id = db.session.scalar(
        select(Meeting.group_id).join(Matter).where(Matter.id == found.matter_id)
    )
    for unit_id, post in ((found.unit_id, queries.HEAD), (group_id, queries.SECRETARY)):
        notices.queue(
            "resolution_overdue",
            instance_id=found.instance_id,
            unit_id=unit_id,
            posts=(post,),
            resolution=found.id,
            due_on=_due(found),
        )
    _note("resolution overdue", found)
    return 1


def _of_case(instance_id: int) -> list[Resolution]:
    mine = select(Resolution).where(
        Resolution.instance_id == instance_id, Resolution.status == "open"
    )
    return list(db.session.scalars(mine.order_by(Resolution.id).with_for_update()))


def _open(resolution_id: int, secretary: Account | None = None) -> Resolution:
    """An open resolution, locked; for a secretary one of its own group."""
    statement = select(Resolution).where(Resolution.id == resolution_id)
    if secretary is not None:
        own = select(Matter.id).join(Meeting).where(Meeting.group_id == secretary.unit_id)
        statement = statement.where(Resolution.matter_id.in_(own))
    locked = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(locked).one_or_none()
    if found is None:
        raise NotFound(_("There is no such resolution."))
    if found.status != "open":
        raise Conflict(_("This resolution was closed already."))
    return found


def _needed(field: str, text: str) -> str:
    faults = Faults()
    faults.text(field, text)
    faults.stop()
    return text


def _close(found: Resolution, status: str, by_id: int | None) -> None:
    found.status, found.closed_at, found.closed_by_id = status, clock.now(), by_id
    _note(f"resolution {status}", found)


def _due(found: Resolution) -> str:
    return found.due_on.isoformat() if found.due_on else ""


def _note(action: str, found: Resolution, **details: Any) -> None:
    audit.record(action, case=found.instance_id, subject=f"resolution:{found.id}", **details)

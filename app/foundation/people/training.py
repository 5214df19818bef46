"""The training log: who took part in what, when, with what result; corrected, never rewritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import select

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.foundation.faults import Faults
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit
from app.foundation.people.models import TrainingRecord
from app.foundation.people.training_words import KINDS, RESULTS

HEAD = "unit_approver"
ADMINISTRATOR = "sysadmin"
# Who reads every unit's log, wherever they sit; the office's heads and officers do as well.
OVERSEERS = frozenset({ADMINISTRATOR, "auditor", "assessor", "catalogue_admin"})
OFFICES_OVERSEERS = frozenset({HEAD, "escalation_officer"})
LONGEST = {"holder": 100, "course": 200, "certificate": 60, "reason": 500}
MOST_HOURS = Decimal(999)
OLDEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Entry:
    """What is said of one participation."""

    account_id: int | None
    holder: str
    course: str
    kind: str
    begins_on: date | None
    ends_on: date | None
    hours: Decimal | None
    result: str
    certificate: str

    def as_json(self) -> dict[str, str]:
        """The same in words that the audit log can keep."""
        return {name: "" if value is None else str(value) for name, value in vars(self).items()}


def oversees(account: Account) -> bool:
    """May the account read the log of every unit?"""
    held = account.effective_posts
    office = "office" in account.unit.roles and bool(held & OFFICES_OVERSEERS)
    return office or bool(held & OVERSEERS)


def may_read(account: Account, unit_id: int) -> bool:
    """May the account read this unit's log?  For others there is none."""
    return account.unit_id == unit_id or oversees(account)


def may_record(account: Account, unit_id: int) -> bool:
    """May the account write into this unit's log?"""
    held = account.effective_posts
    return ADMINISTRATOR in held or (HEAD in held and account.unit_id == unit_id)


def record(by: Account, unit: Unit, entry: Entry) -> TrainingRecord:
    """Write a participation down."""
    check_may_record(by, unit.id)
    _check(entry, unit.id)
    made = TrainingRecord(unit_id=unit.id, recorded_by_id=by.id)
    _say(made, entry)
    db.session.add(made)
    db.session.flush()  # the audit entry names its id
    audit.record("training_recorded", subject=str(made), unit=unit.code, entry=entry.as_json())
    return made


def correct(by: Account, record_id: int, entry: Entry, version: int) -> TrainingRecord:
    """Set a record right; what it said before stays readable."""
    found = _locked(by, record_id)
    _check(entry, found.unit_id)
    before, after = said(found).as_json(), entry.as_json()
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes and found.version != version:
        raise Conflict(_("Somebody corrected this record meanwhile. Look at it again."))
    if changes:
        _say(found, entry)
        found.version += 1
        audit.record("training_corrected", subject=str(found), changes=changes)
    return found


def withdraw(by: Account, record_id: int, reason: str) -> TrainingRecord:
    """Strike a record out that should not be there; it stays readable as struck out."""
    found = _locked(by, record_id)
    faults = Faults()
    if not reason.strip():
        faults.add("reason", _("Say why, in a few words."))
    elif len(reason) > LONGEST["reason"]:
        faults.add("reason", _("At most %(count)d characters.", count=LONGEST["reason"]))
    faults.stop()
    found.withdrawn_at = clock.now()
    found.version += 1
    changes = {"withdrawn": ["", reason.strip()]}
    audit.record("training_withdrawn", subject=str(found), changes=changes)
    return found


def said(found: TrainingRecord) -> Entry:
    """What a record says now."""
    return Entry(**{name: getattr(found, name) for name in Entry.__dataclass_fields__})


def hours(typed: str) -> Decimal | None:
    """A number of hours as typed, to half an hour and the like; nonsense is none."""
    try:
        found = Decimal(typed)
    except InvalidOperation:
        return None
    return found.quantize(Decimal("0.1")) if found.is_finite() and abs(found) < 10_000 else None


def _say(record: TrainingRecord, entry: Entry) -> None:
    for name, value in vars(entry).items():
        setattr(record, name, value)


def _locked(by: Account, record_id: int) -> TrainingRecord:
    found = db.session.scalars(
        select(TrainingRecord).where(TrainingRecord.id == record_id).with_for_update()
    ).one_or_none()
    if found is None or not may_read(by, found.unit_id):
        raise NotFound(_("There is no such record."))
    check_may_record(by, found.unit_id)
    if found.withdrawn_at is not None:
        raise Conflict(_("This record was struck out already."))
    return found


def check_may_record(by: Account, unit_id: int) -> None:
    """Raise unless the account may write into this unit's log."""
    if not may_read(by, unit_id):
        raise NotFound(_("There is no such unit."))
    if not may_record(by, unit_id):
        raise NotAllowed(
            _("Only the head of the unit's sharing work and the system administrator do that.")
        )


def _check(entry: Entry, unit_id: int) -> None:
    faults = Faults()
    for name in ("holder", "course", "certificate"):
        if len(getattr(entry, name)) > LONGEST[name]:
            faults.add(name, _("At most %(count)d characters.", count=LONGEST[name]))
    needed: Mapping[str, object] = {
        "holder": entry.holder,
        "course": entry.course,
        "kind": entry.kind in KINDS,
        "result": entry.result in RESULTS,
        "begins_on": entry.begins_on,
        "ends_on": entry.ends_on,
    }
    for name, value in needed.items():
        if not value:
            faults.add(name, _("This field is required."))
    _check_account(faults, entry, unit_id)
    _check_time(faults, entry)
    faults.stop()


def _check_account(faults: Faults, entry: Entry, unit_id: int) -> None:
    """Whose account it is: one of this unit, which may be closed by now."""
    if entry.account_id is None:
        return
    known = select(Account.id).where(Account.id == entry.account_id, Account.unit_id == unit_id)
    if db.session.scalar(known) is None:
        faults.add("account", _("Choose an account of this unit."))


def _check_time(faults: Faults, entry: Entry) -> None:
    if entry.begins_on and entry.begins_on < OLDEST:
        faults.add("begins_on", _("This date is too long ago."))
    if entry.ends_on and entry.ends_on > clock.today():
        faults.add("ends_on", _("What is not over yet has no result: enter it afterwards."))
    if entry.begins_on and entry.ends_on and entry.ends_on < entry.begins_on:
        faults.add("ends_on", _("The last day is not before the first."))
    if entry.hours is None or not 0 < entry.hours <= MOST_HOURS:
        faults.add("hours", _("A number of hours from 0.1 to 999."))

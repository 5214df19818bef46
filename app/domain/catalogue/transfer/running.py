"""The work on imports, piece by piece: take one up, check it, import it, take it back.

Each piece is one transaction of the job.  The claim is looked at once more as its last act, so that
of two machines that work on the same import only one commits.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.domain.catalogue.models.transfer import (
    CHECKED,
    DONE,
    FAILED,
    FAULTY,
    IMPORTING,
    REFUSED,
    TAKEN_BACK,
    TAKING_BACK,
    UNDER_WAY,
    WORK,
    ImportEntry,
    ImportJob,
)
from app.domain.catalogue.transfer import checking, news, reading, restoring, writing
from app.domain.catalogue.transfer.faults import Found, Place
from app.domain.catalogue.transfer.heart import Heart, Lost
from app.domain.catalogue.transfer.planning import Plan, Who
from app.domain.catalogue.viewing import Viewer
from app.foundation import audit, clock, files
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import lazy

MOST_ATTEMPTS = 3
PHASES = 3  # of an import: checked once more, written, found
BROKEN_OFF = lazy("The work broke off three times; nothing was imported.")
CHANGED_SINCE = lazy("The entry was changed since the file was checked: check it again.")
BEFORE = dict(zip(WORK.values(), WORK, strict=True))


@dataclass(frozen=True)
class Claimed:
    """A piece of work that is ours as long as the claim stands."""

    job_id: int
    claim: str
    state: str


def take_up(job_id: int) -> Claimed | None:
    """Claim an import that waits, or whose worker died; None where there is nothing to do."""
    waiting = select(ImportJob).where(ImportJob.id == job_id, ImportJob.state.in_(UNDER_WAY))
    job = db.session.scalars(waiting.with_for_update()).one_or_none()
    if job is None:
        return None
    job.state = WORK.get(job.state, job.state)
    job.claim, job.beat_at = secrets.token_hex(16), clock.now()
    job.attempts += 1
    job.progress = job.total = 0
    return Claimed(job.id, job.claim, job.state)


def stranded() -> list[int]:
    """Imports that wait, or say that they are worked on."""
    return list(db.session.scalars(select(ImportJob.id).where(ImportJob.state.in_(UNDER_WAY))))


def do(claimed: Claimed, heart: Heart) -> None:
    """Do the piece of work that the import is at, and tell those whom it concerns."""
    _do(claimed, heart)
    news.tell(claimed.job_id)


def _do(claimed: Claimed, heart: Heart) -> None:
    job = db.session.get_one(ImportJob, claimed.job_id)
    if job.attempts > MOST_ATTEMPTS:
        _end(claimed, state=FAILED, faults=_only(BROKEN_OFF))
    elif claimed.state == TAKING_BACK:
        _take_back(job, claimed, heart)
    else:
        _check(job, claimed, heart)


def give_up(claimed: Claimed, *, counts: bool) -> None:
    """It was given back, or something unforeseen happened: it waits again, but not for ever."""
    mine = (ImportJob.id == claimed.job_id, ImportJob.claim == claimed.claim)
    job = db.session.scalars(select(ImportJob).where(*mine).with_for_update()).one_or_none()
    if job is None:
        return
    if not counts:
        job.attempts -= 1
    if job.attempts >= MOST_ATTEMPTS:
        found = _only(BROKEN_OFF)
        job.state, job.finished_at = FAILED, clock.now()
        job.faults, job.fault_count = [one.as_json() for one in found.kept], found.count
    else:
        job.state = BEFORE[claimed.state]


def who(job: ImportJob) -> Who:
    """For whom a file is checked: whoever handed it in."""
    viewer = Viewer(job.unit_id, job.any_unit, frozenset(job.networks))
    return Who(viewer, job.unit.code, job.any_unit)


def _check(job: ImportJob, claimed: Claimed, heart: Heart) -> None:
    """The dry run; and the same once more before an import writes."""
    found, imports = Found(), claimed.state == IMPORTING
    with files.read(job.file) as file:
        given = reading.read(file, job.format, found, lambda row: heart.tell(row, 0))
    plan = None
    if given:
        total = len(given.entries) * (PHASES if imports else 1)
        plan = checking.check(given, who(job), found, lambda done: heart.tell(done, total))
        if imports:
            _check_unchanged(job, plan, given, found)
    if plan and given:
        told: dict[str, Any] = {
            "kind": plan.kind,
            "counts": plan.counts(),
            "passed": list(given.passed),
            "left": list(plan.left),
            "limited_to": sorted(plan.networks),
        }
    else:
        told = {}
    if found or not plan:
        _end(claimed, state=REFUSED if imports else FAULTY, faults=found, **told)
    elif imports:
        _import(job, claimed, plan, heart)
    else:
        _keep(job, plan)
        _end(claimed, state=CHECKED, faults=found, **told)


def _check_unchanged(job: ImportJob, plan: Plan, given: Any, found: Found) -> None:
    """What somebody changed since the dry run is not what was released."""
    kept = select(ImportEntry.row, ImportEntry.entry_id, ImportEntry.before)
    before = {
        row: (entry_id, version)
        for row, entry_id, version in db.session.execute(kept.filter_by(job_id=job.id))
    }
    rows = {entry.row: entry for entry in given.entries}
    for one in plan.planned:
        if before.get(one.row) != (one.entry_id, one.before):
            found.add(given.place(rows[one.row], "title"), CHANGED_SINCE, one.entry_id or "")


def _import(job: ImportJob, claimed: Claimed, plan: Plan, heart: Heart) -> None:
    begun = len(plan.planned)
    total = begun * PHASES
    try:
        results = writing.write(
            plan,
            note=writing.note_of(job),
            subject=str(job),
            account_id=job.released_by_id,
            tell=lambda done: heart.tell(begun + done, total),
        )
    except Conflict as overtaken:
        said = str(overtaken.message)
        _end(claimed, state=REFUSED, faults=_only(lambda: said))
        return
    _keep(job, plan, results)
    audit.record("import done", subject=str(job), sha256=job.sha256, **plan.counts())
    _end(claimed, state=DONE, counts=plan.counts())


def _take_back(job: ImportJob, claimed: Claimed, heart: Heart) -> None:
    try:
        count = restoring.restore(job, heart.tell)
    except Conflict as overtaken:
        said = str(overtaken.message)
        _end(claimed, state=DONE, faults=_only(lambda: said))
        return
    audit.record("import taken back", subject=str(job), entries=count)
    _end(claimed, state=TAKEN_BACK, taken_back_at=clock.now())


def _keep(job: ImportJob, plan: Plan, results: dict[int, tuple[str, int]] | None = None) -> None:
    """Keep what becomes of each entry, for the pages."""
    db.session.execute(delete(ImportEntry).filter_by(job_id=job.id))
    made = results or {}
    rows = [
        {
            "job_id": job.id,
            "row": one.row,
            "act": one.act,
            "title": str(one.content.get("title") or "")[:200],
            "entry_id": made[one.row][0] if one.row in made else one.entry_id,
            "before": one.before,
            "after": made[one.row][1] if one.row in made else None,
        }
        for one in plan.planned
    ]
    if rows:
        db.session.execute(insert(ImportEntry), rows)


def _end(claimed: Claimed, state: str, faults: Found | None = None, **told: Any) -> None:
    """The last act: the new state, if the claim still stands."""
    found = faults or Found()
    now = clock.now()
    told |= {"state": state, "faults": [one.as_json() for one in found.kept]}
    told |= {"fault_count": found.count, "attempts": 0}
    told["checked_at" if state in (CHECKED, FAULTY) else "finished_at"] = now
    if state == TAKEN_BACK:
        told.pop("finished_at")
    mine = (ImportJob.id == claimed.job_id, ImportJob.claim == claimed.claim)
    if not db.session.execute(update(ImportJob).where(*mine).values(**told)).rowcount:  # type: ignore[attr-defined]
        raise Lost


def _only(said: Any) -> Found:
    found = Found()
    found.add(Place(""), said)
    return found

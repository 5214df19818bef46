"""Registers of destruction 销毁清册: drawn up by one person, confirmed by another, or not."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.keeping import destroyable, keepers, queries
from app.domain.keeping.destroyable import Asked
from app.domain.keeping.rules import destroying
from app.domain.keeping.rules.destroying import Listed
from app.foundation import audit, clock, numbers
from app.foundation.database import db
from app.foundation.destroyed import Destruction, DestructionLine
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.foundation.kept import KeptCase

SERIES = "销"
LONGEST_REASON = 500
MOST = 1000  # cases in a register: what a person can still look through


def propose(asked: Asked, ids: Iterable[int] | None, reason: str, account: Account) -> Destruction:
    """Draw up a register of these cases, or of all that are found, for a second person."""
    keepers.check_may_propose(account)
    why = said(reason)
    cases = _chosen(asked, ids)
    made = Destruction(
        number=str(numbers.draw(SERIES, width=1)),
        state=destroying.PROPOSED,
        reason=why,
        cases=len(cases),
        sha256=destroying.digest(map(_listed, cases)),
        proposed_by_id=account.id,
        hands=sorted(keepers.persons(account)),
    )
    _add(made, cases)
    audit.record(
        "destruction proposed",
        subject=_subject(made),
        reason=why,
        cases=made.cases,
        sha256=made.sha256,
    )
    keepers.tell(made, keepers.auditors() - set(made.hands))
    return made


def confirm(register_id: int, seen: str, account: Account) -> Destruction:
    """Agree, as the second person, with exactly the list that was seen."""
    found = _to_decide(register_id, account)
    if not found.sha256 == seen == destroying.digest(_of(found.id)):
        raise Conflict(_("The list is not the one that you saw. Look at it again."))
    _decide(found, destroying.CONFIRMED, account)
    found.from_on = destroying.from_on(clock.today())
    audit.record(
        "destruction confirmed",
        subject=_subject(found),
        sha256=found.sha256,
        from_on=found.from_on.isoformat(),
    )
    keepers.tell(found, keepers.everybody() - {account.id})
    return found


def refuse(register_id: int, answer: str, account: Account) -> Destruction:
    """Say no, with a reason that the archivist reads; the cases stay."""
    found = _to_decide(register_id, account)
    found.answer = said(answer, "answer")
    _decide(found, destroying.REFUSED, account)
    _spare(found)
    audit.record("destruction refused", subject=_subject(found), reason=found.answer)
    keepers.tell(found, found.hands)
    return found


def withdraw(register_id: int, account: Account) -> Destruction:
    """Take back what was not decided yet; any archivist of the archives may."""
    keepers.check_may_propose(account)
    found = _waiting(register_id, destroying.PROPOSED)
    _end(found, destroying.WITHDRAWN, account, "")
    audit.record("destruction withdrawn", subject=_subject(found))
    return found


def stop(register_id: int, reason: str, account: Account | None) -> Destruction:
    """Stop what was confirmed, before or while it is carried out; one person is enough."""
    if account is not None and not keepers.may_enter(account):
        raise NotAllowed(_("Your post does not allow this."))
    found = _waiting(register_id, destroying.CONFIRMED)
    why = said(reason)
    _end(found, destroying.STOPPED, account, why)
    audit.record("destruction stopped", subject=_subject(found), reason=why)
    keepers.tell(found, keepers.everybody() - {account.id if account else 0})
    return found


def register(register_id: int, *, lock: bool = False) -> Destruction:
    """One register."""
    wanted = select(Destruction).where(Destruction.id == register_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(wanted).one_or_none() if register_id < 2**31 else None
    if found is None:
        raise NotFound(_("There is no such register."))
    return found


def registers(state: str = "") -> Select[Destruction]:
    """All registers, the newest first; for the caller to page."""
    found = select(Destruction).order_by(Destruction.id.desc())
    return found.where(Destruction.state == state) if state else found


def lines(register_id: int) -> Select[DestructionLine]:
    """The cases of a register, those that ended first before others."""
    found = select(DestructionLine).where(DestructionLine.destruction_id == register_id)
    return found.order_by(DestructionLine.ended_on, DestructionLine.case_id)


def said(reason: str, field: str = "reason") -> str:
    """A reason in one line; without one nothing is done."""
    why = " ".join(reason.split())
    if not 0 < len(why) <= LONGEST_REASON:
        told = _("Between 1 and %(most)s characters.", most=LONGEST_REASON)
        raise Invalid({field: [told]})
    return why


def _chosen(asked: Asked, ids: Iterable[int] | None) -> Sequence[KeptCase]:
    """What was chosen, as far as nothing keeps it."""
    found = destroyable.listed(asked).limit(MOST)
    wanted = None if ids is None else set(ids)
    if wanted is not None:
        found = destroyable.listed(Asked()).where(KeptCase.id.in_(wanted)).limit(MOST + 1)
    cases = [row[0] for row in db.session.execute(found)]
    if not cases:
        raise Invalid({"cases": [_("Choose at least one case.")]})
    if wanted is not None and len(cases) < len(wanted):
        raise Conflict(_("What you chose stands differently by now. Look at the list again."))
    return cases


def _add(made: Destruction, cases: Sequence[KeptCase]) -> None:
    db.session.add(made)
    db.session.flush()
    source = queries.keeping_term().source
    rows = [
        {**_listed(one)._asdict(), "destruction_id": made.id, "source": source, "batch": one.batch}
        for one in cases
    ]
    try:
        with db.session.begin_nested():
            db.session.execute(insert(DestructionLine), rows)
    except IntegrityError as crossed:  # somebody proposed one of them at this moment
        raise Conflict(_("One of these cases stands in another register by now.")) from crossed


def _listed(one: KeptCase) -> Listed:
    years = destroyable.years()
    return Listed(
        one.id, one.number, one.process_id, one.ended_on, one.kept_on, years, one.size, one.sha256
    )


def _of(register_id: int) -> Iterable[Listed]:
    columns = [getattr(DestructionLine, name) for name in Listed._fields]
    found = select(*columns).where(DestructionLine.destruction_id == register_id)
    return [Listed(*row) for row in db.session.execute(found)]


def _to_decide(register_id: int, account: Account) -> Destruction:
    found = _waiting(register_id, destroying.PROPOSED)
    if not keepers.is_second(found, account):
        raise NotAllowed(_("A second person, an auditor, decides on what another proposed."))
    return found


def _waiting(register_id: int, state: str) -> Destruction:
    found = register(register_id, lock=True)
    if found.state != state:
        raise Conflict(_("This was decided already."))
    return found


def _decide(found: Destruction, state: str, account: Account) -> None:
    found.state, found.decided_at, found.decided_by_id = state, clock.now(), account.id


def _end(found: Destruction, state: str, account: Account | None, why: str) -> None:
    found.state, found.ended_at, found.ended_because = state, clock.now(), why
    found.ended_by_id = account.id if account else None
    _spare(found)


def _spare(found: Destruction) -> None:
    """Its cases may stand in another register again."""
    left = update(DestructionLine).where(
        DestructionLine.destruction_id == found.id,
        DestructionLine.spared == "",
        DestructionLine.destroyed_at.is_(None),
    )
    db.session.execute(
        left.values(spared=found.state), execution_options={"synchronize_session": False}
    )


def _subject(found: Destruction) -> str:
    return f"destruction:{found.number}"

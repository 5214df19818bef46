"""Ask for data that nobody lists; join a demand that is there, leave it, withdraw it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select

from app.domain.catalogue.models.demand import Demand, DemandUnit
from app.domain.catalogue.rules import demand as rules
from app.domain.catalogue.services import demand_steps as steps
from app.domain.catalogue.services.demand_steps import Step
from app.foundation import notices, numbers
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed
from app.foundation.faults import Faults
from app.foundation.i18n import _
from app.foundation.identity.models import Account

SERIES = "需求"


@dataclass(frozen=True)
class Asked:
    """What a unit asks for."""

    title: str
    items: tuple[str, ...]
    purpose: str
    basis: str
    urgency: str = "normal"
    spite_reason: str = ""
    hits: Sequence[Mapping[str, Any]] = field(default_factory=list)

    def after_looking(self, hits: Sequence[Mapping[str, Any]]) -> "Asked":
        """The same, with what was found before it is filed."""
        return replace(self, hits=hits)


def check_may_file(account: Account) -> None:
    """Raise unless the account may file demands for its unit."""
    if rules.OFFICER not in account.effective_posts:
        raise NotAllowed(_("Only a registered sharing officer of your unit can ask for data."))


def check(asked: Asked) -> None:
    """Raise with every fault of what was entered."""
    faults = Faults()
    steps.need(faults, "title", asked.title, rules.LONGEST_TITLE)
    steps.need(faults, "purpose", asked.purpose, rules.LONGEST_TEXT)
    steps.need(faults, "basis", asked.basis, rules.LONGEST_TEXT)
    if not asked.items:
        faults.add("items", _("Name at least one item."))
    if len(asked.items) > rules.MOST_ITEMS:
        faults.add("items", _("At most %(most)d items.", most=rules.MOST_ITEMS))
    if any(len(item) > rules.LONGEST_ITEM for item in asked.items):
        faults.add("items", _("At most %(most)d characters.", most=rules.LONGEST_ITEM))
    if asked.urgency not in rules.URGENCIES:
        faults.add("urgency", _("Please choose."))
    if len(asked.spite_reason) > rules.LONGEST_REASON:
        faults.add("spite_reason", _("At most %(most)d characters.", most=rules.LONGEST_REASON))
    faults.stop()


def file(account: Account, asked: Asked, submission_key: str | None = None) -> Demand:
    """File a demand; the same form sent twice is one demand.

    Where something was found that may serve, going on needs a reason, which the office reads.
    """
    check_may_file(account)
    if submission_key:
        # Two copies of one form wait here for each other; the second finds the first.
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(submission_key))))
        if before := filed_as(account.unit_id, submission_key):
            return before
    check(asked)
    if asked.hits and not asked.spite_reason:
        faults = Faults()
        faults.add("spite_reason", _("Say why what was found does not serve you."))
        faults.stop()
    made = Demand(
        unit_id=account.unit_id,
        by_id=account.id,
        submission_key=submission_key,
        title=asked.title,
        items=list(asked.items),
        purpose=asked.purpose,
        basis=asked.basis,
        urgency=asked.urgency,
        hits=[dict(hit) for hit in asked.hits],
        spite_reason=asked.spite_reason if asked.hits else "",
        version=0,
        # Whoever draws a number makes the others wait: nothing slow follows.
        number=str(numbers.draw(SERIES)),
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(DemandUnit(demand_id=made.id, unit_id=account.unit_id, by_id=account.id))
    steps.note(made, "file", account)
    steps.tell_office(made, "demand_filed")
    notices.deliver()
    return made


def filed_as(unit_id: int, submission_key: str) -> Demand | None:
    """The unit's demand that this form has become already."""
    known = select(Demand).where(Demand.unit_id == unit_id, Demand.submission_key == submission_key)
    return db.session.scalars(known).first()


def join(step: Step, purpose: str = "") -> Demand:
    """Another unit needs the same: the more there are, the higher the demand ranks."""
    found = steps.locked(step.demand_id, step.account)
    steps.check_may(found, step.account, "join")
    if db.session.get(DemandUnit, (found.id, step.account.unit_id)):
        raise steps.SentTwice
    # Whoever joins does not mind what else has happened meanwhile.
    found = steps.begin(Step(step.account, step.demand_id), "join")
    faults = Faults()
    if len(purpose) > rules.LONGEST_TEXT:
        faults.add("purpose", _("At most %(most)d characters.", most=rules.LONGEST_TEXT))
    faults.stop()
    db.session.add(
        DemandUnit(
            demand_id=found.id,
            unit_id=step.account.unit_id,
            by_id=step.account.id,
            purpose=purpose,
        )
    )
    count(found)
    steps.note(found, "join", step.account, purpose)
    return found


def leave(step: Step) -> Demand:
    """The unit needs it no longer; others still do."""
    found = steps.begin(step, "leave")
    row = db.session.get_one(DemandUnit, (found.id, step.account.unit_id))
    db.session.delete(row)
    count(found)
    steps.note(found, "leave", step.account, sent=step.as_sent("leave"))
    return found


def withdraw(step: Step, reason: str) -> Demand:
    """The only unit that needs it takes the demand back."""
    found = steps.begin(step, "withdraw")
    faults = Faults()
    steps.need(faults, "reason", reason, rules.LONGEST_REASON)
    faults.stop()
    if found.assigned_unit_id:
        steps.tell_unit(found, "demand_answered", found.assigned_unit_id, rules.WITHDRAWN)
    steps.close(found, rules.WITHDRAWN, reason)
    steps.note(found, "withdraw", step.account, reason, sent=step.as_sent("withdraw"))
    notices.deliver()
    return found


def count(demand: Demand) -> None:
    """How many units need it now."""
    db.session.flush()
    needing = select(func.count()).where(DemandUnit.demand_id == demand.id)
    demand.wanted = db.session.scalar(needing) or 0
    if demand.wanted == 0:
        raise Conflict(_("This demand stands differently by now: that is not possible any more."))

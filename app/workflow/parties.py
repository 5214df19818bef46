"""Which unit a lane means in a case, and who may see the case at all."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, and_, bindparam, false, select, update

from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit
from app.workflow.models import InstanceParty

# Lane → the posts of that party (processes.md, “Lanes and who may act”).
POSTS: dict[str, frozenset[str]] = {
    "demander": frozenset({"sharing_officer", "unit_approver"}),
    "provider": frozenset({"sharing_officer", "unit_approver"}),
    "office": frozenset({"escalation_officer"}),
    "consulted": frozenset({"sharing_officer", "legal_advisor"}),
    "leading_group": frozenset({"leading_group_secretary", "unit_approver"}),
    "secrecy_bureau": frozenset({"secrecy_officer"}),
    "applicant": frozenset({"sharing_officer", "unit_approver"}),
    "catalogue_office": frozenset({"catalogue_admin"}),
    "statistics": frozenset({"collection_reviewer"}),
}
# Lane → the posts of that party that read its cases and do nothing in them: the office's head is
# told of what is late, and leaves the work and its distribution to the dispute officers, and to
# the catalogue administrators; so does the head of the statistics office.
READERS: dict[str, frozenset[str]] = {
    "office": frozenset({"unit_approver"}),
    "catalogue_office": frozenset({"unit_approver"}),
    "statistics": frozenset({"unit_approver"}),
}
AUDITOR = "auditor"
_OF_CASE = (
    select(InstanceParty)
    .where(InstanceParty.instance_id == bindparam("case"))
    .order_by(InstanceParty.id)
)
_ACTING = (
    select(Unit)
    .join(InstanceParty, InstanceParty.unit_id == Unit.id)
    .where(InstanceParty.instance_id == bindparam("case"), InstanceParty.lane == bindparam("lane"))
    .where(InstanceParty.acts)
)


def set_party(
    instance_id: int, lane: str, unit_id: int, *, acts: bool = True, visible: bool = False
) -> None:
    """From now on `lane` means this unit; `acts=False` adds a unit that only has items there."""
    rows = parties(instance_id)
    if acts:
        for row in rows:
            row.acts = row.acts and row.lane != lane
    known = [r for r in rows if r.lane == lane and r.unit_id == unit_id]
    row = known[0] if known else InstanceParty(instance_id=instance_id, lane=lane, unit_id=unit_id)
    db.session.add(row)
    row.acts = acts or bool(known and row.acts)
    if visible and row.visible_at is None:
        row.visible_at = clock.now()


def reveal(instance_id: int, *lanes: str) -> None:
    """Let these parties see the case from now on."""
    statement = update(InstanceParty).where(
        InstanceParty.instance_id == instance_id,
        InstanceParty.lane.in_(lanes),
        InstanceParty.visible_at.is_(None),
    )
    db.session.flush()  # rows set a moment ago must be there
    db.session.execute(statement.values(visible_at=clock.now()))


def parties(instance_id: int) -> list[InstanceParty]:
    """The parties of a case."""
    return list(db.session.scalars(_OF_CASE, {"case": instance_id}))


def unit_of(instance_id: int, lane: str) -> Unit:
    """The unit that acts in a lane of a case."""
    found = db.session.scalars(_ACTING, {"case": instance_id, "lane": lane}).first()
    if found is None:
        raise NotFound(_("No unit acts as %(lane)s in this case.", lane=lane))
    return found


def visible_to(account: Account) -> Select[Any]:
    """The ids of the cases that an account may see; every one for auditors."""
    seen = select(InstanceParty.instance_id)
    posts = account.effective_posts
    if AUDITOR in posts:
        return seen
    lanes = [lane for lane in POSTS if may_read(lane) & posts]
    mine = and_(InstanceParty.unit_id == account.unit_id, InstanceParty.lane.in_(lanes))
    return seen.where(mine if lanes else false(), InstanceParty.visible_at.is_not(None))


def may_read(lane: str) -> frozenset[str]:
    """The posts of a party that see its cases, whether they act in them or only read."""
    return POSTS[lane] | READERS.get(lane, frozenset())


def may_see(instance_id: int, account: Account) -> bool:
    """May the account see this case?  For anybody else it does not exist."""
    mine = visible_to(account).where(InstanceParty.instance_id == instance_id)
    return db.session.scalar(mine.limit(1)) is not None


def check_may_see(instance_id: int, account: Account) -> None:
    """Raise NotFound unless the account may see this case."""
    if not may_see(instance_id, account):
        raise NotFound(_("There is no such case."))


def units_by_code(codes: Iterable[str]) -> dict[str, Unit]:
    """Units by their codes, as multi-instance items name them."""
    statement = select(Unit).where(Unit.code.in_(list(codes)))
    return {unit.code: unit for unit in db.session.scalars(statement)}

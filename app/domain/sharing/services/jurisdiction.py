"""Find the office that settles between two units, and seat it in their case (条例 28)."""

from sqlalchemy import CTE, select
from sqlalchemy.orm import aliased

from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.jurisdiction import Region
from app.domain.sharing.rules.jurisdiction import Area, Competence, Side, competence
from app.foundation import audit
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _
from app.foundation.identity import queries as people
from app.foundation.identity.models import Unit
from app.workflow import parties

# Lane → the role by which its unit is found; office and group follow from the two sides.
AUTHORITIES = {"secrecy_bureau": "secrecy_filing"}


def of(demander: Unit, provider: Unit) -> Competence:
    """Who settles between two units, who decides, and why: by the table of regions."""
    codes = {demander.region_code, provider.region_code}
    found = competence(
        _areas(codes),
        Side(demander.id, demander.region_code),
        Side(provider.id, provider.region_code),
    )
    if found is None:
        raise Conflict(
            _(
                "No office is in charge of both %(demander)s and %(provider)s. "
                "Ask the system administrator to complete the table of regions.",
                demander=demander.label,
                provider=provider.label,
            )
        )
    return found


def seats(demander: Unit, provider: Unit) -> dict[str, int]:
    """Lane → unit of those who settle and decide between two units."""
    found = of(demander, provider)
    if found.group_id is None:
        raise Conflict(_("No unit has the role %(role)s.", role="leading_group"))
    return {"office": found.office_id, "leading_group": found.group_id}


def everybody(demander_id: int, provider: Unit) -> dict[str, int]:
    """Lane → unit of everybody who takes part in a case of these two."""
    found = {"demander": demander_id, "provider": provider.id}
    found |= seats(db.session.get_one(Unit, demander_id), provider)
    found |= {lane: people.unit_with_role(role) for lane, role in AUTHORITIES.items()}
    return found


def seat(case: SharingCase) -> int:
    """Whoever is competent for the case's present sides acts in it from now on; the office's id.

    An office that was seated before keeps what it has seen; nobody is moved where nothing changed.
    """
    wanted = seats(case.demander, case.provider)
    acting = {row.lane: row for row in parties.parties(case.id) if row.acts}
    for lane, unit_id in wanted.items():
        if lane in acting and acting[lane].unit_id != unit_id:
            visible = acting[lane].visible_at is not None
            parties.set_party(case.id, lane, unit_id, visible=visible)
            audit.record("jurisdiction moved", case=case.id, subject=lane, unit=unit_id)
    return wanted["office"]


def _areas(codes: set[str]) -> dict[str, Area]:
    """The regions of these codes and everything above them, in one statement."""
    above = _above(codes)
    rows = db.session.execute(
        select(above.c.code, above.c.parent_code, above.c.office_id, above.c.leading_group_id)
    )
    return {row.code: Area(*row) for row in rows}


def _above(codes: set[str]) -> CTE:
    columns = (Region.code, Region.parent_code, Region.office_id, Region.leading_group_id)
    first = select(*columns).where(Region.code.in_(codes)).cte("above", recursive=True)
    higher = aliased(Region)
    # UNION, not UNION ALL: a circle in the table ends by itself.
    return first.union(
        select(higher.code, higher.parent_code, higher.office_id, higher.leading_group_id).where(
            higher.code == first.c.parent_code
        )
    )

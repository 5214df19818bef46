"""Let a unit see an entry above 秘密, and take that back: the catalogue administrator's own act."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from app.domain.catalogue import viewing
from app.domain.catalogue.models.grant import EntryGrant
from app.domain.catalogue.services import indexing
from app.domain.catalogue.viewing import ADMINISTRATOR, GRANTED
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Invalid, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit

LONGEST = 1000


def give(
    account: Account, kind: str, entry_id: str, level: str, unit_code: str, reason: str
) -> None:
    """Let a unit see that the entry exists and what it says; given twice it is one grant."""
    _check(account)
    unit = db.session.scalars(select(Unit).where(Unit.code == unit_code, Unit.active)).one_or_none()
    said = reason.strip().replace("\x00", "")
    wrong: dict[str, list[str]] = {}
    if unit is None:
        wrong["unit"] = [_("Please choose a unit.")]
    if not said:
        wrong["reason"] = [_("This field is required.")]
    elif len(said) > LONGEST:
        wrong["reason"] = [_("The text has more than %(count)d characters.", count=LONGEST)]
    if viewing.audience(level) != GRANTED:
        wrong["unit"] = [_("Entries of this level need no grant: every unit may see them.")]
    if wrong or unit is None:
        raise Invalid(wrong)
    written = (
        insert(EntryGrant)
        .values(
            entry_kind=kind,
            entry_id=entry_id,
            unit_id=unit.id,
            reason=said,
            by_id=account.id,
            at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(EntryGrant.id)
    )
    if db.session.scalar(written) is not None:
        audit.record("entry granted", subject=f"{kind}:{entry_id}", unit=unit.code, reason=said)
        indexing.refresh(kind, [entry_id])


def revoke(account: Account, grant_id: int) -> EntryGrant:
    """From now on the unit sees the entry no more; what it learnt it knows."""
    _check(account)
    wanted = select(EntryGrant).where(EntryGrant.id == grant_id).with_for_update()
    grant = db.session.scalars(wanted).one_or_none()
    if grant is None:
        raise NotFound(_("There is no such grant."))
    if grant.revoked_at is None:
        grant.revoked_at = clock.now()
        subject = f"{grant.entry_kind}:{grant.entry_id}"
        audit.record("entry grant revoked", subject=subject, unit=grant.unit.code)
        db.session.flush()
        indexing.refresh(grant.entry_kind, [grant.entry_id])
    return grant


def of_entry(kind: str, entry_id: str) -> list[EntryGrant]:
    """The grants of an entry, those in force first."""
    return list(
        db.session.scalars(
            select(EntryGrant)
            .where(EntryGrant.entry_kind == kind, EntryGrant.entry_id == entry_id)
            .options(
                joinedload(EntryGrant.unit), joinedload(EntryGrant.by).joinedload(Account.unit)
            )
            .order_by(EntryGrant.revoked_at.desc().nulls_first(), EntryGrant.id.desc())
        )
    )


def _check(account: Account) -> None:
    if ADMINISTRATOR not in account.effective_posts:
        raise NotAllowed(_("Your post does not allow this."))

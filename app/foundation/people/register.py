"""The register of units: add one, change what it says, put one out of use and back again."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from app.foundation import audit
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Unit
from app.foundation.people import sound, unit_entry

# The same lock as the trigger's (0012_people.py): who asks whether a circle would close, asks
# alone.
_ALONE = select(func.pg_advisory_xact_lock(func.hashtext("unit.parent_id")))

MOST_NAMED = 5


class Overtaken(Conflict):
    """Somebody changed the unit since the form was opened; `now` is what it says by now."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(
            _(
                "Somebody changed this unit meanwhile. Below stands what you typed, and beside it "
                "what the register says now. Save again to have it your way."
            )
        )
        self.now = unit_entry.of(unit)
        self.version = unit.version


def add(code: str, typed: Mapping[str, str], regions: Collection[str]) -> Unit:
    """Enter a new unit; it takes part once its posts are held."""
    entry = unit_entry.cleaned(typed)
    faults = {} if unit_entry.CODE.fullmatch(code) else {"code": [_code_rule()]}
    db.session.execute(_ALONE)
    if not faults and db.session.scalars(select(Unit.id).where(Unit.code == code)).first():
        faults = {"code": [_("There is a unit %(code)s already.", code=code)]}
    above = None
    try:
        above = unit_entry.check(entry, None, regions)
    except Invalid as wrong:
        raise Invalid({**faults, **wrong.fields}) from None
    if faults:
        raise Invalid(faults)
    unit = Unit(code=code, roles=["participant"], parent=above, **_columns(entry))
    unit.sort_key = sound.sort_key(unit.short_name)
    db.session.add(unit)
    db.session.flush()
    audit.record("unit_added", subject=str(unit), entry=entry)
    return unit


def change(
    unit_id: int, typed: Mapping[str, str], *, version: int, regions: Collection[str]
) -> dict[str, list[str]]:
    """Change what the register says; returns each changed field with its old and new value."""
    entry = unit_entry.cleaned(typed)
    db.session.execute(_ALONE)
    unit = locked(unit_id)
    before = unit_entry.of(unit)
    changes = {name: [before[name], new] for name, new in entry.items() if before[name] != new}
    if unit.version != version and changes:
        raise Overtaken(unit)
    above = unit_entry.check(entry, unit, regions)
    if not changes:
        return {}
    for name, value in _columns(entry).items():
        setattr(unit, name, value)
    unit.parent = above
    if "short_name" in changes:
        unit.sort_key = sound.sort_key(unit.short_name)
    unit.version += 1
    audit.record("unit_changed", subject=str(unit), changes=changes)
    db.session.flush()
    return changes


def deactivate(unit: Unit) -> None:
    """Put a unit out of use; whether it may be, its cases have said (`workflow.retiring`)."""
    if not unit.active:
        raise Conflict(_("This unit is out of use already."))
    below = [one.label for one in children(unit.id, MOST_NAMED)]
    if below:
        raise Conflict(_("Units stand below it: %(units)s.", units=_(", ").join(below)))
    unit.active = False
    unit.version += 1
    audit.record("unit_deactivated", subject=str(unit))


def reactivate(unit_id: int) -> Unit:
    """Put a unit back into use; its accounts stay closed until somebody opens them."""
    unit = locked(unit_id)
    if unit.active:
        raise Conflict(_("This unit is in use."))
    unit.active = True
    unit.version += 1
    audit.record("unit_reactivated", subject=str(unit))
    return unit


def children(unit_id: int, most: int) -> list[Unit]:
    """The active units below one, the first of them."""
    below = select(Unit).where(Unit.parent_id == unit_id, Unit.active)
    return list(db.session.scalars(below.order_by(Unit.sort_key, Unit.id).limit(most)))


def locked(unit_id: int, *, whole: bool = False) -> Unit:
    """A unit that nobody else changes meanwhile; `whole`, that nobody begins a case of either."""
    statement = select(Unit).where(Unit.id == unit_id).with_for_update(key_share=not whole)
    unit = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if unit is None:
        raise NotFound(_("There is no such unit."))
    return unit


def _columns(entry: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in entry.items() if name != "parent"}


def _code_rule() -> str:
    return _("A code has 2 to 20 capital letters, digits and underscores, a letter first.")

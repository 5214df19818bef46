"""The clock of a database's updates: two of its cycles, counted from the last update."""

from app.domain.catalogue.models.database import Database
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.rules.values import CYCLE_DAYS
from app.domain.catalogue.services import telling
from app.foundation import audit, clock
from app.workflow import clocks, parties, plans

CLOCK = "database_update"
CYCLES = 2


def follow(case: CatalogueCase, database: Database) -> None:
    """Let the clock count anew from the last update, by the cycle as it now is.

    A database of no regular cycle has no clock.  Until its first update it counts from the day
    on which it was registered.
    """
    clocks.renew(case.id, CLOCK)
    case.stale_since = None
    cycle = CYCLE_DAYS.get(database.update_cycle)
    if cycle is None:
        plans.plan_none(case.id, CLOCK)
        return
    since = database.last_updated_on or database.registered_on or clock.today()
    plans.plan(case.id, CLOCK, days=CYCLES * cycle, since=since)


def note_stale(case_id: int, case: CatalogueCase) -> None:
    """Two cycles have gone by: its unit and the office hear of it once, until the next update."""
    for late in clocks.take_missed(case_id, (CLOCK,)):
        audit.record("database stale", case=case_id, subject=case.title, due_on=str(late.due_on))
        if case.stale_since is not None:
            continue
        case.stale_since = late.due_on
        due_on = str(late.due_on)
        telling.applicant(case, "database_stale", clock=CLOCK, due_on=due_on)
        parties.reveal(case_id, "catalogue_office")  # of a database that was taken up as it is
        telling.office(case, "database_stale", clock=CLOCK, due_on=due_on)

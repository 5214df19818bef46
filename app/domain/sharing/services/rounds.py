"""The rounds of terms: propose, put on the table, make final."""

from datetime import date

from app.domain.sharing import records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.rules.terms import Values
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow import clocks


def propose(
    case: SharingCase,
    values: Values,
    account: Account,
    *,
    source: str,
    status: str,
    supersedes: Terms | None = None,
    resource_id: str | None = None,
    provider_id: int | None = None,
    provide_by: date | None = None,
    unit_id: int | None = None,
) -> Terms:
    """Write down a full set of terms as the next round.

    `unit_id` names whose terms they are where the account only enters them (补录).
    """
    proposed = Terms(
        case_id=case.id,
        round=records.next_round(case.id),
        source=source,
        status=status,
        proposed_by_unit_id=unit_id or account.unit_id,
        proposed_by_id=account.id,
        resource_id=resource_id or case.resource_id,
        provider_id=provider_id or case.provider_id,
        items=list(values.items),
        scope=values.scope,
        scenario=values.scenario,
        mode=values.mode,
        valid_until=values.valid_until,
        conditions=values.conditions,
        provide_by=provide_by,
        supersedes_id=supersedes.id if supersedes else None,
    )
    db.session.add(proposed)
    db.session.flush()  # what refers to the terms needs their number
    audit.record("terms proposed", case=case.id, subject=str(proposed.round), source=source)
    return proposed


def put_on_table(proposed: Terms) -> None:
    """From now on these are the terms that the two sides talk about."""
    _replace_current(proposed)
    proposed.status = "on_table"
    proposed.final_at = None


def finalise(case: SharingCase, agreed: Terms) -> None:
    """The terms are agreed on; the time to provide counts from now, or until the date named."""
    _replace_current(agreed)
    agreed.status = "final"
    agreed.final_at = clock.now()
    case.deficiencies = 0
    # A date that passed while answers were awaited binds nobody: the law's own period counts.
    if agreed.provide_by and agreed.provide_by >= clock.today():
        clocks.plan(case.id, "provide", until=agreed.provide_by)
    else:
        clocks.plan(case.id, "provide", rule="provide")
    audit.record("terms final", case=case.id, subject=str(agreed.round))


def void(proposed: Terms) -> None:
    """The proposal came to nothing; the terms before it stand."""
    proposed.status = "void"
    db.session.flush()  # another round may take its place in this transaction


def _replace_current(terms: Terms) -> None:
    current = records.terms(terms.case_id)
    if current.id != terms.id:
        current.status = "superseded"
        terms.supersedes_id = terms.supersedes_id or current.id
        db.session.flush()  # the database allows one current set, and inserts come before updates

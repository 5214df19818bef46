"""Reading cases for the pages: lists, rounds with their differences, filings, papers, disputes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.sharing import paperwork
from app.domain.sharing.models.agreement import Agreement, SecrecyAgreement, Signature
from app.domain.sharing.models.answer import Answer
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.decision import AgendaItem
from app.domain.sharing.models.dispute import Dispute, Settlement
from app.domain.sharing.models.filing import Filing
from app.domain.sharing.models.provision import Delivery, Inability
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.models.usage import Feedback, UsageReturn
from app.domain.sharing.rules import privacy
from app.domain.sharing.rules import terms as rules
from app.domain.sharing.rules.terms import Change
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.files import Attachment
from app.foundation.i18n import _
from app.foundation.identity.models import Unit
from app.workflow.forms import Option
from app.workflow.models import InstanceParty, Task

_WHOLE = (
    joinedload(SharingCase.demander),
    joinedload(SharingCase.provider),
    joinedload(SharingCase.resource),
    joinedload(SharingCase.instance),
)
# A counter-offer that the provider's head has not approved, or did not; a proposal that the
# office took back before anybody had seen it.
_UNSENT = or_(
    exists().where(
        Answer.case_id == Terms.case_id,
        Answer.terms_id == Terms.id,
        Answer.kind == "counter",
        Answer.delivered_at.is_(None),
    ),
    exists().where(
        Dispute.case_id == Terms.case_id,
        Settlement.dispute_id == Dispute.id,
        Settlement.terms_id == Terms.id,
        Settlement.recalled_at.is_not(None),
    ),
)


@dataclass(frozen=True)
class Round:
    """A round of terms, and what it changed against the round it answers.

    Its number counts the rounds that were sent, so that it is the same for everybody and no gap
    tells of one that was not; what was not sent has none.
    """

    terms: Terms
    changes: list[Change]
    number: int | None

    @property
    def departs_from_catalogue(self) -> bool:
        """Is the mode another than the catalogue entry offers?"""
        return self.terms.departs_from_catalogue


def case(case_id: int) -> SharingCase:
    """One case with its parties and its resource; a page asks often and reads it once."""
    found = db.session.get(SharingCase, case_id, options=_WHOLE)
    if found is None:
        raise NotFound(_("There is no such case."))
    return found


def case_by_number(number: str) -> SharingCase:
    """The case of that number."""
    statement = select(SharingCase).where(SharingCase.number == number).options(*_WHOLE)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(_("There is no case %(number)s.", number=number))
    return found


def rounds(case_id: int, reader: int | None = None) -> list[Round]:
    """The rounds of terms, the first first; all, or those that a unit may read.

    A counter-offer that was not sent, or not yet, is for the unit that drafted it; a proposal
    that was taken back for the office.
    """
    statement = (
        select(Terms, _UNSENT)
        .where(Terms.case_id == case_id)
        .options(joinedload(Terms.proposed_by_unit), joinedload(Terms.resource))
        .order_by(Terms.round)
    )
    rows = db.session.execute(statement).all()
    found = {terms.id: terms for terms, _unsent in rows}
    sent = [terms.id for terms, unsent in rows if not unsent]
    numbers = {terms_id: place for place, terms_id in enumerate(sent, 1)}
    return [
        Round(t, _changes(t, found.get(t.supersedes_id or 0)), numbers.get(t.id))
        for t in found.values()
        if t.id in numbers or reader in (None, t.proposed_by_unit_id)
    ]


def refusal_before(case_id: int, at: datetime) -> Answer | None:
    """The refusal that was delivered last before a moment."""
    statement = select(Answer).where(
        Answer.case_id == case_id, Answer.kind == "refuse", Answer.delivered_at <= at
    )
    return db.session.scalars(statement.order_by(Answer.id.desc()).limit(1)).first()


def inability_before(case_id: int, at: datetime) -> Inability | None:
    """The last report before a moment that what was agreed on cannot be provided."""
    statement = select(Inability).where(Inability.case_id == case_id, Inability.at <= at)
    return db.session.scalars(statement.order_by(Inability.id.desc()).limit(1)).first()


def form_values(terms: Terms) -> dict[str, Any]:
    """The terms as the fields of a form hold them."""
    return {
        "items": list(terms.items),
        "scope": terms.scope,
        "scenario": terms.scenario,
        "mode": terms.mode,
        "valid_until": terms.valid_until.isoformat(),
        "conditions": terms.conditions,
    }


def filings(case_id: int) -> list[Filing]:
    """The filings of a case, in the order they were made."""
    statement = (
        select(Filing)
        .where(Filing.case_id == case_id)
        .options(joinedload(Filing.recipient), joinedload(Filing.refers_to))
    )
    return list(db.session.scalars(statement.order_by(Filing.id)))


def agreements(case_id: int) -> list[Agreement]:
    """Every version of the agreement with its signatures, the latest first."""
    signatures = selectinload(Agreement.signatures)
    statement = (
        select(Agreement)
        .where(Agreement.case_id == case_id)
        .options(signatures.joinedload(Signature.account), signatures.joinedload(Signature.unit))
    )
    return list(db.session.scalars(statement.order_by(Agreement.id.desc())))


def secrecy_agreements(case_id: int) -> list[SecrecyAgreement]:
    """Every version of the secrecy agreement with its signatures, the latest first."""
    signatures = selectinload(SecrecyAgreement.signatures)
    statement = (
        select(SecrecyAgreement)
        .where(SecrecyAgreement.case_id == case_id)
        .options(signatures.joinedload(Signature.account), signatures.joinedload(Signature.unit))
    )
    return list(db.session.scalars(statement.order_by(SecrecyAgreement.id.desc())))


def disputes(case_id: int) -> list[Dispute]:
    """The disputes of a case with everything said in them, the first first."""
    settlements = selectinload(Dispute.settlements)
    statement = (
        select(Dispute)
        .where(Dispute.case_id == case_id)
        .options(
            joinedload(Dispute.explanation),
            selectinload(Dispute.opinions),
            settlements.selectinload(Settlement.answers),
            settlements.joinedload(Settlement.substitute),
        )
    )
    return list(db.session.scalars(statement.order_by(Dispute.id)))


def agenda_items(case_id: int) -> list[AgendaItem]:
    """What came before the leading group, with votes and decision."""
    statement = (
        select(AgendaItem)
        .join(Dispute)
        .where(Dispute.case_id == case_id)
        .options(selectinload(AgendaItem.votes), joinedload(AgendaItem.decision))
    )
    return list(db.session.scalars(statement.order_by(AgendaItem.id)))


def deliveries(case_id: int, reader: int | None = None) -> list[Delivery]:
    """What was delivered, and what the demander said to it; all, or between a unit and another.

    How to get the data is for those two alone: the provider of a substitute does not read it.
    """
    statement = select(Delivery).where(Delivery.case_id == case_id)
    if reader is not None:
        statement = statement.join(Agreement).where(
            or_(Agreement.demander_id == reader, Agreement.provider_id == reader)
        )
    return list(
        db.session.scalars(statement.options(joinedload(Delivery.receipt)).order_by(Delivery.id))
    )


def usage_returns(case_id: int) -> list[UsageReturn]:
    """What the two sides reported."""
    statement = select(UsageReturn).where(UsageReturn.case_id == case_id)
    return list(db.session.scalars(statement.order_by(UsageReturn.id)))


def feedback(case_id: int) -> Feedback | None:
    """What the data was worth; for the two sides, not for the office."""
    return db.session.get(Feedback, case_id)


def attachments(case: SharingCase) -> list[Attachment]:
    """The files that came with the application."""
    if not case.attachments:
        return []
    statement = select(Attachment).where(Attachment.id.in_(case.attachments))
    return list(db.session.scalars(statement.order_by(Attachment.created_at, Attachment.id)))


def sent_files(case_id: int) -> set[str]:
    """The files of a case that more than the unit which uploaded them may read."""
    answered = select(Task).where(Task.instance_id == case_id, Task.closed_by == "answered")
    sent = privacy.sent_files(db.session.scalars(answered.order_by(Task.id)))
    return sent | paperwork.scans(case_id)


def live_agreements(unit_id: int, resource_id: str) -> list[dict[str, Any]]:
    """The agreements that a unit has on a resource today, as they are kept with a new case."""
    statement = (
        select(Agreement)
        .where(
            Agreement.demander_id == unit_id,
            Agreement.resource_id == resource_id,
            Agreement.status == "in_force",
            Agreement.valid_until >= clock.today(),
        )
        .options(joinedload(Agreement.terms), joinedload(Agreement.case))
        .order_by(Agreement.id)
    )
    return [
        {
            "number": found.number,
            "case_id": found.case_id,
            "case_number": found.case.number,
            "items": found.terms.items,
            "valid_until": found.valid_until.isoformat(),
        }
        for found in db.session.scalars(statement)
    ]


def units_to_consult(case_id: int) -> list[Unit]:
    """The units that the office may ask: neither side, not itself, nor the group above it."""
    found = case(case_id)
    judges = select(InstanceParty.unit_id).where(
        InstanceParty.instance_id == case_id,
        InstanceParty.lane.in_(("office", "leading_group")),
        InstanceParty.acts,
    )
    statement = select(Unit).where(
        Unit.active,
        Unit.id.not_in([found.demander_id, found.provider_id]),
        Unit.id.not_in(judges),
    )
    return list(db.session.scalars(statement.order_by(Unit.sort_key)))


def unit_options(units: Iterable[Unit]) -> list[Option]:
    """Units to choose from, by their codes."""
    return [Option(unit.code, unit.short_name, unit.name_en) for unit in units]


def _changes(terms: Terms, before: Terms | None) -> list[Change]:
    return rules.changes(before.values, terms.values) if before else []

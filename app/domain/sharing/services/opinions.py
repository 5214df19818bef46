"""Issue what the office says in a dispute: its opinion on the matter, its supervision orders."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.documents.models import IssuedDocument
from app.domain.documents.services import numbering
from app.domain.sharing import records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute, Opinion, Settlement
from app.domain.sharing.models.supervision import SupervisionOrder
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.rules.papers import mediation
from app.domain.sharing.rules.papers.mediation import Proposal
from app.domain.sharing.rules.papers.prose import DEFAULT, Term
from app.domain.sharing.services import issuing
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Unit
from app.workflow import definitions, parties

LEGAL = "legal_opinion"  # the role of the unit whose opinion is the legal one


def mediation_opinion(case: SharingCase, proposed: Settlement) -> IssuedDocument:
    """The office's opinion, as it goes to both sides or, with a referral, to the group."""
    dispute = records.dispute(case.id)
    office = db.session.get_one(Unit, dispute.office_id)
    referred = proposed.kind == "refer"
    paper = mediation.opinion(
        issuing.matter(case),
        _dispute(case, dispute),
        _proposal(case, proposed),
        office=office.name,
        group=parties.unit_of(case.id, "leading_group").name if referred else "",
        number=numbering.draw("mediation_opinion", office),
        until=issuing.term("major" if referred else "settle"),
        dated=clock.today(),
    )
    return issuing.put_out(
        "mediation_opinion", f"settlement:{proposed.id}", paper, case, office.id, fresh=False
    )


def supervision_order(order: SupervisionOrder) -> IssuedDocument:
    """The order to a late unit, as the office issues it."""
    db.session.flush()  # its number names the source
    case = records.case(order.case_id)
    office = db.session.get_one(Unit, order.office_id)
    by_rule = order.issued_by_id is None
    paper = mediation.supervision_order(
        issuing.matter(case),
        office=office.name,
        unit=db.session.get_one(Unit, order.unit_id).name,
        duty=_duty(case, order.step),
        overdue_days=order.overdue_days,
        expected=order.expected,
        until=Term(order.days, order.due_on, DEFAULT if by_rule else f"{office.short_name}确定"),
        number=numbering.draw("supervision_order", office),
        dated=clock.today(),
    )
    return issuing.put_out(
        "supervision_order", f"supervision:{order.id}", paper, case, office.id, fresh=False
    )


def _dispute(case: SharingCase, dispute: Dispute) -> mediation.Dispute:
    facts = dispute.facts
    deficient = facts.get("how") == "deficient"
    told = {} if deficient else facts
    if dispute.explanation:
        told = {n: getattr(dispute.explanation, n) for n in ("reason_code", "reason", "remedy")}
    return mediation.Dispute(
        cause=dispute.cause,
        entered_on=clock.local(dispute.entered_at).date(),
        responsibility=dispute.responsibility or "",
        basis=case.basis,
        scenario=records.terms(case.id).scenario,
        complaint=facts.get("reason", "") if deficient else "",
        reason_code=told.get("reason_code"),
        reason=told.get("reason") or "",
        legal_basis=told.get("legal_basis") or "",
        remedy=told.get("remedy") or "",
        opinions=_opinions(dispute),
    )


def _opinions(dispute: Dispute) -> tuple[mediation.Opinion, ...]:
    """What every unit that was consulted said, in the order of the catalogue of units."""
    if not dispute.consult:
        return ()
    given = select(Opinion).where(Opinion.dispute_id == dispute.id)
    said = {one.unit_id: one for one in db.session.scalars(given.options(joinedload(Opinion.unit)))}
    asked = select(Unit).where(Unit.code.in_(dispute.consult)).order_by(Unit.sort_key)
    return tuple(
        mediation.Opinion(
            unit.name,
            said[unit.id].position if unit.id in said else "",
            said[unit.id].opinion if unit.id in said else "",
            legal=LEGAL in unit.roles,
        )
        for unit in db.session.scalars(asked)
    )


def _proposal(case: SharingCase, proposed: Settlement) -> Proposal:
    terms = db.session.get_one(Terms, proposed.terms_id) if proposed.terms_id else None
    instead = proposed.substitute
    return Proposal(
        kind=proposed.kind,
        grounds=proposed.grounds,
        criteria=tuple(proposed.criteria),
        terms=terms.values if terms else None,
        old=records.terms(case.id).values if terms else None,
        provide_by=proposed.provide_by,
        substitute=f"{instead.title}（{instead.id}）" if instead else "",
        substitute_provider=instead.provider.name if instead else "",
    )


def _duty(case: SharingCase, step: str) -> str:
    """The step that is the unit's duty, as the case's diagrams name it; it may not be open yet."""
    diagrams = definitions.release(case.instance.release_id).specs.diagrams
    drawn = (one.nodes[step].name for one in diagrams.values() if step in one.nodes)
    return next(drawn, step)

"""Single rows of a case, as the services need them: the present terms, the open dispute, ..."""

from collections.abc import Collection
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ScalarSelect, Select, bindparam, func, inspect, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.util import identity_key

from app.domain.catalogue.models.resource import Resource
from app.domain.sharing.models.agreement import Agreement, SecrecyAgreement, Signature
from app.domain.sharing.models.answer import Answer
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.decision import AgendaItem
from app.domain.sharing.models.dispute import Dispute, Settlement
from app.domain.sharing.models.filing import Filing
from app.domain.sharing.models.provision import Delivery, Inability
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.models.usage import UsageReturn
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Unit

Row = TypeVar("Row")
OneOf = TypeVar("OneOf", Terms, Agreement)
CURRENT = ("on_table", "final")
IN_FORCE = "in_force"
_OF_A_UNIT = (Unit.code, Unit.name, Unit.short_name, Unit.name_en, Unit.roles)
# Almost every step names the parties and the resource: one statement instead of four, without
# what the entry of the catalogue says at length.
WITH_PARTIES = (
    joinedload(SharingCase.demander, innerjoin=True).load_only(*_OF_A_UNIT),
    joinedload(SharingCase.provider, innerjoin=True).load_only(*_OF_A_UNIT),
    joinedload(SharingCase.resource, innerjoin=True).load_only(
        Resource.title,
        Resource.provider_unit_id,
        Resource.sharing_class,
        Resource.security_level,
        Resource.secrecy_required,
        Resource.share_modes,
    ),
)


def _last(statement: Select[Any], number: Any) -> Select[Any]:
    """Of what a statement finds, the latest."""
    return statement.order_by(number.desc()).limit(1)


# What the steps ask again and again, put together once.
_CASE: BindParameter[int] = bindparam("case")
_WHOLE = select(SharingCase).where(SharingCase.id == _CASE).options(*WITH_PARTIES)
_CURRENT_TERMS = select(Terms).where(Terms.case_id == _CASE, Terms.status.in_(CURRENT))
_LAST_ANSWER = _last(select(Answer).where(Answer.case_id == _CASE), Answer.id)
_LAST_AGREEMENT = _last(select(Agreement).where(Agreement.case_id == _CASE), Agreement.id)
_LAST_DELIVERY = _last(select(Delivery).where(Delivery.case_id == _CASE), Delivery.id)
_IN_FORCE = select(Agreement).where(Agreement.case_id == _CASE, Agreement.status == IN_FORCE)
_FILED = select(Filing.kind).where(Filing.case_id == _CASE, Filing.lapsed_at.is_(None))
_FILINGS = (
    select(Filing)
    .where(Filing.case_id == _CASE, Filing.kind == bindparam("kind"))
    .order_by(Filing.id)
)
_RETURNS = select(UsageReturn).where(UsageReturn.case_id == _CASE)
_SECRECY = _last(
    select(SecrecyAgreement).where(SecrecyAgreement.agreement_id == bindparam("agreement")),
    SecrecyAgreement.id,
)


def case(case_id: int) -> SharingCase:
    """The case; whoever calls has looked whether it may be seen."""
    found = _read_by_number(case_id)
    if found is None:  # what waits to be written changes nothing about which row that is
        with db.session.no_autoflush:
            found = db.session.scalars(_WHOLE, {"case": case_id}).one_or_none()
    if found is None:
        raise NotFound(_("There is no such case."))
    return found


def terms(case_id: int) -> Terms:
    """The terms on the table, or the final ones; read once a transaction while they stay so."""
    found = _read_already(Terms, case_id, CURRENT)
    return found or _there(db.session.scalars(_CURRENT_TERMS, {"case": case_id}).one_or_none())


def next_round(case_id: int) -> ScalarSelect[int]:
    """The number that the next round gets, found by the statement that writes it."""
    latest = func.coalesce(func.max(Terms.round), 0)
    return select(latest + 1).where(Terms.case_id == case_id).scalar_subquery()


def answer(case_id: int) -> Answer:
    """The provider's latest answer."""
    return _there(_last_answer(case_id))


def pending_answer(case_id: int) -> Answer | None:
    """The answer that waits for the approval of the provider's head."""
    found = _last_answer(case_id)
    waiting = found and found.delivered_at is None and found.returned_at is None
    return found if waiting else None


def dispute(case_id: int) -> Dispute:
    """The latest dispute, which there must be."""
    return _there(last_dispute(case_id))


def last_dispute(case_id: int) -> Dispute | None:
    """The latest dispute, if the case ever came before the office."""
    return _latest(select(Dispute).where(Dispute.case_id == case_id), Dispute.id)


def settlement(case_id: int) -> Settlement:
    """The office's latest proposal that it did not take back."""
    statement = (
        select(Settlement)
        .join(Dispute)
        .where(Dispute.case_id == case_id, Settlement.recalled_at.is_(None))
    )
    return _there(_latest(statement, Settlement.id))


def agenda_item(case_id: int) -> AgendaItem:
    """The latest item on the leading group's agenda."""
    statement = select(AgendaItem).join(Dispute).where(Dispute.case_id == case_id)
    return _there(_latest(statement, AgendaItem.id))


def last_agreement(case_id: int) -> Agreement | None:
    """The latest version of the agreement."""
    return db.session.scalars(_LAST_AGREEMENT, {"case": case_id}).first()


def agreement(case_id: int) -> Agreement:
    """The latest version of the agreement, which there must be."""
    return _there(last_agreement(case_id))


def agreement_in_force(case_id: int) -> Agreement | None:
    """The agreement that binds the two sides now."""
    found = _read_already(Agreement, case_id, (IN_FORCE,))
    return found or db.session.scalars(_IN_FORCE, {"case": case_id}).one_or_none()


def was_in_force(case_id: int) -> bool:
    """Did any version of the agreement ever bind the two sides?"""
    statement = select(Agreement.id).where(
        Agreement.case_id == case_id, Agreement.effective_at.is_not(None)
    )
    return db.session.scalar(statement.limit(1)) is not None


def last_secrecy_agreement(agreement_id: int) -> SecrecyAgreement | None:
    """The latest version of the secrecy agreement to an agreement."""
    return db.session.scalars(_SECRECY, {"agreement": agreement_id}).first()


def secrecy_agreement(case_id: int) -> SecrecyAgreement:
    """The latest secrecy agreement, which there must be."""
    return _there(last_secrecy_agreement(agreement(case_id).id))


def returns(case_id: int, side: str) -> int:
    """How often a side has returned the agreement in this case."""
    statement = select(func.count()).where(
        Signature.case_id == case_id, Signature.side == side, Signature.act == "return"
    )
    return db.session.scalar(statement) or 0


def last_return(agreement_id: int) -> Signature | None:
    """Who returned this version, and why."""
    statement = select(Signature).where(
        Signature.agreement_id == agreement_id, Signature.act == "return"
    )
    return _latest(statement, Signature.id)


def filing_kinds(case_id: int) -> set[str]:
    """The kinds of filings that stand."""
    return set(db.session.scalars(_FILED, {"case": case_id}))


def filings(case_id: int, kind: str) -> list[Filing]:
    """The filings of one kind, the first first."""
    return list(db.session.scalars(_FILINGS, {"case": case_id, "kind": kind}))


def last_delivery(case_id: int) -> Delivery | None:
    """What was delivered last."""
    return db.session.scalars(_LAST_DELIVERY, {"case": case_id}).first()


def delivery(case_id: int) -> Delivery:
    """What was delivered last, which there must be."""
    return _there(last_delivery(case_id))


def last_inability(case_id: int) -> Inability | None:
    """The provider's latest report that it cannot deliver."""
    return _latest(select(Inability).where(Inability.case_id == case_id), Inability.id)


def usage_returns(case_id: int) -> dict[str, UsageReturn]:
    """What each side reported, by side."""
    return {found.side: found for found in db.session.scalars(_RETURNS, {"case": case_id})}


def _read_already(kind: type[OneOf], case_id: int, statuses: Collection[str]) -> OneOf | None:
    """The row of a case that this transaction has read, of which one at a time has such a status.

    Whoever writes holds the case's lock: nobody else can have put another in its place meanwhile.
    """
    for row in db.session().info.get("held", ()):
        if isinstance(row, kind) and row.case_id == case_id and row.status in statuses:
            return row
    return None


def _read_by_number(case_id: int) -> SharingCase | None:
    """The case, where this transaction has read or written it already."""
    known = db.session.identity_map.get(identity_key(SharingCase, case_id))
    return known if known is not None and not inspect(known).expired else None


def _last_answer(case_id: int) -> Answer | None:
    return db.session.scalars(_LAST_ANSWER, {"case": case_id}).first()


def _latest(statement: Select[Any], number: Any) -> Any:
    return db.session.scalars(_last(statement, number)).first()


def _there(row: Row | None) -> Row:
    # Only a diagram that skips a step gets here: the answer is undone, and the words say so.
    if row is None:
        raise Conflict(_("A step that must come before this one has not taken place."))
    return row

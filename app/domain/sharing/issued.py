"""Reading the documents issued in cases: which of them an account may read."""

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import joinedload

from app.domain.documents.models import IssuedDocument
from app.domain.sharing.models.supervision import SupervisionOrder
from app.domain.sharing.rules import privacy
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow import parties
from app.workflow.models import InstanceParty


def open_to(account: Account) -> ColumnElement[bool]:
    """Among the documents of cases that an account sees: those that it may read."""
    if parties.AUDITOR in account.effective_posts:
        return true()
    kinds = privacy.DOCUMENTS_TO
    return heard_of(account) & or_(
        IssuedDocument.kind.not_in(list(kinds)),
        IssuedDocument.issuer_id == account.unit_id,
        exists().where(
            SupervisionOrder.document_id == IssuedDocument.id,
            SupervisionOrder.unit_id == account.unit_id,
        ),
        *(
            and_(IssuedDocument.kind == kind, _stands_in(lanes, account.unit_id))
            for kind, lanes in kinds.items()
        ),
    )


def heard_of(account: Account) -> ColumnElement[bool]:
    """But for those that another unit took back before anybody had seen them."""
    if parties.AUDITOR in account.effective_posts:
        return true()
    return or_(
        IssuedDocument.issuer_id == account.unit_id,
        IssuedDocument.withdrawn_reason != privacy.UNSENT,
    )


def is_open_to(one: IssuedDocument, account: Account) -> bool:
    """May an account that sees its case read this document?"""
    if one.kind not in privacy.DOCUMENTS_TO and one.withdrawn_at is None:
        return True
    mine = select(IssuedDocument.id).where(IssuedDocument.id == one.id, open_to(account))
    return db.session.scalar(mine) is not None


def newest(case_id: int, account: Account, limit: int) -> list[IssuedDocument]:
    """The documents of a case that the account may read, the newest first; without contents."""
    found = select(IssuedDocument).where(IssuedDocument.instance_id == case_id, open_to(account))
    found = found.options(joinedload(IssuedDocument.issuer)).order_by(IssuedDocument.id.desc())
    return list(db.session.scalars(found.limit(limit)))


def _stands_in(lanes: tuple[str, ...], unit_id: int) -> ColumnElement[bool]:
    """Does the unit stand in one of these lanes of the document's case?"""
    return exists().where(
        InstanceParty.instance_id == IssuedDocument.instance_id,
        InstanceParty.unit_id == unit_id,
        InstanceParty.lane.in_(lanes),
    )

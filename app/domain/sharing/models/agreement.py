"""What is signed: the agreement, the secrecy agreement, and the signatures to their hashes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.catalogue.models.resource import Resource
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.terms import Terms
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit


class Agreement(db.Model):
    """A version of the agreement.  Nobody can edit its text: it follows from the terms."""

    __tablename__ = "sharing_agreement"
    __table_args__ = (
        Index("ix_sharing_agreement_terms_id", "terms_id"),
        UniqueConstraint("case_id", "version"),
        CheckConstraint("status IN ('drawn', 'in_force', 'void', 'ended')", name="status"),
        Index(
            "uq_sharing_agreement_in_force",
            "case_id",
            unique=True,
            postgresql_where=text("status = 'in_force'"),
        ),
        Index("ix_sharing_agreement_live", "demander_id", "resource_id", "status"),
        Index(
            "ix_sharing_agreement_in_force",
            "resource_id",
            "valid_until",
            postgresql_where=text("status = 'in_force'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id))
    number: Mapped[str] = mapped_column(String(40), index=True)
    version: Mapped[int]
    terms_id: Mapped[int] = mapped_column(ForeignKey(Terms.id))
    demander_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    provider_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    resource_id: Mapped[str] = mapped_column(ForeignKey(Resource.id))
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(10), default="drawn")
    valid_until: Mapped[date]
    drawn_at: Mapped[datetime] = mapped_column(default=clock.now)
    effective_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(40), default="")

    case: Mapped[SharingCase] = relationship()
    terms: Mapped[Terms] = relationship()
    provider: Mapped[Unit] = relationship(foreign_keys=[provider_id])
    signatures: Mapped[list["Signature"]] = relationship(order_by="Signature.id")

    @property
    def signed_by(self) -> set[str]:
        """The sides whose signature stands."""
        return {s.side for s in self.signatures if s.stands}


class SecrecyAgreement(db.Model):
    """The secrecy agreement to an agreement; drawn up anew when the bureau returns it."""

    __tablename__ = "sharing_secrecy_agreement"
    __table_args__ = (
        UniqueConstraint("agreement_id", "version"),
        CheckConstraint("status IN ('drawn', 'filed', 'void')", name="status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id), index=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey(Agreement.id))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(10), default="drawn")
    return_reason: Mapped[str] = mapped_column(Text, default="")
    drawn_at: Mapped[datetime] = mapped_column(default=clock.now)
    filed_at: Mapped[datetime | None]

    agreement: Mapped[Agreement] = relationship()
    signatures: Mapped[list["Signature"]] = relationship(order_by="Signature.id")

    @property
    def signed_by(self) -> set[str]:
        """The sides whose signature stands."""
        return {s.side for s in self.signatures if s.stands}


class Signature(db.Model):
    """What a side did with a text: it signed the hash, or returned it with a reason."""

    __tablename__ = "sharing_signature"
    __table_args__ = (
        CheckConstraint("num_nonnulls(agreement_id, secrecy_agreement_id) = 1", name="one_text"),
        CheckConstraint("side IN ('demander', 'provider')", name="side"),
        CheckConstraint("act IN ('sign', 'return')", name="act"),
        Index("ix_sharing_signature_agreement", "agreement_id", "id"),
        Index("ix_sharing_signature_secrecy", "secrecy_agreement_id", "id"),
        Index("ix_sharing_signature_case", "case_id", "act"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey(Agreement.id))
    secrecy_agreement_id: Mapped[int | None] = mapped_column(ForeignKey(SecrecyAgreement.id))
    side: Mapped[str] = mapped_column(String(10))
    act: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    post: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    voided_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()
    unit: Mapped[Unit] = relationship()

    @property
    def stands(self) -> bool:
        """Is it a signature that nothing made void?"""
        return self.act == "sign" and self.voided_at is None

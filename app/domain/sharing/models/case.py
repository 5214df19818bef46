"""The case: an application and everything that becomes of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.domain.catalogue.models.resource import Resource
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit
from app.workflow.models import ProcessInstance


class SharingCase(db.Model):
    """An application for a resource.  Its number of the process is its own.

    `provider_id` and `resource_id` are the present ones; a settlement on a substitute changes
    them, and `first_provider_id` and `applied_resource_id` keep what was applied for.
    """

    __tablename__ = "sharing_case"
    __table_args__ = (
        CheckConstraint("urgency IN ('normal', 'urgent', 'critical')", name="urgency"),
        CheckConstraint("\"end\" IN ('completed', 'refused', 'withdrawn', 'lapsed')", name="end"),
        CheckConstraint("cause IN ('refusal', 'overdue', 'non_delivery')", name="cause"),
        CheckConstraint("demander_id <> provider_id", name="two_parties"),
        UniqueConstraint("demander_id", "submission_key"),
        Index("ix_sharing_case_demander", "demander_id", "submitted_at"),
        Index("ix_sharing_case_provider", "provider_id", "submitted_at"),
        Index("ix_sharing_case_submitted", "submitted_at", "id"),
        Index("ix_sharing_case_resource", "resource_id"),
        # Of `application_items`: what was applied for lately.
        Index(
            "ix_sharing_case_approved",
            "approved_at",
            postgresql_where=text("approved_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(
        ForeignKey(ProcessInstance.id), primary_key=True, autoincrement=False
    )
    # Drawn as the last thing before the commit, because whoever draws makes the others wait.
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    demander_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    provider_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    first_provider_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    resource_id: Mapped[str] = mapped_column(ForeignKey(Resource.id))
    applied_resource_id: Mapped[str] = mapped_column(ForeignKey(Resource.id))
    applicant_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    basis: Mapped[str] = mapped_column(Text)
    urgency: Mapped[str] = mapped_column(String(10), default="normal")
    necessity: Mapped[str] = mapped_column(Text, default="")
    safeguards: Mapped[str] = mapped_column(Text, default="")
    attachments: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    # What the demander's head approved: nothing beyond it can be agreed on.
    applied_items: Mapped[list[str]] = mapped_column(JSONB, default=list)
    # Both are long, and only read where the application is shown: no step pays for them.
    live_agreements: Mapped[list[dict[str, Any]]] = deferred(
        mapped_column(JSONB, default=list, nullable=False), group="shown"
    )
    # What the check for duplicates showed when it was submitted (catalogue/services/gate.py).
    catalogue_hits: Mapped[dict[str, Any]] = deferred(
        mapped_column(JSONB, default=dict, server_default="{}", nullable=False), group="shown"
    )
    submission_key: Mapped[str | None] = mapped_column(String(64))
    deficiencies: Mapped[int] = mapped_column(default=0)
    cause: Mapped[str | None] = mapped_column(String(20))
    end: Mapped[str | None] = mapped_column(String(20))
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    approved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    instance: Mapped[ProcessInstance] = relationship()
    demander: Mapped[Unit] = relationship(foreign_keys=[demander_id])
    provider: Mapped[Unit] = relationship(foreign_keys=[provider_id])
    first_provider: Mapped[Unit] = relationship(foreign_keys=[first_provider_id])
    resource: Mapped[Resource] = relationship(foreign_keys=[resource_id])
    applied_resource: Mapped[Resource] = relationship(foreign_keys=[applied_resource_id])
    applicant: Mapped[Account] = relationship()

    def unit_id(self, side: str) -> int:
        """The unit of a side, `demander` or `provider`."""
        return self.demander_id if side == "demander" else self.provider_id

    def side(self, unit_id: int) -> str | None:
        """The side that a unit is on, if any."""
        sides = {self.demander_id: "demander", self.provider_id: "provider"}
        return sides.get(unit_id)

    def __str__(self) -> str:
        return f"case:{self.number or self.id}"


class Policy(db.Model):
    """A choice of the administration that changes how the law is applied, for new cases' clocks."""

    __tablename__ = "sharing_policy"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(40))

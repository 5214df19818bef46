"""The rounds of terms: who proposed what, and what became of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.catalogue.models.resource import Resource
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.rules.terms import Values
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit


class Terms(db.Model):
    """One full set of terms as a side, the office or the group proposed it.

    `draft` waits for the approval of the proposer's head, `proposed` (a settlement) for both
    sides; `on_table` is what is negotiated, `final` what is agreed, `void` what came to nothing.
    """

    __tablename__ = "sharing_terms"
    __table_args__ = (
        Index(
            "ix_sharing_terms_supersedes_id",
            "supersedes_id",
            postgresql_where=text("supersedes_id IS NOT NULL"),
        ),
        UniqueConstraint("case_id", "round"),
        CheckConstraint(
            "source IN ('application', 'counter', 'settlement', 'substitute', 'decision')",
            name="source",
        ),
        CheckConstraint(
            "status IN ('draft', 'proposed', 'on_table', 'final', 'superseded', 'void')",
            name="status",
        ),
        CheckConstraint(
            "mode IN ('service_interface', 'batch_exchange', 'file_download')", name="mode"
        ),
        # One set at a time is what the two sides are bound by or talk about.
        Index(
            "uq_sharing_terms_current",
            "case_id",
            unique=True,
            postgresql_where=text("status IN ('on_table', 'final')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id))
    round: Mapped[int]
    source: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    proposed_by_unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    resource_id: Mapped[str] = mapped_column(ForeignKey(Resource.id))
    provider_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    items: Mapped[list[str]] = mapped_column(JSONB)
    scope: Mapped[str] = mapped_column(Text)
    scenario: Mapped[str] = mapped_column(Text)
    mode: Mapped[str] = mapped_column(String(20))
    valid_until: Mapped[date]
    conditions: Mapped[str] = mapped_column(Text, default="")
    provide_by: Mapped[date | None]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("sharing_terms.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    final_at: Mapped[datetime | None]

    # The round is counted by the statement that writes it, which hands it back.
    __mapper_args__ = {"eager_defaults": True}

    case: Mapped[SharingCase] = relationship()
    resource: Mapped[Resource] = relationship()
    provider: Mapped[Unit] = relationship(foreign_keys=[provider_id])
    proposed_by_unit: Mapped[Unit] = relationship(foreign_keys=[proposed_by_unit_id])
    supersedes: Mapped["Terms | None"] = relationship(remote_side=[id])

    @property
    def values(self) -> Values:
        """The terms as plain values, for the rules."""
        return Values(
            tuple(self.items),
            self.scope,
            self.scenario,
            self.mode,
            self.valid_until,
            self.conditions,
        )

    @property
    def departs_from_catalogue(self) -> bool:
        """Is the mode another one than the catalogue offers?  Shown to both sides, no error."""
        return self.mode not in (self.resource.share_modes or (self.mode,))

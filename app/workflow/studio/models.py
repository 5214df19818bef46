"""Tables of the studio: a draft, and each diagram or form that it changes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow.models import Release

DRAFT, SUBMITTED, RELEASED, DISCARDED = STATES = ("draft", "submitted", "released", "discarded")
# Where a draft came from: drawn here, shipped with a new version of the product, brought in from
# a file, or an old version that is to be in force again.
ORIGINS = ("studio", "shipped", "import", "again")


class Revision(db.Model):
    """A draft of the next release (修订稿): what is to change, by whom, and what became of it.

    It holds only what it changes; all else comes from the newest release.
    """

    __tablename__ = "revision"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'submitted', 'released', 'discarded')", name="state"),
        Index("ix_revision_state", "state", "id"),
        Index("ix_revision_release", "release_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20), default=DRAFT)
    origin: Mapped[str] = mapped_column(String(20), default="studio")
    # Why it is made: what the second person, and later everybody, reads.
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    # Why the second person sent it back.
    returned: Mapped[str] = mapped_column(Text, default="")
    # From when it is to be in force; at once where empty.
    effective_at: Mapped[datetime | None]
    release_id: Mapped[int | None] = mapped_column(ForeignKey(Release.id))

    items: Mapped[list["RevisionItem"]] = relationship(
        back_populates="revision",
        order_by="RevisionItem.kind.desc(), RevisionItem.key",
        cascade="all, delete-orphan",
    )
    created_by: Mapped[Account | None] = relationship(foreign_keys=[created_by_id])
    submitted_by: Mapped[Account | None] = relationship(foreign_keys=[submitted_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def is_open(self) -> bool:
        """May it still be changed?"""
        return self.state == DRAFT


class RevisionItem(db.Model):
    """A diagram or a form as a draft has it; `version` counts its saves.

    `base_sha256` is the fingerprint of what it was made from, empty where it is new: a release
    that changed the same file meanwhile is noticed by it.  No content: it is taken out.
    """

    __tablename__ = "revision_item"

    revision_id: Mapped[int] = mapped_column(ForeignKey(Revision.id), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    filename: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    base_sha256: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))

    revision: Mapped[Revision] = relationship(back_populates="items")
    saved_by: Mapped[Account | None] = relationship()

"""Official documents as they were issued, and their files.  Neither can be changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit
from app.workflow.models import ProcessInstance

KINDS = (
    "application",
    "reply",
    "supplement_notice",
    "refusal_report",
    "agreement",
    "secrecy_agreement",
    "mediation_opinion",
    "supervision_order",
    "minutes",
    "filing_receipt",
)


class IssuedDocument(db.Model):
    """A document as it left its issuer: its number, its content, the hash of both.

    `source` names the row it was made from, such as `answer:12`, so that nothing is issued twice;
    `meeting_id` is the meeting of minutes, which belong to no case.  Only `withdrawn_at` and
    `withdrawn_reason` may be written later; the database refuses every other change.
    """

    __tablename__ = "issued_document"
    __table_args__ = (
        CheckConstraint(
            "kind IN ({})".format(", ".join(f"'{kind}'" for kind in KINDS)), name="kind"
        ),
        UniqueConstraint("kind", "source"),
        UniqueConstraint("issuer_id", "kind", "number"),
        Index("ix_issued_document_instance", "instance_id", "id"),
        Index("ix_issued_document_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(40))
    instance_id: Mapped[int | None] = mapped_column(ForeignKey(ProcessInstance.id))
    meeting_id: Mapped[int | None]
    issuer_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    number: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    content: Mapped[dict[str, Any]] = deferred(mapped_column(JSONB, nullable=False))
    sha256: Mapped[str] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    issuer: Mapped[Unit] = relationship()


class DocumentFile(db.Model):
    """The .docx of an issued document, written once; its hash says whether a file is the one."""

    __tablename__ = "document_file"

    document_id: Mapped[int] = mapped_column(
        ForeignKey(IssuedDocument.id), primary_key=True, autoincrement=False
    )
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    document: Mapped[IssuedDocument] = relationship()

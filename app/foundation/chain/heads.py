"""The head of the chain in words: to be published where nobody who runs the database can reach.

Whoever has the database and the key can write the whole chain anew.  Not so that it ends in a
head which somebody else has noted before.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import select

from app.foundation.chain.models import AuditBlock
from app.foundation.database import db

WRITTEN = re.compile(r"\b(\d+)@(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)=([0-9a-f]{64})\b")


@dataclass(frozen=True)
class Head:
    """The hash of the chain up to a block."""

    number: int
    at: datetime
    digest: bytes

    def __str__(self) -> str:
        """As it is published: `17@2026-11-29T16:00:00Z=9f86…`."""
        return f"{self.number}@{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}={self.digest.hex()}"

    @classmethod
    def all_in(cls, text: str) -> list[Self]:
        """Every head that stands in a text, such as a log or a mail."""
        return [
            cls(int(number), datetime.fromisoformat(at), bytes.fromhex(digest))
            for number, at, digest in WRITTEN.findall(text)
        ]


def head() -> Head:
    """The newest head."""
    newest = select(AuditBlock.number, AuditBlock.at, AuditBlock.head)
    return Head(*db.session.execute(newest.order_by(AuditBlock.number.desc()).limit(1)).one())

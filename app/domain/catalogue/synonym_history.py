"""What was changed in the table of synonyms, by whom, and whether it can be put back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules.synonyms import Pair
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.identity.models import Account

ADDED, CHANGED, REMOVED = ACTIONS = ("synonym added", "synonym changed", "synonym removed")


@dataclass(frozen=True)
class Turn:
    """One change: the pair that it left or took away, and what stood before a change of one.

    `can_undo` where the table still stands as this change left it.
    """

    at: datetime
    login: str
    action: str
    pair: Pair
    was: Pair | None
    can_undo: bool


def listed() -> Select[Any]:
    """A select of the changes, the newest first, each with who made it."""
    columns: tuple[Any, ...] = (AuditEntry, Account.login)
    return (
        select(*columns)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(AuditEntry.action.in_(ACTIONS), AuditEntry.instance_id.is_(None))
        .order_by(AuditEntry.id.desc())
    )


def turns(rows: list[tuple[AuditEntry, str | None]]) -> list[Turn]:
    """The changes of a page as they are shown; one statement for what stands now."""
    terms = {entry.subject for entry, _login in rows}
    now = dict(
        db.session.execute(
            select(Synonym.term, Synonym.canonical).where(Synonym.term.in_(terms))
        ).all()
    )
    return [_turn(entry, login or "", now) for entry, login in rows]


def _turn(entry: AuditEntry, login: str, now: dict[str, str]) -> Turn:
    pair = Pair(entry.subject, entry.details["canonical"])
    was = Pair(*entry.details["was"]) if "was" in entry.details else None
    stands = now.get(pair.term)
    can_undo = stands is None if entry.action == REMOVED else stands == pair.canonical
    return Turn(entry.at, login, entry.action, pair, was, can_undo)

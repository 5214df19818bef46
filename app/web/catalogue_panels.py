"""The catalogue's cards on the page of a matter: what it is about, and the entry as proposed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.domain.catalogue import cases, standing
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.services import collection, database
from app.foundation.database import db
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import catalogue_words as words
from app.web import collection_cards, database_cards, entry_words, portal_words, wording
from app.web.cards import Pairs, Panel
from app.web.viewing import viewer
from app.workflow.models import ProcessInstance

NEW, WITHDRAW = "new", "withdraw"


def of(instance: ProcessInstance, account: Account) -> list[Panel]:
    """The cards of a matter for one reader."""
    case = cases.case(instance.id)
    cards = [Panel("h-facts", _("Catalogue matter"), "catalogue/_facts.html", _facts(case))]
    if not cases.may_read_content(case, account):
        return cards
    if (compared := _difference(case)) is not None:
        title = _("What changes")
        cards.insert(0, Panel("h-changes", title, "catalogue/_difference.html", compared, True))
    cards += _news(case, account)
    if case.content.get("items") or case.action == NEW:
        cards.append(Panel("h-entry", _("The entry"), "catalogue/_entry.html", _entry(case), True))
    return [*cards, *_record(case)]


def _news(case: CatalogueCase, account: Account) -> list[Panel]:
    """How it stands in one of the processes that have more to say than the entry."""
    if case.process_id == collection.PROCESS:
        return collection_cards.news(case, account)
    return database_cards.news(case) if case.process_id == database.PROCESS else []


def _record(case: CatalogueCase) -> list[Panel]:
    """What was found, recorded and filed."""
    if case.process_id == collection.PROCESS:
        return collection_cards.record(case)
    return database_cards.record(case) if case.process_id == database.PROCESS else []


def _facts(case: CatalogueCase) -> dict[str, Any]:
    """Whose matter it is, about which entry, and why."""
    facts: Pairs = [
        (_("Unit"), case.unit.label),
        (_("Catalogue"), wording.named(words.KINDS, case.kind)),
        (_("What is asked"), wording.named(words.ACTIONS, case.action)),
        (_("Entry"), " ".join(filter(None, (case.entry_id, case.title)))),
        (_("Cause"), wording.named(words.CAUSES, case.cause)),
        (_("Changed on"), str(case.changed_on or "")),
        (_("Reason"), case.reason),
        (_("Expected use"), case.expected_use),
        (_("More time"), _extension(case.extension or {})),
        (_("In spite of what exists"), case.spite_reason),
        (_("Submitted"), f"{wording.local_time(case.submitted_at)} · {case.applicant.label}"),
        (
            _("Approved by the unit"),
            wording.local_time(case.approved_at) if case.approved_at else "",
        ),
    ]
    return {
        "facts": facts,
        "items": [],
        "attachments": cases.attachments(case),
        "entry_url": _entry_url(case),
    }


def _entry_url(case: CatalogueCase) -> str:
    """The entry's page, for whoever may open it."""
    if case.entry_id is None or not standing.may_open(case.kind, case.entry_id, viewer()):
        return ""
    return portal_words.address(case.kind, case.entry_id)


def _extension(asked: Mapping[str, Any]) -> str:
    """What was asked for and what the office said."""
    if not asked:
        return ""
    if "granted" not in asked:
        return _("asked for on %(day)s: %(reason)s", day=asked["asked_on"], reason=asked["reason"])
    if asked["granted"]:
        return _("granted: %(days)s working days", days=asked["days"])
    return _("denied: %(comment)s", comment=asked.get("comment") or "—")


def _entry(case: CatalogueCase) -> dict[str, Any]:
    """The entry as proposed."""
    return {
        "facts": entry_words.facts(case.kind, case.content),
        "items": entry_words.items(case.content),
    }


def _difference(case: CatalogueCase) -> dict[str, Any] | None:
    """What a change changes in the version in force; once closed, in the one it began from."""
    if case.entry_id is None or case.based_on is None or case.action == WITHDRAW:
        return None
    versions = select(EntryVersion).where(
        EntryVersion.entry_kind == case.kind, EntryVersion.entry_id == case.entry_id
    )
    if case.closed_at:
        versions = versions.where(EntryVersion.number == case.based_on)
    before = db.session.scalars(versions.order_by(EntryVersion.number.desc()).limit(1)).first()
    if before is None:
        return None
    overtaken = before.number if before.number != case.based_on else None
    rows = entry_words.changes(case.kind, before.content, case.content)
    return {"changes": rows, "number": before.number, "overtaken": overtaken}

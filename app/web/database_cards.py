"""The cards of a database's page: where it stands, its updates, what depends on it, its end."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.catalogue import depends
from app.domain.catalogue.models.database import Database
from app.domain.catalogue.models.deregistration import Deregistration
from app.domain.catalogue.models.matter import DATABASE, CatalogueCase
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.rules import values
from app.foundation.database import db
from app.foundation.i18n import _, speaks_english
from app.web import catalogue_words as words
from app.web import wording
from app.web.cards import Pairs, Panel
from app.web.collection_cards import STEPS, Step, duplicates, filings

LAST = 20


def news(case: CatalogueCase) -> list[Panel]:
    """Where the database stands, what depends on it, its end: shown before the entry itself."""
    known = _known(case)
    if known is None:
        return []
    state = {"facts": _state(known), "stale_since": case.stale_since}
    cards = [
        Panel("h-database", _("Database"), "catalogue/_database.html", state),
        Panel("h-depends", _("Agreements that depend on it"), *_depends(known)),
    ]
    if requests := [_request(one) for one in _requests(case.id)]:
        title = _("Requests to deregister")
        cards.append(Panel("h-ends", title, STEPS, {"steps": requests}, True))
    return cards


def record(case: CatalogueCase) -> list[Panel]:
    """What exists of it, what was recorded, and what was filed."""
    cards = duplicates(case)
    if (known := _known(case)) is not None:
        updates = [_version(one) for one in _versions(known.id)]
        cards.append(Panel("h-updates", _("What was recorded"), STEPS, {"steps": updates}, True))
    return [*cards, *filings(case)]


def _known(case: CatalogueCase) -> Database | None:
    return db.session.get(Database, case.entry_id) if case.entry_id else None


def _state(known: Database) -> Pairs:
    """Its numbers and days."""
    said = values.DATABASE_STATUSES.get(known.status, (known.status, known.status))
    days = {
        _("Filed on"): known.filed_on,
        _("Registered on"): known.registered_on,
        _("Last updated on"): known.last_updated_on,
        _("Deregistered on"): known.deregistered_on,
    }
    facts: Pairs = [
        (_("Status"), said[1] if speaks_english() else said[0]),
        (_("Filing number"), known.filing_no),
        (_("Registration number"), known.registration_no),
        *((label, day.isoformat()) for label, day in days.items() if day),
        (_("Update cycle"), values.said(known.update_cycle, values.CYCLES)),
        (_("Records"), "" if known.records is None else f"{known.records:,}"),
        (_("Why deregistered"), known.deregister_reason),
    ]
    return [(label, told) for label, told in facts if told]


def _depends(known: Database) -> tuple[str, dict[str, Any]]:
    live = depends.on_database(known.id)
    return "catalogue/_depends.html", {"live": live}


def _requests(case_id: int) -> list[Deregistration]:
    asked = select(Deregistration).where(Deregistration.case_id == case_id)
    return list(db.session.scalars(asked.order_by(Deregistration.id)))


def _request(one: Deregistration) -> Step:
    blocked = [f"{b['number']} ({b['demander']}, {b['valid_until']})" for b in one.blocked_by]
    facts: Pairs = [
        (_("Reason"), one.reason),
        (_("Merged into"), one.merged_into.title if one.merged_into else ""),
        (_("Result"), wording.named(words.DEREGISTRATIONS, one.result) if one.result else ""),
        (_("Comment"), one.comment),
        (_("In force then"), _("; ").join(blocked)),
    ]
    return Step(one.asked_at, _("Asked for"), [(label, said) for label, said in facts if said])


def _versions(entry_id: str) -> list[EntryVersion]:
    """The latest versions, the newest first."""
    found = select(EntryVersion).where(
        EntryVersion.entry_kind == DATABASE, EntryVersion.entry_id == entry_id
    )
    newest = found.order_by(EntryVersion.number.desc()).limit(LAST)
    return list(db.session.scalars(newest.options(joinedload(EntryVersion.by))))


def _version(one: EntryVersion) -> Step:
    records = one.content.get("records")
    facts: Pairs = [
        (_("Last updated on"), str(one.content.get("last_updated_on") or "")),
        (_("Records"), "" if records is None else f"{records:,}"),
        (_("Note"), one.note),
        (_("By"), one.by.label if one.by else ""),
    ]
    title = _(
        "Version %(number)s: %(act)s", number=one.number, act=wording.named(words.ACTS, one.act)
    )
    return Step(one.at, title, [(label, said) for label, said in facts if said])

"""What happens when a unit brings an entry before the catalogue: new, changed or withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.domain.catalogue import cases, depends
from app.domain.catalogue.models.matter import RESOURCE, CatalogueCase
from app.domain.catalogue.models.resource import PUBLISHED, DataItem, Resource
from app.domain.catalogue.services import demand_listing, entries, numbers
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.forms import FormContext, Option

PROCESS = "catalogue_publication"
FORM = "catalogue/publication"
SERIES = numbers.PUBLICATIONS
NEW, CHANGE, WITHDRAW = "new", "change", "withdraw"
MOST_ITEMS = 200  # as many rows as a form takes
Answers = Mapping[str, Any]


def form_context(
    account: Account, asked: Mapping[str, str], uploaded: Sequence[Option] = ()
) -> FormContext:
    """The own entries to choose from; what another page asked for is chosen already."""
    own = (
        select(Resource.id, Resource.title)
        .where(Resource.provider_unit_id == account.unit_id, Resource.status == PUBLISHED)
        .order_by(Resource.id)
    )
    options = [Option(one, f"{one} {title}") for one, title in db.session.execute(own)]
    return FormContext(
        options={"entry_options": options, "attachments": uploaded},
        values={key: value for key, value in asked.items() if key in ("action", "entry")}
        | demand_listing.prefill(asked.get("demand", ""), account),
    )


def check(answers: Answers, account: Account) -> None:
    """Raise where the entry is being changed already, or may not be withdrawn."""
    if answers["action"] == NEW:
        return
    entry_id = str(answers["entry"])
    _lock(entry_id)
    if other := _open_change(entry_id):
        raise Conflict(
            _(
                "Entry %(entry)s is already being changed, in matter %(number)s. "
                "Go on with that one, or withdraw it first.",
                entry=entry_id,
                number=other,
            )
        )
    if answers["action"] == WITHDRAW and (why := still_needed(entry_id)):
        raise Invalid({"entry": [why]})
    if answers["action"] == CHANGE and _items_of(entry_id) > MOST_ITEMS:
        told = _(
            "The entry has more than %(most)d items: change it by importing it.", most=MOST_ITEMS
        )
        raise Invalid({"entry": [told]})
    if answers["action"] == CHANGE and as_of(answers) > clock.today():
        raise Invalid({"changed_on": [_("This date is still to come.")]})


def as_of(answers: Answers) -> date:
    """A change is due 10 working days after its cause (条例 17); all else counts from today."""
    if answers["action"] != CHANGE or not answers.get("changed_on"):
        return clock.today()
    return date.fromisoformat(str(answers["changed_on"]))


def fill(case: CatalogueCase, answers: Answers, account: Account) -> None:
    """A new entry has a title; a change begins from what the entry says now."""
    case.kind, case.action, case.reason = RESOURCE, answers["action"], answers["reason"]
    if case.action == NEW:
        case.title = answers["title"]
        case.content = {"title": case.title}
        return
    entry = db.session.get_one(Resource, answers["entry"])
    case.entry_id, case.title, case.based_on = entry.id, entry.title, entry.version
    case.content = entries.content_of(RESOURCE, entry.id)
    if case.action == CHANGE:
        case.cause, case.changed_on = answers["cause"], as_of(answers)


def open_publication(case_id: int) -> str:
    """Which way the matter takes."""
    return cases.case(case_id).action


def still_needed(entry_id: str) -> str:
    """Why an entry cannot be withdrawn: the agreements that live on it; empty if none does."""
    live = depends.on_resource(entry_id)
    if not live:
        return ""
    said = _(", ").join(f"{one.number} ({one.demander}, {one.valid_until})" for one in live)
    return _(
        "Agreements in force depend on this entry, so it cannot be withdrawn: %(agreements)s",
        agreements=said,
    )


def _items_of(entry_id: str) -> int:
    counted = select(func.count()).where(DataItem.resource_id == entry_id)
    return db.session.scalar(counted) or 0


def _lock(entry_id: str) -> None:
    """Whoever begins a change of the same entry at this moment waits for the first."""
    db.session.execute(select(Resource.id).where(Resource.id == entry_id).with_for_update())


def _open_change(entry_id: str) -> str | None:
    """The number of the matter in which an entry is being changed."""
    being_changed = select(CatalogueCase.number).where(
        CatalogueCase.kind == RESOURCE,
        CatalogueCase.entry_id == entry_id,
        CatalogueCase.process_id == PROCESS,
        CatalogueCase.closed_at.is_(None),
    )
    return db.session.scalar(being_changed.limit(1))

"""What the pages of the demand pool show: what exists already, who needs it, what may be done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.domain.catalogue import demand_pool, duplicates, known
from app.domain.catalogue.models.demand import Demand, DemandEvent
from app.domain.catalogue.proposals import Proposal
from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules import demand as rules
from app.domain.catalogue.rules import values as words
from app.domain.catalogue.services.demands import Asked
from app.domain.catalogue.viewing import Viewer
from app.foundation import calendar, clock
from app.foundation.i18n import _
from app.foundation.identity import queries as people
from app.foundation.identity.models import Account
from app.web import demand_words, wording

MOST_HITS = 10
PAGES = {kind: f"portal_entries.{kind}" for kind in columns.KINDS}


@dataclass(frozen=True)
class Hit:
    """An entry that may serve, as a line with its links."""

    kind: str
    id: str
    title: str
    catalogue: str
    matched: Sequence[str]
    url: str
    apply_url: str


@dataclass(frozen=True)
class Found:
    """What was found before a demand is filed: entries, and demands for much the same."""

    hits: Sequence[Hit]
    missing: Sequence[str]
    alike: Sequence[Demand]

    def any(self) -> bool:
        """Was anything found?"""
        return bool(self.hits or self.alike)

    def kept(self) -> list[dict[str, Any]]:
        """What the demand keeps of it."""
        entries = [
            {"kind": hit.kind, "id": hit.id, "matched": list(hit.matched)} for hit in self.hits
        ]
        return entries + [{"kind": "demand", "id": one.number} for one in self.alike]


def found(asked: Asked, account: Account, viewer: Viewer) -> Found:
    """What exists of what is asked for, as far as the account may see it."""
    proposal = Proposal(asked.title, account.unit.code, asked.items)
    verdict = duplicates.check(proposal, viewer)
    listed = (*verdict.hits, *verdict.unconfirmed)[:MOST_HITS]
    alike = demand_pool.alike(asked.title, asked.items, account)
    missing = verdict.missing if listed else ()
    return Found(_hits(hit.as_json() for hit in listed), missing, alike)


def values(demand: Demand, account: Account, viewer: Viewer) -> dict[str, Any]:
    """What the page of a demand shows beside the demand itself."""
    acts = demand_pool.acts(demand, account)
    is_office = rules.OFFICE in account.effective_posts
    return {
        "state": demand_words.STATES[demand.state],
        "urgency": wording.named(wording.URGENCIES, demand.urgency),
        "units": demand_pool.units(demand.id),
        "history": [_event(event) for event in demand_pool.history(demand.id)],
        "acts": acts,
        "is_office": is_office,
        "is_asked": bool(acts & set(rules.UNIT_ACTS)),
        "listed_as": _entry(demand, viewer),
        "hits": _hits(known.seen(demand.hits, viewer)),
        "now": _now(demand, viewer) if acts & {"answer", "fulfil"} else (),
        "merged": _merged(demand, account),
        "mergeable": [
            (one.id, f"{one.number} {one.title}") for one in demand_pool.mergeable(demand)
        ]
        if "merge" in acts
        else (),
        "usual_days": rules.USUAL_DAYS,
        "provisional": bool(demand.due_on)
        and not calendar.current().is_announced(demand.due_on or clock.today()),
        "list_url": _list_url(demand) if "promise" in acts else "",
    }


def _now(demand: Demand, viewer: Viewer) -> list[Hit]:
    """What is listed by now of what is asked for."""
    proposal = Proposal(demand.title, demand.unit.code, tuple(demand.items))
    verdict = duplicates.check(proposal, viewer)
    return _hits(hit.as_json() for hit in verdict.hits[:MOST_HITS])


def overtaken(last: DemandEvent) -> str:
    """Who did what, to somebody who acted on an old page."""
    return _(
        "%(who)s was faster, at %(time)s: %(what)s. Nothing of yours was recorded; below is the "
        "demand as it is now.",
        who=_who(last),
        time=wording.local_time(last.at),
        what=_what(last),
    )


def _hits(found: Iterable[Mapping[str, Any]]) -> list[Hit]:
    return [
        Hit(
            hit["kind"],
            hit["id"],
            hit["title"],
            words.said(hit["catalogue"], words.CATALOGUES),
            hit["matched"],
            entry_url(hit["kind"], hit["id"]),
            url_for("sharing.application", resource_id=hit["id"])
            if hit["kind"] == columns.RESOURCE
            else "",
        )
        for hit in found
    ]


def entry_url(kind: str, entry_id: str) -> str:
    """The portal's page of an entry."""
    return url_for(PAGES[kind], id=entry_id)


def _entry(demand: Demand, viewer: Viewer) -> Hit | None:
    """The entry that ended the demand, where the reader may see it."""
    if not demand.entry_id:
        return None
    row = {"kind": demand.entry_kind, "id": demand.entry_id, "matched": ()}
    return next(iter(_hits(known.seen([row], viewer))), None)


def _merged(demand: Demand, account: Account) -> Demand | None:
    """The demand into which it was merged, where the reader may see that one."""
    other = demand.merged_into
    return other if other and demand_pool.may_see(other.id, account) else None


def _event(event: DemandEvent) -> dict[str, Any]:
    return {"who": _who(event), "what": _what(event), "at": event.at, "text": event.text}


def _who(event: DemandEvent) -> str:
    """Post and unit; what happened by itself was the system."""
    if event.by is None:
        return _("The system")
    return event.by.label


def _what(event: DemandEvent) -> str:
    """What happened, with the unit that was asked and its day."""
    told = str(wording.named(demand_words.EVENTS, event.act))
    if event.act == "assign":
        asked = people.unit(event.details["to"])
        told += _(": ") + asked.label
    if event.act in ("assign", "promise"):
        told += (_("; ") if event.act == "assign" else _(": ")) + _(
            "due on %(date)s", date=event.details["due_on"]
        )
    return told


def _list_url(demand: Demand) -> str:
    """Where the unit compiles the entry, filled in from the demand."""
    return url_for("catalogue_matters.start", process_id="catalogue_publication", demand=demand.id)

"""The gate of a sharing application: does the unit hold this already, or is it to be had elsewhere?

The resource that is applied for is no duplicate of itself, nor are the database it comes from and
the collection entry behind it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.domain.catalogue import duplicates, synonyms
from app.domain.catalogue.duplicates import Verdict
from app.domain.catalogue.holdings import Named
from app.domain.catalogue.models.collection import Collection
from app.domain.catalogue.models.exchange import Exchange
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.proposals import Proposal
from app.domain.catalogue.rules import columns, overlap
from app.domain.catalogue.services import gate
from app.domain.catalogue.suggestions import OPENNESS
from app.domain.catalogue.viewing import Viewer
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Unit


@dataclass(frozen=True)
class Held:
    """An agreement in force under which the unit gets some of the items already."""

    number: str
    case_id: int
    resource_id: str
    valid_until: str
    matched: tuple[str, ...]
    missing: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The agreement as plain values."""
        return vars(self) | {"matched": list(self.matched), "missing": list(self.missing)}


@dataclass(frozen=True)
class Gate:
    """Whose eyes looked, and why they go on; None where the form did not ask for a reason."""

    viewer: Viewer
    reason: str | None = None


@dataclass(frozen=True)
class Looked:
    """What the catalogues and the unit's own agreements hold of an application."""

    proposal: Proposal
    verdict: Verdict
    held: tuple[Held, ...]
    # Everything is to be had more freely, or is there already: to go on needs a reason.
    is_pressing: bool

    def as_json(self) -> dict[str, Any]:
        """What was found, as plain values."""
        return self.verdict.as_json() | {"agreements": [one.as_json() for one in self.held]}


def look(resource: Resource, items: Sequence[str], unit: Unit, viewer: Viewer) -> Looked:
    """Compare what is applied for with everything else that the unit may see or has."""
    proposal = Proposal(resource.title, unit.code, tuple(items))
    verdict = duplicates.check(proposal, viewer, _itself(resource))
    held = tuple(_held(proposal, resource, unit))
    return Looked(proposal, verdict, held, _is_pressing(resource, unit, verdict, held))


def require(
    resource: Resource, items: Sequence[str], unit: Unit, asked: Gate | None = None
) -> dict[str, Any]:
    """What is kept with the case; empty where nothing was found by anybody's eyes.

    Raises where a reason was asked for, is needed and was not given.
    """
    viewer = asked.viewer if asked else Viewer(unit.id)
    looked = look(resource, items, unit, viewer)
    was_asked = asked is not None and asked.reason is not None
    reason = ((asked and asked.reason) or "").strip()
    if was_asked and (looked.is_pressing or len(reason) > gate.LONGEST_REASON):
        gate.check_reason(reason)
    hidden = gate.withheld(looked.proposal, viewer, _itself(resource))
    kept = gate.kept(looked.proposal, looked.verdict, hidden, reason)
    kept["agreements"] = [one.as_json() for one in looked.held]
    found = ("hits", "unconfirmed", "hidden_hits", "agreements")
    return kept if any(kept[name] for name in found) else {}


def _itself(resource: Resource) -> list[Named]:
    """The entries that tell of the very same data."""
    behind = select(Collection.id).where(Collection.resource_id == resource.id)
    found = [(columns.COLLECTION, one) for one in db.session.scalars(behind)]
    if resource.database_id:
        found.append((columns.DATABASE, resource.database_id))
    return [(columns.RESOURCE, resource.id), *found]


def _held(proposal: Proposal, resource: Resource, unit: Unit) -> Iterator[Held]:
    """The unit's agreements in force on other resources that are hits themselves."""
    known = synonyms.current()
    groups = proposal.grouped(known)
    live = select(Exchange).where(
        Exchange.demander_id == unit.id,
        Exchange.resource_id != resource.id,
        Exchange.valid_until >= clock.today(),
    )
    for one in db.session.scalars(live.order_by(Exchange.agreement_id)):
        roots = {known.root(item) for item in one.items}
        shared = roots & set(groups)
        if overlap.is_hit(len(shared), len(roots), len(groups)):
            named = [(key in shared, name) for key, names in groups.items() for name in names]
            yield Held(
                one.number,
                one.case_id,
                one.resource_id,
                one.valid_until.isoformat(),
                tuple(name for is_shared, name in named if is_shared),
                tuple(name for is_shared, name in named if not is_shared),
            )


def _is_pressing(resource: Resource, unit: Unit, verdict: Verdict, held: Sequence[Held]) -> bool:
    """Is all of it to be had more freely, the unit's own, or agreed on already?"""
    whole = [hit for hit in verdict.hits if not hit.missing]
    freer = any(
        hit.kind == columns.RESOURCE
        and OPENNESS[hit.sharing_class] > OPENNESS[resource.sharing_class]
        for hit in whole
    )
    own = any(hit.unit == unit.code for hit in whole)
    return freer or own or any(not one.missing for one in held)

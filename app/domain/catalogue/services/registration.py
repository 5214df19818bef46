"""Register a collection: its number, its entry published the same day, its filing."""

from typing import Any

from app.domain.catalogue import cases
from app.domain.catalogue.models.collection import Collection
from app.domain.catalogue.models.matter import COLLECTION, CatalogueCase
from app.domain.catalogue.models.review import JOINT, REDUCE, Coordination
from app.domain.catalogue.services import (
    closing,
    coordination,
    entries,
    filing,
    keys,
    numbers,
    proposing,
    telling,
)
from app.foundation import clock
from app.foundation.identity.models import Unit
from app.workflow import parties

REGISTERED = "registered"


def register(case_id: int) -> None:
    """Both keys agreed, or it was coordinated: the entry stands in the catalogue from today."""
    case = cases.case(case_id)
    adopted = coordination.in_force(case_id)
    unit = _responsible(case, adopted)
    proposing.check_active(unit)
    content = _content(case, adopted, unit)
    number = numbers.following(numbers.COLLECTION_REGISTRATIONS, 1, Collection.registration_no)
    reviewed_by = [parties.unit_of(case_id, lane).code for lane in keys.LANES]
    case.entry_id = entries.write(
        COLLECTION,
        content,
        note=str(case.number or ""),
        account=case.applicant,
        instance_id=case_id,
        state={
            "registration_no": number,
            "reviewed_by": reviewed_by,
            "published_on": clock.today(),
        },
    )
    filing.make(
        case,
        COLLECTION,
        str(filing.draw(numbers.COLLECTION_FILINGS)),
        {
            "entry": case.entry_id,
            "registration_no": number,
            "unit": unit.code,
            "joint_units": content.get("joint_units") or [],
            "items": [item["name"] for item in content["items"]],
            "reviewed_by": reviewed_by,
        },
    )
    closing.finish(case_id, REGISTERED)
    if unit.id != case.unit_id:
        parties.set_party(case_id, "applicant", unit.id, acts=False, visible=True)
        telling.unit(case, "case_closed", unit.id, end=REGISTERED)


def _responsible(case: CatalogueCase, adopted: Coordination | None) -> Unit:
    """Who answers for the collection: the applicant, or the unit that leads."""
    if adopted and adopted.outcome == JOINT and adopted.lead:
        return adopted.lead
    return case.unit


def _content(case: CatalogueCase, adopted: Coordination | None, unit: Unit) -> dict[str, Any]:
    """The application, cut down or put under a lead unit as it was coordinated."""
    content = dict(case.content)
    if adopted and adopted.outcome == REDUCE:
        content["items"] = [one for one in content["items"] if one["name"] in adopted.items]
    if unit.id != case.unit_id:
        joined = [code for code in content.get("joint_units") or [] if code != unit.code]
        content |= {"unit": unit.code, "joint_units": [case.unit.code, *joined]}
    return content

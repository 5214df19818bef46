"""Tell the people of a unit what happened in a matter of the catalogue."""

from typing import Any

from app.domain.catalogue.models.matter import CatalogueCase
from app.foundation import notices
from app.workflow import parties

OFFICERS_AND_HEADS = ("sharing_officer", "unit_approver")
# Lane → who of its unit hears: of an office those who work there, and its head of what is late.
OFFICES = {"catalogue_office": "catalogue_admin", "statistics": "collection_reviewer"}


def applicant(case: CatalogueCase, kind: str, **params: Any) -> None:
    """Tell the officers and the head of the unit whose matter it is."""
    notices.queue(
        kind, instance_id=case.id, unit_id=case.unit_id, posts=OFFICERS_AND_HEADS, **params
    )


def office(
    case: CatalogueCase,
    kind: str,
    lane: str = "catalogue_office",
    *,
    head: bool = False,
    **params: Any,
) -> None:
    """Tell those who work on the matter in an office, and with `head` also its head."""
    posts = (OFFICES[lane], "unit_approver") if head else (OFFICES[lane],)
    unit = parties.unit_of(case.id, lane)
    notices.queue(kind, instance_id=case.id, unit_id=unit.id, posts=posts, **params)


def unit(case: CatalogueCase, kind: str, unit_id: int, **params: Any) -> None:
    """Tell the officers and the head of another unit."""
    notices.queue(kind, instance_id=case.id, unit_id=unit_id, posts=OFFICERS_AND_HEADS, **params)

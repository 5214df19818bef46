"""The catalogue's cards on the page of a matter: what it is about, and the entry as proposed."""

from typing import Any

from app.domain.catalogue import cases
from app.domain.catalogue.models.matter import CatalogueCase
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import catalogue_words as words
from app.web import wording
from app.web.cards import Panel
from app.workflow.models import ProcessInstance


def of(instance: ProcessInstance, account: Account) -> list[Panel]:
    """The cards of a matter for one reader."""
    case = cases.case(instance.id)
    return [Panel("h-facts", _("Matter"), "sharing/_facts.html", _facts(case))]


def _facts(case: CatalogueCase) -> dict[str, Any]:
    """Whose matter it is, about which entry, and why."""
    facts = [
        (_("Unit"), case.unit.label),
        (_("Catalogue"), wording.named(words.KINDS, case.kind)),
        (_("What is asked"), wording.named(words.ACTIONS, case.action)),
        (_("Entry"), " ".join(filter(None, (case.entry_id, case.title)))),
        (_("Cause"), wording.named(words.CAUSES, case.cause)),
        (_("Changed on"), str(case.changed_on or "")),
        (_("Reason"), case.reason),
        (_("In spite of what exists"), case.spite_reason),
        (_("Submitted"), f"{wording.local_time(case.submitted_at)} · {case.applicant.label}"),
        (
            _("Approved by the unit"),
            wording.local_time(case.approved_at) if case.approved_at else "",
        ),
    ]
    return {"facts": facts, "items": [], "attachments": cases.attachments(case)}

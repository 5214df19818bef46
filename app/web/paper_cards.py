"""What came on paper, as a card on the pages of a case and of a dispute."""

from typing import Any

from app.domain.sharing import paperwork
from app.domain.sharing.models.dispute import Dispute
from app.domain.sharing.models.paper import PaperEntry
from app.domain.sharing.services import paper_reply
from app.foundation.files import Attachment
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import taskform, wording
from app.web.cards import Panel
from app.workflow import definitions
from app.workflow.models import ProcessInstance


def of_case(instance: ProcessInstance) -> Panel | None:
    """The papers of a case: when received, under which number, by whom entered, the scans."""
    papers = paperwork.entries(instance.id)
    if not papers:
        return None
    scans = paperwork.files_of(papers)
    said = [_paper(one, instance, scans) for one in papers]
    return Panel("h-on-paper", _("What came on paper"), "paper/_card.html", {"papers": said}, True)


def of_dispute(dispute: Dispute, account: Account) -> Panel | None:
    """The same for the page of a dispute."""
    return of_case(dispute.case.instance)


def _paper(
    one: PaperEntry, instance: ProcessInstance, scans: dict[str, Attachment]
) -> dict[str, Any]:
    facts = [
        (_("Received on"), one.received_on),
        (_("Reference number of the paper"), one.reference),
        (_("Entered by"), f"{one.entered_by.label} · {wording.local_time(one.entered_at)}"),
        (_("Effect"), wording.named(wording.EFFECTS, one.effect)),
    ]
    if one.kind == "reply":  # an application is told in its own card
        form = definitions.release(instance.release_id).form(paper_reply.FORM)
        facts += taskform.readable(form, one.content)
    return {
        "title": wording.named(wording.ON_PAPER, one.kind),
        "who": one.unit.label,
        "facts": facts,
        "files": [scans[scan] for scan in one.scans if scan in scans],
    }

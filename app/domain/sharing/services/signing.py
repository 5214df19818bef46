"""Put a signature to a text, or make signatures void."""

from app.domain.sharing.models.agreement import Agreement, SecrecyAgreement, Signature
from app.domain.sharing.rules import documents
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.models import Task


def put(
    paper: Agreement | SecrecyAgreement, task: Task, account: Account, *, act: str, reason: str = ""
) -> None:
    """Sign the hash of the text, or return the text with a reason."""
    if paper.status != "drawn":
        raise Conflict(_("This text is not up for signature any more."))
    # The hash is taken again from the text itself: what is signed is what is there.
    sha256 = documents.sha256(paper.text)
    if sha256 != paper.sha256:
        raise Conflict(_("The text and its SHA-256 do not agree; it must not be signed."))
    secret = isinstance(paper, SecrecyAgreement)
    signature = Signature(
        case_id=paper.case_id,
        agreement_id=None if secret else paper.id,
        secrecy_agreement_id=paper.id if secret else None,
        side=task.lane,
        act=act,
        reason=reason,
        account_id=account.id,
        unit_id=task.unit_id,
        post=task.posts[0],
        sha256=sha256,
    )
    db.session.add(signature)
    action = "signed" if act == "sign" else "returned unsigned"
    audit.record(action, case=paper.case_id, task=task.id, subject=sha256, reason=reason)


def void(agreement: Agreement) -> None:
    """The agreement comes to nothing, and with it the signature that was there."""
    agreement.status = "void"
    agreement.ended_at = clock.now()
    void_signatures(agreement)
    audit.record("agreement void", case=agreement.case_id, subject=agreement.sha256)


def void_signatures(paper: Agreement | SecrecyAgreement) -> None:
    """What was signed binds nobody."""
    for signature in paper.signatures:
        if signature.stands:
            signature.voided_at = clock.now()


def check_signed(paper: Agreement | SecrecyAgreement) -> None:
    """Raise unless both sides signed this very text."""
    sha256 = documents.sha256(paper.text)
    both = {s.side for s in paper.signatures if s.stands and s.sha256 == sha256}
    if both != {"demander", "provider"}:
        raise Conflict(_("Both sides must have signed the text as it stands."))

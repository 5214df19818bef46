"""The agreement and the secrecy agreement as their page shows them: text, hash, signatures."""

from typing import Any

from app.domain.sharing import queries
from app.domain.sharing.models.agreement import Agreement, SecrecyAgreement, Signature
from app.foundation.i18n import _
from app.foundation.identity import posts
from app.web import wording
from app.workflow.models import Task

Paper = dict[str, Any]
SIGNED = {"sign_demander", "sign_provider"}
SIGNED_IN_SECRECY = {"sign_secrecy_demander", "sign_secrecy_provider", "file_secrecy"}


def of(case_id: int) -> list[Paper]:
    """Every version of both texts, the latest first."""
    agreements = queries.agreements(case_id)
    secret = queries.secrecy_agreements(case_id)
    return [_agreement(one) for one in agreements] + [_secrecy(one) for one in secret]


def to_read(task: Task) -> Paper | None:
    """The text that whoever answers this task puts their name to, or files."""
    if task.name in SIGNED:
        return next(map(_agreement, queries.agreements(task.instance_id)), None)
    if task.name in SIGNED_IN_SECRECY:
        return next(map(_secrecy, queries.secrecy_agreements(task.instance_id)), None)
    return None


def _agreement(one: Agreement) -> Paper:
    title = _(
        "Sharing agreement %(number)s, version %(version)s", number=one.number, version=one.version
    )
    return _paper(one, title)


def _secrecy(one: SecrecyAgreement) -> Paper:
    return _paper(one, _("Secrecy agreement, version %(version)s", version=one.version))


def _paper(one: Agreement | SecrecyAgreement, title: str) -> Paper:
    return {
        "title": title,
        "status": wording.named(wording.PAPERS, one.status),
        "text": one.text,
        "sha256": one.sha256,
        "signatures": [_signature(signature) for signature in one.signatures],
    }


def _signature(one: Signature) -> dict[str, Any]:
    said = ""
    if one.act == "return":
        said = _("returned it: %(reason)s", reason=one.reason)
    elif one.voided_at:
        said = _("signed; void since %(time)s", time=wording.local_time(one.voided_at))
    return {"who": one.unit.label, "post": posts.title(one.post), "at": one.at, "said": said}

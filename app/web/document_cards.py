"""The card of a case's official documents, on its page and on the page of its dispute."""

from typing import Any

from flask import current_app, url_for

from app.domain.documents.models import IssuedDocument
from app.domain.sharing import issued, records
from app.domain.sharing.models.dispute import Dispute
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import wording
from app.web.cards import Panel

MOST = 30
CONTRACTS = {"agreement", "secrecy_agreement"}


def of_case(case_id: int, account: Account) -> Panel | None:
    """The newest documents of a case; nothing where none was issued yet."""
    found = issued.newest(case_id, account, MOST + 1)
    if not found:
        return None
    values = {
        "documents": [_line(one) for one in found[:MOST]],
        "more": _list_of(case_id) if len(found) > MOST else "",
        "most": MOST,
    }
    return Panel("h-documents", _("Documents"), "sharing/_documents.html", values)


def of_dispute(dispute: Dispute, account: Account) -> Panel | None:
    """The same card beside a dispute."""
    return of_case(dispute.case_id, account)


def _line(one: IssuedDocument) -> dict[str, Any]:
    return {
        "title": one.title,
        "kind": wording.document_name(one.kind),
        "number": one.number,
        "on": one.issued_on,
        "issuer": _("both sides") if one.kind in CONTRACTS else one.issuer.label,
        "withdrawn": one.withdrawn_at is not None,
        "page": _address("documents.show", document_id=one.id),
        "file": _address("documents.file", document_id=one.id),
    }


def _list_of(case_id: int) -> str:
    return _address("documents.index", text=records.case(case_id).number)


def _address(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""

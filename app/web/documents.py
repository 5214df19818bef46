"""Official documents: each as it prints on A4 and as a .docx; the list of those one may see."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from io import BytesIO

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ColumnElement, or_, select

from app.domain.documents import queries
from app.domain.documents.models import KINDS, IssuedDocument
from app.domain.documents.rules import setting
from app.domain.documents.rules.paper import chinese_date
from app.domain.documents.services import file as files
from app.domain.keeping import queries as keeping
from app.domain.meetings import queries as meetings
from app.domain.meetings.models import Meeting
from app.domain.sharing import issued
from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import looking, paging, panels, wording
from app.workflow import parties

bp = Blueprint("documents", __name__, url_prefix="/documents")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """The search as the page shows it again."""

    text: str = ""
    kind: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Read the address; what is unknown is not asked."""
        text = args.get("text", "").replace("\x00", "").strip()[:LONGEST]
        return cls(text, args.get("kind", "") if args.get("kind") in KINDS else "")

    def args(self) -> dict[str, str]:
        """The search as parameters of an address."""
        return {name: value for name, value in asdict(self).items() if value}

    def any(self) -> bool:
        """Is anything filtered?"""
        return bool(self.text or self.kind)


@bp.get("/")
def index() -> ResponseReturnValue:
    """The documents that the account may see, those of archived cases too, the newest first."""
    asked = Asked.of(request.args)
    about = panels.matching(asked.text) if asked.text else None
    found = queries.newest_first(
        queries.listed(_visible_to(current_user), kind=asked.kind, text=asked.text, about=about),
        keeping.documents(current_user, kind=asked.kind, text=asked.text),
    )
    part = "_rows" if request.headers.get("HX-Request") else "index"
    return render_template(
        f"documents/{part}.html",
        page=paging.cut_rows(found, paging.number()),
        asked=asked,
        kinds=[(kind, wording.document_name(kind)) for kind in KINDS],
    )


@bp.get("/<int:document_id>")
def show(document_id: int) -> ResponseReturnValue:
    """One document as it prints; one that the account may not see does not exist."""
    found = _seen(document_id)
    case_id = found.instance_id
    return render_template(
        "documents/show.html",
        document=found,
        paper=queries.paper(found),
        heading=panels.headings([case_id]).get(case_id) if case_id else None,
        void=_void(found),
        setting=setting,
        chinese_date=chinese_date,
    )


@bp.get("/<int:document_id>.docx")
def file(document_id: int) -> ResponseReturnValue:
    """The document's file, made once and the same ever after."""
    found = _seen(document_id)
    with transaction():
        made = files.of(found)
        content, etag = made.content, made.sha256
    name = re.sub(r"[^\w〔〕（）《》.-]", "_", found.number or found.title)[:LONGEST]
    answer: Response = send_file(
        BytesIO(content), mimetype=DOCX, as_attachment=True, download_name=f"{name}.docx", etag=etag
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _seen(document_id: int) -> IssuedDocument:
    found = queries.document(document_id)
    if not _may_see(found, current_user):
        raise NotFound(_("There is no such document."))
    return found


def _may_see(found: IssuedDocument, account: Account) -> bool:
    """Who sees its case and may read this kind; minutes, whoever may see their meeting."""
    if found.meeting_id is not None:
        return meetings.may_see(found.meeting_id, account)
    if found.instance_id is None or not looking.may_look(found.instance_id):
        return False
    return issued.is_open_to(found, account)


def _visible_to(account: Account) -> ColumnElement[bool]:
    """The same as a condition on many."""
    held = select(Meeting.id).where(meetings.visible_to(account))
    of_case = IssuedDocument.instance_id.in_(parties.visible_to(account)) & issued.open_to(account)
    return or_(IssuedDocument.meeting_id.in_(held), of_case & IssuedDocument.meeting_id.is_(None))


def _void(found: IssuedDocument) -> str:
    """What a withdrawn document says on top, also on paper."""
    if found.withdrawn_at is None:
        return ""
    return f"已撤回（{chinese_date(clock.local(found.withdrawn_at).date())}），作废"

"""Attachments: handed out to those who may see their case, always as a file to save."""

import uuid

from flask import Blueprint, Response, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.sharing import notebook
from app.foundation import contents, files
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity import queries as people
from app.web import looking, meeting_papers, panels
from app.workflow import parties

bp = Blueprint("attachments", __name__, url_prefix="/attachments")


@bp.get("/<uuid:attachment_id>")
def show(attachment_id: uuid.UUID) -> ResponseReturnValue:
    """One attachment; somebody else's draft, or another unit's case, does not exist."""
    found = db.session.get(files.Attachment, attachment_id)
    if found is None or not _may_read(found):
        raise NotFound(_("There is no such file."))
    # A checked copy: the database is not kept waiting for whoever reads slowly.
    copy = contents.copied(found.sha256)
    answer: Response = send_file(copy, mimetype="application/octet-stream", etag=found.sha256)
    answer.call_on_close(copy.close)
    answer.content_length = found.size
    answer.headers["Content-Disposition"] = found.disposition
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _may_read(found: files.Attachment) -> bool:
    if found.uploaded_by_id == current_user.id:
        return True
    if notebook.may_read_file(found, current_user):
        return True
    return _of_own_case(found) or meeting_papers.may_read(found, current_user)


def _of_own_case(found: files.Attachment) -> bool:
    if found.instance_id is None or not looking.may_look(found.instance_id):
        return False
    if parties.AUDITOR in current_user.effective_posts:
        return True
    by_own_unit = people.account(found.uploaded_by_id).unit_id == current_user.unit_id
    return by_own_unit or str(found.id) in panels.sent_files(found.instance_id)

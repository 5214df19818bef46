"""An archived case, tried by every kind of account: it is there for those who saw it before."""

import re
from datetime import datetime

import pytest
from sqlalchemy import select

from app.domain.documents.models import IssuedDocument
from app.domain.keeping import rows
from app.domain.sharing.services import archive
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.files import Attachment
from app.foundation.identity import acting
from app.jobs.keeping import archive_cases
from app.workflow.ledger import Clock
from app.workflow.models import Task
from tests.domain.sharing import cases
from tests.support.people import account

DOORS = {"archived.ask", "archived.restore"}
# Who is tried: both sides, those who watch over them, and strangers to the case.
PEOPLE = {
    "anonymous": None,
    "demander_officer": "wsj_share",
    "provider_officer": "gsj_share",
    "provider_head": "gsj_head",
    "outsider": "hbj_share",
    "office": "xxb_escal",
    "auditor": "xxb_audit",
    "process_admin": "xxb_proc",
}
LATER = datetime(2031, 3, 3, 9, tzinfo=clock.LOCAL)
# What differs from one request to the next, and what the archive adds.
PASSING = re.compile(
    r'name="csrf_token" value="[^"]*"|<div class="alert alert-info py-2 mb-3" role="status">'
    r"<div><strong>已归档.*?</div></div>",
    re.S,
)


@pytest.fixture
def closed(app):
    """A case that was disputed and then ran to its end, as it stands four years later."""
    case = cases.approved(cases.a_case(valid_until="2026-12-31"))
    cases.completed(cases.received(cases.signed(cases.answered(case, "agree"))))
    with acting.as_system("archive"), transaction():
        archive.write(case.id)
    with clock.at(LATER):
        yield cases.fresh(case)


def paths(case_id):
    """Every address that tells of the case."""
    of_case = {"instance_id": case_id}
    made = [f"/cases/{case_id}{part}" for part in ("", "/agreement", "/archive")]
    made.append(f"/cases/{case_id}/diagram/sharing_application.bpmn")
    tables = (
        (f"/cases/{case_id}/clocks/{{}}", Clock),
        ("/tasks/{}", Task),
        ("/documents/{}", IssuedDocument),
        ("/documents/{}.docx", IssuedDocument),
        ("/attachments/{}", Attachment),
    )
    for path, table in tables:
        ids = db.session.scalars(select(table.id).filter_by(**of_case).order_by(table.id))
        made += [path.format(one) for one in ids.all()[-1:]]
    return made


def answers(visitors, wanted):
    """What everybody gets: status, and the page without what passes."""
    found = {}
    for kind, visitor in visitors.items():
        for path in wanted:
            answer = visitor.get(path)
            is_page = answer.mimetype == "text/html"
            said = PASSING.sub("", answer.text) if is_page else answer.data
            found[kind, path] = (answer.status_code, said)
    return found


def test_everybody_sees_of_an_archived_case_what_they_saw_before(app, sign_in, closed):
    visitors = {
        kind: sign_in(account(login)) if login else app.test_client()
        for kind, login in PEOPLE.items()
    }
    case_id, wanted = closed.id, paths(closed.id)
    assert len(wanted) >= 8
    before = answers(visitors, wanted)
    assert archive_cases() == 1

    after = answers(visitors, wanted)
    live = rows.read(case_id, rows.layout().tables)

    differing = [key for key in before if before[key] != after[key]]
    assert differing == []
    assert {status for status, _page in before.values()} == {200, 302, 404}
    assert live == []  # nothing of what was read stayed
    shown = visitors["demander_officer"].get(f"/cases/{case_id}").text
    assert "已归档" in shown
    assert "条例第29条" in shown

"""An archived case, tried by every kind of account: it is there for those who saw it before."""

import re
from datetime import datetime

import pytest
from sqlalchemy import select

from app.domain.documents.models import IssuedDocument
from app.domain.keeping import rows
from app.domain.keeping.services import checking
from app.domain.sharing.services import archive
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.files import Attachment
from app.foundation.identity import acting
from app.foundation.kept import KeptDeparture
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
SEE_IT = {"demander_officer", "provider_officer", "provider_head", "office", "auditor"}
LATER = datetime(2031, 3, 3, 9, tzinfo=clock.LOCAL)
# What differs from one request to the next, what the archive adds, and how many notices were not
# read: those of a case go with it.
PASSING = re.compile(
    r'name="csrf_token" value="[^"]*"|<a href="/notices/">通知.*?</a>|'
    r'<div class="alert alert-info py-2 mb-3" role="status">'
    r"<div><strong>已于.*?</div></div>",
    re.S,
)


@pytest.fixture
def closed(app):
    """A case that ran to its end, as it stands four years later."""
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
    made += ["/documents/", "/documents/?kind=filing_receipt", "/documents/?text=企业", "/figures/"]
    made += ["/desk/", "/supervision/", "/group/resolutions/"]
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
            found[kind, path] = (answer.status_code, said if answer.status_code == 200 else "")
    return found


def test_everybody_sees_of_an_archived_case_what_they_saw_before(app, sign_in, closed):
    visitors = {
        kind: sign_in(account(login)) if login else app.test_client()
        for kind, login in PEOPLE.items()
    }
    case_id, number, wanted = closed.id, closed.number, paths(closed.id)
    assert len(wanted) >= 8
    before = answers(visitors, wanted)
    assert archive_cases() == 1

    after = answers(visitors, wanted)
    live = rows.read(case_id, rows.layout().tables)

    assert [key for key in before if before[key] != after[key]] == []
    assert {status for status, _page in before.values()} == {200, 302, 404}
    assert live == []  # nothing of what was read stayed
    shown = visitors["demander_officer"].get(f"/cases/{case_id}").text
    assert "已于2031-03-03归档" in shown
    assert "条例第29条" in shown
    task = next(path for path in wanted if path.startswith("/tasks/"))
    assert visitors["demander_officer"].post(task, data={"outcome": "agree"}).status_code == 404
    listed_for_whom(visitors, number)
    restored_by_auditors_alone(visitors, case_id)
    assert list(checking.faults()) == []


def listed_for_whom(visitors, number):
    """The list of the archive finds the case by number and by words, for whoever may see it."""
    for asked in (number, "企业 卫生"):
        for kind, visitor in visitors.items():
            page = visitor.get("/cases/", query_string={"kept": "archived", "text": asked})
            due = kind in SEE_IT
            assert (number in page.text.partition("<tbody>")[2]) is due, (kind, asked)
    mine = visitors["demander_officer"]
    assert number not in mine.get("/cases/").text
    for asked, there in (
        ("kept=archived&role=demander&state=completed", True),
        ("kept=archived&role=provider", False),
        ("kept=archived&state=refused", False),
        ("kept=archived&text=无此", False),
    ):
        assert (number in mine.get(f"/cases/?{asked}").text) is there, asked
    hint = mine.get("/cases/", query_string={"text": number}).text
    assert "kept=archived" in hint
    assert number not in mine.get("/catalogue/matters/?kept=archived").text


def restored_by_auditors_alone(visitors, case_id):
    """Others may not ask for it; the auditor must say why, and finds it among the living."""
    place = f"/cases/{case_id}/restore"
    for kind, visitor in visitors.items():
        due = 302 if kind == "anonymous" else 200 if kind == "auditor" else 403
        assert visitor.get(place).status_code == due, kind
        if kind != "auditor":
            assert visitor.post(place, data={"reason": "x"}).status_code == due, kind
    auditor = visitors["auditor"]
    assert auditor.post(place, data={"reason": "  "}).status_code == 422
    assert auditor.post(place, data={"reason": "复查需要"}).status_code == 302
    assert auditor.get(place).status_code == 404
    shown = auditor.get(f"/cases/{case_id}").text
    assert "归档，" not in shown
    assert "从归档恢复" in shown
    assert "复查需要" in shown
    assert db.session.scalars(select(KeptDeparture.case_id)).all() == [case_id]

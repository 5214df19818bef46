"""Every door of the pages, tried by every kind of account: who gets in, and who finds nothing."""

import uuid

import pytest
from sqlalchemy import func, select

from app.domain.sharing.models.case import SharingCase
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.files import Attachment
from app.workflow.ledger import Clock
from app.workflow.models import Draft, Task
from tests.support.desks import APPROVED, open_task
from tests.support.people import account

KINDS = {
    "anonymous": None,
    "demander_officer": "jtw_share",
    "demander_head": "jtw_head",
    "provider_officer": "gsj_share",
    "provider_head": "gsj_head",
    "outsider": "hbj_share",
    "outsider_head": "hbj_head",
    "office": "xxb_escal",
    "office_head": "xxb_head",
    "secretary": "ldxz_sec",
    "bureau": "bmj_file",
    "auditor": "xxb_audit",
    "process_admin": "xxb_proc",
    "sysadmin": "xxb_sys",
}
PARTIES = {"demander_officer", "demander_head", "provider_officer", "provider_head", "office"}
# The office's head reads, and that is all.
READERS = PARTIES | {"office_head", "auditor"}
OFFICERS = {"demander_officer", "provider_officer", "outsider"}
EVERYBODY = set(KINDS) - {"anonymous"}

# Address → who gets the page; everybody else signed in finds nothing (404).
GET = {
    "inbox.index": EVERYBODY,
    "inbox.show": READERS,
    "instances.index": EVERYBODY,
    "instances.show": READERS,
    "instances.diagram": READERS,
    "instances.clock": READERS,
    "sharing.choose": EVERYBODY,
    "sharing.application": EVERYBODY,
    "instances.agreement": READERS,
    "instances.archive": set(),
    "notices.index": EVERYBODY,
    "attachments.show": READERS,
}
# Address → the answer to each who may read the case but not do this; outsiders find nothing.
POST = {
    "inbox.complete": (403, 404),
    "inbox.draft": (403, 404),
    "inbox.claim": (403, 404),
    "inbox.release": (403, 404),
    "inbox.reassign": (403, 404),
    "notices.read": (404, 404),
    "notices.read_all": (302, 302),
    "sharing.submit": (403, 403),
    "sharing.draft": (403, 403),
}
PREFIXES = ("inbox.", "instances.", "sharing.", "notices.", "attachments.")


@pytest.fixture
def case_id(desks):
    """A case that waits for its provider's answer, with a file."""
    made = desks.apply()
    desks.walk(APPROVED)
    db.session.add(
        Attachment(
            id=uuid.UUID(int=1), filename="a.pdf", media_type="application/pdf", size=1,
            sha256="0" * 64, content_path="00/0", uploaded_by_id=account("jtw_share").id,
            instance_id=made, task_id=None, field="attachments",
        )
    )  # fmt: skip
    db.session.commit()
    return made


def addresses(app, case_id, method):
    """Every address of the pages, with this case in its gaps."""
    values = {
        "task_id": open_task("provider_response").id,
        "instance_id": case_id,
        "clock_id": db.session.scalars(select(Clock.id)).first(),
        "process_id": "sharing_application",
        "resource_id": "IR0001",
        "attachment_id": uuid.UUID(int=1),
        "notice_id": 999_999,
    }
    adapter = app.url_map.bind("localhost")
    return {
        rule.endpoint: adapter.build(
            rule.endpoint, {name: values[name] for name in rule.arguments}, method=method
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(PREFIXES) and method in rule.methods
    }


def visitor(app, desks, kind):
    return desks.at(KINDS[kind]) if KINDS[kind] else app.test_client()


def state_of_the_case():
    """What an outsider could change."""
    db.session.expire_all()
    found = [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (Task, SharingCase, Draft)
    ]
    task = open_task("provider_response")
    steps = select(func.count()).where(AuditEntry.instance_id.is_not(None))
    return [*found, task.claimed_by_id, db.session.scalar(steps)]


def test_every_page_has_its_line_in_the_tables(app, case_id):
    assert set(addresses(app, case_id, "GET")) == set(GET)
    assert set(addresses(app, case_id, "POST")) == set(POST)


def test_every_page_opens_to_those_it_is_for_and_to_nobody_else(app, desks, case_id):
    pages = addresses(app, case_id, "GET")
    found = {}
    for kind in KINDS:
        client = visitor(app, desks, kind)
        for endpoint, path in pages.items():
            found[endpoint, kind] = client.get(path).status_code

    wrong = {}
    for (endpoint, kind), status in found.items():
        due = 302 if kind == "anonymous" else 200 if kind in GET[endpoint] else 404
        if endpoint == "attachments.show" and due == 200:
            due = 404  # the row is there, its content is not: past the door
        if status != due:
            wrong[endpoint, kind] = (status, due)
    assert wrong == {}


def test_outsiders_change_nothing(app, desks, case_id):
    before = state_of_the_case()
    wrong = {}
    for kind in sorted(set(KINDS) - {"provider_officer"}):
        client = visitor(app, desks, kind)
        for endpoint, path in addresses(app, case_id, "POST").items():
            if endpoint.startswith("sharing.") and kind in OFFICERS:
                continue
            status = client.post(
                path, data={"outcome": "agree", "to": "1", "_version": "0"}
            ).status_code
            allowed, hidden = POST[endpoint]
            due = 302 if kind == "anonymous" else allowed if kind in READERS else hidden
            own = kind == "provider_head" and endpoint in ("inbox.release", "inbox.reassign")
            if status != due and not own and not (endpoint.startswith("inbox.") and status == 404):
                wrong[endpoint, kind] = (status, due)

    assert wrong == {}
    assert state_of_the_case()[:4] == before[:4]

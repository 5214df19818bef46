"""Every address of the application has its line in one table, and is tried by every account."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from app.domain.documents.models import IssuedDocument
from app.domain.sharing import records
from app.domain.sharing.models.dispute import MediationNote
from app.domain.sharing.models.supervision import SupervisionOrder
from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.workflow.models import Task
from tests.support.desks import APPROVED, open_task
from tests.support.people import account
from tests.web import (
    test_doors_by_post,
    test_doors_catalogue,
    test_doors_desk,
    test_doors_destroying,
    test_doors_gate,
    test_doors_keeping,
    test_doors_meetings,
    test_doors_numbers,
    test_doors_operating,
    test_doors_paper,
    test_doors_people,
    test_doors_portal,
    test_doors_recall,
    test_doors_search,
    test_doors_sign_in,
    test_doors_studio,
    test_doors_transfer,
)
from tests.web.recalls import REFUSED
from tests.web.test_doors_by_post import EVERYBODY as THE_USUAL
from tests.web.test_doors_by_post import KINDS as USUAL

KINDS = USUAL | {
    "consulted": "fzb_legal",
    "chair": "ldxz_chair1",
    "member_head": "fgw_head",
    "district_officer": "q0108_share",
    "district_head": "q0108_head",
}
EVERYBODY = THE_USUAL | {"consulted", "chair", "member_head", "district_officer", "district_head"}
SIDES = {"demander_officer", "demander_head", "provider_officer", "provider_head"}
INSIDE = {"office", "office_head", "auditor"}
SEE_THE_CASE = SIDES | INSIDE | {"consulted"}

# Address → who gets the page; others who see the case are refused where 403 stands, and for all
# others it is not there.
GET = {
    "account.profile": EVERYBODY,
    "documents.file": SEE_THE_CASE,
    "documents.index": EVERYBODY,
    "documents.show": SEE_THE_CASE,
    "figures.cases": {"office", "office_head", "secretary", "chair", "auditor", "district_head"},
    "figures.index": {"office", "office_head", "secretary", "chair", "auditor", "district_head"},
    "mediation.notes_of": SIDES | INSIDE,
    "supervision.index": EVERYBODY,
    "supervision.new": {"office"},
    "supervision.take_back": {"office"},
    "telling.show": EVERYBODY,
}
FORBIDDEN = {
    "supervision.new": SEE_THE_CASE,
    "supervision.take_back": SIDES | INSIDE,
    "supervision.issue": SEE_THE_CASE,
    "supervision.withdraw": SIDES | INSIDE,
    "mediation.add_note": SIDES | INSIDE,
    "mediation.share_note": SIDES | INSIDE,
    "mediation.withdraw_note": SIDES | INSIDE,
}
# What changes a case, and nobody but its office may send.
OFFICES = {
    "mediation.add_note", "mediation.difference", "mediation.share_note",
    "mediation.withdraw_note", "supervision.issue", "supervision.withdraw",
}  # fmt: skip
# What everybody does for the own account.
OWN = {
    "account.change_password", "account.delegate", "account.end_delegation", "account.sign_out",
    "telling.save", "telling.open_feed", "telling.close_feed",
}  # fmt: skip
OPEN = {
    "account.enter", "account.sign_in", "assets.file", "feed.calendar", "locale.switch",
    "security.favicon", "security.healthz", "security.readyz", "static",
}  # fmt: skip
FRAME = {"home"}  # leads to one's tasks

TABLES = {
    "by post": [*test_doors_by_post.GET, *test_doors_by_post.POST],
    "catalogue": [*test_doors_catalogue.GET, *test_doors_catalogue.POST],
    "desk": [*test_doors_desk.GET, *test_doors_desk.POST],
    "meetings": [
        *test_doors_meetings.GET,
        *test_doors_meetings.SECRETARYS,
        *test_doors_meetings.CHAIRS,
        *test_doors_meetings.OWN,
    ],
    "destroying": test_doors_destroying.DOORS,
    "gate": test_doors_gate.DOORS,
    "keeping": test_doors_keeping.DOORS,
    "numbers": test_doors_numbers.DOORS,
    "operating": test_doors_operating.DOORS,
    "paper": test_doors_paper.DOORS,
    "people": test_doors_people.DOORS,
    "portal": test_doors_portal.DOORS,
    "recall": test_doors_recall.DOORS,
    "search": test_doors_search.DOORS,
    "sign in": test_doors_sign_in.DOORS,
    "studio": test_doors_studio.DOORS,
    "transfer": test_doors_transfer.DOORS,
    "here": [*GET, *OFFICES, *OWN, *OPEN, *FRAME],
}


@pytest.fixture
def numbers(desks):
    """A refusal that the office took up, with an order, a note and a unit that was asked."""
    case_id = desks.apply()
    taken_up = {"responsibility": "built", "consult": "FZB"}
    desks.walk(APPROVED, *REFUSED, ("xxb_escal", "accept_dispute", taken_up))
    dispute, officer = records.dispute(case_id), account("xxb_escal")
    order = SupervisionOrder(
        case_id=case_id, office_id=officer.unit_id, unit_id=account("gsj_share").unit_id,
        step="provider_response", days=3, due_on=clock.today(), expected="请答复",
    )  # fmt: skip
    note = MediationNote(
        dispute_id=dispute.id, held_on=clock.today(), place="会议室", attended=["市工商局"],
        note="双方各让一步", files=[], by_id=officer.id,
    )  # fmt: skip
    letter = select(IssuedDocument.id).where(IssuedDocument.kind == "refusal_report")
    with transaction():
        db.session.add_all([order, note])
        db.session.flush()
        found = {
            "instance_id": case_id,
            "task_id": open_task("give_opinion").id,
            "dispute_id": dispute.id,
            "order_id": order.id,
            "note_id": note.id,
            "document_id": db.session.scalar(letter),
            "delegation_id": 999_999,
        }
    return found


def visitor(app, desks, kind):
    return desks.at(KINDS[kind]) if KINDS[kind] else app.test_client()


def addresses(app, numbers, endpoints, method):
    adapter = app.url_map.bind("localhost")
    return {
        rule.endpoint: adapter.build(
            rule.endpoint, {name: numbers[name] for name in rule.arguments}, method=method
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint in endpoints and method in rule.methods
    }


def due(endpoint, kind, may):
    """How the address answers this kind of account."""
    if kind == "anonymous":
        return 302
    if kind in may:
        return 200
    return 403 if kind in FORBIDDEN.get(endpoint, ()) else 404


def test_every_address_of_the_application_is_in_exactly_one_table(app):
    listed = Counter(endpoint for table in TABLES.values() for endpoint in table)

    assert set(listed) == {rule.endpoint for rule in app.url_map.iter_rules()}
    assert [endpoint for endpoint, times in listed.items() if times > 1] == []


def test_every_page_opens_to_those_it_is_for_and_to_nobody_else(app, desks, numbers):
    query = "?of=opened&month=2026-08&group=refusal"  # the figures want a point
    wrong = {}
    for kind in KINDS:
        client = visitor(app, desks, kind)
        for endpoint, path in addresses(app, numbers, set(GET), "GET").items():
            status = client.get(path + query).status_code
            if status != due(endpoint, kind, GET[endpoint]):
                wrong[endpoint, kind] = (status, due(endpoint, kind, GET[endpoint]))

    assert wrong == {}


def test_nobody_but_the_office_does_what_is_the_office_s(app, desks, numbers):
    def state():
        db.session.expire_all()
        tables = (MediationNote, SupervisionOrder, Task, AuditEntry)
        counts = [db.session.scalar(select(func.count()).select_from(one)) for one in tables]
        note = db.session.get_one(MediationNote, numbers["note_id"])
        order = db.session.get_one(SupervisionOrder, numbers["order_id"])
        return [*counts[:3], note.shared, note.withdrawn_at, order.closed_at]

    before, wrong = state(), {}
    sent = {"reason": "x", "note": "x", "held_on": "2026-08-31", "attended": "x", "duty": "x/GSJ"}
    for kind in sorted(set(KINDS) - {"office"}):
        client = visitor(app, desks, kind)
        for endpoint, path in addresses(app, numbers, OFFICES, "POST").items():
            status = client.post(path, data=sent).status_code
            if status != due(endpoint, kind, ()):
                wrong[endpoint, kind] = (status, due(endpoint, kind, ()))

    assert wrong == {}
    assert state() == before


def test_what_there_is_not_is_not_found_whoever_asks(app, desks):
    nothing = {
        "resource_id": "IR9999", "unit_code": "NIX", "process_id": "x", "name": "x.js",
        "filename": "x.js", "secret": "x", "plural": "resources",
        "attachment_id": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
    }  # fmt: skip
    adapter = app.url_map.bind("localhost")
    wrong = {}
    for login in ("xxb_escal", "ldxz_sec", "ldxz_chair1", "gsj_head", "jtw_share", "xxb_audit"):
        for rule in app.url_map.iter_rules():
            # Of the API nothing opens to a session (test_api.py); a way back that is over leads to
            # where one asks for another (test_recovery.py).
            if not rule.arguments or rule.endpoint in {
                *test_doors_sign_in.API,
                "recovery.come_back",
            }:
                continue
            for method in sorted(rule.methods & {"GET", "POST"}):
                values = {name: nothing.get(name, 999_999) for name in rule.arguments}
                path = adapter.build(rule.endpoint, values, method=method)
                status = desks.at(login).open(path, method=method).status_code
                # Whoever lacks the post hears that before anything is looked for.
                if status not in (404, 403):
                    wrong[rule.endpoint, method, login] = status

    assert wrong == {}


def test_strangers_are_sent_to_sign_in_from_what_is_an_account_s_own(app, numbers):
    asked = addresses(app, numbers, OWN, "POST")
    stranger = app.test_client()

    assert set(asked) == OWN
    assert [e for e, path in asked.items() if "/sign-in" not in stranger.post(path).location] == []

"""Every door of the pages of units and staff, tried by every kind of account."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.identity import queries
from app.foundation.identity.models import Account, AccountPost, PostTerm, Unit
from app.foundation.people import training
from app.foundation.people.models import AccountClosing, TrainingRecord
from tests.support.people import account
from tests.web.test_doors_by_post import EVERYBODY, KINDS, visitor

ADMIN = {"sysadmin"}
OWN = {"demander_officer", "demander_head"}
# Who reads the training of every unit: administrators, auditors, the office's heads and officers.
OVERSEERS = {"sysadmin", "auditor", "office", "office_head"}
# Address → who gets the page.
GET = {
    "people.index": EVERYBODY,
    "people.unit": EVERYBODY,
    "people.units.new": ADMIN,
    "people.units.edit": ADMIN,
    "people.units.ask": ADMIN,
    "people.accounts.index": ADMIN,
    "people.accounts.new": ADMIN,
    "people.accounts.show": ADMIN,
    "people.closing.ask": ADMIN,
    "people.sign_in.show": ADMIN,
    "people.training.overview": OVERSEERS,
    "people.training.export": OVERSEERS,
    "people.training.log": OVERSEERS | OWN,
    "people.training.new": {"sysadmin", "demander_head"},
    "people.training.show": OVERSEERS | OWN,
}
# What nobody but a system administrator may send.
ADMINS = {
    "people.units.add", "people.units.change", "people.units.deactivate",
    "people.units.reactivate", "people.accounts.open_one", "people.accounts.describe",
    "people.accounts.change_posts", "people.accounts.reset_password", "people.closing.close",
    "people.closing.reopen", "people.closing.hand_over_drafts", "people.sign_in.connect",
    "people.sign_in.disconnect", "people.sign_in.end_sessions", "people.sign_in.end_token",
    "people.sign_in.make_token", "people.sign_in.reset_factor",
}  # fmt: skip
# What the unit's head may send as well; its officer and overseers are refused, others find nothing.
HEADS = {"people.training.record", "people.training.correct", "people.training.withdraw"}
DOORS = [*GET, *ADMINS, *HEADS]
TABLES = (Account, AccountPost, PostTerm, AccountClosing, TrainingRecord, Unit)


@pytest.fixture
def numbers(app):
    """A record in the log of the demander's unit, and its officer's account."""
    said = training.Entry(
        None,
        "综合岗",
        "培训",
        "policy",
        date(2026, 8, 3),
        date(2026, 8, 3),
        Decimal(8),
        "passed",
        "",
    )
    with transaction():
        unit = queries.unit_by_code("JTW")
        made = training.record(account("jtw_head"), unit, said).id
    unknown = {"identity_id": 999_999, "token_id": 999_999}
    own = {"unit_code": "JTW", "account_id": account("jtw_share").id, "record_id": made}
    return own | unknown


def addresses(app, numbers, method):
    adapter = app.url_map.bind("localhost")
    return {
        rule.endpoint: adapter.build(rule.endpoint, {n: numbers[n] for n in rule.arguments}, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("people.") and method in rule.methods
    }


def due(endpoint, kind):
    """How the address answers this kind of account that does not get in."""
    if kind == "anonymous":
        return 302
    if endpoint.startswith("people.training."):
        refused = OVERSEERS | OWN if endpoint not in GET or endpoint.endswith("new") else set()
        return 403 if kind in refused else 404
    return 403


def test_every_page_has_its_line_in_the_tables(app, numbers):
    assert set(addresses(app, numbers, "GET")) == set(GET)
    assert set(addresses(app, numbers, "POST")) == ADMINS | HEADS


def test_every_page_opens_to_those_it_is_for_and_to_nobody_else(app, desks, numbers):
    wrong = {}
    for kind in KINDS:
        client = visitor(app, desks, kind)
        for endpoint, path in addresses(app, numbers, "GET").items():
            status = client.get(path).status_code
            wanted = 200 if kind in GET[endpoint] else due(endpoint, kind)
            if status != wanted:
                wrong[endpoint, kind] = (status, wanted)

    assert wrong == {}


def test_nobody_else_changes_anything(app, desks, numbers):
    def state():
        db.session.expire_all()
        counts = [db.session.scalar(select(func.count()).select_from(one)) for one in TABLES]
        unit = queries.unit_by_code("JTW")
        officer = account("jtw_share")
        signs = select(func.count()).where(AuditEntry.action == "signed_in")
        noted = db.session.scalar(select(func.count()).select_from(AuditEntry))
        return [
            *counts, unit.version, unit.active, officer.active, officer.password_hash,
            noted - db.session.scalar(signs),
        ]  # fmt: skip

    before, wrong = state(), {}
    sent = {"name": "x", "title": "x", "posts": "sysadmin", "course": "x", "reason": "x"}
    for kind in sorted(set(KINDS) - ADMIN):
        client = visitor(app, desks, kind)
        for endpoint, path in addresses(app, numbers, "POST").items():
            if kind == "demander_head" and endpoint in HEADS:
                continue
            status = client.post(path, data=sent).status_code
            if status != due(endpoint, kind):
                wrong[endpoint, kind] = (status, due(endpoint, kind))

    assert wrong == {}
    assert state() == before


def test_what_others_may_not_read_is_not_on_the_page_of_a_unit(desks, numbers):
    own, other = (
        desks.at(login).get("/people/units/JTW").text for login in ("jtw_head", "gsj_head")
    )

    assert f"/people/training/{numbers['record_id']}" in own
    assert "/people/training/" not in other
    assert "/people/accounts/" not in own + other
    assert "变更记录" not in own + other
    assert "市交通委信息共享岗" in other  # who holds a post is no secret


def test_what_there_is_not_is_not_found_by_the_administrator_either(app, desks):
    nothing = dict.fromkeys(("account_id", "record_id", "identity_id", "token_id"), 999_999)
    nothing |= {"unit_code": "NIX"}
    client, wrong = desks.at("xxb_sys"), {}
    for method in ("GET", "POST"):
        for endpoint, path in addresses(app, nothing, method).items():
            if "NIX" in path or "999999" in path:
                status = client.open(path, method=method).status_code
                if status != 404:
                    wrong[endpoint] = status

    assert wrong == {}


@pytest.mark.parametrize("number", ["99999999999", "0", "-1"])
def test_a_number_that_no_row_can_have_is_not_found(desks, number):
    assert desks.at("xxb_sys").get(f"/people/accounts/{number}").status_code == 404
    assert desks.at("xxb_sys").get(f"/people/training/{number}").status_code == 404

"""The catalogue administrator lets a unit see an entry above 秘密, and takes that back."""

import pytest
from sqlalchemy import func, select

from app.domain.catalogue import viewing
from app.domain.catalogue.models.grant import EntryGrant
from app.domain.catalogue.services import grants
from app.domain.catalogue.viewing import Viewer
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed
from tests.support.people import account


def give(login="xxb_cat", level="机密", unit="GAJ", reason="反恐协作"):
    with transaction():
        grants.give(account(login), "resource", "IR0034", level, unit, reason)


def sees(login):
    return viewing.may_see("resource", "IR0034", Viewer.of(account(login)))


def audited(action):
    return db.session.scalar(select(func.count()).where(AuditEntry.action == action))


def test_a_grant_opens_the_entry_to_a_unit_and_to_no_other(app):
    give()

    assert sees("gaj_share")
    assert not sees("yjb_share")
    assert audited("entry granted") == 1


def test_given_twice_it_is_one_grant(app):
    give()
    give(reason="再次")

    assert len(grants.of_entry("resource", "IR0034")) == 1
    assert audited("entry granted") == 1


def test_taken_back_it_is_closed_and_can_be_given_again(app):
    give()
    with transaction():
        grants.revoke(account("xxb_cat"), grants.of_entry("resource", "IR0034")[0].id)
    assert not sees("gaj_share")
    assert audited("entry grant revoked") == 1

    give()

    assert sees("gaj_share")
    assert len(grants.of_entry("resource", "IR0034")) == 2


def test_taken_back_twice_it_is_taken_back_once(app):
    give()
    for _time in range(2):
        with transaction():
            grants.revoke(account("xxb_cat"), db.session.scalar(select(EntryGrant.id)))

    assert audited("entry grant revoked") == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"unit": "NIX"}, "unit"),
        ({"reason": " \x00 "}, "reason"),
        ({"reason": "由" * 1001}, "reason"),
        ({"level": "秘密"}, "unit"),
    ],
)
def test_a_grant_names_a_unit_a_reason_and_an_entry_that_needs_one(app, wrong, field):
    with pytest.raises(Invalid) as refused:
        give(**wrong)

    assert field in refused.value.fields


def test_nobody_else_may_grant(app):
    for login in ("tjj_share", "xxb_escal", "xxb_sys"):
        with pytest.raises(NotAllowed):
            give(login)

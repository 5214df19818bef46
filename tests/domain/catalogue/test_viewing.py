"""Who may see which entry."""

import pytest
from sqlalchemy import select

from app.domain.catalogue import viewing
from app.domain.catalogue.models.grant import EntryGrant
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db
from app.foundation.identity import queries as people

INTRANET = "政务内网"


def viewer(login: str | None, *networks: str) -> Viewer:
    account = people.account_by_login(login) if login else None
    return Viewer.of(account, frozenset(networks))


def an_entry(level: str, limited_to: str = "") -> str:
    entry = db.session.get_one(Resource, "IR0001")  # of 市工商局
    entry.security_level, entry.limited_to = level, limited_to
    db.session.commit()
    return entry.id


@pytest.mark.parametrize(
    ("level", "who", "expected"),
    [
        ("公开", None, True),
        ("内部", None, False),
        ("内部", "yjb_share", True),
        ("敏感", "yjb_share", True),
        ("秘密", "yjb_share", True),
        ("秘密", None, False),
        ("机密", "yjb_share", False),
        ("机密", "gsj_share", True),
        ("机密", "xxb_cat", True),
        ("机密", "xxb_share", False),
        ("绝密", "xxb_escal", False),
        ("没有这一级", None, False),
        ("没有这一级", "yjb_share", False),
    ],
)
def test_a_level_says_who_may_see_an_entry(app, level, who, expected):
    assert viewing.may_see("resource", an_entry(level), viewer(who)) is expected


@pytest.mark.parametrize("who", [None, "yjb_share", "gsj_share", "xxb_cat"])
def test_an_entry_limited_to_a_network_is_seen_from_there_only(app, who):
    entry = an_entry("公开", INTRANET)

    assert not viewing.may_see("resource", entry, viewer(who))
    assert not viewing.may_see("resource", entry, viewer(who, "政务外网"))
    assert viewing.may_see("resource", entry, viewer(who, INTRANET))


def test_a_grant_lets_one_unit_see_until_it_is_revoked(app):
    entry, police = an_entry("机密"), people.account_by_login("gaj_share")
    grant = EntryGrant(
        entry_kind="resource",
        entry_id=entry,
        unit_id=police.unit_id,
        reason="反恐",
        by_id=police.id,
    )
    db.session.add(grant)
    db.session.commit()

    assert viewing.may_see("resource", entry, viewer("gaj_share"))
    assert not viewing.may_see("resource", entry, viewer("yjb_share"))
    grant.revoked_at = grant.at
    db.session.commit()
    assert not viewing.may_see("resource", entry, viewer("gaj_share"))


def test_the_predicate_filters_a_list_in_the_database(app):
    seen = select(Resource.security_level).where(viewing.entries("resource", viewer(None)))

    assert set(db.session.scalars(seen)) == {"公开"}

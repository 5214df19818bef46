"""Following: whoever follows an entry, its unit, its class or its area hears of a change, once."""

import pytest
from sqlalchemy import select

from app.domain.catalogue.models.following import Follow
from app.domain.catalogue.services import entries, following, grants
from app.domain.catalogue.viewing import EVERYWHERE, Viewer
from app.foundation import notices
from app.foundation.database import db, transaction
from app.foundation.errors import NotFound
from app.foundation.notices import Notice, texts
from app.foundation.notices.models import NoticeChoice
from tests.support.people import account
from tests.support.statements import counted


def follow(login, subject, key):
    who = account(login)
    with transaction():
        following.follow(who, Viewer.of(who, EVERYWHERE), subject, key)


def change(kind="resource", entry_id="IR0001", **values):
    with transaction():
        content = entries.content_of(kind, entry_id) | values
        entries.write(kind, content, entry_id=entry_id, note="按新标准调整")
        notices.deliver()


def told(login):
    wanted = select(Notice).where(
        Notice.account_id == account(login).id, Notice.kind == "entry_changed"
    )
    return list(db.session.scalars(wanted.order_by(Notice.id)))


@pytest.mark.parametrize(
    ("subject", "key"),
    [("resource", "IR0001"), ("unit", "GSJ"), ("class", "法人")],
)
def test_whoever_follows_is_told_of_a_new_version(app, subject, key):
    follow("yjb_share", subject, key)

    change()

    (notice,) = told("yjb_share")
    assert notice.params["entry"] == "resource:IR0001"
    assert "企业登记基本信息" in texts.title(notice)
    assert texts.path(notice) == "/portal/resources/IR0001"


def test_an_area_is_followed_too(app):
    follow("yjb_share", "area", "企业与个人信用")

    change(entry_id="IR0054")

    assert len(told("yjb_share")) == 1


def test_several_ways_of_following_make_one_notice(app):
    for subject, key in (("resource", "IR0001"), ("unit", "GSJ"), ("class", "法人")):
        follow("yjb_share", subject, key)

    change()

    assert len(told("yjb_share")) == 1


def test_two_entries_changed_at_once_are_two_notices(app):
    follow("yjb_share", "unit", "GSJ")
    with transaction():
        for entry_id in ("IR0001", "IR0002"):
            content = entries.content_of("resource", entry_id)
            entries.write("resource", content, entry_id=entry_id)
        notices.deliver()

    assert {one.params["entry"] for one in told("yjb_share")} == {
        "resource:IR0001",
        "resource:IR0002",
    }


def test_who_may_not_see_the_entry_any_more_is_not_told(app):
    follow("yjb_share", "resource", "IR0001")
    follow("gaj_share", "resource", "IR0001")
    with transaction():
        grants.give(account("xxb_cat"), "resource", "IR0001", "机密", "GAJ", "办案")

    change(security_level="机密", secrecy_required=True)

    assert told("yjb_share") == []
    assert len(told("gaj_share")) == 1
    # A mail goes through all networks: of a secret it does not tell the name.
    assert "企业登记" not in texts.body(told("gaj_share")[0])


def test_a_mail_does_not_name_what_is_limited_to_a_network(app):
    follow("yjb_share", "resource", "IR0001")

    change(limited_to="政务内网")

    assert "企业登记" not in texts.body(told("yjb_share")[0])


def test_how_one_is_told_is_as_one_has_chosen(app):
    follow("yjb_share", "resource", "IR0001")
    db.session.add(
        NoticeChoice(
            account_id=account("yjb_share").id, kind="entry_changed", shown=False, mail="digest"
        )
    )
    db.session.commit()

    change()

    (notice,) = told("yjb_share")
    assert (notice.shown, notice.mail) == (False, "digest")


def test_who_follows_no_more_and_whose_account_is_closed_hears_nothing(app):
    follow("yjb_share", "resource", "IR0001")
    follow("gaj_share", "resource", "IR0001")
    with transaction():
        assert following.end(account("yjb_share"), "resource", "IR0001")
        account("gaj_share").active = False

    change()

    assert told("yjb_share") == told("gaj_share") == []


def test_following_twice_is_following_once_and_ending_twice_is_no_fault(app):
    follow("yjb_share", "unit", "GSJ")
    follow("yjb_share", "unit", "GSJ")
    assert len(db.session.scalars(select(Follow)).all()) == 1

    with transaction():
        assert following.end(account("yjb_share"), "unit", "GSJ")
        assert not following.end(account("yjb_share"), "unit", "GSJ")


@pytest.mark.parametrize(
    ("subject", "key"),
    [
        ("resource", "IR0034"),
        ("resource", "IR9999"),
        ("unit", "NIX"),
        ("class", "没有这一类"),
        ("area", "法人"),
        ("everything", "x"),
        ("", ""),
    ],
)
def test_what_one_may_not_see_and_what_there_is_not_cannot_be_followed(app, subject, key):
    with pytest.raises(NotFound):
        follow("yjb_share", subject, key)


def test_of_very_many_entries_at_once_one_hears_in_one_notice(app, monkeypatch):
    monkeypatch.setattr(following, "MANY", 3)
    follow("yjb_share", "class", "法人")
    follow("gaj_share", "resource", "IR0001")
    ids = [f"IR{number:04}" for number in range(1, 16)]
    with transaction():
        following.all_changed("resource", [(one, "changed", 2) for one in ids])
        notices.deliver()

    (notice,) = told("yjb_share")
    assert notice.params["count"] > 3
    assert texts.path(notice) == "/account/follows/"
    assert told("gaj_share")[0].params["entry"] == "resource:IR0001"


def test_without_followers_a_change_costs_one_look(app):
    with transaction(), counted() as statements:
        following.all_changed("resource", [("IR0001", "changed", 2)] * 50)

    assert len(statements) == 1

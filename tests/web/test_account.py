"""Signing in and out, and what ends a session."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import delete, make_url, select

from app.domain.meetings.models import Member
from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.i18n import in_language
from app.foundation.identity import passwords, seed, throttle
from app.foundation.identity.models import Account, AccountPost, PostTerm, Unit
from tests.support import database
from tests.support.people import account, enter, signed_in

NEW = "a quiet river in spring"


@pytest.fixture
def throttled(app, monkeypatch):
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)


@pytest.fixture
def in_production(app, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO", False)


def change(client, present=passwords.PUBLISHED, new=NEW, again=NEW):
    data = {"password": present, "new_password": new, "again": again}
    return client.post("/account/password", data=data)


# --- Signing in


def test_the_right_password_opens_the_house(client):
    answer = enter(client, "gaj_share")

    assert answer.status_code == 302
    assert signed_in(client)


def test_the_login_is_read_as_people_type_it(client):
    assert enter(client, " GAJ_share ").status_code == 302


def test_a_wrong_password_and_an_unknown_login_are_answered_alike(client):
    wrong = enter(client, "gaj_share", "something else")
    unknown = enter(client, "nobody_here", "something else")

    assert wrong.status_code == unknown.status_code == 422
    assert "登录名或密码不正确" in wrong.text
    assert "登录名或密码不正确" in unknown.text


def test_a_closed_account_is_answered_like_an_unknown_one(client):
    with transaction():
        account("gaj_share").active = False

    answer = enter(client, "gaj_share")

    assert answer.status_code == 422
    assert "登录名或密码不正确" in answer.text


def test_an_unknown_login_costs_the_same_work_as_a_wrong_password(client, monkeypatch):
    worked = []

    class Counting(PasswordHasher):
        def verify(self, stored, typed):
            worked.append(stored.partition("$v=")[2].partition("$")[2].partition("$")[0])
            return super().verify(stored, typed)

    monkeypatch.setattr(passwords, "hasher", Counting())

    enter(client, "gaj_share", "something else")
    enter(client, "nobody_here", "something else")

    known, unknown = worked
    assert known == unknown, "the parameters of the hash decide how long it takes"


@pytest.mark.parametrize("login", ["a\x00b", "x" * 10_000, "'; drop table account; --", "", "张三"])
def test_what_cannot_be_a_login_is_simply_wrong(client, login):
    assert enter(client, login).status_code == 422


def test_a_hash_of_older_parameters_is_renewed(client):
    weak = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    with transaction():
        account("gaj_share").password_hash = weak.hash(passwords.PUBLISHED)

    enter(client, "gaj_share")

    assert not passwords.hasher.check_needs_rehash(account("gaj_share").password_hash)


def test_signing_in_and_failing_to_are_recorded(client):
    enter(client, "gaj_share", "something else")
    enter(client, "gaj_share")

    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["sign_in_refused", "signed_in"]


@pytest.mark.parametrize("path", ["/account", "/tasks/7?text=%E4%BC%81%E4%B8%9A"])
def test_after_signing_in_one_is_where_one_wanted_to_go(client, path):
    assert enter(client, "gaj_share", next=path).location == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "\\\\example.org",
        "/\t/example.org",
        "javascript:alert(1)",
        "account",
        "/" + "x" * 5000,
        "",
    ],
)
def test_no_address_leads_to_another_site(client, elsewhere):
    assert enter(client, "gaj_share", next=elsewhere).location == "/"


def test_whoever_has_signed_in_does_not_see_the_sign_in_page_again(client):
    enter(client, "gaj_share")

    assert client.get("/sign-in?next=/account").location == "/account"


# --- Throttling


def test_after_five_wrong_passwords_even_the_right_one_must_wait(client, throttled):
    for _ in range(5):
        assert enter(client, "gaj_share", "something else").status_code == 422

    answer = enter(client, "gaj_share")

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900


def test_attempts_that_failed_by_our_fault_do_not_count(
    app, client, throttled, database_url, monkeypatch
):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with database.owner(make_url(database_url).database) as owner:
        owner.execute(f"REVOKE SELECT ON account FROM {app.config['DATABASE_ROLE']}")
        try:
            answers = {enter(client, "gaj_share").status_code for _ in range(7)}
        finally:
            owner.execute(f"GRANT SELECT ON account TO {app.config['DATABASE_ROLE']}")

    assert answers == {500}
    assert throttle.storage.get(counter("gaj_share")) == 0
    assert enter(client, "gaj_share").status_code == 302


def test_an_unknown_login_is_throttled_like_a_known_one(client, throttled):
    for _ in range(5):
        enter(client, "nobody_here")

    assert enter(client, "nobody_here").status_code == 429


def test_after_a_quarter_of_an_hour_one_may_try_again(client, throttled):
    for _ in range(6):
        enter(client, "gaj_share", "something else")

    with clock.at(clock.now() + timedelta(minutes=16)):
        assert enter(client, "gaj_share").status_code == 302


def test_the_right_password_clears_the_count(client, throttled):
    for _ in range(4):
        enter(client, "gaj_share", "something else")
    enter(client, "gaj_share")

    assert enter(app_client(client), "gaj_share", "something else").status_code == 422
    assert throttle.storage.get(counter("gaj_share")) == 1


def test_a_stranger_elsewhere_does_not_lock_a_colleague_out(client, throttled):
    for _ in range(6):
        client.post(
            "/sign-in",
            data={"login": "gaj_share", "password": "something else"},
            environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
        )

    assert enter(client, "gaj_share").status_code == 302


def test_twenty_wrong_passwords_from_anywhere_are_enough(app):
    waits = [throttle.admit("gaj_share", f"192.0.2.{n}") for n in range(21)]

    assert not any(waits[:20])
    assert waits[20]


def test_one_address_may_not_try_login_after_login(app):
    waits = [throttle.admit(f"login{n}", "192.0.2.7") for n in range(101)]

    assert not any(waits[:100])
    assert waits[100]


def test_neighbours_in_one_ipv6_network_count_as_one(app):
    for n in range(5):
        throttle.admit("gaj_share", f"2001:db8:1:2::{n}")

    assert throttle.admit("gaj_share", "2001:db8:1:2::ffff")
    assert not throttle.admit("gaj_share", "2001:db8:1:3::1")


def test_attempts_at_the_same_moment_are_all_counted(app):
    def attempt(_number):
        with app.app_context():
            return throttle.admit("gaj_share", "192.0.2.7")

    with ThreadPoolExecutor(8) as crowd:
        waits = list(crowd.map(attempt, range(16)))

    assert waits.count(0) == 5


def counter(login):
    item, *names = throttle._limits(login, "127.0.0.1")[0]
    return item.key_for(*names)


def app_client(client):
    return client.application.test_client()


def recorded(*actions):
    """What the record says of these actions: (action, subject, details)."""
    entries = select(AuditEntry).where(AuditEntry.action.in_(actions)).order_by(AuditEntry.id)
    return [(e.action, e.subject, e.details) for e in db.session.scalars(entries)]


def test_the_moment_the_throttle_closes_is_recorded_and_not_every_attempt_after_it(
    client, throttled
):
    for _ in range(12):
        enter(client, "gaj_share", "a secret typed here")

    assert recorded("sign_in_throttled") == [
        ("sign_in_throttled", "account:gaj_share", {"limit": "both", "network": "127.0.0.1"})
    ]
    assert len(recorded("sign_in_refused")) == 5


def test_the_next_window_is_recorded_anew(client, throttled):
    for _ in range(7):
        enter(client, "gaj_share", "something else")
    with clock.at(clock.now() + timedelta(minutes=16)):
        for _ in range(7):
            enter(client, "gaj_share", "something else")

    assert len(recorded("sign_in_throttled")) == 2


def test_what_is_typed_as_an_unknown_login_is_never_recorded(client, throttled):
    for _ in range(7):
        enter(client, "my password by mistake")

    assert recorded("sign_in_throttled", "sign_in_refused") == []


def test_many_networks_fill_the_record_with_a_few_lines_an_account_and_no_more(client, throttled):
    for host in range(9):
        throttle.limiter.clear(*throttle._limits("gaj_share", "")[2])  # the worst case
        for _ in range(6):
            client.post(
                "/sign-in",
                data={"login": "gaj_share", "password": "something else"},
                environ_overrides={"REMOTE_ADDR": f"192.0.2.{host}"},
            )

    assert len(recorded("sign_in_throttled")) == 5


def test_an_address_that_tries_login_after_login_is_recorded_once(client, throttled):
    for number in range(99):
        throttle.admit(f"login{number}", "127.0.0.1")
    for number in range(99, 104):
        enter(client, f"login{number}", "something else")

    assert recorded("sign_in_throttled") == [
        ("sign_in_throttled", "address:127.0.0.1", {"limit": "address", "network": "127.0.0.1"})
    ]


# --- Sessions


def test_the_cookie_cannot_be_read_by_scripts_and_lasts_eight_hours(client):
    cookie = enter(client, "gaj_share").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires=" in cookie
    assert client.application.permanent_session_lifetime == timedelta(hours=8)


def test_a_session_fixed_before_signing_in_is_worth_nothing(client):
    with client.session_transaction() as planted:
        planted.update(sid="fixed", csrf_token="fixed", other="planted")

    enter(client, "gaj_share")

    with client.session_transaction() as now:
        assert now["sid"] != "fixed"
        assert "csrf_token" not in now
        assert "other" not in now


def test_signing_out_ends_the_session_and_every_copy_of_its_cookie(client):
    enter(client, "gaj_share")
    copy = client.get_cookie("xieshang").value

    client.post("/sign-out")

    assert not signed_in(client)
    thief = app_client(client)
    thief.set_cookie("xieshang", copy)
    assert not signed_in(thief)


def test_signing_out_leaves_another_session_of_the_account_alone(client):
    other = app_client(client)
    enter(client, "gaj_share")
    enter(other, "gaj_share")

    client.post("/sign-out")

    assert signed_in(other)


def test_a_link_cannot_sign_anybody_out(client):
    enter(client, "gaj_share")

    assert client.get("/sign-out").status_code == 405
    assert signed_in(client)


def test_an_account_closed_meanwhile_is_signed_out_at_once(client):
    enter(client, "gaj_share")
    with transaction():
        account("gaj_share").active = False

    assert not signed_in(client)


# --- Changing the password


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(client):
    other = app_client(client)
    enter(client, "gaj_share")
    enter(other, "gaj_share")

    assert change(client).status_code == 302

    assert signed_in(client)
    assert not signed_in(other)
    assert enter(app_client(client), "gaj_share", NEW).status_code == 302
    assert enter(app_client(client), "gaj_share").status_code == 422


def test_the_present_password_is_asked_for(client):
    enter(client, "gaj_share")

    answer = change(client, present="something else")

    assert answer.status_code == 422
    assert "当前密码不正确" in answer.text


def test_guessing_the_present_password_is_throttled_too(client, throttled):
    enter(client, "gaj_share")
    for _ in range(5):
        change(client, present="something else")

    assert "尝试次数过多" in change(client).text


def test_a_wrong_present_password_is_recorded_without_what_was_typed(client, throttled):
    enter(client, "gaj_share")
    for _ in range(8):
        change(client, present="a secret typed here")

    said = recorded("password_change_refused", "sign_in_throttled")
    assert [action for action, _, _ in said] == [
        *["password_change_refused"] * 5,
        "sign_in_throttled",
    ]
    assert {subject for _, subject, _ in said} == {"account:gaj_share"}
    assert "secret" not in str(said)


@pytest.mark.parametrize(
    ("new", "again", "fault"),
    [
        ("too short", "too short", "至少要有 12 个字符"),
        ("x" * 129, "x" * 129, "最多 128 个字符"),
        ("aaaaaaaabbbbb", "aaaaaaaabbbbb", "不同的字符太少"),
        ("my GAJ_share password", "my GAJ_share password", "不得包含登录名"),
        (passwords.PUBLISHED, passwords.PUBLISHED, "这是您当前的密码"),
        (NEW, NEW + "!", "不一致"),
    ],
)
def test_a_bad_new_password_is_refused_with_the_reason(client, new, again, fault):
    enter(client, "gaj_share")

    answer = change(client, new=new, again=again)

    assert answer.status_code == 422
    assert fault in answer.text


# --- Production


def test_production_starts_without_demo_accounts(app):
    with transaction():
        db.session.execute(delete(Member).where(Member.account_id.is_not(None)))
        db.session.execute(delete(AccountPost))
        db.session.execute(delete(PostTerm))
        db.session.execute(delete(Account))

    with transaction():
        seed.seed(demo=False)

    assert db.session.scalars(select(Account)).all() == []


def test_the_published_password_opens_nothing_in_production(client, in_production):
    assert enter(client, "gaj_share").status_code == 422


def test_the_demo_accounts_are_shown_in_a_demonstration_only(client, monkeypatch):
    assert "gaj_share" in client.get("/sign-in").text

    monkeypatch.setitem(client.application.config, "DEMO", False)
    assert "gaj_share" not in client.get("/sign-in").text


def test_everybody_who_votes_in_the_leading_group_is_shown(client):
    members = db.session.scalars(select(Unit.code).where(Unit.leading_group_member)).all()

    page = client.get("/sign-in").text

    assert len(members) > 9
    assert [code for code in members if f"{code.lower()}_head" not in page] == []


def test_a_demo_account_is_filled_in_by_its_link(client):
    page = client.get("/sign-in?login=gaj_share").text

    assert 'value="gaj_share"' in page
    assert f'value="{passwords.PUBLISHED}"' in page


def test_seeding_again_changes_nothing(app):
    before = {one.login: one.password_hash for one in db.session.scalars(select(Account))}

    with transaction():
        seed.seed(demo=True)

    after = {one.login: one.password_hash for one in db.session.scalars(select(Account))}
    assert len(after) == 127
    assert after == before


def test_outside_of_the_tests_a_password_costs_whoever_tries_it_dearly():
    assert passwords.STRONG.memory_cost >= 65_536
    assert passwords.STRONG.time_cost >= 3


def test_the_published_password_is_nobody_s_choice(app):
    with in_language("zh"):
        assert "公开的" in (passwords.problem("gaj_share", passwords.PUBLISHED) or "")

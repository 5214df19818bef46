"""The second factor: set up, asked for, used once, demanded by a post, reset."""

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from app.foundation import clock, sealing
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.identity.passwords import PUBLISHED
from app.foundation.identity.sign_in_models import RecoveryCode, SecondFactor
from app.foundation.notices import Notice
from app.foundation.people import second_factor
from tests.support.people import account, enter, signed_in

PAGE = "/account/second-factor"
# As in other tests of time, the moments are fixed and apart by whole half minutes.
HALF_MINUTE = timedelta(seconds=30)


class Device:
    """An app that makes codes."""

    def __init__(self, page):
        shown = re.search(r'id="key" value="([A-Z2-7 ]+)"', page)[1]
        self.codes = pyotp.TOTP(shown.replace(" ", ""))

    def code(self, steps=0):
        return self.codes.at(int(clock.now().timestamp()) + 30 * steps)


def set_up(client, login="gsj_share"):
    """Sign in and set it up; the device and the recovery codes."""
    enter(client, login)
    assert client.post(PAGE, data={"password": PUBLISHED}).status_code == 302
    device = Device(client.get(PAGE).text)
    done = client.post(f"{PAGE}/confirm", data={"code": device.code(-1)})
    assert done.status_code == 201
    return device, re.findall(r"<code>([a-z0-9-]+)</code>", done.text)


def second(client, code, login="gsj_share"):
    """Sign in with the password, then with the code."""
    answer = enter(client, login)
    assert answer.location == "/sign-in/code"
    return client.post("/sign-in/code", data={"code": code})


def recorded(*actions):
    found = select(AuditEntry.action).where(AuditEntry.action.in_(actions))
    return db.session.scalars(found.order_by(AuditEntry.id)).all()


@pytest.fixture
def throttled(app, monkeypatch):
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)


@pytest.fixture
def demanded(app, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR_POSTS", ["sharing_officer"])


def test_from_its_setting_up_on_a_code_is_asked_for_and_each_opens_once(app, client):
    other = app.test_client()
    enter(other, "gsj_share")
    device, codes = set_up(client)

    assert len(codes) == 10
    assert signed_in(client)
    assert not signed_in(other), "sessions begun with one proof have ended"
    assert not signed_in(app.test_client())
    assert enter(other, "gsj_share").location == "/sign-in/code"
    assert not signed_in(other), "the password alone opens nothing"
    assert second(other, device.code(-1)).status_code == 422, "the code that confirmed it"
    assert second(other, device.code()).status_code == 302
    assert signed_in(other)
    again = second(app.test_client(), device.code())
    assert again.status_code == 422
    assert "或已经用过" in again.text, "it is right by the device, so why it opens nothing is said"
    with clock.at(clock.now() + HALF_MINUTE):
        assert (
            second(app.test_client(), f" {device.code()[:3]} {device.code()[3:]}").status_code
            == 302
        )
    assert recorded("second_factor_set", "second_factor_refused")[0] == "second_factor_set"


def test_a_recovery_code_opens_once_and_new_ones_replace_the_old(app, client):
    _device, codes = set_up(client)

    assert second(app.test_client(), codes[0].upper().replace("-", " ")).status_code == 302
    assert second(app.test_client(), codes[0]).status_code == 422
    fresh = client.post(f"{PAGE}/codes", data={"password": PUBLISHED})
    assert fresh.status_code == 201
    assert 'name="lang"' not in fresh.text, "another page would come, and the codes would be gone"
    assert second(app.test_client(), codes[1]).status_code == 422
    kept = db.session.scalars(select(RecoveryCode.sha256)).all()
    assert len(kept) == 10
    assert not set(codes) & set(kept)


def test_the_secret_is_sealed_and_a_former_key_still_opens_it(app, client):
    device, _codes = set_up(client)
    kept = db.session.scalars(select(SecondFactor)).one()
    key = app.config["SECRET_KEY"]
    try:
        assert device.codes.secret not in kept.sealed
        sealing.configure("another key, of which nothing was made", [key])
        with transaction():
            assert second_factor.seal_anew() == (1, 0)
        sealing.configure("another key, of which nothing was made")
        assert second(app.test_client(), device.code()).status_code == 302
        sealing.configure("a key that sealed nothing")
        assert second(app.test_client(), device.code(1)).status_code == 422
    finally:
        sealing.configure(key)


def test_codes_are_guessed_as_slowly_as_passwords_and_apart_from_them(app, client, throttled):
    device, _codes = set_up(client)
    thief = app.test_client()

    answers = [second(thief, "000000").status_code for _ in range(5)]
    late = second(thief, device.code())

    assert answers == [422] * 5
    assert late.status_code == 429
    assert not signed_in(thief)


def test_half_a_sign_in_ends_by_itself_and_with_a_new_password(app, client):
    device, _codes = set_up(client)
    slow, stale = app.test_client(), app.test_client()
    for one in (slow, stale):
        enter(one, "gsj_share")
    with transaction():
        account("gsj_share").session_nonce = "0" * 16

    assert stale.post("/sign-in/code", data={"code": device.code()}).location == "/sign-in"
    enter(slow, "gsj_share")
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert slow.post("/sign-in/code", data={"code": device.code()}).location == "/sign-in"


def test_a_post_demands_it_after_some_days_and_then_nothing_else_opens(client, demanded):
    enter(client, "gsj_share")
    assert signed_in(client)

    with clock.at(clock.now() + timedelta(days=15)):
        enter(client, "gsj_share")
        assert client.get("/tasks/").location == PAGE
        assert client.get("/tasks/", headers={"Accept": "application/json"}).status_code == 403
        assert client.post("/account/tokens/", data={"password": PUBLISHED}).location == PAGE
        set_up(client)
        assert signed_in(client)
        refused = client.post(f"{PAGE}/remove", data={"password": PUBLISHED})
        assert refused.status_code == 409
        assert account("gsj_share").second_factor_at


def test_without_the_password_nothing_of_it_changes(client):
    set_up(client)

    for deed in ("codes", "replace", "remove"):
        assert client.post(f"{PAGE}/{deed}", data={"password": "wrong"}).status_code == 422
    assert account("gsj_share").second_factor_at
    assert client.post(f"{PAGE}/remove", data={"password": PUBLISHED}).status_code == 302
    assert enter(client, "gsj_share").location != "/sign-in/code"


def test_another_device_takes_its_place_and_the_old_opens_nothing(app, client):
    old, _codes = set_up(client)
    client.post(f"{PAGE}/replace", data={"password": PUBLISHED})
    new = Device(client.get(PAGE).text)
    client.post(f"{PAGE}/confirm", data={"code": new.code()})

    with clock.at(clock.now() + HALF_MINUTE):
        assert second(app.test_client(), old.code()).status_code == 422
        assert second(app.test_client(), new.code()).status_code == 302


def test_an_administrator_resets_it_which_the_holder_hears_and_sets_up_anew(app, client, demanded):
    set_up(client)
    admin = app.test_client()
    enter(admin, "xxb_sys")
    there = f"/people/accounts/{account('gsj_share').id}/sign-in/second-factor"

    assert admin.post(there).status_code == 302

    assert not signed_in(client)
    enter(client, "gsj_share")
    assert client.get("/tasks/").location == PAGE, "its time of grace is over"
    told = select(Notice.params).where(Notice.kind == "sign_in_changed")
    assert db.session.scalars(told).all() == [{"sign_in": "second_factor_reset"}]
    assert recorded("second_factor_reset") == ["second_factor_reset"]
    own = f"/people/accounts/{account('xxb_sys').id}/sign-in/second-factor"
    assert admin.post(own).status_code == 409

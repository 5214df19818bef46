"""A way back for who forgot the password, rules for new ones, and sessions."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.identity.models import EndedSession
from app.foundation.identity.sign_in_models import OpenSession, WayBack
from app.foundation.notices import Notice
from app.foundation.people import directory, sessions
from app.jobs.recovery import send_ways_back
from tests.support.people import account, enter, signed_in

NEW = "a new and long enough sentence"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@pytest.fixture
def letters(app, monkeypatch, tmp_path):
    """`letters()` sends what waits and returns the links that were mailed."""
    monkeypatch.setitem(app.config, "MAIL_FOLDER", str(tmp_path))
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://sharing.example")

    def letters():
        with app.app_context():
            send_ways_back()
        files = [one.read_bytes() for one in sorted(tmp_path.glob("way-back*.eml"))]
        mails = [message_from_bytes(one, policy=policy.default).get_content() for one in files]
        return [re.search(r"/sign-in/way-back/[\w-]+", mail)[0] for mail in mails]

    return letters


# The token of a form knows the second in which it was made.
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


def forget(client, login="gsj_share"):
    return client.post("/sign-in/forgotten", data={"login": login})


def set_new(client, link, new=NEW):
    assert client.get(link).location == "/sign-in/new-password"
    return client.post("/sign-in/new-password", data={"new_password": new, "again": new})


def leads_to_another(client, link):
    """A link that is over: why, and the form to ask for another one."""
    got = client.get(link, follow_redirects=True)
    return got.request.path == "/sign-in/forgotten" and "30 分钟，请重新申请" in got.text


def test_a_mailed_link_sets_a_new_password_once_and_ends_every_session(app, client, letters):
    signed = app.test_client()
    enter(signed, "gsj_share")
    forget(client)
    (link,) = letters()
    kept = db.session.scalars(select(WayBack)).one()
    assert link.rpartition("/")[2] not in str(vars(kept))

    assert set_new(client, link, "short").status_code == 422
    assert set_new(client, link).location.startswith("/sign-in")

    assert not signed_in(signed)
    assert not signed_in(client), "one signs in with it, and with the second factor as ever"
    assert enter(client, "gsj_share").status_code == 422
    assert enter(client, "gsj_share", NEW).status_code == 302
    assert leads_to_another(app.test_client(), link)
    told = select(Notice.params).where(Notice.kind == "sign_in_changed")
    assert db.session.scalars(told).all() == [{"sign_in": "password_recovered"}]
    done = select(AuditEntry.action).where(
        AuditEntry.action.in_(["way_back_sent", "password_recovered"])
    )
    assert set(db.session.scalars(done)) == {"way_back_sent", "password_recovered"}


def test_the_answer_is_the_same_whoever_is_asked_for(client, letters):
    with transaction():
        account("gaj_share").email = ""
        account("gaj_head").active = False

    answers = {
        TOKEN.sub("", forget(client, login).text)
        for login in ("gsj_share", "gaj_share", "gaj_head", "nobody")
    }

    assert len(answers) == 1
    assert len(db.session.scalars(select(WayBack.id)).all()) == 4
    assert len(letters()) == 1


def test_a_link_is_good_for_half_an_hour(client, letters):
    forget(client)
    (link,) = letters()

    with clock.at(clock.now() + timedelta(minutes=31)):
        assert leads_to_another(client, link)
    assert leads_to_another(client, "/sign-in/way-back/nonsense")
    assert leads_to_another(client, "/sign-in/new-password")
    late = client.post("/sign-in/new-password", data={"new_password": NEW, "again": NEW})
    assert late.location == "/sign-in/forgotten"


def test_a_letter_box_is_not_filled_and_asking_is_throttled(app, client, letters, monkeypatch):
    for _ in range(9):
        forget(client)
    assert len(letters()) == 6

    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    assert [forget(client, "gaj_share").status_code for _ in range(6)] == [200] * 5 + [429]


def test_a_password_that_an_administrator_made_is_for_one_sign_in(app, client):
    with transaction():
        made = directory.reset_password(account("gsj_share"))
    enter(client, "gsj_share", made)

    assert client.get("/tasks/").location == "/account/password"
    sent = {"password": made, "new_password": made, "again": made}
    assert client.post("/account/password", data=sent).status_code == 422
    sent |= {"new_password": NEW, "again": NEW}
    assert client.post("/account/password", data=sent).status_code == 302
    assert signed_in(client)


@pytest.mark.parametrize(
    "new",
    [
        "password12345!",
        "qwertyuiop123",
        "0987654321098",
        "abcd1abcd1abcd1",
        "市工商局信息共享岗2026年",
    ],
)
def test_what_everybody_tries_first_is_no_password(client, new):
    enter(client, "gsj_share")

    sent = {"password": "xieshang-demo", "new_password": new, "again": new}

    assert client.post("/account/password", data=sent).status_code == 422


# --- Sessions


def rows():
    db.session.expire_all()
    return db.session.scalars(select(OpenSession).order_by(OpenSession.began_at)).all()


def test_one_s_own_sessions_are_listed_and_ended_from_anywhere(app, client):
    there = app.test_client()
    there.post(
        "/sign-in",
        data={"login": "gsj_share", "password": "xieshang-demo"},
        headers={"User-Agent": CHROME},
    )
    enter(client, "gsj_share")
    stranger = app.test_client()
    enter(stranger, "jtw_share")
    stood = rows()
    (first,) = [one for one in stood if "Chrome" in one.device]
    (theirs,) = [one for one in stood if one.account_id == account("jtw_share").id]
    page = client.get("/account/sign-in").text
    end = "/account/sign-in/sessions/end"

    assert "Chrome · Windows" in page
    assert theirs.id not in page
    assert client.post(end, data={"session": theirs.id}).status_code == 404
    assert client.post(end, data={"session": first.id}).status_code == 302
    assert not signed_in(there)
    assert signed_in(client)
    assert signed_in(stranger)


def test_all_others_end_at_once(app, client):
    others = [app.test_client() for _ in range(2)]
    for one in (*others, client):
        enter(one, "gsj_share")

    assert client.post("/account/sign-in/sessions/end-others").status_code == 302

    assert [signed_in(one) for one in (*others, client)] == [False, False, True]
    assert len(rows()) == 1


def test_an_administrator_ends_every_session_of_an_account(app, client):
    holder = app.test_client()
    enter(holder, "gsj_share")
    enter(client, "xxb_sys")

    client.post(f"/people/accounts/{account('gsj_share').id}/sign-in/sessions")

    assert not signed_in(holder)
    assert [one.account_id for one in rows()] == [account("xxb_sys").id]


def test_the_last_use_is_noted_every_ten_minutes_and_not_with_every_page(app, client):
    enter(client, "gsj_share")
    began = rows()[0].seen_at

    with clock.at(began + timedelta(minutes=9)):
        client.get("/account")
        assert rows()[0].seen_at == began
    with clock.at(began + timedelta(minutes=11)):
        client.get("/account")
        assert rows()[0].seen_at == began + timedelta(minutes=11)


def test_sessions_that_have_run_out_leave_the_list(app, client):
    enter(client, "gsj_share")
    client.post("/sign-out")
    assert rows() == []
    enter(client, "gsj_share")

    with clock.at(clock.now() + timedelta(hours=9)):
        assert sessions.of(account("gsj_share"), app.permanent_session_lifetime) == []
        other = app.test_client()
        enter(other, "jtw_share")
        other.post("/sign-out")
    assert rows() == []
    assert len(db.session.scalars(select(EndedSession)).all()) == 1


# --- Accounts of programs


def test_a_program_s_account_has_no_password_and_is_given_its_tokens(app, client):
    enter(client, "xxb_sys")
    form = {
        "login": "report",
        "unit": "XXB",
        "title": "统计报表程序",
        "posts": "auditor",
        "is_program": "1",
    }
    made = client.post("/people/accounts/", data=form)
    there = f"/people/accounts/{account('report').id}"

    token = client.post(
        f"{there}/sign-in/tokens", data={"name": "夜间", "scopes": "cases:read", "days": "90"}
    )
    secret = token.text.partition('value="xs_')[2].partition('"')[0]

    assert made.location == f"{there}/sign-in"
    assert token.status_code == 201
    head = {"Authorization": f"Bearer xs_{secret}"}
    assert app.test_client().get("/api/v1/cases", headers=head).status_code == 200
    assert client.post(f"{there}/password").status_code == 409
    other = f"/people/accounts/{account('gsj_share').id}/sign-in/tokens"
    sent = {"name": "x", "scopes": "cases:read", "days": "90"}
    assert client.post(other, data=sent).status_code == 422, "not for a person"

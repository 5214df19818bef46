"""Sign-in by a provider of OpenID Connect, one that runs here."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from sqlalchemy import select

from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.identity.models import Account
from app.foundation.identity.sign_in_models import OutsideIdentity
from app.foundation.people import outside
from app.web import provider as pages
from tests.support import provider as providers
from tests.support.people import account, enter, signed_in


@pytest.fixture(scope="module")
def running():
    with providers.running() as provider:
        yield provider


@pytest.fixture
def provider(app, running, monkeypatch):
    """The provider, and the application that knows it."""
    for name, value in (("subject", "8f14e45f"), ("refuses", False), ("forged", {})):
        monkeypatch.setattr(running, name, value)
    settings = {
        "OIDC_ISSUER": running.issuer,
        "OIDC_CLIENT_ID": providers.CLIENT_ID,
        "OIDC_CLIENT_SECRET": providers.CLIENT_SECRET,
        "OIDC_NAME": "统一身份认证",
    }
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    pages.install(app)
    yield running
    monkeypatch.undo()
    pages.install(app)


def go(client, follow=True, **changed):
    """Choose the button, be sent to the provider, come back; the application's answer."""
    sent = client.get("/sign-in/provider/?next=/cases/")
    assert sent.status_code == 302, sent.text
    back = requests.get(sent.location, allow_redirects=False, timeout=20).headers["Location"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()} | changed
    return client.get("/sign-in/provider/back", query_string=query)


def identities():
    db.session.expire_all()
    return [(one.account_id, one.subject) for one in db.session.scalars(select(OutsideIdentity))]


@pytest.fixture
def connected(app, provider):
    with transaction():
        outside.connect(account("gsj_share"), provider.issuer, provider.subject)


def test_who_is_connected_comes_in_with_pkce_state_and_nonce(client, provider, connected):
    answer = go(client)

    assert answer.location == "/cases/"
    assert signed_in(client)
    asked = provider.asked[-1]
    assert asked["code_challenge_method"] == "S256"
    assert all(asked[name] for name in ("state", "nonce", "code_challenge"))
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "signed_in")).one()
    assert (entry.subject, entry.details) == ("account:gsj_share", {"way": "provider"})


def test_whom_nobody_knows_signs_in_by_password_once_and_no_account_is_made(app, provider):
    number, client = len(db.session.scalars(select(Account.id)).all()), app.test_client()

    answer = go(client)
    page = client.get(answer.location).text

    assert not signed_in(client), "the mail address that the provider says is nobody's key"
    assert "李某" in page
    assert identities() == []
    assert enter(client, "jtw_share", "wrong", connect="1").status_code == 422
    assert identities() == []
    assert enter(client, "jtw_share", connect="1").status_code == 302
    assert identities() == [(account("jtw_share").id, provider.subject)]
    again = app.test_client()
    go(again)
    assert signed_in(again)
    assert len(db.session.scalars(select(Account.id)).all()) == number


def test_it_is_connected_only_where_the_form_says_so(client, provider):
    go(client)

    enter(client, "jtw_share")

    assert signed_in(client)
    assert identities() == []


@pytest.mark.parametrize(
    "forged",
    [{"nonce": "another"}, {"iss": "https://elsewhere.example"}, {"aud": ["other"]}, {"exp": 1}],
)
def test_an_answer_that_cannot_be_trusted_opens_nothing(client, provider, connected, forged):
    provider.forged = forged

    answer = go(client)

    assert answer.location == "/sign-in"
    assert "不可信" in client.get("/sign-in").text
    assert not signed_in(client)


def test_a_sign_in_begun_elsewhere_opens_nothing(app, client, provider, connected):
    answer = go(client, state="another")

    assert answer.location == "/sign-in"
    assert not signed_in(client)
    bare = app.test_client().get("/sign-in/provider/back?code=x&state=y")
    assert bare.location == "/sign-in"


def test_a_refusal_and_a_provider_that_is_gone_are_said_in_plain_words(
    app, client, provider, connected, monkeypatch
):
    provider.refuses = True
    go(client)
    assert "被拒绝或中断" in client.get("/sign-in").text

    monkeypatch.setitem(app.config, "OIDC_ISSUER", "http://127.0.0.1:9")
    pages.install(app)
    assert client.get("/sign-in/provider/").location == "/sign-in"
    assert "没有响应" in client.get("/sign-in").text


def test_a_closed_account_does_not_come_in(client, provider, connected):
    with transaction():
        account("gsj_share").active = False

    go(client)

    assert not signed_in(client)


def test_signing_out_offers_the_way_out_of_the_provider_too(client, provider, connected):
    go(client)

    page = client.get(client.post("/sign-out").location).text

    assert f"{provider.issuer}/end?client_id=xieshang" in page


def test_an_administrator_connects_and_disconnects_and_the_holder_hears(app, client, provider):
    enter(client, "xxb_sys")
    there = f"/people/accounts/{account('gsj_share').id}/sign-in"

    assert client.post(f"{there}/identities", data={"subject": ""}).status_code == 422
    assert client.post(f"{there}/identities", data={"subject": provider.subject}).status_code == 302
    holder = app.test_client()
    go(holder)
    assert signed_in(holder)
    (one,) = db.session.scalars(select(OutsideIdentity.id)).all()
    assert client.post(f"{there}/identities/{one}/end").status_code == 302
    assert identities() == []


def test_without_a_provider_there_is_no_button(client):
    assert "/sign-in/provider" not in client.get("/sign-in").text
    assert client.get("/sign-in/provider/").location == "/sign-in"

"""Chinese first, English complete."""

import pytest

from tests.support.people import account, enter

CHINESE, ENGLISH = 'lang="zh-CN"', 'lang="en"'


def spoken(client, path="/sign-in", **headers):
    """The language of the page, as its root element says."""
    root = client.get(path, headers=headers).text.split(">", 2)[1]
    return "en" if ENGLISH in root else "zh" if CHINESE in root else root


def test_without_a_wish_the_house_speaks_chinese(client):
    assert spoken(client) == "zh"


@pytest.mark.parametrize(
    ("browser", "language"),
    [("en-GB,en;q=0.9", "en"), ("zh-TW,zh;q=0.9,en;q=0.1", "zh"), ("fr", "zh"), ("zh-CN", "zh")],
)
def test_a_stranger_is_spoken_to_as_the_browser_wishes(client, browser, language):
    assert spoken(client, **{"Accept-Language": browser}) == language


def test_an_address_may_ask_for_a_language(client):
    assert spoken(client, "/sign-in?lang=en") == "en"


def test_the_switch_is_remembered_before_signing_in(client):
    client.post("/locale", data={"lang": "en", "next": "/sign-in"})

    assert spoken(client) == "en"


def test_the_switch_is_kept_with_the_account(client):
    enter(client, "gaj_share")

    answer = client.post("/locale", data={"lang": "en", "next": "/account"})

    assert answer.location == "/account"
    assert account("gaj_share").locale == "en"
    assert spoken(client, "/account") == "en"
    assert "Public Security Bureau · Sharing officer" in client.get("/account").text


def test_an_account_keeps_its_language_in_any_browser(client):
    enter(client, "gaj_share")

    assert spoken(client, "/account", **{"Accept-Language": "en"}) == "zh"


def test_a_language_that_is_not_there_is_refused(client):
    assert client.post("/locale", data={"lang": "fr"}).status_code == 422


def test_the_switch_leads_to_no_other_site(client):
    answer = client.post("/locale", data={"lang": "en", "next": "//example.org"})

    assert answer.location == "/"

"""Doors of how one signs in: one's own pages, the administrator's, and what programs ask."""

from tests.web.test_doors_by_post import EVERYBODY, KINDS, visitor

GET = {
    "tokens.index": EVERYBODY,
    "own_sign_in.show": EVERYBODY,
    "second_factor.show": EVERYBODY,
    "account.new_password": EVERYBODY,
}
OWN = {
    "tokens.make", "tokens.end", "own_sign_in.end_session", "own_sign_in.end_others",
    "own_sign_in.disconnect", "second_factor.begin", "second_factor.confirm",
    "second_factor.renew_codes", "second_factor.replace", "second_factor.remove",
}  # fmt: skip
API = {
    "api.token.show", "api.tasks.index", "api.cases.index", "api.cases.show",
    "api.cases.history", "api.catalogue.find", "api.catalogue.show",
}  # fmt: skip
# Ways in, for strangers; test_second_factor.py, test_provider.py and test_recovery.py try them.
WAYS_IN = {
    "provider.come_back", "provider.leave", "recovery.ask", "recovery.come_back",
    "recovery.new_password", "recovery.send", "recovery.set_password", "second_factor.answer",
    "second_factor.ask",
}  # fmt: skip
OPEN = {"api.document.show"}
DOORS = [*GET, *OWN, *API, *WAYS_IN, *OPEN]


def addresses(app, endpoints, method):
    adapter = app.url_map.bind("localhost")
    return {
        rule.endpoint: adapter.build(
            rule.endpoint, {name: 999_999 for name in rule.arguments}, method=method
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint in endpoints and method in rule.methods
    }


def test_every_page_opens_to_those_it_is_for_and_to_nobody_else(app, desks):
    wrong = {}
    for kind in KINDS:
        client = visitor(app, desks, kind)
        for endpoint, path in addresses(app, set(GET), "GET").items():
            due = 302 if kind == "anonymous" else 200 if kind in GET[endpoint] else 403
            if (status := client.get(path).status_code) != due:
                wrong[endpoint, kind] = (status, due)

    assert wrong == {}


def test_strangers_are_sent_to_sign_in_from_what_is_an_account_s_own(app):
    stranger, asked = app.test_client(), addresses(app, OWN, "POST")

    assert set(asked) == OWN
    assert [e for e, path in asked.items() if "/sign-in" not in stranger.post(path).location] == []

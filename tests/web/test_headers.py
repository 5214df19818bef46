"""What each kind of answer tells the browser: one table."""

from app.foundation.identity import passwords

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Permitted-Cross-Domain-Policies": "none",
}
# Address → who asks, the status, and whether anybody on the way may keep it.
ANSWERS = {
    "/sign-in": (None, 200, False),
    "/portal/": (None, 200, False),
    "/portal/suggest?text=企业": (None, 200, False),
    "/portal/export/resource/IR0004.ttl": (None, 200, False),
    "/tasks/": (None, 302, False),
    "/healthz": (None, 200, False),
    "/favicon.ico": (None, 200, True),
    "/static/favicon.ico": (None, 200, True),
    "/nowhere": (None, 404, False),
    "/locale": (None, 405, False),
    "/account": ("gsj_share", 200, False),
    "/desk/": ("gsj_share", 404, False),
    "/people/training.csv": ("xxb_sys", 200, False),
    "/studio/versions/1/release.zip": ("xxb_proc", 200, False),
}


def strict(app, monkeypatch):
    """As in production, from now on."""
    monkeypatch.setitem(app.config, "DEMO", False)
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)


def test_every_kind_of_answer_guards_the_browser(app, desks, monkeypatch):
    clients = {login: desks.at(login) for login, _, _ in ANSWERS.values() if login}
    strict(app, monkeypatch)
    wrong = {}
    for path, (login, status, kept) in ANSWERS.items():
        client = clients[login] if login else app.test_client()
        answer = client.get(path, base_url="https://localhost")
        headers = answer.headers
        due = ALWAYS | {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
        found = {name: headers.get(name) for name in due}
        no_store = headers.get("Cache-Control") == "no-store"
        policy = headers["Content-Security-Policy"]
        fine = (
            answer.status_code == status,
            found == due,
            no_store is not kept,
            "unsafe-eval" not in policy and "default-src 'none'" in policy,
            len(headers.getlist("Content-Security-Policy")) == 1,
            "X-Powered-By" not in headers,
        )
        if not all(fine):
            wrong[path] = (answer.status_code, fine)

    assert wrong == {}


def test_cookies_are_seen_by_the_server_alone(app, monkeypatch):
    # Still a demonstration: elsewhere the published password opens nothing.
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    sent = {"login": "gsj_share", "password": passwords.PUBLISHED}
    answer = app.test_client().post("/sign-in", data=sent, base_url="https://localhost")

    cookies = answer.headers.getlist("Set-Cookie")
    assert answer.status_code == 302
    assert cookies
    for cookie in cookies:
        flags = {part.strip() for part in cookie.split(";")[1:]}
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= flags
        assert not any(flag.startswith("Domain") for flag in flags)


def test_a_foreign_name_of_the_host_leads_nowhere(app, monkeypatch):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["sharing.test", ".inner.test"])

    def status(host):
        return app.test_client().get("/sign-in", base_url=f"http://{host}").status_code

    assert [status(h) for h in ("sharing.test", "a.inner.test", "sharing.test:8000")] == [200] * 3
    assert [status(h) for h in ("evil.test", "sharing.test.evil.test", "127.0.0.1")] == [400] * 3

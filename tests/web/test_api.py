"""The API for programs: what a token opens, and that it never shows more than the pages do."""

from datetime import timedelta

import jsonschema_rs
import pytest
from sqlalchemy import select

from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.identity.sign_in_models import ApiToken
from app.foundation.people import directory, tokens
from app.workflow.models import Task
from tests.support.desks import APPROVED, open_task
from tests.support.people import account, enter
from tests.web.test_doors_by_post import KINDS, READERS

ALL = list(tokens.SCOPES)


class Program:
    """A program that shows a token."""

    def __init__(self, app, secret):
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path):
        return self.client.get(f"/api/v1{path}", headers=self.headers)


@pytest.fixture
def program(app):
    """`program(login)` shows a token of that account."""

    def program(login, scopes=ALL):
        with transaction():
            owner = account(login)
            _token, secret = tokens.make(owner, owner, name="报表", scopes=scopes, days=30)
        return Program(app, secret)

    return program


@pytest.fixture
def case_id(desks):
    made = desks.apply()
    desks.walk(APPROVED)
    return made


def described(app):
    return app.test_client().get("/api/v1/openapi.json").json


def parameters(document, template):
    return document["paths"][f"/api/v1{template}"]["get"]["parameters"]


def check(document, template, answer):
    """That an answer is what the document says of it."""
    said = document["paths"][f"/api/v1{template}"]["get"]["responses"][str(answer.status_code)]
    schema = said["content"]["application/json"]["schema"]
    jsonschema_rs.validate(schema | {"components": document["components"]}, answer.json)


def test_every_answer_is_as_the_document_says(app, desks, program, case_id):
    document, officer = described(app), program("gsj_share")
    asked = {
        "/token": "/token",
        "/tasks": "/tasks?due=normal&sort=opened",
        "/cases": "/cases?role=provider",
        "/cases/{instance_id}": f"/cases/{case_id}",
        "/cases/{instance_id}/story": f"/cases/{case_id}/story",
        "/catalogue": "/catalogue?text=企业&kind=resource",
        "/catalogue/{kind}/{entry_id}": "/catalogue/resource/IR0054",
    }

    assert set(document["paths"]) == {f"/api/v1{one}" for one in asked}
    assert document["openapi"] == "3.1.0"
    for template, path in asked.items():
        answer = officer.get(path)
        assert answer.status_code == 200, (path, answer.text)
        check(document, template, answer)
    check(document, "/tasks", officer.get("/tasks?page=x&nonsense=1"))
    check(document, "/cases/{instance_id}", officer.get("/cases/999999"))
    check(document, "/token", app.test_client().get("/api/v1/token"))
    check(document, "/tasks", program("gsj_share", ["cases:read"]).get("/tasks"))


def test_what_a_text_may_not_hold_is_refused_and_foretold(app, program):
    document = described(app)
    asked = {one["name"]: one["schema"] for one in parameters(document, "/tasks")}

    answer = program("gsj_share").get("/tasks?text=a%00b")

    assert answer.status_code == 422
    check(document, "/tasks", answer)
    for schema in (asked["text"], asked["step"]):
        assert not jsonschema_rs.is_valid(schema, "a\x00b")
        assert jsonschema_rs.is_valid(schema, "企业\n名录")


def test_it_tells_what_waits_and_what_happened(program, case_id):
    officer = program("gsj_share")

    (task,) = officer.get("/tasks").json["items"]
    case = officer.get(f"/cases/{case_id}").json
    told = officer.get(f"/cases/{case_id}/story").json

    assert task["step"] == "provider_response"
    assert task["case"]["id"] == case_id == case["heading"]["id"]
    assert [one["title"] for one in case["waiting"]] == [task["title"]]
    assert case["clocks"][0]["due_on"] == task["due_on"]
    assert told["total"] == len(told["items"]) > 0
    assert told["next"] is None


def test_a_list_is_read_page_by_page(desks, program):
    for _ in range(21):
        desks.apply()
    head = program("jtw_head")

    first = head.get("/tasks?sort=opened").json
    path = first["next"].partition("/api/v1")[2]
    second = head.get(path).json

    assert (first["total"], first["pages"], len(first["items"])) == (21, 2, 20)
    assert "sort=opened" in path
    assert len(second["items"]) == 1
    assert second["next"] is None


def test_nobody_reads_by_a_token_what_the_own_pages_do_not_show(app, desks, program, case_id):
    pages = {
        f"/cases/{case_id}": f"/cases/{case_id}",
        f"/cases/{case_id}/story": f"/cases/{case_id}",
        "/catalogue/resource/IR0034": "/portal/resources/IR0034",
        "/catalogue/resource/IR0054": "/portal/resources/IR0054",
        "/catalogue/database/DB0002": "/portal/databases/DB0002",
    }

    wrong = {}
    for kind in sorted(set(KINDS) - {"anonymous"}):
        by_page, by_token = desks.at(KINDS[kind]), program(KINDS[kind])
        for path, page in pages.items():
            due, status = by_page.get(page).status_code, by_token.get(path).status_code
            if status != due:
                wrong[kind, path] = (status, due)
        reads = {by_token.get(f"/cases/{case_id}").status_code == 200}
        reads.add(case_id in {one["id"] for one in by_token.get("/cases").json["items"]})
        if reads != {kind in READERS}:
            wrong[kind, "case"] = reads
        tasks = [one["id"] for one in by_token.get("/tasks").json["items"]]
        if not all(by_page.get(f"/tasks/{one}").status_code == 200 for one in tasks):
            wrong[kind, "tasks"] = tasks
    assert wrong == {}


def test_what_a_side_keeps_to_itself_is_not_in_the_story_of_the_other(desks, program, case_id):
    desks.walk(("gsj_share", "provider_response", {"outcome": "agree"}))
    held = ("gsj_head", "provider_approval", {"outcome": "return", "reason": "内部意见请改"})
    desks.answer(*held[:2], **held[2])

    ours = program("gsj_share").get(f"/cases/{case_id}/story").json
    theirs = program("jtw_share").get(f"/cases/{case_id}/story").json

    assert "内部意见请改" not in str(theirs)
    page = desks.at("jtw_share").get(f"/cases/{case_id}").text
    assert all(line["what"] in page for line in theirs["items"])
    assert len(str(ours)) > len(str(theirs))


def test_to_read_a_case_counts_as_a_look(program, case_id):
    task = open_task("provider_response").id
    assert db.session.get_one(Task, task).seen_at is None

    program("gsj_share").get(f"/cases/{case_id}")

    db.session.expire_all()
    assert db.session.get_one(Task, task).seen_at is not None


def test_only_the_scopes_of_the_token_open(program, case_id):
    some = program("gsj_share", ["catalogue:read"])

    assert some.get("/catalogue").status_code == 200
    assert some.get("/tasks").status_code == 403
    assert some.get(f"/cases/{case_id}").status_code == 403
    assert some.get("/token").json["scopes"] == ["catalogue:read"]


def test_nothing_but_a_good_token_opens(app, desks, program):
    good = program("gsj_share")
    secret = good.headers["Authorization"].split()[1]
    wrong = ["", "Bearer", "Bearer xs_nonsense", f"Basic {secret}", f"Bearer {secret}x", "Bearer ü"]

    for head in wrong:
        answer = app.test_client().get("/api/v1/tasks", headers={"Authorization": head})
        assert answer.status_code == 401, head
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert desks.at("gsj_share").get("/api/v1/tasks").status_code == 401
    assert good.client.get("/tasks/", headers=good.headers).status_code == 302
    assert good.get("/nothing").status_code == 404
    assert "Set-Cookie" not in good.get("/tasks").headers


def test_a_token_ends_by_its_day_by_its_owner_and_with_its_account(program):
    late, ended, closed = (program("gsj_share") for _ in range(3))
    for one in (late, ended, closed):
        assert one.get("/token").status_code == 200
    with clock.at(clock.now() + timedelta(days=31)):
        assert late.get("/token").status_code == 401
    with transaction():
        last = db.session.scalars(select(ApiToken.id).order_by(ApiToken.id.desc())).all()
        tokens.revoke(account("gsj_share"), last[1])
    assert ended.get("/token").status_code == 401
    with transaction():
        directory.close_account(account("gsj_share"))
    assert closed.get("/token").status_code == 401
    with transaction():
        directory.reopen_account(account("gsj_share"))
    assert closed.get("/token").status_code == 401


def test_its_use_is_noted_now_and_then_and_its_secret_nowhere(app, program):
    one = program("gsj_share")
    secret = one.headers["Authorization"].split()[1]
    one.get("/token")
    first = db.session.scalars(select(ApiToken.used_at)).one()
    with clock.at(clock.now() + timedelta(minutes=5)):
        one.get("/token")

    kept = db.session.scalars(select(ApiToken)).one()
    assert kept.used_at == first
    assert secret not in str(vars(kept))
    assert secret not in str([e.details for e in db.session.scalars(select(AuditEntry))])


def test_too_many_requests_of_a_token_wait(app, program, monkeypatch):
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    monkeypatch.setitem(app.config, "API_PER_MINUTE", 3)
    busy, other = program("gsj_share"), program("jtw_share")

    answers = [busy.get("/token") for _ in range(5)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert other.get("/token").status_code == 200


# --- Making them


def sent(client, **changed):
    form = {"name": "报表", "scopes": ["tasks:read"], "days": "30", "password": "xieshang-demo"}
    return client.post("/account/tokens/", data=form | changed)


def test_a_token_is_made_with_the_password_shown_once_and_ended(app, client):
    enter(client, "gsj_share")

    made = sent(client)
    secret = made.text.partition('value="xs_')[2].partition('"')[0]
    assert 'name="lang"' not in made.text
    page = client.get("/account/tokens/").text

    assert made.status_code == 201
    assert Program(app, f"xs_{secret}").get("/tasks").status_code == 200
    assert "报表" in page
    assert secret not in page
    token = db.session.scalars(select(ApiToken.id)).one()
    assert client.post(f"/account/tokens/{token}/end").status_code == 302
    assert Program(app, f"xs_{secret}").get("/tasks").status_code == 401
    said = select(AuditEntry.action).where(AuditEntry.action.like("api_token%"))
    assert db.session.scalars(said.order_by(AuditEntry.id)).all() == [
        "api_token_made",
        "api_token_revoked",
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [("password", "wrong"), ("name", " "), ("name", "x" * 61), ("scopes", []), ("days", "9999")],
)
def test_what_is_wrong_is_said_on_its_field(client, field, value):
    enter(client, "gsj_share")

    answer = sent(client, **{field: value})

    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert db.session.scalars(select(ApiToken)).all() == []


def test_nobody_ends_the_token_of_another(app, client, program):
    theirs = program("jtw_share")
    enter(client, "gsj_share")
    token = db.session.scalars(select(ApiToken.id)).one()

    assert client.post(f"/account/tokens/{token}/end").status_code == 404
    assert theirs.get("/token").status_code == 200

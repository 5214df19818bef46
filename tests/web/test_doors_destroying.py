"""The pages of the archives: for its archivist and for auditors; who does what there."""

import pytest
from sqlalchemy import select

from app.foundation.database import db, transaction
from app.foundation.destroyed import Destruction, DestructionLine, KeptHold
from app.foundation.identity.models import AccountPost
from app.foundation.kept import KeptCase
from app.jobs.keeping import archive_cases
from tests.domain.keeping.conftest import closed, on
from tests.support.days import a_monday
from tests.support.people import account
from tests.web.test_doors_by_post import KINDS

__all__ = ["a_monday", "closed"]

GET = {"destroying.index", "destroying.all_registers", "destroying.show", "destroying.file"}
POST = {
    "destroying.propose", "destroying.confirm", "destroying.refuse", "destroying.withdraw",
    "destroying.stop", "destroying.hold", "destroying.lift",
}  # fmt: skip
DOORS = GET | POST


@pytest.fixture
def archived(app, closed):
    """The number of an archived case, on a day on which its term is over."""
    number = closed.number
    with on(2031, 1, 4):
        archive_cases()
    with on(2041, 1, 4):
        yield number


def test_two_persons_do_it_on_the_pages(app, sign_in, archived):
    archivist, auditor = sign_in(account("daj_arch")), sign_in(account("xxb_audit"))
    case = db.session.scalar(select(KeptCase.id))

    def rows(visitor, query=""):
        return visitor.get(f"/archive/{query}").text.partition("<tbody>")[2]

    def sent(visitor, path, **form):
        return visitor.post(path, data=form).status_code

    assert archived in rows(archivist)
    assert "企业" not in rows(archivist)  # no title: it may not know of the entry
    assert "企业" in rows(auditor)
    assert archived not in rows(archivist, "?year=2025")
    for form in ({"reason": "x"}, {"which": "all"}, {"cases": "x", "reason": "x"}):
        assert sent(archivist, "/archive/registers/", **form) == 422
    assert sent(auditor, "/archive/registers/", which="all", reason="x") == 403
    form = {"cases": case, "reason": "保管期满"}
    place = archivist.post("/archive/registers/", data=form).location
    seen = db.session.scalar(select(Destruction.sha256))
    assert sent(archivist, f"{place}/confirm", seen=seen) == 403
    assert sent(auditor, f"{place}/refuse", answer=" ") == 422
    assert sent(auditor, f"{place}/confirm", seen="x") == 409
    assert sent(auditor, f"{place}/confirm", seen=seen) == 302
    file = archivist.get(f"{place}.csv")
    assert file.mimetype == "text/csv"
    assert archived in file.text
    assert "保管期满" in file.text
    assert sent(archivist, f"{place}/stop", reason="有人查阅") == 302
    assert db.session.scalar(select(DestructionLine.spared)) == "stopped"
    assert "有人查阅" in auditor.get(place).text


def test_what_was_marked_stays_marked_where_the_register_is_refused(app, sign_in, archived):
    archivist, case = sign_in(account("daj_arch")), db.session.scalar(select(KeptCase.id))

    page = archivist.post("/archive/registers/", data={"cases": case, "reason": " "}).text

    box = next(line for line in page.split("<input") if 'name="cases"' in line)
    assert f'value="{case}"' in box
    assert " checked" in box
    assert 'action="/archive/registers/?page=1"' in page


def test_a_case_is_held_on_the_page_and_an_auditor_lets_go(app, sign_in, archived):
    archivist, auditor = sign_in(account("daj_arch")), sign_in(account("xxb_audit"))

    def sent(visitor, path, **form):
        return visitor.post(f"/archive/holds/{path}", data=form).status_code

    assert sent(archivist, "", hold_number="x", hold_reason="x") == 422
    assert sent(archivist, "", hold_number=archived, hold_reason="巡视调阅") == 302
    shown = auditor.get("/archive/?standing=held").text
    assert "巡视调阅" in shown
    assert "未结争议" not in shown  # that alone, and no other reason
    assert archived not in auditor.get("/archive/").text
    hold = db.session.scalar(select(KeptHold.id))
    assert sent(archivist, f"{hold}/lift", reason="x") == 403
    assert sent(auditor, f"{hold}/lift", reason="") == 422
    assert sent(auditor, f"{hold}/lift", reason="毕") == 302
    assert archived in auditor.get("/archive/").text


def test_nobody_else_enters(app, sign_in, archived):
    register = Destruction(
        number="销〔2041〕1号", state="proposed", reason="x", cases=0, sha256="x",
        proposed_by_id=account("daj_arch").id, hands=[account("daj_arch").id],
    )  # fmt: skip
    with transaction():
        db.session.add(register)
        db.session.flush()
        register_id = register.id
        # An archivist of another unit is none of the archives.
        account("gsj_share").posts.append(AccountPost(post="archivist"))
    adapter = app.url_map.bind("localhost")
    values = {"register_id": register_id, "hold_id": 999}
    got = {}
    for kind, login in {**KINDS, "archivist elsewhere": "gsj_share"}.items():
        visitor = sign_in(account(login)) if login else app.test_client()
        for rule in (one for one in app.url_map.iter_rules() if one.endpoint in DOORS):
            method = "GET" if rule.endpoint in GET else "POST"
            sent = {name: values[name] for name in rule.arguments}
            path = adapter.build(rule.endpoint, sent, method=method)
            got[kind, rule.endpoint] = visitor.open(path, method=method).status_code
    due = {key: 302 if key[0] == "anonymous" else 403 for key in got}
    due |= {("auditor", endpoint): 200 for endpoint in GET}
    due |= {("auditor", f"destroying.{act}"): 422 for act in ("refuse", "hold")}
    due |= {("auditor", f"destroying.{act}"): 409 for act in ("confirm", "stop")}
    assert got == due | {("auditor", "destroying.lift"): 404}
    assert db.session.scalar(select(Destruction.state)) == "proposed"

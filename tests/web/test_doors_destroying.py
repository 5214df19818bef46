"""The pages of the archives: for its archivist and for auditors; who does what there."""

import pytest
from sqlalchemy import select

from app.domain.keeping import destroyable
from app.foundation.database import db, transaction
from app.foundation.destroyed import Destruction, DestructionLine, KeptHold
from app.foundation.identity.models import AccountPost
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
ENTER = {"auditor"}


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
    listed = archivist.get("/archive/").text
    assert archived in listed
    assert "企业" not in listed.partition("<tbody>")[2]  # no title: it may not know of the entry
    assert "企业" in auditor.get("/archive/").text
    assert archivist.get("/archive/?year=2025").text.count(archived) == 0
    assert archivist.post("/archive/registers/", data={"reason": "x"}).status_code == 422
    case = db.session.scalar(select(destroyable.KeptCase.id))
    for sent in ({"which": "all", "reason": ""}, {"cases": "x", "reason": "x"}):
        assert archivist.post("/archive/registers/", data=sent).status_code == 422
    answer = archivist.post("/archive/registers/", data={"cases": case, "reason": "保管期满"})
    place = answer.location
    assert (
        auditor.post("/archive/registers/", data={"which": "all", "reason": "x"}).status_code == 403
    )
    seen = db.session.scalar(select(Destruction.sha256))
    assert archivist.post(f"{place}/confirm", data={"seen": seen}).status_code == 403
    assert auditor.post(f"{place}/refuse", data={"answer": " "}).status_code == 422
    assert auditor.post(f"{place}/confirm", data={"seen": "x"}).status_code == 409
    assert "已看" not in auditor.get(place).text
    assert auditor.post(f"{place}/confirm", data={"seen": seen}).status_code == 302
    file = archivist.get(f"{place}.csv")
    assert (file.mimetype, archived in file.text, "保管期满" in file.text) == (
        "text/csv",
        True,
        True,
    )
    assert (
        archivist.post("/archive/holds/", data={"hold_number": "x", "hold_reason": "x"}).status_code
        == 422
    )
    assert (
        archivist.post(
            "/archive/holds/", data={"hold_number": archived, "hold_reason": "查阅"}
        ).status_code
        == 302
    )
    hold = db.session.scalar(select(KeptHold.id))
    assert archivist.post(f"/archive/holds/{hold}/lift", data={"reason": "x"}).status_code == 403
    assert auditor.post(f"/archive/holds/{hold}/lift", data={"reason": ""}).status_code == 422
    assert auditor.post(f"/archive/holds/{hold}/lift", data={"reason": "毕"}).status_code == 302
    assert archivist.post(f"{place}/stop", data={"reason": "有人查阅"}).status_code == 302
    assert db.session.scalar(select(DestructionLine.spared)) == "stopped"
    assert "有人查阅" in auditor.get(place).text


def test_nobody_else_enters(app, sign_in, archived):
    register = Destruction(
        number="销〔2041〕1号", state="proposed", reason="x", cases=0, sha256="x",
        proposed_by_id=account("daj_arch").id, hands=[account("daj_arch").id],
    )  # fmt: skip
    with transaction():
        db.session.add(register)
        # An archivist of another unit is none of the archives.
        account("gsj_share").posts.append(AccountPost(post="archivist"))
    adapter = app.url_map.bind("localhost")
    values = {"register_id": 1, "hold_id": 1}
    wrong = {}
    for kind, login in {**KINDS, "archivist elsewhere": "gsj_share"}.items():
        visitor = sign_in(account(login)) if login else app.test_client()
        for rule in app.url_map.iter_rules():
            if rule.endpoint in DOORS:
                method = "GET" if rule.endpoint in GET else "POST"
                sent = {name: values[name] for name in rule.arguments}
                path = adapter.build(rule.endpoint, sent, method=method)
                got = visitor.open(path, method=method).status_code
                may = kind in ENTER
                if may is (got in (302, 403)) and (kind, rule.endpoint) != (
                    "auditor",
                    "destroying.propose",
                ):
                    wrong[kind, rule.endpoint] = got
    assert {key: got for key, got in wrong.items() if key[1] != "destroying.withdraw"} == {}
    assert db.session.scalar(select(Destruction.state)) == "proposed"

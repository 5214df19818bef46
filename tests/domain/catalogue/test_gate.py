"""The gate: who goes on in spite of what exists gives a reason; what was shown is kept."""

import pytest

from app.domain.catalogue import kept_hits
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.services import entries, gate
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid
from app.foundation.identity import queries as people
from tests.domain.catalogue.test_duplicates import a_resource, viewer

REASON = "现有目录每年更新，本业务需要每日更新"


def content(*items: str, title: str = "企业信用库") -> dict:
    return {"title": title, "items": [{"name": name, "data_type": "字符型C"} for name in items]}


def require(*items: str, reason: str = "", login: str = "swj_share", **options) -> dict:
    eyes = viewer(login)
    made = content(*items)
    return gate.require_reason("database", made, "SWJ", reason, viewer=eyes, **options)


@pytest.mark.parametrize("reason", ["", "   ", "必须要有", "九个字的理由不够长"])
def test_who_goes_on_in_spite_of_hits_gives_a_reason_of_ten_characters(app, reason):
    with pytest.raises(Invalid) as refused:
        require("企业名称", "注册号", reason=reason)

    assert list(refused.value.fields) == ["spite_reason"]


def test_what_was_shown_is_kept_with_the_reason(app):
    kept = require("企业名称", "工商注册号", reason=f"  {REASON} ")

    assert (kept["verdict"], kept["reason"], kept["missing"]) == ("exists", REASON, [])
    assert "IR0001" in [hit["id"] for hit in kept["hits"]]
    assert kept["hidden_hits"] == []
    assert kept["proposed"] == {
        "name": "企业信用库", "owner": "SWJ", "items": ["企业名称", "工商注册号"],
    }  # fmt: skip


def test_where_nothing_like_it_exists_nobody_asks_for_a_reason(app):
    assert require("桩位编号", "车位数")["verdict"] == "none"


def test_a_database_that_is_being_updated_needs_a_reason_too(app):
    for entry in ("IR0054", "CR0054"):
        if db.session.get(Resource, entry):
            db.session.get_one(Resource, entry).status = "withdrawn"
    db.session.commit()

    with pytest.raises(Invalid):
        require("处罚决定书号", "信用等级")


def test_an_endless_reason_is_refused(app):
    with pytest.raises(Invalid):
        require("企业名称", "注册号", reason="理" * 2001)


def test_what_is_being_changed_is_not_held_against_itself(app):
    made = a_resource("自己", ["甲一", "甲二"])

    assert require("甲一", "甲二", exclude=[("resource", made)])["hits"] == []


@pytest.fixture
def secret(app):
    """A resource of 市工商局 that 市商务局 may not see."""
    return a_resource("机密", ["甲一", "甲二"], security_level="机密", secrecy_required=True)


def test_a_hidden_entry_asks_the_applicant_for_nothing_and_is_kept_apart(secret):
    kept = require("甲一", "甲二")

    assert (kept["verdict"], kept["hits"]) == ("none", [])
    assert [hit["id"] for hit in kept["hidden_hits"]] == [secret]
    assert secret not in str(gate.for_applicant(kept))


def test_reviewers_read_what_was_withheld_where_they_may_see_it(secret):
    kept = require("甲一", "甲二")

    def read(login):
        return [hit["id"] for hit in kept_hits.for_reader(kept, viewer(login))["withheld"]]

    assert read("xxb_cat") == [secret]
    for login in ("swj_share", "swj_head", "xxb_escal", "tjj_coll"):
        assert read(login) == [], login


def test_a_reader_learns_of_no_entry_that_it_may_not_see(secret):
    kept = require("甲一", "甲二", "甲三", login="gsj_share", reason=REASON)
    assert [hit["id"] for hit in kept["hits"]] == [secret]

    read = kept_hits.for_reader(kept, viewer("swj_share"))
    assert (read["verdict"], read["hits"], read["more"]) == ("none", [], 0)
    assert read["missing"] == ["甲一", "甲二", "甲三"]
    assert secret not in str(read)
    assert kept_hits.for_reader(kept, viewer("gsj_head"))["verdict"] == "partial"


def test_an_entry_limited_to_a_network_is_withheld_outside_it(app):
    made = a_resource("内网", ["甲一", "甲二"], limited_to="政务内网")
    account = people.account_by_login("swj_share")
    inside = Viewer.of(account, frozenset({"政务内网"}))

    assert require("甲一", "甲二")["hits"] == []
    with pytest.raises(Invalid):
        gate.require_reason("database", content("甲一", "甲二"), "SWJ", "", viewer=inside)
    kept = require("甲一", "甲二")
    assert [hit["id"] for hit in kept_hits.for_reader(kept, inside)["withheld"]] == [made]


def test_what_was_shown_stays_readable_when_the_entry_is_withdrawn(app):
    made = a_resource("后来撤销", ["甲一", "甲二"])
    kept = require("甲一", "甲二", reason=REASON)
    with transaction():
        entries.withdraw("resource", made)

    assert kept_hits.for_reader(kept, viewer("swj_head"))["hits"] == kept["hits"]


def test_what_a_content_without_names_proposes_is_nothing(app):
    empty = {"title": None, "items": [{"name": None}, {"name": " "}]}
    proposal = gate.of_content("collection", empty, "SWJ")

    assert (proposal.name, proposal.items) == ("", ())
    eyes = viewer("swj_share")
    assert gate.require_reason("collection", {}, "SWJ", "", viewer=eyes)["verdict"] == "none"

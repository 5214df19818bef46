"""What a proposal duplicates: the examples of the issue, and the edges of the rule."""

import json

import pytest
from sqlalchemy import delete

from app.domain.catalogue import duplicates
from app.domain.catalogue.models.database import Database, DatabaseItem
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.proposals import Proposal
from app.domain.catalogue.services import entries, indexing
from app.domain.catalogue.viewing import Viewer
from app.foundation import paths
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid
from app.foundation.identity import queries as people

EXAMPLES = json.loads((paths.DEMO / "duplicate_check_examples.json").read_text("utf-8"))


def a_resource(title: str, items: list[str], **changes) -> str:
    """A published resource with these items and no others."""
    content = entries.content_of("resource", "IR0003") | {
        "title": title, "code": "", "related": [],
        "items": [{"name": name, "data_type": "字符型C"} for name in items],
    }  # fmt: skip
    with transaction():
        return entries.write("resource", content | changes)


def check(*items: str, name: str = "新建库", **options) -> duplicates.Verdict:
    return duplicates.check(Proposal(name, "SWJ", items), **options)


def ids(verdict: duplicates.Verdict) -> list[str]:
    return [hit.id for hit in verdict.hits]


def viewer(login: str) -> Viewer:
    return Viewer.of(people.account_by_login(login))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["case"])
def test_the_examples_of_the_issue_come_out_as_expected(app, example):
    said = duplicates.check(Proposal.read(example["proposed"])).as_json()

    assert said["verdict"] == example["expect"]["verdict"]
    shown = [{"catalogue": hit["catalogue"], "id": hit["id"]} for hit in said["hits"]]
    assert shown == example["expect"]["hits"]


def test_every_hit_says_what_it_has_and_what_it_lacks(app):
    [resource, *_others] = check("企业名称", "工商注册号", "登记机关", "桩号").hits

    assert (resource.id, resource.matched) == ("IR0001", ("企业名称", "工商注册号", "登记机关"))
    assert resource.missing == ("桩号",)
    assert [(m.proposed, m.held, m.how) for m in resource.matches] == [
        ("企业名称", "企业名称", "same"),
        ("工商注册号", "注册号", "synonym"),
        ("登记机关", "登记机关", "same"),
    ]


# Items of the entry, items of the proposal, is it a hit?
EDGES = [
    ("甲一 甲二 甲三 甲四", "甲一 甲二 乙三 乙四 乙五 乙六", True),  # half of its own
    ("甲一 甲二 甲三 甲四 甲五", "甲一 甲二 乙三 乙四", True),  # half of the proposal's
    ("甲一 甲二 甲三 甲四 甲五", "甲一 甲二 乙三 乙四 乙五", False),  # two of five on both sides
    ("甲一 甲二 甲三", "甲一 乙二", False),  # one, though half of the proposal's
    ("甲一", "甲一", False),  # all of both, but only one
    ("甲一 甲二", "甲一 甲二", True),
    ("甲一", "甲一 甲一", False),  # named twice is still one
    ("甲一 甲二", "甲一", False),
    ("甲一 甲二 甲三 甲四 甲五 甲六", "甲一 甲二 甲三 乙四 乙五 乙六 乙七", True),
]


@pytest.mark.parametrize(("held", "proposed", "expected"), EDGES)
def test_a_hit_shares_two_items_and_half_of_one_side(app, held, proposed, expected):
    made = a_resource("边界", held.split())

    assert (made in ids(check(*proposed.split()))) is expected


def test_together_the_hits_cover_all_or_some(app):
    a_resource("前半", ["甲一", "甲二"])
    a_resource("后半", ["甲三", "甲四"])

    assert check("甲一", "甲二", "甲三", "甲四").verdict == "exists"
    some = check("甲一", "甲二", "甲三", "甲四", "甲五")
    assert (some.verdict, some.missing) == ("partial", ("甲五",))
    assert check("乙一", "乙二").as_json()["missing"] == ["乙一", "乙二"]


def test_what_only_an_entry_that_is_no_hit_holds_is_missing(app):
    a_resource("有", ["甲一", "甲二"])
    a_resource("只有一项", ["甲三"])

    assert check("甲一", "甲二", "甲三").missing == ("甲三",)


def test_blanks_full_width_signs_and_capitals_do_not_matter(app):
    made = a_resource("编码", ["GDP总量", "浓度(CO2)"])

    assert ids(check("ＧＤＰ　总量", " 浓度（CO2） ")) == [made]


@pytest.mark.parametrize("turned", [False, True])
def test_a_chain_of_synonyms_is_followed_to_its_end(app, turned):
    chain = [Synonym(term="甲", canonical="乙"), Synonym(term="乙", canonical="丙")]
    db.session.add_all(chain)
    db.session.commit()
    held, asked = (["甲", "丁"], ("丙", "丁")) if turned else (["丙", "丁"], ("甲", "丁"))
    made = a_resource("链", held)

    assert ids(check(*asked)) == [made]


def test_synonyms_that_lead_in_a_circle_are_one_item(app):
    circle = [("甲", "乙"), ("乙", "丙"), ("丙", "甲"), ("丁", "丁")]
    db.session.add_all(Synonym(term=term, canonical=other) for term, other in circle)
    db.session.commit()
    made = a_resource("环", ["乙", "丁"])

    assert ids(check("丙", "丁")) == [made]


def test_two_names_of_one_item_count_once(app):
    made = a_resource("身份", ["身份证号", "公民身份号码", "甲", "乙"])

    # Three different items, of which two are half; of the proposal's it is two of five.
    assert made in ids(check("公民身份号码", "甲", "丙", "丁", "戊"))
    assert check("身份证号", "公民身份号码").verdict == "none"


def test_near_spellings_are_shown_and_make_no_hit(app):
    made = a_resource("近似", ["法定代表人姓名", "登记日", "甲"])

    shown = check("法定代表人性名", "登记日", "甲")
    assert [(one.proposed, one.held) for one in shown.hits[0].near] == [
        ("法定代表人性名", "法定代表人姓名")
    ]
    assert made not in ids(check("法定代表人性名", "登记日期"))


def test_what_is_nearly_spelt_or_called_so_anywhere_is_shown_and_does_not_count(app):
    found = check("法定代表人性名", "共享单车", name="企业不良信用纪录")

    assert [tuple(one) for one in found.near] == [("法定代表人性名", "法定代表人姓名")]
    assert "IR0054" in [one.id for one in found.names]
    assert (found.verdict, found.hits) == ("none", ())


def test_nothing_near_is_shown_that_only_hidden_entries_hold(app):
    a_resource("极密库名", ["特别代号一览", "甲"], security_level="机密", secrecy_required=True)

    found = check("特别代码一览", name="极密库", viewer=viewer("swj_share"))
    assert (found.near, found.names) == ((), ())


def test_an_entry_that_is_being_changed_is_not_its_own_duplicate(app):
    made = a_resource("自己", ["甲一", "甲二"])

    assert ids(check("甲一", "甲二")) == [made]
    assert ids(check("甲一", "甲二", exclude=[("resource", made)])) == []


def test_withdrawn_entries_are_no_duplicates(app):
    made = a_resource("撤销", ["甲一", "甲二"])
    with transaction():
        entries.withdraw("resource", made)

    assert check("甲一", "甲二").verdict == "none"


@pytest.mark.parametrize(
    ("status", "counts", "shown"),
    [
        ("registered", True, False),
        ("operating", True, False),
        ("updating", False, True),
        ("filed", False, True),
        ("deregistered", False, False),
    ],
)
def test_of_databases_the_confirmed_ones_count(app, status, counts, shown):
    database = db.session.get_one(Database, "DB0001")
    database.status = status
    db.session.execute(delete(DatabaseItem).where(DatabaseItem.database_id == "DB0001"))
    for number, name in enumerate(("甲一", "甲二"), 1):
        row = DatabaseItem(database_id="DB0001", item_no=number, name=name, data_type="字符型C")
        db.session.add(row)
    db.session.flush()
    indexing.refresh("database", ["DB0001"])
    db.session.commit()

    found = check("甲一", "甲二")
    assert (found.verdict == "exists", bool(found.hits)) == (counts, counts)
    assert [one.id for one in found.unconfirmed] == (["DB0001"] if shown else [])
    assert found.speaks_against is (counts or shown)


def test_a_filed_database_is_known_to_its_unit_and_the_office_only(app):
    def known(login):
        names = ("宗地代码", "用地单位", "批准文号", "批准日期", "面积")
        database = db.session.get_one(Database, "DB0010")
        shown = check(*[item.name for item in database.items] or names, viewer=viewer(login))
        return "DB0010" in [one.id for one in shown.unconfirmed]

    assert {login: known(login) for login in ("gtj_share", "xxb_cat", "swj_share")} == {
        "gtj_share": True, "xxb_cat": True, "swj_share": False,
    }  # fmt: skip


def test_what_a_unit_may_not_see_is_told_to_the_office_and_not_to_it(app):
    made = a_resource("机密", ["甲一", "甲二"], security_level="机密", secrecy_required=True)
    proposal = Proposal("新建库", "SWJ", ("甲一", "甲二"))

    assert duplicates.check(proposal, viewer("swj_share")).as_json() == {
        "verdict": "none", "hits": [], "missing": ["甲一", "甲二"], "unconfirmed": [], "more": 0,
        "near": [], "names": [],
    }  # fmt: skip
    assert ids(duplicates.check(proposal, viewer("swj_share"), hidden=True)) == [made]
    assert ids(duplicates.check(proposal, viewer("xxb_cat"))) == [made]
    assert ids(duplicates.check(proposal)) == [made]


def test_more_hits_than_are_listed_are_counted_and_cover(app, monkeypatch):
    monkeypatch.setattr("app.domain.catalogue.holdings.MOST", 2)
    for number in range(3):
        a_resource(f"第{number}", ["甲一", "甲二"])
    a_resource("末", ["甲三", "甲四"])

    found = check("甲一", "甲二", "甲三", "甲四")
    assert (found.verdict, len(found.hits), found.more) == ("exists", 2, 2)


@pytest.mark.parametrize(
    "given",
    [
        None, 7, "x", [], {}, {"items": []}, {"items": "甲"}, {"items": [1, 2]}, {"items": [""]},
        {"items": ["甲"] * 501}, {"items": ["甲" * 101]}, {"items": ["甲\x00"]},
        {"name": 3, "items": ["甲"]}, {"name": "名" * 201, "items": ["甲"]},
        {"owner": ["SWJ"], "items": ["甲"]},
    ],
)  # fmt: skip
def test_what_is_no_proposal_is_said_to_be_none(app, given):
    with pytest.raises(Invalid):
        Proposal.read(given)


def test_a_resource_that_was_never_published_is_no_duplicate(app):
    made = a_resource("草稿", ["甲一", "甲二"])
    db.session.get_one(Resource, made).status = "draft"
    db.session.commit()

    assert check("甲一", "甲二").verdict == "none"

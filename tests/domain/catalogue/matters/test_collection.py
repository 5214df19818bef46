"""A collection: what exists is shown, two keys turn, the office coordinates, it is registered."""

from itertools import permutations
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update

from app.domain.catalogue.models.collection import Collection
from app.domain.catalogue.models.filing import MatterFiling
from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.services import coordination, entries, proposing
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.identity.models import Unit
from app.foundation.notices import Notice
from app.scenarios.page import Page
from tests.support.desks import open_task
from tests.support.people import account
from tests.support.registrations import (
    APPROVE,
    COLLECTION,
    PARKING,
    SHOPS,
    WHY,
    begin,
    matter,
    matters,
    rows,
    send,
)

HEAD = ("jtw_head", "review_collection", APPROVE)
OBJECT = {"outcome": "object", "reason": "别的单位也在采集"}
KEYS = {"review_statistics": "tjj_coll", "review_registration": "xxb_cat"}
COORDINATED = (
    HEAD,
    ("tjj_coll", "review_statistics", OBJECT),
    ("xxb_cat", "review_registration", APPROVE),
)


def refused(answer):
    return Page(answer.status_code, "/", answer.text).refused_fields()


def page(desks, login, case_id):
    return desks.at(login).get(f"/cases/{case_id}")


def test_what_both_keys_approve_stands_in_the_catalogue_the_same_day(desks):
    case_id = begin(desks, "jtw_share", COLLECTION, **PARKING)
    desks.walk(
        HEAD,
        ("tjj_coll", "review_statistics", APPROVE),
        ("xxb_cat", "review_registration", APPROVE),
    )

    done = matter(case_id)
    entry = db.session.get_one(Collection, done.entry_id)
    assert (done.end, entry.status, entry.published_on) == (
        "registered", "published", clock.today(),
    )  # fmt: skip
    assert (entry.unit.code, entry.reviewed_by) == ("JTW", ["TJJ", "XXB"])
    assert entry.item_names == PARKING["items"]
    assert entry.registration_no == "京信采登〔2026〕1号"
    (filing,) = db.session.scalars(select(MatterFiling).filter_by(case_id=case_id))
    assert (filing.number, filing.recipient.code) == ("京信采备〔2026〕0001号", "XXB")
    assert filing.content["registration_no"] == entry.registration_no


@pytest.mark.parametrize("order", list(permutations(KEYS)))
@pytest.mark.parametrize(
    "objects", [(), ("review_statistics",), ("review_registration",), tuple(KEYS)]
)
def test_what_either_key_said_counts_whoever_answers_last(desks, order, objects):
    case_id = begin(desks, "jtw_share", COLLECTION, **PARKING)
    desks.walk(HEAD)

    for name in order:
        desks.walk((KEYS[name], name, OBJECT if name in objects else APPROVE))

    state = matter(case_id).instance.case_state
    assert state == ("coordination" if objects else "registered")


def test_without_a_reason_nothing_is_applied_for_that_exists(desks):
    answer = send(desks, "swj_share", COLLECTION, **SHOPS)

    assert answer.status_code == 422
    assert refused(answer) == ["spite_reason"]
    assert "企业登记基本信息" in answer.text
    assert "营业面积" in answer.text
    assert "/applications/new/IR0001?items=" in answer.text, "one click to a sharing application"
    assert matters() == []


def test_every_fault_of_an_application_is_told_at_once(desks):
    wrong = SHOPS | {
        "items": ["企业名称", "注册号", "企业名称"],
        "legal_basis": "",
        "resource": "IR9",
    }

    answer = send(desks, "swj_share", COLLECTION, **wrong)

    assert "legal_basis" in refused(answer)
    again = send(desks, "swj_share", COLLECTION, **wrong | {"legal_basis": "规定"})
    assert {"items", "resource", "spite_reason"} <= set(refused(again))


def test_what_was_shown_is_kept_and_looked_for_again_when_the_head_has_approved(desks):
    case_id = begin(desks, "swj_share", COLLECTION, **SHOPS, spite_reason=WHY)
    shown = [hit["id"] for hit in matter(case_id).hits]
    with transaction():
        area = dict(entries.content_of("collection", "CR0001")["items"][0], name="营业面积")
        content = entries.content_of("collection", "CR0002")
        entries.write(
            "collection", content | {"items": [*content["items"], area]}, entry_id="CR0002"
        )
        db.session.execute(update(Synonym).values(canonical="～"))

    desks.walk(("swj_head", "review_collection", APPROVE))

    first, second = proposing.queries(case_id)
    assert [hit["id"] for hit in first.found["hits"]] == shown
    assert {"IR0001", "CR0001", "DB0001"} <= set(shown)
    assert (first.step, first.found["missing"]) == ("submitted", ["营业面积"])
    assert second.step == "approved"
    assert matter(case_id).hits == [*second.found["hits"], *second.found["unconfirmed"]]


def test_reviewers_see_the_hits_the_reason_and_what_each_key_said(desks):
    begin(desks, "swj_share", COLLECTION, **SHOPS, spite_reason=WHY)
    desks.walk(
        ("swj_head", "review_collection", APPROVE), ("tjj_coll", "review_statistics", OBJECT)
    )

    seen = desks.at("xxb_cat").get(f"/tasks/{open_task('review_registration').id}").text
    for told in ("企业登记基本信息", "/portal/resources/IR0001", WHY, OBJECT["reason"], "市统计局"):
        assert told in seen


def test_what_the_applicant_may_not_see_only_the_office_reads(desks):
    with transaction():
        db.session.execute(
            update(Resource).where(Resource.id == "IR0001").values(security_level="机密")
        )
    case_id = begin(desks, "swj_share", COLLECTION, **SHOPS, spite_reason=WHY)
    desks.walk(("swj_head", "review_collection", APPROVE))

    assert "IR0001" not in [hit["id"] for hit in matter(case_id).hits]
    assert "IR0001" not in page(desks, "swj_share", case_id).text
    assert "IR0001" in page(desks, "xxb_cat", case_id).text


def test_of_a_reduced_collection_only_what_nobody_holds_is_registered(desks):
    case_id = begin(desks, "swj_share", COLLECTION, **SHOPS, spite_reason=WHY)
    desks.walk(
        ("swj_head", "review_collection", APPROVE),
        ("tjj_coll", "review_statistics", OBJECT),
        ("xxb_cat", "review_registration", APPROVE),
    )

    held = desks.answer(
        "xxb_cat", "coordinate_collection", outcome="reduce", items=["住所", "营业面积"]
    )
    none = desks.answer("xxb_cat", "coordinate_collection", outcome="reduce", items=[])
    assert (refused(held), refused(none)) == (["items"], ["items"])
    desks.walk(
        ("xxb_cat", "coordinate_collection", {"outcome": "reduce", "items": ["营业面积"]}),
        ("swj_share", "answer_coordination", {"outcome": "accept"}),
    )

    entry = db.session.get_one(Collection, matter(case_id).entry_id)
    assert entry.item_names == ["营业面积"]
    assert entry.reviewed_by == ["TJJ", "XXB"]


def test_an_item_that_the_unit_explained_may_be_registered_although_it_is_held(desks):
    why = "住所与实际经营地址不一致，住所须实地核查"
    begin(desks, "swj_share", COLLECTION, **SHOPS, spite_reason=why)
    desks.walk(
        ("swj_head", "review_collection", APPROVE),
        ("tjj_coll", "review_statistics", OBJECT),
        ("xxb_cat", "review_registration", APPROVE),
        ("xxb_cat", "coordinate_collection", {"outcome": "reduce", "items": ["住所", "营业面积"]}),
    )


def test_all_items_are_not_a_part_of_them(desks):
    begin(desks, "jtw_share", COLLECTION, **PARKING)
    desks.walk(*COORDINATED)

    answer = desks.answer(
        "xxb_cat", "coordinate_collection", outcome="reduce", items=PARKING["items"]
    )

    assert refused(answer) == ["items"]


def test_a_joint_collection_is_registered_under_the_unit_that_leads(desks):
    case_id = begin(desks, "jtw_share", COLLECTION, **PARKING, joint_units=["SZGW", "GHW"])
    desks.walk(*COORDINATED)
    assert page(desks, "szgw_share", case_id).status_code == 404
    desks.walk(
        ("xxb_cat", "coordinate_collection", {"outcome": "joint", "lead": "SZGW"}),
        ("jtw_share", "answer_coordination", {"outcome": "accept"}),
    )

    entry = db.session.get_one(Collection, matter(case_id).entry_id)
    assert (entry.unit.code, entry.joint_units) == ("SZGW", ["JTW", "GHW"])
    assert page(desks, "szgw_share", case_id).status_code == 200
    assert page(desks, "ghw_share", case_id).status_code == 404


@pytest.mark.parametrize("lead", ["JTW", "NOBODY", ""])
def test_only_another_unit_that_is_active_leads(desks, lead):
    begin(desks, "jtw_share", COLLECTION, **PARKING)
    desks.walk(*COORDINATED)

    answer = desks.answer("xxb_cat", "coordinate_collection", outcome="joint", lead=lead)

    assert refused(answer) == ["lead"]


def test_what_is_shared_instead_leads_to_an_application_that_is_filled_in(desks):
    case_id = begin(desks, "swj_share", COLLECTION, **SHOPS, spite_reason=WHY)
    desks.walk(
        ("swj_head", "review_collection", APPROVE),
        ("tjj_coll", "review_statistics", OBJECT),
        ("xxb_cat", "review_registration", APPROVE),
        ("xxb_cat", "coordinate_collection", {"outcome": "share", "resource": "IR0001"}),
        ("swj_share", "answer_coordination", {"outcome": "accept"}),
    )

    assert (matter(case_id).end, matter(case_id).entry_id) == ("shared", None)
    seen = Page(200, "/", page(desks, "swj_share", case_id).text).tree
    (leads,) = seen.xpath("//section[@aria-labelledby='h-instead']//a/@href")
    assert parse_qs(urlsplit(leads).query)["items"] == SHOPS["items"][:-1]
    assert desks.at("swj_share").get(leads).status_code == 200
    assert "/applications/new/IR0001" not in page(desks, "xxb_cat", case_id).text


def test_an_objection_is_heard_once_and_the_decision_is_final(desks):
    case_id = begin(desks, "jtw_share", COLLECTION, **PARKING)
    desks.walk(
        *COORDINATED,
        ("xxb_cat", "coordinate_collection", {"outcome": "reject", "reason": "重复"}),
        ("jtw_share", "answer_coordination", {"outcome": "object", "reason": "并不重复"}),
        ("xxb_cat", "decide_collection", {"outcome": "reject", "reason": "仍属重复"}),
    )

    assert matter(case_id).end == "rejected"
    proposal, decision = coordination.of_case(case_id)
    assert (proposal.answer, decision.step, decision.answer) == ("object", "decision", None)
    assert matter(case_id).entry_id is None


def test_for_a_unit_that_is_gone_nothing_is_registered_and_the_office_is_told_what_to_do(desks):
    case_id = begin(desks, "jtw_share", COLLECTION, **PARKING)
    desks.walk(HEAD, ("tjj_coll", "review_statistics", APPROVE))
    with transaction():
        db.session.execute(update(Unit).where(Unit.code == "JTW").values(active=False))

    answer = desks.answer("xxb_cat", "review_registration", **APPROVE)

    assert answer.status_code == 409
    assert "停用" in answer.text
    assert matter(case_id).closed_at is None
    desks.walk(("xxb_cat", "review_registration", OBJECT))


def test_nobody_but_those_who_take_part_sees_a_matter(desks):
    case_id = begin(desks, "jtw_share", COLLECTION, **PARKING)

    before = {who: page(desks, who, case_id).status_code for who in ("tjj_coll", "xxb_cat")}
    desks.walk(HEAD)
    after = {
        who: page(desks, who, case_id).status_code
        for who in ("tjj_coll", "xxb_cat", "tjj_head", "jtw_head", "xxb_audit")
    }

    assert set(before.values()) == {404}
    assert set(after.values()) == {200}
    for stranger in ("gsj_share", "tjj_share", "xxb_escal", "xxb_proc"):
        assert page(desks, stranger, case_id).status_code == 404
        for name in KEYS:
            task = open_task(name)
            answered = desks.at(stranger).post(f"/tasks/{task.id}", data=APPROVE)
            assert answered.status_code == 404


def test_a_unit_does_not_read_what_was_said_inside_another(desks):
    case_id = begin(desks, "jtw_share", COLLECTION, **PARKING)
    inner = "暂缓，等市领导批示"
    desks.walk(("jtw_head", "review_collection", {"outcome": "return", "comment": inner}))
    desks.walk(("jtw_share", "revise_collection", rows(outcome="resubmit", **PARKING)), HEAD)

    assert inner in page(desks, "jtw_share", case_id).text
    assert inner not in page(desks, "tjj_coll", case_id).text


def test_the_end_is_told_to_the_unit_and_to_both_offices(desks):
    case_id = begin(desks, "jtw_share", COLLECTION, **PARKING)
    desks.walk(
        HEAD,
        ("tjj_coll", "review_statistics", APPROVE),
        ("xxb_cat", "review_registration", APPROVE),
    )

    told = select(Notice.account_id).where(
        Notice.instance_id == case_id, Notice.kind == "case_closed"
    )
    wanted = {account(who).id for who in ("jtw_share", "jtw_head", "tjj_coll", "xxb_cat")}
    assert set(db.session.scalars(told)) == wanted


def test_what_the_items_of_a_resource_are_called_does_not_change_what_was_kept(desks):
    case_id = begin(desks, "swj_share", COLLECTION, **SHOPS, spite_reason=WHY)
    with transaction():
        db.session.execute(update(DataItem).where(DataItem.name == "住所").values(name="注册住所"))

    (kept,) = proposing.queries(case_id)
    assert "住所" in kept.found["hits"][0]["matched"]

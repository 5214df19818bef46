"""The duplicate check over HTTP: its page, the application form, the page of the case."""

import json
import zipfile
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from app.domain.catalogue.models.resource import Resource
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.services import archive
from app.foundation import contents
from app.foundation.database import db, transaction
from tests.domain.catalogue.test_duplicates import a_resource
from tests.support.desks import AGREED, APPROVED, DELIVERED, SIGNED, USED, cases

CHECK = "/catalogue/check/"
PROPOSAL = {"name": "企业信用库", "items": "企业名称\n工商注册号，处罚决定书号;信用等级、荣誉"}
# 编办's register of bodies: the two items stand, more openly, in 质监局's.
PRESSING = {"items": ["机构代码", "机构名称"]}
REASON = "需要编办核定的机构代码，质监目录没有"


def tree(answer):
    return html.document_fromstring(answer.text)


def words(answer, name):
    found = tree(answer).xpath(f"//*[contains(concat(' ', @class, ' '), ' {name} ')]")
    return [" ".join(one.text_content().split()) for one in found]


def test_the_page_shows_hits_what_they_hold_and_what_is_missing(desks):
    got = desks.at("swj_share").post(CHECK, data=PROPOSAL)

    assert words(got, "verdict") == ["部分存在：以下条目包含其中部分数据项。"]
    [first, *_others] = words(got, "hit")
    for word in (
        "企业不良信用记录 IR0054",
        "占所需 5 项中的 4 项",
        "工商注册号 → 注册号",
        "缺少荣誉",
    ):
        assert word in first
    assert "DB0015" in got.text
    assert "更新中，内容待确认" in got.text


def test_one_click_turns_the_proposal_into_an_application_for_the_items_it_has(desks):
    got = desks.at("swj_share").post(CHECK, data=PROPOSAL)
    links = tree(got).xpath("//a[starts-with(@href, '/applications/new/')]/@href")

    [address] = [link for link in links if "IR0054" in link]
    assert parse_qs(urlsplit(address).query)["items"] == [
        "企业名称", "注册号", "处罚决定书号", "信用等级",
    ]  # fmt: skip
    assert desks.at("swj_share").get(address).status_code == 200


@pytest.mark.parametrize("login", ["gsj_share", "xxb_cat", "tjj_coll", "swj_head"])
def test_who_cannot_apply_for_it_is_not_led_there(desks, login):
    got = desks.at(login).post(CHECK, data=PROPOSAL)

    assert "IR0054" in got.text
    assert "/applications/new/IR0054" not in got.text


def test_an_address_holds_a_proposal_too(desks):
    got = desks.at("swj_share").get(CHECK, query_string=PROPOSAL)

    assert "IR0054" in got.text


def test_the_verdict_can_be_kept_as_json(desks):
    got = desks.at("swj_share").post(CHECK, data=PROPOSAL | {"as_json": "1"})

    assert got.mimetype == "application/json"
    assert "attachment" in got.headers["Content-Disposition"]
    said = json.loads(got.text)
    assert (said["verdict"], said["missing"]) == ("partial", ["荣誉"])
    assert said["proposed"]["owner"] == "SWJ"


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"items": " , ，\n"},
        {"items": "\n".join(f"项{n}" for n in range(501))},
        {"items": "项" * 101},
        {"items": "甲\x00"},
        {"name": "名" * 250, "items": "甲"},
    ],
)
def test_what_cannot_be_compared_is_sent_back_with_a_word(desks, typed):
    got = desks.at("swj_share").post(CHECK, data=typed)

    assert got.status_code == 422
    assert "请更正以下内容" in got.text


def test_the_page_does_not_tell_of_what_one_may_not_see(desks):
    made = a_resource("机密", ["甲一", "甲二"], security_level="机密", secrecy_required=True)
    typed = {"items": "甲一 ,甲二"}

    assert made not in desks.at("swj_share").post(CHECK, data=typed).text
    assert made in desks.at("xxb_cat").post(CHECK, data=typed).text


def test_the_form_of_an_application_shows_what_else_holds_its_items(desks):
    got = desks.at("swj_share").get("/applications/new/IR0007")

    assert "IR0008" in got.text
    assert tree(got).xpath("//textarea[@name='spite_reason']/@form") == ["answer"]
    # Not itself, nor the collection entry behind it.
    assert "CR0007" not in got.text


def test_where_all_is_to_be_had_more_freely_a_reason_is_asked_for(desks):
    got = desks.send("swj_share", "IR0005", gate="1", **PRESSING)

    assert got.status_code == 422
    assert tree(got).xpath("//*[@id='faults']//a/@href") == ["#f-spite_reason"]
    assert cases() == []

    desks.apply("swj_share", "IR0005", gate="1", spite_reason=REASON, **PRESSING)
    assert cases()[0].catalogue_hits["reason"] == REASON


def test_a_program_that_sends_the_fixed_form_is_asked_for_no_reason(desks):
    desks.apply("swj_share", "IR0005", **PRESSING)

    kept = cases()[0].catalogue_hits
    assert (kept["verdict"], kept["reason"]) == ("exists", "")
    assert "IR0004" in [hit["id"] for hit in kept["hits"]]


def test_a_reason_that_nobody_needs_may_be_short_and_not_endless(desks):
    desks.apply("swj_share", "IR0007", gate="1", spite_reason="好", items=["登记类型"])
    got = desks.send("swj_share", "IR0007", gate="1", spite_reason="理" * 2001, items=["登记类型"])

    assert got.status_code == 422


def test_an_agreement_on_another_resource_that_has_it_all_is_shown_and_needs_a_reason(desks):
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED)
    twin = a_resource("企业信用记录副本", ["注册号", "企业名称", "等级"], provider="FGW")
    number = db.session.get_one(SharingCase, case_id).number

    got = desks.send("jtw_share", twin, gate="1", items=["注册号", "企业名称"])

    assert got.status_code == 422
    assert "本单位在其他信息资源上的有效协议" in got.text
    desks.apply("jtw_share", twin, gate="1", spite_reason=REASON, items=["注册号", "企业名称"])
    [kept] = cases()[-1].catalogue_hits["agreements"]
    assert (kept["resource_id"], kept["missing"]) == ("IR0054", [])
    assert kept["number"]
    assert number


def test_both_sides_and_the_office_read_on_the_case_what_was_shown(desks):
    case_id = desks.apply(
        "jtw_share", "IR0054", spite_reason="已说明理由", items=["注册号", "企业名称"]
    )
    desks.walk(APPROVED)

    for login in ("jtw_share", "jtw_head", "gsj_head", "gsj_share", "xxb_escal", "xxb_audit"):
        text = desks.at(login).get(f"/cases/{case_id}").text
        assert "h-duplicates" in text, login
        assert "IR0001" in text, login
        assert "已说明理由" in text, login


@pytest.fixture
def hidden(desks):
    """An application while an entry exists that only its unit and the office may see."""
    made = a_resource("机密", ["注册号", "企业名称"], security_level="机密", secrecy_required=True)
    db.session.get_one(Resource, made).provider_unit_id = db.session.get_one(
        Resource, "IR0005"
    ).provider_unit_id
    db.session.commit()
    case_id = desks.apply()
    desks.walk(APPROVED)
    return case_id, made


def test_what_the_applicant_may_not_see_is_on_no_page_of_those_who_may_not(desks, hidden):
    case_id, made = hidden

    kept = db.session.get_one(SharingCase, case_id).catalogue_hits
    assert [hit["id"] for hit in kept["hidden_hits"]] == [made]
    for login in ("jtw_share", "jtw_head", "gsj_head", "xxb_escal", "xxb_audit"):
        assert made not in desks.at(login).get(f"/cases/{case_id}").text, login


def test_the_archive_of_a_side_does_not_tell_of_it_either(desks, hidden):
    case_id, made = hidden
    desks.walk(*AGREED, *SIGNED, *DELIVERED, *USED)
    with transaction(), contents.opened(archive.write(case_id).sha256) as content:
        whole = content.read()
    sides = {side: archive.extract(case_id, side) for side in ("demander", "provider")}

    assert made in said_in(whole)
    assert [side for side, content in sides.items() if made in said_in(content)] == []


def said_in(content):
    with zipfile.ZipFile(BytesIO(content)) as file:
        return file.read("case.json").decode()

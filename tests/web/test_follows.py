"""Following from the pages: the list, ending it, taking that back; what a notice says."""

import pytest

from app.domain.catalogue.services import entries
from app.foundation import notices
from app.foundation.database import transaction
from tests.support.catalogue import changed

LIST = "/account/follows/"


def follow(client, subject="resource", key="IR0001", **more):
    return client.post(LIST, data={"subject": subject, "key": key, **more})


def test_what_is_followed_stands_in_the_list_until_it_is_ended(desks):
    client = desks.at("yjb_share")
    for subject, key in (
        ("resource", "IR0001"),
        ("unit", "GSJ"),
        ("class", "法人"),
        ("area", "政法"),
    ):
        assert follow(client, subject, key).status_code == 302
    follow(client)
    page = client.get(LIST).text
    assert page.count("企业登记基本信息") == 2  # its name, and the button's
    for said in ("/portal/units/GSJ", "base_class=", "application_area="):
        assert said in page

    ended = client.post(f"{LIST}end", data={"subject": "resource", "key": "IR0001"})
    page = client.get(ended.location).text

    assert "重新关注" in page
    follow(client)
    assert "重新关注" not in client.get(ended.location).text


def test_one_s_list_is_one_s_own(desks):
    follow(desks.at("yjb_share"))

    assert "企业登记基本信息" not in desks.at("hbj_share").get(LIST).text
    desks.at("hbj_share").post(f"{LIST}end", data={"subject": "resource", "key": "IR0001"})
    assert "企业登记基本信息" in desks.at("yjb_share").get(LIST).text


def test_the_button_comes_back_to_its_page_and_nowhere_else(desks):
    client = desks.at("yjb_share")

    assert follow(client, next="/portal/resources/IR0001").location == "/portal/resources/IR0001"
    assert "evil" not in follow(client, next="//evil.example/").location


@pytest.mark.parametrize(
    ("subject", "key"),
    [("resource", "IR0034"), ("resource", ""), ("x" * 500, "y"), ("unit", "\x00"), ("class", "x")],
)
def test_what_there_is_not_for_the_reader_is_not_followed(desks, subject, key):
    assert follow(desks.at("yjb_share"), subject, key).status_code == 404


def test_a_notice_names_the_entry_and_leads_to_it_as_long_as_one_may_see_it(desks):
    client = desks.at("yjb_share")
    follow(client)
    with transaction():
        entries.write("resource", entries.content_of("resource", "IR0001"), entry_id="IR0001")
        notices.deliver()
    page = client.get("/notices/").text
    assert "您关注的企业登记基本信息 (IR0001)：" in page
    assert 'href="/portal/resources/IR0001"' in page

    changed("resource", "IR0001", security_level="机密")
    page = client.get("/notices/").text

    assert "您关注过的条目有变化" in page
    assert "企业登记基本信息" not in page
    assert "企业登记基本信息" not in client.get(LIST).text


def test_how_one_is_told_of_it_can_be_chosen(desks):
    assert "您关注的目录条目有变化" in desks.at("yjb_share").get("/account/notices").text


def test_the_administrator_s_grant_and_its_end_come_back_to_the_entry(desks):
    admin, path = desks.at("xxb_cat"), "/portal/resources/IR0034"
    empty = admin.post(f"{path}/grants", data={"unit": "", "reason": ""})
    assert empty.status_code == 422
    assert "请选择单位。" in empty.text
    admin.post(f"{path}/grants", data={"unit": "GAJ", "reason": "联合办案"})
    assert desks.at("gaj_share").get(path).status_code == 200
    assert "联合办案" in admin.get(path).text
    assert "联合办案" not in desks.at("gaj_share").get(path).text

    number = admin.get("/portal/grants/").text.split("/portal/grants/")[-1].split("/end")[0]
    admin.post(f"/portal/grants/{number}/end")

    assert desks.at("gaj_share").get(path).status_code == 404
    assert "已收回" in admin.get("/portal/grants/").text
    assert admin.post("/portal/grants/999999/end").status_code == 404
    assert admin.post("/portal/resources/IR9999/grants").status_code == 404

"""The pages of entries: what they say, in both languages, to whom, and as of which day."""

import re

import pytest

from app.domain.catalogue import listings
from app.domain.catalogue.models.database import Database
from app.domain.catalogue.rules import columns
from app.domain.catalogue.services import entries
from app.foundation.database import db, transaction
from app.web import portal_exports, portal_words
from tests.support.catalogue import changed


@pytest.fixture
def stranger(app):
    return app.test_client()


@pytest.mark.parametrize("kind", columns.KINDS)
def test_every_column_stands_in_one_group_or_in_the_head(kind):
    shown = [key for _id, _title, keys in portal_words.GROUPS[kind] for key in keys]

    assert len(shown) == len(set(shown))
    assert {column.key for column in columns.of(kind)} - set(shown) <= {"title", "status"}
    assert set(shown) <= {column.key for column in columns.of(kind)}


def test_a_resource_says_everything_in_the_reader_s_language(desks):
    client = desks.at("yjb_share")
    page = client.get("/portal/resources/IR0001").text
    for said in (
        "102001/000001",
        "每日",
        "有条件共享",
        "本市依法履行相应职责的部门",
        "四“谁”",
        "resTitle",
        "legal_rep",
        "敏感",
        "DB0001",
    ):
        assert said in page
    client.post("/locale", data={"lang": "en"})
    page = client.get("/portal/resources/IR0001").text
    for said in ("Update cycle", "daily", "shared under conditions", "internal", "Legal persons"):
        assert said in page
    assert "每日" not in page.split("市工商局提供的")[1].split("，按每日更新")[1]


def test_only_a_sharing_officer_of_another_unit_is_shown_the_way_to_apply(desks, stranger):
    path, way = "/portal/resources/IR0004", "/applications/new/IR0004"

    assert way in desks.at("yjb_share").get(path).text
    assert way not in desks.at("jtw_head").get(path).text
    assert way not in stranger.get(path).text
    assert (
        "/applications/new/IR0001" not in desks.at("gsj_share").get("/portal/resources/IR0001").text
    )


def test_what_a_viewer_may_not_see_is_not_named_by_its_neighbours(desks):
    changed("database", "DB0001", security_level="机密")
    changed("resource", "IR0002", security_level="机密")
    changed("resource", "IR0001", related=["102001/000002", "102001/000003", "外部资源"])
    other = desks.at("hbj_share").get("/portal/resources/IR0001").text
    own = desks.at("gsj_share").get("/portal/resources/IR0001").text

    for hidden in ("DB0001", "102001/000002"):
        assert hidden not in other
        assert hidden in own
    for shown in ("IR0003", "外部资源"):
        assert shown in other


def test_a_difference_names_no_hidden_neighbour_either(desks):
    changed("resource", "IR0002", security_level="机密")
    changed("resource", "IR0001", database_id=None, related=["102001/000002"])
    changed("database", "DB0001", security_level="机密")
    page = "/portal/resources/IR0001/difference"

    assert "DB0001" in desks.at("gsj_share").get(page).text
    other = desks.at("hbj_share").get(page).text
    assert "DB0001" not in other
    assert "102001/000002" not in other


def test_a_past_day_shows_the_version_in_force_at_its_end(desks):
    client = desks.at("yjb_share")
    changed("resource", "IR0001", title="企业登记信息（新）")

    then = client.get("/portal/resources/IR0001?on=2026-08-30").text
    assert "企业登记基本信息" in then
    assert "企业登记信息（新）" not in then
    assert "第 1 版" in then
    assert "查看现行版本" in then
    assert "企业登记信息（新）" in client.get("/portal/resources/IR0001").text
    # IR0001 came into the catalogue on 2 March.
    assert client.get("/portal/resources/IR0001?on=2026-03-02").status_code == 200
    assert client.get("/portal/resources/IR0001?on=2026-03-01").status_code == 404


@pytest.mark.parametrize("day", ["", "nonsense", "2026-13-01", "2999-01-01", "2026-08-31", "%00"])
def test_today_the_future_and_nonsense_are_today(desks, day):
    answer = desks.at("yjb_share").get(f"/portal/resources/IR0001?on={day}")

    assert answer.status_code == 200
    assert "查看现行版本" not in answer.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1800-02-28"])
def test_days_at_the_end_of_time_break_nothing(desks, day):
    assert desks.at("yjb_share").get(f"/portal/resources/IR0001?on={day}").status_code in (200, 404)


def test_what_was_taken_out_is_shown_only_to_who_is_signed_in(desks, stranger):
    path = "/portal/resources/IR0004"
    with transaction():
        entries.withdraw("resource", "IR0004", note="并入新资源")

    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{path}/versions").status_code == 404
    assert stranger.get(f"{path}?on=2026-08-01").status_code == 404
    page = desks.at("yjb_share").get(path).text
    assert "已从目录撤下" in page
    assert "/applications/new/IR0004" not in page
    assert "从目录撤下" in desks.at("yjb_share").get(f"{path}/versions").text
    assert "IR0004" not in desks.at("yjb_share").get("/portal/units/ZJJ").text


def test_a_database_that_is_only_filed_is_its_owner_s_and_the_administrators(desks):
    filed = db.session.query(Database).filter_by(status="filed").first()
    path, owner = f"/portal/databases/{filed.id}", filed.owner.code.lower()

    assert desks.at(f"{owner}_share").get(path).status_code == 200
    assert desks.at("xxb_cat").get(path).status_code == 200
    assert desks.at("yjb_share" if owner != "yjb" else "hbj_share").get(path).status_code == 404
    assert filed.id not in desks.at("xxb_cat").get("/portal/catalogues/databases").text


def test_versions_are_listed_and_any_two_compared(desks):
    client = desks.at("yjb_share")
    changed(
        "resource", "IR0001", "增加批量交换", share_modes=["service_interface", "batch_exchange"]
    )
    changed("resource", "IR0001", "改为每周", update_cycle="每周")
    page = client.get("/portal/resources/IR0001/versions").text
    assert "增加批量交换" in page
    assert "第 3 版" in page

    last = client.get("/portal/resources/IR0001/difference").text
    assert "<del>每日</del>" in last
    assert "<ins>每周</ins>" in last
    assert "批量交换" not in last


def test_versions_of_other_entries_and_none_are_not_there(desks):
    client = desks.at("yjb_share")
    for asked in ("old=999999", "new=0", "old=x", "old=%00", "new=" + "9" * 40):
        answer = client.get(f"/portal/resources/IR0001/difference?{asked}")
        assert answer.status_code == 404, asked
    assert client.get("/portal/resources/IR0001/difference").status_code == 200


def test_why_a_version_was_made_is_not_for_strangers(desks, stranger):
    changed("resource", "IR0004", "内部会议决定")

    assert "内部会议决定" in desks.at("yjb_share").get("/portal/resources/IR0004/versions").text
    assert "内部会议决定" not in stranger.get("/portal/resources/IR0004/versions").text
    assert "内部会议决定" not in stranger.get("/portal/resources/IR0004").text


def test_an_address_in_an_entry_leads_nowhere_but_to_the_web(desks):
    changed("resource", "IR0004", online_url="javascript:alert(1)", service_url="http://a.example/")
    page = desks.at("yjb_share").get("/portal/resources/IR0004").text

    assert 'href="javascript' not in page
    assert 'href="http://a.example/" rel="noopener noreferrer"' in page


def test_it_is_cited_with_the_day_that_was_asked_for(desks):
    changed("resource", "IR0001", abstract="新")
    page = desks.at("yjb_share").get("/portal/resources/IR0001?on=2026-06-01").text

    assert "http://localhost/portal/resources/IR0001?on=2026-06-01" in page


# --- Items, units, lists


def test_an_item_leads_to_who_holds_it_and_how_to_get_it(desks):
    page = desks.at("yjb_share").get("/portal/items/法人代表").text

    assert "法定代表人姓名" in page
    assert "IR0001" in page
    assert "/applications/new/IR0001?items=" in page
    assert "/applications/new/" not in desks.at("jtw_head").get("/portal/items/法人代表").text


@pytest.mark.parametrize("name", ["没有这一项", "x" * 3000, "%25", "_", "<b>"])
def test_an_item_that_nobody_holds_is_no_page(desks, name):
    assert desks.at("yjb_share").get(f"/portal/items/{name}").status_code == 404


def test_what_is_asked_of_an_item_s_list_is_checked(desks):
    path = "/portal/items/注册号"
    client = desks.at("yjb_share")
    for asked in ("kind=x", "sharing_class=x", "sort=x", "page=-1", "page=999999"):
        assert "IR0001" in client.get(f"{path}?{asked}").text, asked
    only = client.get(f"{path}?kind=database").text
    assert "DB0001" in only
    assert "/portal/resources/" not in only


def test_a_unit_s_page_counts_what_the_reader_sees(desks, stranger):
    signed_in = desks.at("yjb_share").get("/portal/units/GSJ").text

    assert "企业登记基本信息" in signed_in
    assert "信息共享岗" in signed_in
    assert "企业登记基本信息" not in stranger.get("/portal/units/GSJ").text
    assert stranger.get("/portal/units/NIX").status_code == 404


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("basic", ["基础信息分类", "共享类型", "更新周期"]),
        ("application", ["应用领域", "标签", "35号文"]),
        ("databases", ["登记号", "所属单位", "最近更新日期"]),
        ("collections", ["责任单位", "数据存在形态", "采集周期"]),
    ],
)
def test_each_catalogue_has_its_own_columns(desks, name, headings):
    page = desks.at("yjb_share").get(f"/portal/catalogues/{name}").text

    assert [one for one in headings if one not in page] == []


def test_catalogues_list_only_what_stands_in_them(desks):
    page = desks.at("yjb_share").get("/portal/catalogues/databases?sort=number").text
    gone = db.session.query(Database).filter(Database.status.in_(["filed", "deregistered"]))

    assert "DB0001" in page
    assert [one.id for one in gone if f"/portal/databases/{one.id}" in page] == []
    assert desks.at("yjb_share").get("/portal/catalogues/none").status_code == 404


def test_a_catalogue_is_narrowed_and_ordered_and_cut_into_pages(desks):
    client = desks.at("yjb_share")
    tagged = client.get("/portal/catalogues/application?tags=35号文").text
    assert "IR0047" in tagged
    assert "IR0052" not in tagged
    of_unit = client.get("/portal/catalogues/basic?unit=GSJ&base_class=法人").text
    assert "IR0001" in of_unit
    assert "IR0004" not in of_unit
    assert "IR0001" not in client.get("/portal/catalogues/basic?page=2").text
    for asked in ("tags=x&sort=x&unit=x", "security_level=%00", "page=x"):
        assert client.get(f"/portal/catalogues/application?{asked}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/portal/resources/IR0004",
        "/portal/databases/DB0002",
        "/portal/collections/CR0004",
        *(f"/portal/catalogues/{one.slug}" for one in listings.CATALOGUES),
        "/portal/exchange/",
    ],
)
def test_everything_that_can_be_taken_away_is_there(app, stranger, path):
    links = re.findall(r'href="(/portal/export/[^"]+)"', stranger.get(path).text)

    assert len(links) >= 3 or portal_exports.EXPORT not in app.view_functions
    assert {link: stranger.get(link).status_code for link in links} == dict.fromkeys(links, 200)

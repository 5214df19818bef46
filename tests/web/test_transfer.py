"""Imports and exports over HTTP."""

import json
import re

import pytest
from sqlalchemy import func, select

from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.models.transfer import ImportJob
from app.foundation.database import db
from app.foundation.identity import throttle
from app.jobs.worker import work_off
from app.web import exports
from tests.support import statements
from tests.support.desks import AGREED, APPROVED, SIGNED
from tests.support.workbooks import RESOURCE, Upload, of_entries, opened

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send(client, content, name="目录.xlsx", note=""):
    upload = Upload(name, content)
    return client.post(
        "/catalogue/transfer/", data={"file": (upload.stream, upload.filename), "note": note}
    )


def test_a_unit_hands_in_the_office_releases_and_all_of_it_is_there(desks):
    unit, office = desks.at("jtw_share"), desks.at("xxb_cat")
    answer = send(unit, of_entries(RESOURCE), note="新建系统")
    page = answer.location
    assert "等待检查" in unit.get(page).text
    assert 'http-equiv="refresh"' in unit.get(page).text

    work_off("import")
    checked = unit.get(page).text
    assert "等待放行" in checked
    assert "放行导入" not in checked
    assert "放行导入" in office.get(page).text
    assert "等待放行" in office.get("/notices/").text

    assert office.post(f"{page}/release").status_code == 302
    work_off("import")

    done = unit.get(page).text
    assert "已全部发布" in done
    entry_id = db.session.scalar(
        select(Resource.id).where(Resource.title == RESOURCE["信息资源名称"])
    )
    assert f"/portal/resources/{entry_id}" in done
    assert unit.get(f"/portal/resources/{entry_id}").status_code == 200
    assert "已导入" in unit.get("/notices/").text


def test_what_the_search_knows_is_up_to_date_after_an_import(desks):
    page = send(desks.at("jtw_share"), of_entries(RESOURCE)).location
    work_off("import")
    desks.at("xxb_cat").post(f"{page}/release")
    work_off("import")

    found = desks.at("gsj_share").get("/portal/?text=公共自行车站点信息").text

    assert "公共自行车站点信息" in found.replace("<mark>", "").replace("</mark>", "")


def test_an_import_is_taken_back_by_a_button(desks):
    page = send(desks.at("jtw_share"), of_entries(RESOURCE)).location
    work_off("import")
    office = desks.at("xxb_head")
    office.post(f"{page}/release")
    work_off("import")

    office.post(f"{page}/take-back")
    work_off("import")

    assert "已撤回" in office.get(page).text
    state = select(Resource.status).where(Resource.title == RESOURCE["信息资源名称"])
    assert db.session.scalar(state) == "withdrawn"


def test_faults_are_shown_by_cell_and_as_a_workbook(desks):
    client = desks.at("jtw_share")
    page = send(client, of_entries(RESOURCE | {"分级": "=绝顶"})).location
    work_off("import")

    shown = client.get(page).text
    file = client.get(f"{page}/faults.xlsx")

    assert "目录 · K2" in shown
    assert "1 处错误" in shown
    assert file.mimetype == XLSX
    assert "filename*=UTF-8''" in file.headers["Content-Disposition"]
    rows = [[cell.value for cell in row] for row in opened(file.data).active.iter_rows()]
    assert rows[1][:3] == ["目录", 2, "K"]


def test_many_faults_come_in_pages(desks):
    many = [RESOURCE | {"信息资源名称": f"资源{at}", "分级": "绝顶"} for at in range(45)]
    client = desks.at("jtw_share")
    page = send(client, of_entries(*many)).location
    work_off("import")

    assert "目录 · K2" in client.get(page).text
    assert "目录 · K46" in client.get(f"{page}?page=3").text


def test_the_file_comes_back_as_it_was(desks):
    content = of_entries(RESOURCE)
    client = desks.at("jtw_share")
    page = send(client, content).location

    assert client.get(f"{page}/file").data == content


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "目录.xlsx", "损坏"),
        (b"a,b", "目录.exe", "不接受"),
        (b"x" * 100, "目录.xlsx", "损坏"),
    ],
)
def test_a_file_that_is_not_taken_is_answered_on_the_page(desks, content, name, said):
    answer = send(desks.at("jtw_share"), content, name, note="我的备注")

    assert answer.status_code == 422
    assert said in answer.text
    assert "我的备注" in answer.text
    assert db.session.scalar(select(func.count()).select_from(ImportJob)) == 0


def test_no_file_at_all_is_answered_on_the_page(desks):
    answer = desks.at("jtw_share").post("/catalogue/transfer/", data={})

    assert (answer.status_code, "请选择文件" in answer.text) == (422, True)


def test_the_list_asks_few_statements_however_long_it_is(desks):
    client = desks.at("jtw_share")
    for at in range(3):
        send(client, of_entries(RESOURCE | {"信息资源名称": f"资源{at}"}))
    client.get("/catalogue/transfer/")

    with statements.counted() as asked:
        client.get("/catalogue/transfer/")

    assert len(asked) <= 5


def test_templates_are_for_each_catalogue(desks):
    for kind, first in (
        ("resource", "信息资源名称*"), ("database", "数据库名称*"), ("collection", "数据名称*"),
    ):  # fmt: skip
        book = opened(desks.at("xxb_cat").get(f"/catalogue/transfer/template/{kind}.xlsx").data)
        assert first in [cell.value for cell in book["目录"][1]]


# --- Exports


@pytest.mark.parametrize(
    ("format_", "media_type"),
    [
        ("xlsx", XLSX),
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("xml", "application/xml"),
        ("ttl", "text/turtle; charset=utf-8"),
        ("jsonld", "application/ld+json"),
    ],
)
def test_a_stranger_takes_away_what_is_public(client, format_, media_type):
    got = client.get(f"/portal/export/basic.{format_}")

    assert got.status_code == 200
    assert got.headers["Content-Type"] == media_type
    named = got.headers["Content-Disposition"]
    assert re.match(rf"attachment; filename=\"\d{{8}}\.{format_}\"; filename\*=UTF-8''%E6", named)
    assert len(got.data) > 500


def test_a_stranger_is_given_nothing_that_is_not_public(client, desks):
    one = db.session.get_one(Resource, "IR0003")
    one.security_level = "内部"
    db.session.commit()

    strangers = json.loads(client.get("/portal/export/basic.json").data)["entries"]
    accounts = json.loads(desks.at("gaj_share").get("/portal/export/basic.json").data)["entries"]

    assert {entry["security_level"] for entry in strangers} == {"公开"}
    assert "IR0003" in {entry["id"] for entry in accounts}
    assert client.get("/portal/export/resource/IR0003.xml").status_code == 404
    assert client.head("/portal/export/resource/IR0003.xml").status_code == 404


def test_head_tells_the_headers_and_makes_nothing(client):
    got = client.head("/portal/export/basic.xlsx")

    assert (got.status_code, got.data) == (200, b"")
    assert got.headers["Content-Type"] == XLSX


def test_one_unit_s_part_by_its_address(client):
    told = json.loads(client.get("/portal/export/application.json?unit=GSJ").data)["entries"]

    assert {one["provider"] for one in told} <= {"GSJ"}
    assert client.get("/portal/export/basic.json?unit=NIX").status_code == 404
    assert client.get("/portal/export/basic.json?unit=%00").status_code == 200


def test_strangers_are_held_back_and_accounts_are_not(app, client, desks, monkeypatch):
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    monkeypatch.setattr(exports, "STRANGERS", exports.parse("2 per hour"))
    throttle.limiter.clear(exports.STRANGERS, "export", "127.0.0.1")
    got = [client.get("/portal/export/exchange.csv") for _time in range(3)]

    assert [one.status_code for one in got] == [200, 200, 429]
    assert int(got[2].headers["Retry-After"]) > 0
    assert client.head("/portal/export/exchange.csv").status_code == 200
    assert desks.at("gaj_share").get("/portal/export/exchange.csv").status_code == 200


def test_the_exchange_directory_tells_what_flows(app, desks):
    desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED)

    told = json.loads(desks.at("xxb_cat").get("/portal/export/exchange.json").data)["entries"]

    assert [(one["resource"], one["provider"]) for one in told] == [
        ("IR0054", "北京市工商行政管理局")
    ]
    assert told[0]["items"] == ["注册号", "企业名称"]
    assert "服务接口" in desks.at("xxb_cat").get("/portal/export/exchange.csv").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_headings_are_in_the_reader_s_language(client, language):
    first = client.get(f"/portal/export/basic.csv?lang={language}").text.partition("\n")[0]

    assert ("信息资源名称" in first) is (language == "zh")

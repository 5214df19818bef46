"""The portal's search page, without a script and as its script asks for it."""

from datetime import datetime

import pytest

from app.foundation import clock
from app.foundation.database import transaction
from app.web import crowding
from tests.domain.catalogue.looking import a_resource
from tests.support.people import account
from tests.support.statements import counted

NOON = datetime(2026, 8, 31, 12, tzinfo=clock.LOCAL)


@pytest.fixture
def officer(sign_in):
    return sign_in(account("yjb_share"))


def test_a_stranger_searches_without_a_script_and_may_sign_in(client):
    page = client.get("/portal/?text=教育统计").text

    assert "教育事业<mark>统计</mark>" in page or "<mark>教育</mark>事业<mark>统计</mark>" in page
    assert 'href="/sign-in?next=/portal/' in page
    assert "内部" not in page.partition('id="found"')[2]


def test_the_sign_in_page_leads_to_the_portal(client):
    assert 'href="/portal/"' in client.get("/sign-in").text


def test_the_script_asks_for_the_part_that_changes(officer):
    part = officer.get("/portal/?text=企业", headers={"HX-Request": "true"})

    assert part.text.lstrip().startswith('<div id="found">')
    assert "HX-Request" in part.headers["Vary"]


def test_an_item_is_located_above_what_was_found(officer):
    page = officer.get("/portal/?text=谁有企业住所？").text

    assert "谁有“住所”？" in page
    assert page.index("谁有“住所”？") < page.index('<ol class="card found')
    assert "有条件共享 · 服务接口" in page


def test_facets_narrow_and_are_taken_back(officer):
    page = officer.get("/portal/?text=信息&cycle=每日&kind=resource").text

    assert '<input type="hidden" form="portal-search" name="cycle" value="每日">' in page
    assert 'aria-label="取消：每日"' in page
    assert "每季度" not in page.partition("<ol")[2].partition("</ol>")[0]


@pytest.mark.parametrize(
    "query",
    [
        "kind=nothing&cycle=often&level='--&unit=x&mode[]=1&class=%00",
        "unit=999999999",
        "page=-3",
        "page=99999999999999999999",
        "text=%00%FF%ED%A0%80",
        "text=" + "%E4%BC%81" * 3_000,
        "text=" + "%3F" * 3_000,
        "text=%27%3B+DROP+TABLE+unit%3B--",
    ],
)
def test_whatever_stands_in_the_address_there_is_an_answer(officer, query):
    assert officer.get(f"/portal/?{query}").status_code == 200
    assert officer.get(f"/portal/suggest?{query}").status_code == 200


def test_signs_alone_are_answered_with_what_to_do(client):
    page = client.get("/portal/?text=？？！！").text

    assert "仅有符号无法检索" in page
    assert "共 0 条" not in page


def test_what_is_typed_and_what_is_found_is_shown_as_text(officer):
    a_resource("<b>量子罗盘</b>", abstract="<script>alert(1)</script>")

    page = officer.get("/portal/?text=<i>量子罗盘").text

    assert "<b>" not in page.partition('id="found"')[2]
    assert "<script>alert" not in page
    assert "&lt;i&gt;量子罗盘" in page


def test_a_wrong_character_is_said(officer):
    assert "以下名称仅有个别字不同" in officer.get("/portal/?text=企业登计基本信息").text
    assert "以下条目包含其中一部分" in officer.get("/portal/?text=企业 没有这种东西").text


def test_in_english_it_speaks_english(officer):
    with transaction():
        account("yjb_share").locale = "en"

    page = officer.get("/portal/?text=Informatization Office").text

    assert "<mark>Informatization</mark>" in page
    assert "Update cycle" in officer.get("/portal/?text=信息").text


def test_a_stranger_who_asks_too_often_waits_and_others_do_not(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    monkeypatch.setattr(crowding, "crowd", crowding.Crowd())
    address = "203.0.113.9"
    with clock.at(NOON):
        for _ in range(crowding.STRANGERS.amount):
            assert crowding.crowd.hit(address)

        refused = client.get("/portal/", environ_overrides={"REMOTE_ADDR": address})
        other = client.get("/portal/", environ_overrides={"REMOTE_ADDR": "203.0.113.10"})
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert other.status_code == 200
    assert client.get("/portal/", environ_overrides={"REMOTE_ADDR": address}).status_code == 200


def test_the_limit_holds_for_all_nodes_together_at_a_statement_for_many_requests(app):
    nodes = [crowding.Crowd() for _ in range(3)]
    with clock.at(NOON), counted() as statements:
        let_in = sum(nodes[number % 3].hit("203.0.113.11") for number in range(3_000))

    most = crowding.STRANGERS.amount
    assert most <= let_in <= most + len(nodes) * crowding.SETTLED_AFTER
    assert len(statements) <= let_in / crowding.SETTLED_AFTER + len(nodes)
    assert statements

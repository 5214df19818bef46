"""The demand pool as its users meet it: filing, joining, assigning, answering, being overtaken."""

import re

import pytest
from sqlalchemy import func, select, text

from app.domain.catalogue.models.demand import Demand
from app.foundation.database import db
from app.foundation.notices import Notice, texts
from tests.support.people import account
from tests.support.together import at_once

FORM = {
    "title": "公共自行车站点信息",
    "items": "站点编号、站点位置\n可借车辆数，站点编号",
    "purpose": "规划自行车道",
    "basis": "《城市规划条例》第八条",
    "urgency": "urgent",
}
KNOWN = FORM | {"title": "企业名册", "items": "企业名称、注册号、住所"}


def file(desks, login="jtw_share", **changes):
    answer = desks.at(login).post("/demands/new", data=FORM | changes)
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def now(demand_id):
    db.session.expire_all()
    return db.session.get_one(Demand, demand_id)


def act(desks, login, demand_id, name, version=None, **fields):
    sent = {f"{name}_{field}": value for field, value in fields.items()}
    if version is not None:
        sent["version"] = version
    return desks.at(login).post(f"/demands/{demand_id}/{name}", data=sent)


def count():
    return db.session.scalar(select(func.count()).select_from(Demand))


def test_what_nobody_lists_is_filed_at_once(desks):
    found = now(file(desks))

    assert found.items == ["站点编号", "站点位置", "可借车辆数"]
    assert (found.urgency, found.hits, found.spite_reason) == ("urgent", [], "")


def test_what_exists_is_shown_first_and_going_on_needs_a_reason(desks):
    client = desks.at("jtw_share")
    shown = client.post("/demands/new", data=KNOWN)

    assert "请先看一看" in shown.text and "IR0001" in shown.text
    assert 'aria-invalid="true"' not in shown.text
    assert count() == 0
    again = client.post("/demands/new", data=KNOWN | {"looked": "1"})
    assert again.status_code == 422 and 'id="f-spite_reason-error"' in again.text
    reason = KNOWN | {"looked": "1", "spite_reason": "没有历史记录"}
    assert client.post("/demands/new", data=reason).status_code == 302
    (found,) = db.session.scalars(select(Demand))
    assert "IR0001" in {hit["id"] for hit in found.hits}
    assert "没有历史记录" in desks.at("xxb_cat").get(f"/demands/{found.id}").text


def test_a_demand_for_the_same_is_shown_so_that_one_may_join(desks):
    first = file(desks)
    shown = desks.at("gaj_share").post("/demands/new", data=FORM)

    assert f'href="/demands/{first}"' in shown.text
    assert count() == 1


def test_the_same_form_sent_twice_at_once_is_one_demand(desks):
    client = desks.at("jtw_share")
    key = re.search(r'name="submission_key" value="([^"]+)"', client.get("/demands/new").text)
    sent = FORM | {"submission_key": key[1], "spite_reason": "再次提交", "looked": "1"}
    got = at_once([lambda: client.post("/demands/new", data=sent).location for _ in range(2)])

    assert len(set(got)) == 1
    assert count() == 1


def test_a_search_that_found_nothing_leads_here_with_its_words(desks):
    page = desks.at("jtw_share").get("/demands/new?title=自行车&items=站点").text

    assert 'value="自行车"' in page and "站点</textarea>" in page


def test_faults_are_told_field_by_field_and_what_was_typed_stays(desks):
    answer = desks.at("jtw_share").post("/demands/new", data=FORM | {"title": "", "items": "，、"})

    assert answer.status_code == 422
    assert all(f'href="#f-{name}"' in answer.text for name in ("title", "items"))
    assert "规划自行车道" in answer.text


@pytest.mark.parametrize(
    "changes",
    [
        {"items": "、".join(f"项{n}" for n in range(5000))},
        {"title": "\x00", "items": "\x00"},
        {"title": "长" * 10000},
        {"urgency": "whenever"},
        {"purpose": "‮" * 10},
    ],
)
def test_hostile_forms_are_turned_down(desks, changes):
    assert desks.at("jtw_share").post("/demands/new", data=FORM | changes).status_code == 422
    assert count() == 0


def test_the_whole_way_from_the_demand_to_the_unit_s_matter(desks):
    demand_id = file(desks)
    assert act(desks, "gaj_share", demand_id, "join", purpose="巡逻").status_code == 302
    assert act(desks, "xxb_cat", demand_id, "assign", unit="HBJ", days="5").status_code == 302
    page = desks.at("hbj_share").get(f"/demands/{demand_id}").text
    link = re.search(r'href="(/catalogue/matters/new/[^"]+)"', page)[1]

    form = desks.at("hbj_share").get(link).text
    assert 'value="公共自行车站点信息"' in form
    sent = {"action": "new", "title": "公共自行车站点信息", "reason": "响应需求"}
    begun = desks.at("hbj_share").post(link, data=sent | {"submission_key": "k"})
    assert begun.status_code == 302, begun.text
    assert now(demand_id).instance_id == int(begun.location.rsplit("/", 1)[1])
    story = desks.at("jtw_share").get(f"/demands/{demand_id}").text
    assert "已启动编目事项" in story


def test_of_two_officers_at_once_one_is_told_what_the_other_did(desks):
    demand_id = file(desks)
    version = now(demand_id).version
    clients = [desks.at("xxb_cat")] * 2
    units = ("HBJ", "GAJ")
    got = at_once(
        [
            lambda c=client, u=unit: c.post(
                f"/demands/{demand_id}/assign",
                data={"version": version, "assign_unit": u, "assign_days": "5"},
            )
            for client, unit in zip(clients, units, strict=True)
        ]
    )

    assert sorted(answer.status_code for answer in got) == [302, 409]
    late = next(answer for answer in got if answer.status_code == 409)
    assert "市信息办目录管理岗" in late.text and "已询问单位" in late.text
    assert now(demand_id).assigned_unit.label in late.text


def test_the_same_act_sent_twice_is_recorded_once_and_said_so(desks):
    demand_id = file(desks)
    version = now(demand_id).version
    first = act(desks, "xxb_cat", demand_id, "decline", version, reason="与职责无关")
    again = act(desks, "xxb_cat", demand_id, "decline", version, reason="与职责无关")

    assert (first.status_code, again.status_code) == (302, 302)
    assert "此前已记录" in desks.at("xxb_cat").get(f"/demands/{demand_id}").text


def test_a_fault_opens_the_form_that_it_belongs_to(desks):
    demand_id = file(desks)
    answer = act(desks, "xxb_cat", demand_id, "assign", unit="", days="0", text="请核实")

    assert answer.status_code == 422
    assert 'href="#f-assign_unit"' in answer.text and 'href="#f-assign_days"' in answer.text
    assert re.search(r'<details class="ask"\s+open', answer.text)
    assert "请核实" in answer.text


def test_an_answer_names_an_entry_and_links_to_an_application(desks):
    demand_id = file(desks)
    assert act(desks, "xxb_cat", demand_id, "answer", entry="ir0003").status_code == 302

    page = desks.at("jtw_share").get(f"/demands/{demand_id}").text
    assert "IR0003" in page and "/applications/new/IR0003" in page


def test_an_entry_that_a_reader_may_not_see_is_not_named(app, desks):
    demand_id = file(desks)
    act(desks, "xxb_cat", demand_id, "answer", entry="IR0003")
    db.session.execute(text("UPDATE resource SET security_level = '机密' WHERE id = 'IR0003'"))
    db.session.commit()

    page = desks.at("hbj_share").get(f"/demands/{demand_id}").text
    assert "IR0003" not in page and "您无权查看的条目" in page


def test_a_notice_leads_to_the_demand(desks):
    demand_id = file(desks)
    page = desks.at("xxb_cat").get("/notices/").text

    assert f'href="/demands/{demand_id}"' in page and "公共自行车站点信息" in page
    told = db.session.scalars(select(Notice).where(Notice.account_id == account("xxb_cat").id))
    assert {texts.path(one) for one in told} == {f"/demands/{demand_id}"}


def test_the_list_is_filtered_and_paged(desks):
    for number in range(22):
        file(desks, title=f"第{number}项数据", items=f"独有项{number}", urgency="normal")
    client = desks.at("gaj_share")

    assert "共 22 项需求" in client.get("/demands/").text
    assert "第0项数据" in client.get("/demands/?page=2").text
    assert "共 1 项需求" in client.get("/demands/?text=第7项").text
    assert "没有符合条件的需求" in client.get("/demands/?state=declined").text
    part = client.get("/demands/?text=第7项", headers={"HX-Request": "true"}).text
    assert "<html" not in part and 'id="rows"' in part


@pytest.mark.parametrize(
    "query", ["text=%00", "text=%25", "state=x", "sort=;drop", "page=9999999999999", "role=x"]
)
def test_odd_questions_are_answered(desks, query):
    assert desks.at("gaj_share").get(f"/demands/?{query}").status_code == 200

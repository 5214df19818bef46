"""The register of units over HTTP: what one finds, changes, undoes; and who may apply at all."""

import re

import pytest

from app.foundation.database import db, transaction
from app.foundation.identity import queries
from app.foundation.people import directory, register, unit_entry
from tests.support.people import account
from tests.support.together import at_once

NEW = {
    "code": "ylj", "name": "北京市园林绿化局", "short_name": "市园林局",
    "kind": "市级", "level": "市", "region_code": "110000", "parent": "SZFB",
}  # fmt: skip


def unit(code="JTW"):
    db.session.expire_all()
    return queries.unit_by_code(code)


def typed(code="JTW", **changes):
    found = unit(code)
    return unit_entry.of(found) | {"version": str(found.version)} | changes


def change(desks, code="JTW", **changes):
    return desks.at("xxb_sys").post(f"/people/units/{code}/edit", data=typed(code, **changes))


def tree(desks):
    """All pages of the tree."""
    client = desks.at("hbj_share")
    return "".join(client.get(f"/people/?view=tree&page={number}").text for number in (1, 2, 3))


def test_everybody_finds_a_unit_by_the_sound_of_its_name(desks):
    page = desks.at("hbj_share").get("/people/?text=shijiaotong").text

    assert "/people/units/JTW" in page
    assert "/people/units/GAJ" not in page


def test_the_list_is_in_the_order_of_the_chinese_alphabet_and_paged(desks):
    client = desks.at("hbj_share")
    found = []
    for number in (1, 2, 3):
        page = client.get(f"/people/?page={number}").text
        rows = page[page.index('id="rows"') :]
        found += re.findall(r'row-title"><div class=""><a href="/people/units/([A-Z0-9]+)"', rows)

    assert found == [one.code for one in queries.units()]


def test_the_tree_shows_a_district_s_office_below_the_city_s(desks):
    pages = tree(desks)

    assert re.search(r'depth depth-1"><a href="/people/units/Q0108"', pages)


def test_the_list_shows_what_stands_below_a_unit(desks):
    page = desks.at("hbj_share").get("/people/?above=XXB").text

    assert "共 18 个单位" in page
    assert "/people/units/Q0108" in page
    assert "/people/units/JTW" not in page


@pytest.mark.parametrize(
    "query",
    [
        "kind=王国&level=x&region=1&posts=x&state=x&sort=x&view=x&page=x",
        "text=%00%25_'\";--",
        f"text={'长' * 5000}",
        "page=99999999999999999999",
        "view=tree&page=-1",
    ],
)
def test_a_strange_question_gets_a_plain_answer(desks, query):
    assert desks.at("hbj_share").get(f"/people/?{query}").status_code == 200


def test_a_unit_is_entered_and_stands_where_it_belongs(desks):
    answer = desks.at("xxb_sys").post("/people/units/new", data=NEW)

    assert answer.location == "/people/units/YLJ"
    page = desks.at("xxb_sys").get("/people/units/YLJ").text
    assert "共享岗未定" in page
    assert unit("YLJ").parent.code == "SZFB"
    assert re.search(r'depth depth-1"><a href="/people/units/YLJ"', tree(desks))


def test_a_circle_is_refused_on_the_field_and_nothing_typed_is_lost(desks):
    change(desks, "GAJ", parent="JTW")

    answer = change(desks, "JTW", parent="GAJ", address="朝阳区某街一号")

    assert answer.status_code == 422
    assert "单位不能成为自己的上级" in answer.text
    assert 'value="朝阳区某街一号"' in answer.text
    assert unit().parent is None


def test_an_old_value_is_offered_again_and_saved_by_hand(desks):
    change(desks, address="旧街")
    change(desks, address="新街")
    page = desks.at("xxb_sys").get("/people/units/JTW").text
    (restore, *_older) = re.findall(r'href="(/people/units/JTW/edit\?restore=\d+)"', page)

    form = desks.at("xxb_sys").get(restore).text

    assert 'value="旧街"' in form
    assert unit().address == "新街"  # nothing is saved by looking


def test_of_two_who_save_the_second_sees_both_values(desks):
    stale = typed(address="乙街")
    change(desks, address="甲街")

    answer = desks.at("xxb_sys").post("/people/units/JTW/edit", data=stale)

    assert answer.status_code == 409
    assert answer.text.count("甲街") == 1
    assert answer.text.count("乙街") == 2  # in the table and still in the field
    assert unit().address == "甲街"
    version = re.search(r'name="version" value="(\d+)"', answer.text)[1]
    desks.at("xxb_sys").post("/people/units/JTW/edit", data=stale | {"version": version})
    assert unit().address == "乙街"


def test_two_who_save_at_the_same_moment_lose_nothing(app, desks):
    client, other = desks.at("xxb_sys"), desks.at("xxb_sys")
    forms = [typed(address=street) for street in ("甲街", "乙街")]

    def send(sender, form):
        return lambda: sender.post("/people/units/JTW/edit", data=form).status_code

    assert sorted(at_once([send(client, forms[0]), send(other, forms[1])])) == [302, 409]


def test_what_is_typed_is_shown_as_text(desks):
    change(desks, address="<script>alert(1)</script>", sharing_unit="{{ 7*7 }}")

    page = desks.at("hbj_share").get("/people/units/JTW").text
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page


def test_a_unit_in_a_case_stays_and_its_cases_are_named(desks):
    case_id = desks.apply()

    page = desks.at("xxb_sys").get("/people/units/JTW/deactivate").text
    answer = desks.at("xxb_sys").post("/people/units/JTW/deactivate")

    assert "1 件在办事项" in page
    assert str(case_id) in page
    assert answer.status_code == 409
    assert unit().active


def test_the_office_in_charge_of_a_region_stays(desks):
    with transaction():
        for one in register.children(unit("XXB").id, 50):
            one.parent = None

    answer = desks.at("xxb_sys").post("/people/units/XXB/deactivate")

    assert answer.status_code == 409
    assert "北京市" in answer.text


def test_a_unit_out_of_use_is_in_no_list_until_it_is_put_back(desks):
    client = desks.at("xxb_sys")
    client.post("/people/units/HBJ/deactivate")

    assert not account("hbj_share").active
    assert "/people/units/HBJ" not in client.get("/people/?text=HBJ").text
    assert "/people/units/HBJ" in client.get("/people/?text=HBJ&state=closed").text

    client.post("/people/units/HBJ/reactivate")

    assert unit("HBJ").active
    assert "/people/units/HBJ" in client.get("/people/?text=HBJ").text


# --- A unit without a named post cannot apply


@pytest.mark.parametrize(
    ("closed", "says"),
    [("jtw_share", "没有登记信息共享岗"), ("jtw_head", "没有登记共享工作负责人")],
)
def test_a_unit_without_a_named_post_neither_applies_nor_begins_a_matter(desks, closed, says):
    officer = desks.at("jtw_share")
    reader = desks.at("jtw_head" if closed == "jtw_share" else "jtw_share")
    assert officer.get("/applications/new/IR0054").status_code == 200
    with transaction():
        directory.close_account(account(closed))

    assert says in reader.get("/applications/new").text
    assert says in reader.get("/applications/new/IR0054").text
    assert says in reader.get("/catalogue/matters/new").text
    assert reader.post("/applications/new/IR0054", data={"items": "注册号"}).status_code == 403
    assert "不能申请共享" in desks.at("xxb_sys").get("/people/units/JTW").text


def test_once_the_post_is_named_the_unit_applies(desks):
    with transaction():
        directory.close_account(account("jtw_head"))
    assert desks.send("jtw_share").status_code == 403

    with transaction():
        directory.reopen_account(account("jtw_head"))

    assert desks.send("jtw_share").status_code == 302

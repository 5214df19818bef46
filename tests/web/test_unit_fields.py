"""Fields in which a unit is typed: without a script, with any text, from addresses of before."""

import pytest
from sqlalchemy import select

from app.domain.catalogue.models.resource import Resource
from app.foundation.database import db
from app.foundation.identity import queries
from tests.domain.catalogue.looking import a_resource

# Every list that is narrowed to a unit: its address, its field, what it knows units by, who asks.
LISTS = [
    ("/desk/", "acting", "id", "xxb_escal"),
    ("/desk/", "demander", "id", "xxb_escal"),
    ("/desk/", "provider", "id", "xxb_escal"),
    ("/supervision/", "unit", "id", "xxb_escal"),
    ("/applications/new", "provider", "id", "jtw_share"),
    ("/studio/heat/", "unit", "id", "xxb_proc"),
    ("/studio/repair/", "unit", "id", "xxb_proc"),
    ("/group/resolutions/", "unit", "code", "ldxz_sec"),
    ("/people/accounts/", "unit", "code", "xxb_sys"),
    ("/paper/applications", "unit", "code", "xxb_escal"),
    ("/portal/catalogues/basic", "unit", "code", None),
    ("/portal/exchange/", "provider", "code", None),
    ("/portal/exchange/", "demander", "code", None),
    ("/portal/figures/", "unit", "code", None),
    ("/portal/figures/units", "unit", "code", None),
]
EACH = pytest.mark.parametrize(("address", "name", "by", "login"), LISTS)


def at(app, desks, login):
    return desks.at(login) if login else app.test_client()


def known(code, by):
    unit = queries.unit_by_code(code)
    return str(unit.id) if by == "id" else unit.code


@EACH
def test_no_list_sends_the_units_of_the_city(app, desks, address, name, by, login):
    page = at(app, desks, login).get(address).text

    assert f'id="{name}" name="{name}" type="text"' in page
    assert f'<option value="{known("GAJ", by)}"' not in page


@EACH
def test_addresses_of_before_and_typed_names_mean_the_same_unit(
    app, desks, address, name, by, login
):
    client = at(app, desks, login)

    for asked in (known("JTW", by), "市交通委", "jtw"):
        answer = client.get(address, query_string={name: asked})
        assert answer.status_code == 200
        assert f'name="{name}" type="text" maxlength="100" value="市交通委"' in answer.text
        assert 'aria-invalid="true"' not in answer.text


@EACH
def test_several_units_are_offered_and_nothing_is_listed(app, desks, address, name, by, login):
    page = at(app, desks, login).get(address, query_string={name: "市"}).text

    assert "与“市”相符的单位不止一个" in page
    said = page.partition(f'id="{name}-said"')[2].partition("</ul>")[0]
    assert said.count("<li><a href=") == 10
    assert 'aria-invalid="true"' in page


@EACH
@pytest.mark.parametrize(
    "typed", ["没有这个单位", "<script>alert(1)</script>", "%", "'--", "9" * 50]
)
def test_no_unit_is_said_and_nothing_breaks(app, desks, address, name, by, login, typed):
    answer = at(app, desks, login).get(address, query_string={name: typed})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "没有与“" in answer.text


def test_a_choice_among_several_keeps_the_rest_of_the_search(desks):
    office = desks.at("xxb_escal")
    page = office.get("/desk/?urgency=critical&demander=市").text
    said = page.partition('id="demander-said"')[2]
    link = said.partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")

    again = office.get(link).text
    assert "urgency=critical" in link
    assert 'id="demander-said" class="unit-said" data-fills="' in again


def test_an_unknown_unit_is_not_taken_for_all_of_them(desks):
    desks.apply()
    listed = desks.at("xxb_sys").get("/people/accounts/?unit=没有这个单位").text

    assert "jtw_share" not in listed


def test_a_search_kept_before_with_whose_turn_it_is_opens_as_it_did(desks):
    unit = queries.unit_by_code("JTW")
    page = desks.at("xxb_escal").get(f"/desk/?turn={unit.id}").text

    assert 'id="acting" name="acting" type="text" maxlength="100" value="市交通委"' in page


def test_a_script_gets_with_the_rows_what_is_said_of_the_fields(desks):
    answer = desks.at("xxb_escal").get("/desk/?provider=市", headers={"HX-Request": "true"})

    assert 'id="units-said" class="col-12" role="status" hx-swap-oob="true"' in answer.text
    assert "不止一个" in answer.text


def test_a_stranger_types_without_suggestions(app):
    page = app.test_client().get("/portal/catalogues/basic").text

    assert "data-suggest=" not in page
    assert app.test_client().get("/units/suggest?text=市").status_code == 302


def test_a_form_refuses_a_text_that_is_no_unit_and_loses_nothing(desks):
    typed = {"unit": "市", "login": "neue_share", "title": "新岗", "posts": "sharing_officer"}
    answer = desks.at("xxb_sys").post("/people/accounts/", data=typed)

    assert answer.status_code == 422
    assert (
        answer.text.count("与“市”相符的单位不止一个，请选择其中一个。") == 2
    )  # above, at the field
    assert "没有代码为" not in answer.text
    assert 'value="neue_share"' in answer.text
    assert 'type="radio" name="unit_picked" value="' in answer.text


def test_a_form_takes_what_was_picked_as_long_as_the_text_is_the_same(desks):
    typed = {"login": "neue_share", "title": "新岗", "posts": "sharing_officer"}
    picked = {"unit": "市", "unit_for": "市", "unit_picked": "JTW"}
    answer = desks.at("xxb_sys").post("/people/accounts/", data=typed | picked)

    assert answer.status_code == 201
    db.session.expire_all()
    assert queries.account_by_login("neue_share").unit.code == "JTW"
    other = typed | picked | {"login": "neue_2", "unit": "没有这个单位"}
    assert desks.at("xxb_sys").post("/people/accounts/", data=other).status_code == 422


def test_an_account_without_posts_is_told_to_have_one(desks):
    typed = {"unit": "JTW", "login": "neue_share", "title": "新岗"}
    answer = desks.at("xxb_sys").post("/people/accounts/", data=typed)

    assert answer.status_code == 422
    assert "请至少选择一个岗位。" in answer.text
    assert "sharing_officer, " not in answer.text


def test_a_grant_to_an_unclear_unit_is_refused_where_it_was_typed_and_keeps_its_reason(desks):
    a_resource("量子罗盘机密名录", security_level="机密", unit="TJJ")
    entry = db.session.scalars(select(Resource).filter_by(title="量子罗盘机密名录")).one()
    page = desks.at("xxb_cat").post(
        f"/portal/resources/{entry.id}/grants", data={"unit": "市", "reason": "专项工作需要"}
    )

    assert page.status_code == 422
    assert "与“市”相符的单位不止一个，请选择其中一个。" in page.text
    assert "专项工作需要</textarea>" in page.text

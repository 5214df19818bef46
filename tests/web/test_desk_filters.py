"""Searches kept under a name: one's own, opened, renamed, deleted."""

import pytest
from sqlalchemy import select

from app.foundation.database import db
from app.foundation.identity.models import SavedFilter
from tests.support.people import account
from tests.support.together import at_once


def keep(desks, name="急件", login="xxb_escal", **asked):
    asked = asked or {"urgency": "critical", "due": "overdue"}
    return desks.at(login).post("/desk/filters", data={"name": name} | asked)


def own():
    db.session.expire_all()
    return {one.name: one for one in db.session.scalars(select(SavedFilter))}


def test_a_filter_is_saved_and_opened(desks):
    answer = keep(desks)

    assert answer.location == "/desk/?urgency=critical&due=overdue"
    page = desks.at("xxb_escal").get("/desk/").text
    assert 'href="/desk/?urgency=critical&amp;due=overdue">急件</a>' in page


def test_only_what_the_desk_knows_is_kept(desks):
    keep(desks, cause="refusal", status="open", evil="<script>", turn="x" * 5000)

    assert own()["急件"].query == "cause=refusal"


def test_a_filter_is_renamed(desks):
    keep(desks)
    desks.at("xxb_escal").post(f"/desk/filters/{own()['急件'].id}", data={"name": "  特急  件 "})

    assert list(own()) == ["特急 件"]


def test_deleting_asks_first(desks):
    keep(desks)
    address = f"/desk/filters/{own()['急件'].id}"

    assert "确定删除筛选条件“急件”吗" in desks.at("xxb_escal").get(address).text
    desks.at("xxb_escal").post(f"{address}/delete")
    assert own() == {}


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "请填写筛选条件的名称"), ("\x00 ", "请填写"), ("长" * 61, "60"), ("急件", "同名")],
)
def test_a_name_that_cannot_be_is_said_and_kept_in_its_field(desks, name, said):
    keep(desks)

    answer = keep(desks, name)

    assert answer.status_code == 422
    assert said in answer.text
    assert len(own()) == 1


def test_a_name_in_use_cannot_be_taken_by_renaming(desks):
    keep(desks)
    keep(desks, "逾期")

    answer = desks.at("xxb_escal").post(f"/desk/filters/{own()['逾期'].id}", data={"name": "急件"})

    assert answer.status_code == 422
    assert set(own()) == {"急件", "逾期"}


def test_two_windows_at_once_keep_one_of_a_name(desks):
    desks.at("xxb_escal")

    got = at_once([lambda: keep(desks).status_code for _ in range(2)])

    assert sorted(got) == [302, 422]


def test_there_is_an_end_to_how_many(desks):
    mine = account("xxb_escal").id
    db.session.add_all(
        SavedFilter(account_id=mine, page="desk", name=f"筛选{n}", query="") for n in range(30)
    )
    db.session.commit()

    assert keep(desks).status_code == 409
    assert len(own()) == 30


def test_another_s_filter_does_not_exist(desks):
    keep(desks)
    address = f"/desk/filters/{own()['急件'].id}"
    colleague = desks.at("xxb_escal2")

    assert colleague.get(address).status_code == 404
    assert colleague.post(address, data={"name": "改"}).status_code == 404
    assert colleague.post(f"{address}/delete").status_code == 404
    assert "急件" not in colleague.get("/desk/").text
    assert list(own()) == ["急件"]

"""Accounts over HTTP: opened, given posts, closed with a hand-over, opened again; training."""

import re

import pytest

from app.foundation.database import db, transaction
from app.foundation.identity import tenure
from app.foundation.people import directory
from app.workflow import drafts
from tests.support.desks import APPROVED, open_task
from tests.support.people import account, enter, signed_in

SECOND = {
    "login": "gsj_second", "unit": "GSJ", "title": "市工商局信息共享二岗",
    "email": "second@xieshang.example", "posts": "sharing_officer",
}  # fmt: skip
COURSE = {
    "holder": "综合岗", "course": "政务信息共享培训", "kind": "sharing", "result": "passed",
    "begins_on": "2026-08-03", "ends_on": "", "hours": "8", "certificate": "培001",
}  # fmt: skip


def admin(desks):
    return desks.at("xxb_sys")


def address(login, deed=""):
    return f"/people/accounts/{account(login).id}{deed}"


def opened(desks, **changes):
    return admin(desks).post("/people/accounts/", data=SECOND | changes)


def password_on(answer):
    return re.search(r'id="password" value="([^"]+)"', answer.text)[1]


def test_an_account_is_opened_with_a_password_shown_once(app, desks):
    answer = opened(desks)

    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    password = password_on(answer)
    assert enter(app.test_client(), "gsj_second", password).status_code == 302
    assert password not in admin(desks).get(address("gsj_second")).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"login": "X Y"}, "login"),
        ({"login": "gsj_share"}, "login"),
        ({"title": ""}, "title"),
        ({"email": "nobody"}, "email"),
        ({"posts": "king"}, "posts"),
        ({"posts": ["sharing_officer", "unit_approver"]}, "confirmed"),
    ],
)
def test_a_faulty_account_is_sent_back_with_what_was_typed(desks, changes, field):
    answer = opened(desks, **changes)

    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert 'value="second@xieshang.example"' in answer.text or field == "email"


def test_an_unknown_unit_is_refused_beside_its_field(desks):
    assert opened(desks, unit="NIX").status_code == 422


def test_both_posts_are_given_after_a_confirmation(desks):
    opened(desks, posts=["sharing_officer", "unit_approver"], confirmed="1")

    assert account("gsj_second").post_names == {"sharing_officer", "unit_approver"}


def test_posts_are_changed_and_the_terms_written_down(desks):
    answer = admin(desks).post(
        address("jtw_share", "/posts"),
        data={"posts": ["sharing_officer", "archivist"], "known": "sharing_officer"},
    )

    assert answer.status_code == 302
    assert account("jtw_share").post_names == {"sharing_officer", "archivist"}
    assert len(tenure.of_account(account("jtw_share").id)) == 2
    assert "岗位变更" in admin(desks).get(address("jtw_share")).text


def test_posts_changed_in_another_window_are_not_overwritten(desks):
    answer = admin(desks).post(
        address("jtw_share", "/posts"), data={"posts": ["archivist"], "known": "assessor"}
    )

    assert answer.status_code == 409
    assert account("jtw_share").post_names == {"sharing_officer"}


def test_a_reset_password_replaces_the_old_one(app, desks):
    inside = desks.at("jtw_share")
    assert signed_in(inside)

    password = password_on(admin(desks).post(address("jtw_share", "/password")))

    assert not signed_in(inside)
    assert enter(app.test_client(), "jtw_share").status_code == 422
    assert enter(app.test_client(), "jtw_share", password).status_code == 302


def test_the_list_finds_accounts_by_unit_post_and_state(desks):
    client = admin(desks)
    with transaction():
        directory.close_account(account("gsj_share"))

    page = client.get("/people/accounts/?unit=GSJ&post=sharing_officer&state=closed").text

    assert ">市工商局信息共享岗<" in page
    assert "gsj_head" not in page
    assert "共 1 个账号" in page


def test_closing_says_which_tasks_wait_and_wants_a_successor(desks):
    desks.apply()
    desks.walk(APPROVED)
    client = admin(desks)

    page = client.get(address("gsj_share", "/close")).text
    answer = client.post(address("gsj_share", "/close"))

    assert "本单位没有其他人可以办理" in page
    assert answer.status_code == 422
    assert 'href="#f-successor"' in answer.text
    assert account("gsj_share").active


def test_a_closed_account_s_work_goes_on_with_its_successor_and_back(app, desks):
    desks.apply()
    desks.walk(APPROVED)
    task_id = open_task("provider_response").id
    desks.at("gsj_share").post(f"/tasks/{task_id}/claim")
    password = password_on(opened(desks))
    second = app.test_client()
    enter(second, "gsj_second", password)
    own = "a quiet river in spring"  # what the administrator made is for one sign-in
    sent = {"password": password, "new_password": own, "again": own}
    assert second.post("/account/password", data=sent).status_code == 302
    chosen = {"successor": str(account("gsj_second").id)}

    answer = admin(desks).post(address("gsj_share", "/close"), data=chosen)

    assert answer.status_code == 302
    assert not signed_in(desks.at("gsj_share"))
    assert f"/tasks/{task_id}" in second.get("/tasks/?claimed=mine").text
    page = admin(desks).get(address("gsj_share")).text
    assert "市工商局信息共享二岗接手" in page

    admin(desks).post(address("gsj_share", "/reopen"))

    assert open_task("provider_response").claimed_by.login == "gsj_share"
    answered = second.post(f"/tasks/{task_id}", data={"outcome": "agree"})
    assert answered.status_code == 409  # it is the reopened account's again


def test_drafts_that_were_kept_are_handed_over_later(desks):
    with transaction():
        drafts.save(account("jtw_share"), "task:1", {"reason": "半途"}, 0)
    opened(desks, unit="JTW", login="jtw_second")
    admin(desks).post(address("jtw_share", "/close"))
    assert "1 份草稿仍保留" in admin(desks).get(address("jtw_share")).text.replace("  ", " ")

    second = account("jtw_second").id
    admin(desks).post(address("jtw_share", "/drafts"), data={"successor": str(second)})

    assert drafts.find(account("jtw_second"), "task:1").data == {"reason": "半途"}


@pytest.mark.parametrize("successor", ["x", "999999", "-1", "1" * 30])
def test_a_successor_that_is_none_is_refused(desks, successor):
    answer = admin(desks).post(address("jtw_share", "/close"), data={"successor": successor})

    assert answer.status_code == 422
    assert account("jtw_share").active


# --- Training


def record(desks, login="jtw_head", unit="JTW", **changes):
    return desks.at(login).post(f"/people/units/{unit}/training", data=COURSE | changes)


def test_a_head_records_corrects_and_strikes_out_and_everything_stays(desks):
    assert record(desks).status_code == 302
    head = desks.at("jtw_head")
    where = re.search(r"/people/training/\d+", head.get("/people/units/JTW/training").text)[0]

    head.post(where, data=COURSE | {"result": "failed", "version": "1"})
    head.post(f"{where}/withdraw", data={"reason": "重复登记"})

    page = head.get(where).text
    assert "<del>合格</del>" in page
    assert "重复登记" in page
    assert "更正" in page
    log = head.get("/people/units/JTW/training").text
    assert "作废" in log


def test_a_faulty_record_is_sent_back_with_what_was_typed(desks):
    answer = record(desks, hours="viele", certificate="培002")

    assert answer.status_code == 422
    assert 'href="#f-hours"' in answer.text
    assert 'value="培002"' in answer.text


def test_somebody_with_an_account_is_recorded_under_the_account_s_post(desks):
    record(desks, account=str(account("jtw_share").id), holder="张三")

    log = desks.at("jtw_head").get("/people/units/JTW/training").text
    assert "市交通委信息共享岗" in log
    assert "张三" not in log


def test_an_account_of_another_unit_is_refused(desks):
    assert record(desks, account=str(account("gsj_share").id)).status_code == 422


def test_the_overview_as_a_file_holds_every_unit_and_no_formula(desks):
    with transaction():
        db.session.execute(db.text("UPDATE unit SET name = '=HYPERLINK(1)' WHERE code = 'JTW'"))

    answer = desks.at("xxb_audit").get("/people/training.csv?year=2026&only=none")

    text = answer.data.decode("utf-8-sig")
    assert answer.headers["Content-Disposition"].endswith('training-2026.csv"')
    assert len(text.splitlines()) == 54  # a heading, and 53 units that are trained
    assert ",'=HYPERLINK(1)," in text


@pytest.mark.parametrize("query", ["year=0", "year=99999999999999", "year=x&only=x&sort=x&page=x"])
def test_a_strange_year_is_this_year(desks, query):
    assert "2026 年记录数" in desks.at("xxb_sys").get(f"/people/training/?{query}").text

"""Answering a task: once, by whom it belongs to, and nothing that was typed is lost."""

import io
import re
from functools import partial

import pytest
from sqlalchemy import func, select

from app import workflow
from app.domain.sharing.models.case import SharingCase
from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.workflow.ledger import Clock
from app.workflow.models import Draft, Task
from tests.support.desks import (
    APPLICATION,
    RESOURCE,
    Desks,
    cases,
    closed_task,
    open_task,
)
from tests.support.people import account
from tests.support.together import at_once

REFUSAL = {
    "outcome": "refuse",
    "reason_code": "law",
    "reason": "依法不得提供",
    "legal_basis": "《统计法》第九条",
}
KEPT_FILE = re.compile(r'name="attachments" value="([0-9a-f-]{36})" checked')


@pytest.fixture
def asked(desks: Desks) -> int:
    """A case that waits for its provider's answer."""
    return desks.ask().instance_id


def completions() -> int:
    found = select(func.count()).where(AuditEntry.action == "task completed")
    return db.session.scalar(found)


def test_the_same_form_sent_twice_is_recorded_once(desks, asked):
    path = f"/tasks/{open_task('provider_response').id}"
    before = completions()

    first = desks.at("gsj_share").post(path, data=REFUSAL)
    second = desks.at("gsj_share").post(path, data=REFUSAL, follow_redirects=True)

    assert first.status_code == 302
    assert "此前已记录" in second.text
    assert second.request.path == f"/cases/{asked}"
    assert completions() == before + 1


def test_another_answer_in_the_other_tab_is_told_who_answered_and_when(desks, asked):
    task = open_task("provider_response")
    desks.walk(("gsj_share", "provider_response", {"outcome": "agree"}))

    answer = desks.at("gsj_share").post(f"/tasks/{task.id}", data=REFUSAL)

    assert answer.status_code == 409
    assert "市工商局信息共享岗" in answer.text
    assert "依法不得提供" in answer.text, "what was typed can be copied"
    assert closed_task("provider_response").outcome == "agree"


def test_an_answered_task_tells_its_reader_who_answered_it(desks, asked):
    task = open_task("provider_response")
    desks.walk(("gsj_share", "provider_response", {"outcome": "agree"}))

    page = desks.at("gsj_head").get(f"/tasks/{task.id}")

    assert page.status_code == 200
    assert "已经办理" in page.text
    assert f"/cases/{asked}" in page.text


def test_of_two_people_who_answer_at_once_one_is_told_so(app, desks, asked):
    task = open_task("provider_response").id
    office = [desks.at("gsj_share"), Desks(app).at("gsj_share")]
    answers = [{"outcome": "agree"}, REFUSAL]

    got = at_once(
        [partial(c.post, f"/tasks/{task}", data=d) for c, d in zip(office, answers, strict=True)]
    )

    assert sorted(answer.status_code for answer in got) == [302, 409]
    found = select(func.count()).where(
        Task.name == "provider_response", Task.closed_by == "answered"
    )
    assert db.session.scalar(found) == 1


def test_a_task_that_the_clock_answered_says_so(app, desks, asked):
    task = open_task("provider_response")
    due = db.session.scalars(select(Clock).where(Clock.name == "answer")).one().due_at
    run_out(asked, due)

    page = desks.at("gsj_share").post(f"/tasks/{task.id}", data=REFUSAL)

    assert page.status_code == 409
    assert "时限已过" in page.text
    assert "依法不得提供" in page.text


def run_out(case_id, due):
    """Let the clock ring, as the job does."""
    with clock.at(due), acting.as_system("clock"), transaction():
        assert workflow.wake(case_id)


def test_an_outcome_that_does_not_exist_is_refused_on_its_field(desks, asked):
    answer = desks.answer("gsj_share", "provider_response", outcome="explode")

    assert answer.status_code == 422
    assert 'href="#f-outcome' in answer.text
    assert open_task("provider_response")


def test_a_hidden_field_is_not_taken(desks, asked):
    desks.walk(("gsj_share", "provider_response", {"outcome": "agree", "reason": "不该出现"}))

    assert "reason" not in closed_task("provider_response").answers


def test_a_key_of_the_engine_s_own_is_refused(desks, asked):
    answer = desks.answer("gsj_share", "provider_response", outcome="agree", typename="Evil")

    assert answer.status_code == 422
    assert open_task("provider_response")


def test_a_reason_of_ten_thousand_characters_is_refused_and_kept(desks, asked):
    long = "长" * 10_000

    answer = desks.answer("gsj_share", "provider_response", **REFUSAL | {"reason": long})

    assert answer.status_code == 422
    assert "2000" in answer.text
    assert long in answer.text


def test_what_was_typed_survives_a_refused_form(desks, asked):
    desks.answer("gsj_share", "provider_response", **REFUSAL | {"legal_basis": ""})

    page = desks.at("gsj_share").get(f"/tasks/{open_task('provider_response').id}").text

    assert "依法不得提供" in page
    assert '<option value="law" selected' in page


def test_a_file_that_came_with_a_refused_form_need_not_be_chosen_again(desks):
    files = {"attachments": (io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "依据 文件.pdf")}

    refused = desks.send("jtw_share", basis="", **files)

    assert refused.status_code == 422
    assert "依据 文件.pdf" in refused.text


PDF = b"%PDF-1.4\n%%EOF\n"


def some_files():
    """Two that are taken, and between them one of a kind that is not."""
    return [
        (io.BytesIO(PDF), "职权依据.pdf"),
        (io.BytesIO(b"MZ"), "程序.exe"),
        (io.BytesIO(PDF + b"2"), "系统方案.pdf"),
    ]


def test_of_several_files_the_good_ones_stay_and_the_refused_one_is_named(desks):
    refused = desks.send("jtw_share", attachments=some_files())

    assert refused.status_code == 422
    assert cases() == []
    assert "“程序.exe”" in refused.text
    assert_two_files_are_kept(desks.at("jtw_share").get("/applications/new/IR0054").text)


def assert_two_files_are_kept(page):
    assert len(KEPT_FILE.findall(page)) == 2
    assert "职权依据.pdf" in page
    assert "系统方案.pdf" in page
    assert "程序.exe" not in page


def test_files_that_were_kept_are_sent_with_the_next_try(desks):
    desks.send("jtw_share", attachments=some_files())
    page = desks.at("jtw_share").get("/applications/new/IR0054").text

    desks.apply(attachments=KEPT_FILE.findall(page))

    assert len(cases()[0].attachments) == 2


def test_a_refused_file_hides_no_other_fault(desks):
    refused = desks.send("jtw_share", basis="", attachments=some_files())

    assert refused.status_code == 422
    assert 'href="#f-basis"' in refused.text
    assert 'href="#f-attachments"' in refused.text


def test_a_refused_file_hides_no_fault_that_the_room_finds(desks):
    items = ["注册号", "法定代表人姓名"]

    refused = desks.send("jtw_share", "IR0001", items=items, attachments=some_files())

    assert cases() == []
    assert 'href="#f-necessity"' in refused.text
    assert 'href="#f-attachments"' in refused.text


def test_a_task_with_a_refused_file_tells_every_fault_and_keeps_the_good_ones(desks):
    desks.apply()
    desks.walk(("jtw_head", "unit_review", {"outcome": "return", "comment": "请补充依据"}))
    path = f"/tasks/{open_task('revise_application').id}"

    refused = desks.answer(
        "jtw_share", "revise_application", outcome="resubmit", basis="", attachments=some_files()
    )

    assert refused.status_code == 422
    assert 'href="#f-basis"' in refused.text
    assert 'href="#f-attachments"' in refused.text
    assert_two_files_are_kept(desks.at("jtw_share").get(path).text)


def test_an_answer_that_is_whole_but_for_a_refused_file_is_not_recorded(desks):
    desks.apply()
    desks.walk(("jtw_head", "unit_review", {"outcome": "return", "comment": "请补充依据"}))
    before = completions()

    refused = desks.answer(
        "jtw_share",
        "revise_application",
        **APPLICATION | {"outcome": "resubmit", "attachments": some_files()},
    )

    assert refused.status_code == 422
    assert completions() == before
    assert open_task("revise_application")


def test_a_draft_is_saved_with_the_good_files_and_says_which_was_refused(desks):
    saved = desks.send("jtw_share", _draft="1", scenario="还在考虑", attachments=some_files())

    assert "“程序.exe”" in saved.text
    page = desks.at("jtw_share").get("/applications/new/IR0054").text
    assert_two_files_are_kept(page)
    assert "还在考虑" in page


def test_a_draft_saved_in_another_window_is_not_overwritten(desks, asked):
    path = f"/tasks/{open_task('provider_response').id}/draft"
    office = desks.at("gsj_share")
    first = office.post(path, data={"_version": 0, "outcome": "refuse", "reason": "甲"})
    office.post(path, data={"_version": first.json["version"], "outcome": "refuse", "reason": "乙"})

    stale = office.post(path, data={"_version": first.json["version"], "reason": "丙"},
                        headers={"Accept": "application/json"})  # fmt: skip

    assert stale.status_code == 409
    assert "另一窗口" in stale.json["message"]
    db.session.expire_all()
    assert db.session.scalars(select(Draft)).one().data["reason"] == "乙"


def test_the_button_that_saves_a_draft_shows_what_was_typed_where_it_is_stale(desks, asked):
    path = f"/tasks/{open_task('provider_response').id}"
    office = desks.at("gsj_share")
    office.post(f"{path}/draft", data={"_version": 0, "outcome": "refuse", "reason": "甲"})

    stale = office.post(path, data=REFUSAL | {"_draft": "1", "_version": 0})

    assert stale.status_code == 409
    assert "另一窗口" in stale.text
    assert "依法不得提供" in stale.text


def test_a_draft_is_kept_without_a_script(desks, asked):
    desks.answer(
        "gsj_share", "provider_response", _draft="1", _version="0", outcome="refuse", reason="未定"
    )

    assert "未定" in desks.at("gsj_share").get(f"/tasks/{open_task('provider_response').id}").text


def test_a_sent_answer_leaves_no_draft(desks, asked):
    path = f"/tasks/{open_task('provider_response').id}/draft"
    desks.at("gsj_share").post(path, data={"_version": 0, "outcome": "agree"})

    desks.walk(("gsj_share", "provider_response", {"outcome": "agree"}))

    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_an_application_sent_twice_is_one_case(desks):
    first = desks.send("jtw_share", submission_key="abc")
    second = desks.send("jtw_share", submission_key="abc")

    assert first.location == second.location
    assert len(cases()) == 1


def test_an_application_sent_twice_at_once_is_one_case(app, desks):
    office = [desks, Desks(app)]
    for one in office:
        one.at("jtw_share")

    got = at_once([partial(one.send, "jtw_share", submission_key="both") for one in office])

    assert len({answer.location for answer in got}) == 1
    assert db.session.scalar(select(func.count()).select_from(SharingCase)) == 1


def test_a_hundred_megabytes_are_too_much(desks):
    big = io.BytesIO(b"0" * (100 << 20))

    answer = desks.send("jtw_share", attachments=(big, "big.pdf"))

    assert answer.status_code == 413
    assert "MB" in answer.text
    assert "此前保存的草稿" in answer.text
    assert f'href="/applications/new/{RESOURCE}"' in answer.text
    assert cases() == []


def test_a_sensitive_item_asks_for_the_necessity(desks):
    answer = desks.send("jtw_share", "IR0001", items=["注册号", "法定代表人姓名"])

    assert answer.status_code == 422
    assert 'href="#f-necessity"' in answer.text


def test_nobody_approves_what_he_submitted(desks):
    desks.apply()

    page = desks.at("jtw_share").get(f"/tasks/{open_task('unit_review').id}")
    answer = desks.answer("jtw_share", "unit_review", outcome="approve")

    assert page.status_code == 200
    assert answer.status_code == 403
    assert open_task("unit_review")


def test_a_task_that_a_colleague_holds_is_not_answered(desks, asked):
    task = open_task("provider_response")
    task.claimed_by_id = account("gsj_head").id
    db.session.commit()

    answer = desks.answer("gsj_share", "provider_response", outcome="agree")

    assert answer.status_code == 409
    assert open_task("provider_response")


def test_a_task_is_taken_and_given_back(desks, asked):
    path = f"/tasks/{open_task('provider_response').id}"

    desks.at("gsj_share").post(f"{path}/claim")
    taken = desks.at("gsj_share").get("/tasks/?claimed=mine").text
    desks.at("gsj_share").post(f"{path}/release")
    given_back = desks.at("gsj_share").get("/tasks/?claimed=mine").text

    assert path in taken
    assert path not in given_back

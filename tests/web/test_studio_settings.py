"""The pages of the settings: what is proposed, looked at, put in force and taken back."""

import re
from io import BytesIO

import pytest

from app.foundation.database import db
from app.jobs.worker import work_off
from app.workflow import forecast
from app.workflow.ledger import DeadlineRule
from app.workflow.studio.settings.models import SettingChange
from tests.support.desks import APPROVED

SETTINGS = "/studio/settings/"
YEAR = "date,is_workday,name\n2027-01-01,N,元旦\n2027-01-03,Y,元旦调休\n"


@pytest.fixture
def one(desks):
    return desks.at("xxb_proc")


@pytest.fixture
def other(desks):
    return desks.at("xxb_proc2")


def newest():
    db.session.expire_all()
    return db.session.query(SettingChange).order_by(SettingChange.id.desc()).first()


def test_a_deadline_is_changed_by_two_persons_and_each_step_is_in_the_history(one, other):
    form = {"amount": "7", "source": "本市规定", "reason": "会议要求"}
    answer = one.post(f"{SETTINGS}deadlines/consider", data=form)
    address = answer.location

    assert "确认生效" not in one.get(address).text
    assert "确认生效" in other.get(address).text
    other.post(f"{address}/confirm")

    assert db.session.get_one(DeadlineRule, "consider").amount == 7
    page = one.get(f"{SETTINGS}deadlines/consider").text
    assert "本市规定" in page and "xxb_proc2" in page


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(one):
    form = {"amount": "99", "source": "", "reason": ""}
    answer = one.post(f"{SETTINGS}deadlines/answer", data=form)

    assert answer.status_code == 422
    assert all(f'id="f-{name}-error"' in answer.text for name in form)
    assert 'value="99"' in answer.text
    assert newest() is None


def test_the_page_shows_which_running_deadlines_other_days_would_have_moved(desks, one):
    desks.ask()

    page = one.get(f"{SETTINGS}deadlines/answer?amount=3").text

    assert "有 1 个的到期日会不同" in page
    assert "有 0 个的到期日会不同" in one.get(f"{SETTINGS}deadlines/consider?amount=3").text


@pytest.mark.parametrize("amount", ["x", "-3", "9" * 40, "１", "0"])
def test_nonsense_in_the_address_is_no_error(one, amount):
    assert (
        one.get(f"{SETTINGS}deadlines/answer", query_string={"amount": amount}).status_code == 200
    )


def test_a_year_is_announced_from_a_file_when_somebody_says_that_this_is_all(one, other):
    sent = {"reason": "国办通知", "file": (BytesIO(YEAR.encode()), "2027.csv")}
    asked = one.post(f"{SETTINGS}calendar/year", data=sent)
    assert asked.status_code == 422
    assert "公布的安排仅此而已" in asked.text

    again = {"reason": "国办通知", "complete": "1", "lines": YEAR}
    address = one.post(f"{SETTINGS}calendar/year", data=again).location
    other.post(f"{address}/confirm")

    assert "该年安排已公布" in one.get(f"{SETTINGS}calendar/?year=2027").text
    assert "2027-01-03" in one.get(f"{SETTINGS}calendar/?year=2027").text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"date,is_workday,name\n2027-02-30,N,x\n", "第 2 行"),
        (b"\xff\xfe", "UTF-8"),
        (b"x" * 1_000_001, "字节"),
        (b"", "列名"),
        (b"date,is_workday,name\n2027-01-01,N,=1+1\x00\n", "第 2 行"),
    ],
)
def test_a_bad_file_is_refused_and_says_where(one, content, said):
    sent = {"reason": "国办通知", "file": (BytesIO(content), "2027.csv")}
    answer = one.post(f"{SETTINGS}calendar/year", data=sent)

    assert answer.status_code == 422
    assert said in answer.text
    assert newest() is None


def test_one_day_is_closed_and_the_page_says_what_follows(desks, one, other):
    desks.ask()
    form = {"day": "2026-09-03", "name": "停工", "why": "台风"}
    answer = one.post(f"{SETTINGS}calendar/day", data=form)

    assert "个在计期限的到期日将变动" in other.get(answer.location).text
    assert "停工" in other.get(answer.location).text
    bad = one.post(f"{SETTINGS}calendar/day", data=form | {"day": "soon"})
    assert bad.status_code == 422 and 'id="f-day-error"' in bad.text


def test_words_of_a_notice_are_changed_and_taken_back(one):
    form = {"chinese": "有件待办", "english": "Something waits", "reason": "更清楚"}
    one.post(f"{SETTINGS}texts/task_assigned", data=form)
    assert "有件待办" in one.get(f"{SETTINGS}texts/").text

    one.post(f"{SETTINGS}changes/{newest().id}/undo", data={"reason": "改回"})

    assert "有件待办" not in one.get(f"{SETTINGS}texts/").text


def test_a_proposal_is_refused_with_a_reason_that_its_author_reads(one, other):
    form = {"amount": "7", "source": "本市规定", "reason": "会议要求"}
    address = one.post(f"{SETTINGS}deadlines/consider", data=form).location
    assert other.post(f"{address}/refuse", data={"answer": ""}).status_code == 422

    other.post(f"{address}/refuse", data={"answer": "没有文件依据"})

    assert "没有文件依据" in one.get(address).text
    assert one.post(f"{address}/confirm").status_code in (403, 409)


def test_the_posts_show_who_is_asked_for_and_how_many_there_are(one):
    page = one.get(f"{SETTINGS}posts/").text

    assert re.search(r"escalation_officer</code></td><td class=\"num\"[^>]*>\d", page)
    assert "市信息办协调" in page or "共享" in page


def test_what_is_not_there_is_not_found(one):
    for path in ("deadlines/nothing", "texts/nothing", "changes/99"):
        assert one.get(SETTINGS + path).status_code == 404
    assert one.post(f"{SETTINGS}changes/99/confirm").status_code == 404


def test_while_open_deadlines_go_over_to_a_calendar_its_pages_say_so(desks, one, other):
    desks.ask()
    form = {"lines": YEAR, "complete": "1", "reason": "国办通知"}
    address = one.post(f"{SETTINGS}calendar/year", data=form).location
    other.post(f"{address}/confirm")
    for page in (address, f"{SETTINGS}calendar/"):
        assert "逐件重新计算" in one.get(page).text

    assert work_off("calendar") == 1

    for page in (address, f"{SETTINGS}calendar/"):
        assert "逐件重新计算" not in one.get(page).text


def test_of_very_many_running_deadlines_the_first_are_looked_at_and_one_is_told(
    desks, one, monkeypatch
):
    for _ in range(2):
        desks.apply()
        desks.walk(APPROVED)
    asked = f"{SETTINGS}deadlines/answer?amount=3"
    whole = one.get(asked).text
    monkeypatch.setattr(forecast, "MOST", 1)
    part = one.get(asked).text

    assert "有 2 个的到期日会不同" in whole and "仅推算" not in whole
    assert "有 1 个的到期日会不同" in part and "仅推算了最先到期的 1 个期限" in part

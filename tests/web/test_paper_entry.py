"""Entering what came on paper: nothing typed is lost, recorded once, marked everywhere."""

import io
import json
import zipfile
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from app.domain.sharing import paperwork
from app.domain.sharing.models.dispute import Dispute
from app.foundation import clock
from app.foundation.database import db
from app.foundation.files import Attachment
from app.jobs.deadlines import fire_deadlines
from app.jobs.worker import work_off
from app.workflow.ledger import Clock
from app.workflow.models import Task
from tests.support import invariants
from tests.support.desks import (
    APPLICATION,
    DELIVERED,
    RESOURCE,
    SIGNED,
    USED,
    Desks,
    cases,
    closed_task,
    open_task,
)
from tests.support.together import at_once

PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"
RECEIVED = {"received_on": "2026-08-31", "reference": "京工商函〔2026〕12号"}


def scan(name="复函.pdf"):
    return io.BytesIO(PDF), name


@pytest.fixture
def case_id(desks):
    """A case that waits for its provider's answer, until 14 September."""
    return desks.ask().instance_id


def send(desks, case_id, login="xxb_escal", **answers):
    form = RECEIVED | {"outcome": "agree", "scans": scan()} | answers
    return desks.at(login).post(f"/paper/cases/{case_id}/reply", data=form)


def test_what_was_typed_and_the_scan_survive_a_refusal(desks, case_id):
    again = send(desks, case_id, outcome="counter", conditions="每份收费5元", scope="仅执法处")

    assert again.status_code == 422
    assert "京工商函〔2026〕12号" in again.text
    assert "仅执法处" in again.text
    kept = db.session.scalars(select(Attachment)).one()
    assert str(kept.id) in again.text

    form = RECEIVED | {"outcome": "counter", "scope": "仅执法处", "scans": str(kept.id)}
    sent = desks.at("xxb_escal").post(f"/paper/cases/{case_id}/reply", data=form)
    assert sent.status_code == 302
    assert paperwork.entries(case_id)[0].scans == [str(kept.id)]


def test_a_file_that_is_none_is_told_with_every_other_fault(desks, case_id):
    bad = (io.BytesIO(b"MZ"), "复函.pdf")
    again = send(desks, case_id, scans=bad, outcome="")

    assert again.status_code == 422
    assert 'href="#f-scans"' in again.text
    assert 'href="#f-outcome-0"' in again.text


@pytest.mark.parametrize(
    "odd",
    [
        {"received_on": "9999999999-01-01"},
        {"received_on": "2026-02-30"},
        {"received_on": "0001-01-01"},
        {"reference": "函" * 101},
        {"reference": "京\x00函"},
        {"scans": "not-a-file"},
        {"typename": "x"},
    ],
)
def test_odd_input_is_turned_down_and_changes_nothing(desks, case_id, odd):
    assert send(desks, case_id, **odd).status_code in (400, 422)
    assert paperwork.entries(case_id) == []
    assert open_task("provider_response")


def test_a_draft_is_kept_with_its_button(desks, case_id):
    saved = send(desks, case_id, _draft="1", _version="0")

    assert saved.status_code == 302
    page = desks.at("xxb_escal").get(f"/paper/cases/{case_id}/reply").text
    assert "京工商函〔2026〕12号" in page
    assert "复函.pdf" in page


def test_a_reply_that_came_too_late_for_the_form_is_said_and_kept_on_the_page(desks, case_id):
    desks.answer("gsj_share", "provider_response", outcome="agree")
    desks.answer("gsj_head", "provider_approval", outcome="approve")

    late = send(desks, case_id, outcome="counter", scope="仅执法处")

    assert late.status_code == 409
    assert "仅执法处" in late.text


def test_the_office_and_the_head_at_once_enter_one_reply(app, desks, case_id):
    people = [Desks(app) for _ in range(4)]
    logins = ("xxb_escal", "gsj_head", "xxb_escal2", "gsj_head")
    for one, login in zip(people, logins, strict=True):
        one.at(login)
    got = at_once(
        [
            partial(send, one, case_id, login, outcome="counter", scope=f"范围{place}")
            for place, (one, login) in enumerate(zip(people, logins, strict=True))
        ]
    )

    assert sorted(answer.status_code for answer in got) == [302, 409, 409, 409]
    assert len(paperwork.entries(case_id)) == 1
    assert invariants.check(db.session()) == []


def test_the_form_sent_twice_at_once_is_one_entry_and_nobody_is_told_of_a_loss(app, case_id):
    people = [Desks(app) for _ in range(3)]
    for one in people:
        one.at("xxb_escal")
    got = at_once([partial(send, one, case_id) for one in people])

    assert [answer.status_code for answer in got] == [302, 302, 302]
    assert len(paperwork.entries(case_id)) == 1


def test_the_paper_and_the_provider_s_own_answer_at_once_are_one_answer(app, desks, case_id):
    task = open_task("provider_response").id
    other = Desks(app)
    other.at("xxb_escal"), desks.at("gsj_share")
    own = partial(desks.at("gsj_share").post, f"/tasks/{task}", data={"outcome": "agree"})
    at_once([own, partial(send, other, case_id)])

    assert len(paperwork.entries(case_id)) == 1, "the draft gives way, or was never there"
    assert invariants.check(db.session()) == []


def test_the_paper_and_the_ringing_clock_at_once_leave_one_story(app, desks, case_id):
    clock.hand_in(clock.end_of_day(clock.today() + timedelta(days=14)) + timedelta(hours=9))
    desks.at("xxb_escal")

    def ring():
        with app.app_context():
            fire_deadlines()

    at_once([partial(send, desks, case_id), ring])

    entry = paperwork.entries(case_id)[0]
    disputes = db.session.scalars(select(Dispute)).all()
    assert (entry.effect == "noted") == bool(disputes)
    assert not any(one.late for one in disputes)
    assert invariants.check(db.session()) == []


def test_of_a_paper_noted_after_the_clock_rang_everybody_is_told_once(desks, case_id):
    clock.hand_in(clock.end_of_day(clock.today() + timedelta(days=14)) + timedelta(hours=9))
    fire_deadlines()
    send(desks, case_id)

    assert paperwork.entries(case_id)[0].effect == "noted"
    assert invariants.check(db.session()) == []


def test_the_scan_is_read_by_both_sides_and_the_office_once_it_is_entered(desks, case_id):
    send(desks, case_id, outcome="")  # refused: the file waits with its draft
    path = f"/attachments/{db.session.scalars(select(Attachment.id)).one()}"
    assert desks.at("jtw_share").get(path).status_code == 404
    assert desks.at("xxb_escal").get(path).status_code == 200

    scans = path.rpartition("/")[2]
    form = RECEIVED | {"outcome": "agree", "scans": scans}
    desks.at("xxb_escal").post(f"/paper/cases/{case_id}/reply", data=form)

    for login in ("jtw_share", "jtw_head", "gsj_share", "gsj_head", "xxb_escal", "xxb_audit"):
        assert desks.at(login).get(path).status_code == 200, login
    assert desks.at("hbj_share").get(path).status_code == 404


def test_the_lists_mark_what_came_on_paper_and_nothing_else(desks, case_id):
    other = desks.apply()
    send(desks, case_id, outcome="counter", scope="仅执法处")

    for path in ("/cases/", "/tasks/"):
        page = desks.at("jtw_share").get(path).text
        assert page.count("附扫描件") == 1, path
    assert "附扫描件" not in desks.at("jtw_share").get(f"/cases/{other}").text


def test_the_case_tells_both_sides_what_the_paper_says_and_who_entered_it(desks, case_id):
    send(desks, case_id, outcome="counter", scope="仅执法处")

    for login in ("jtw_share", "gsj_share"):
        page = desks.at(login).get(f"/cases/{case_id}").text
        assert "京工商函〔2026〕12号" in page
        assert "仅执法处" in page
        assert "市信息办" in page.partition('id="h-on-paper"')[2]


def test_the_answered_task_says_that_it_was_entered_for_the_unit(desks, case_id):
    send(desks, case_id)
    page = desks.at("gsj_share").get(f"/tasks/{closed_task('provider_approval').id}").text
    assert "系代该单位补录" in page


def test_the_clock_s_page_says_as_of_which_day_it_counts(app, desks, case_id):
    with clock.at(clock.now() + timedelta(days=9)):
        later = Desks(app)
        send(later, case_id, received_on="2026-09-02", outcome="counter", scope="仅执法处")
        found = select(Clock.id).filter_by(instance_id=case_id, name="consider")
        page = later.at("jtw_share").get(f"/cases/{case_id}/clocks/{db.session.scalar(found)}")

    assert "收到之日 2026-09-02" in page.text
    assert "第 10 日" in page.text


def test_an_application_is_entered_from_its_page_and_the_case_opened(desks):
    form = APPLICATION | RECEIVED | {"submission_key": "k1", "scans": scan("申请函.pdf")}
    path = f"/paper/applications/JTW/{RESOURCE}"
    sent = desks.at("xxb_escal").post(path, data=form)
    again = desks.at("xxb_escal").post(path, data=form | {"scans": scan("申请函.pdf")})

    assert (sent.status_code, again.location) == (302, sent.location)
    assert len(cases()) == 1
    other = form | {"scans": scan(), "reference": "别的字号"}
    assert desks.at("xxb_escal").post(path, data=other).status_code == 409


def test_an_application_that_is_turned_down_shows_everything_again(desks):
    form = APPLICATION | RECEIVED | {"scenario": "核验资质", "basis": "", "scans": scan()}
    again = desks.at("jtw_head").post(f"/paper/applications/JTW/{RESOURCE}", data=form)

    assert again.status_code == 422
    assert "核验资质" in again.text
    assert "复函.pdf" in again.text
    assert cases() == []


def test_the_archive_of_either_side_holds_the_paper_and_its_scan(desks, case_id):
    send(desks, case_id)
    desks.walk(*SIGNED, *DELIVERED, *USED)
    work_off("archive")

    for login in ("jtw_share", "gsj_share"):
        packed = desks.at(login).get(f"/cases/{case_id}/archive").data
        with zipfile.ZipFile(io.BytesIO(packed)) as found:
            names = found.namelist()
            papers = json.loads(found.read("case.json"))["papers"]
        assert [one["reference"] for one in papers] == ["京工商函〔2026〕12号"]
        assert any(name.endswith("复函.pdf") for name in names), login


def test_the_log_of_a_task_names_the_way_it_came(desks, case_id):
    send(desks, case_id)
    ways = db.session.execute(select(Task.name, Task.via).where(Task.via != "")).all()
    assert {name for name, _way in ways} == {"provider_response", "provider_approval"}

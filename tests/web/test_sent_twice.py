"""The same form sent twice, as a double click without a script does: recorded once, and said so."""

import io
from functools import partial
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.scenarios.page import Page
from tests.support.desks import (
    AGREED,
    APPLICATION,
    DELIVERED,
    RESOURCE,
    SIGNED,
    Desks,
    cases,
    open_task,
)
from tests.support.together import at_once

URLENCODED = "application/x-www-form-urlencoded"
PDF = b"%PDF-1.4\n%%EOF\n"
COUNTER = {"outcome": "counter", "conditions": "  每季度复核一次\n"}
RETURNED = ("jtw_head", "unit_review", {"outcome": "return", "comment": "请补充"})


@pytest.fixture
def asked(desks):
    """A case that waits for its provider's answer."""
    return desks.ask().instance_id


def filled(client, path, **answers):
    """The body that a browser sends: every field of the page, most of them as they stood."""
    form = Page(200, path, client.get(path).text).form()
    return urlencode(form.filled(answers))


def completions():
    found = select(func.count()).where(AuditEntry.action == "task completed")
    return db.session.scalar(found)


@pytest.mark.parametrize("answers", [{"outcome": "agree"}, COUNTER])
def test_a_whole_page_sent_twice_is_recorded_once(desks, asked, answers):
    path, office = f"/tasks/{open_task('provider_response').id}", desks.at("gsj_share")
    body, before = filled(office, path, **answers), completions()

    first = office.post(path, data=body, content_type=URLENCODED)
    second = office.post(path, data=body, content_type=URLENCODED, follow_redirects=True)

    assert first.status_code == 302
    assert "此前已记录" in second.text
    assert completions() == before + 1


def test_a_page_with_numbers_sent_twice_is_recorded_once(desks, asked):
    desks.walk(*AGREED, *SIGNED, *DELIVERED)
    path, office = f"/tasks/{open_task('file_provision').id}", desks.at("gsj_share")
    body = filled(office, path, period="2026年第四季度", deliveries="012", volume="３,400")

    first = office.post(path, data=body, content_type=URLENCODED)
    second = office.post(path, data=body, content_type=URLENCODED, follow_redirects=True)

    assert first.status_code == 302
    assert "此前已记录" in second.text


def test_a_page_sent_five_times_at_once_is_recorded_once_and_nobody_is_told_of_a_loss(
    app, desks, asked
):
    path = f"/tasks/{open_task('provider_response').id}"
    body, before = filled(desks.at("gsj_share"), path, outcome="agree"), completions()
    offices = [Desks(app).at("gsj_share") for _ in range(5)]

    got = at_once([partial(o.post, path, data=body, content_type=URLENCODED) for o in offices])

    assert {(answer.status_code, answer.location) for answer in got} == {(302, f"/cases/{asked}")}
    assert completions() == before + 1


def test_a_page_whose_choice_differs_is_not_the_same(desks, asked):
    path, office = f"/tasks/{open_task('provider_response').id}", desks.at("gsj_share")
    agreed, changed = filled(office, path, outcome="agree"), filled(office, path, **COUNTER)

    office.post(path, data=changed, content_type=URLENCODED)
    answers = [
        office.post(path, data=agreed, content_type=URLENCODED),
        office.post(path, data=changed.replace("%E6%AF%8F", "%E4%B8%A4"), content_type=URLENCODED),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "两季度复核一次" in answers[1].text


def test_a_page_sent_twice_with_a_file_is_recorded_once(desks):
    desks.apply()
    desks.walk(RETURNED)
    path, office = f"/tasks/{open_task('revise_application').id}", desks.at("jtw_share")
    form = Page(200, path, office.get(path).text).form()

    def sent(content=PDF):
        data = {}
        for name, value in form.filled({"outcome": "resubmit"}):
            data.setdefault(name, []).append(value)
        data["attachments"] = [*data.get("attachments", []), (io.BytesIO(content), "依据.pdf")]
        return office.post(path, data=data, follow_redirects=True)

    first, second, third = sent(), sent(), sent(PDF + b"other")

    assert first.status_code == 200
    assert "此前已记录" in second.text
    assert third.status_code == 409


def test_other_content_under_a_key_that_was_used_is_not_dropped(desks):
    desks.send("jtw_share", submission_key="abc")
    number = cases()[0].number

    answer = desks.send("jtw_share", submission_key="abc", scenario="另一个使用场景")

    assert answer.status_code == 409
    assert number in answer.text
    assert "另一个使用场景" in answer.text
    assert len(cases()) == 1
    kept = desks.at("jtw_share").get(f"/applications/new/{RESOURCE}").text
    assert "另一个使用场景" in kept


def test_other_content_under_a_key_that_was_used_can_be_submitted_as_a_new_application(desks):
    desks.send("jtw_share", submission_key="abc")
    answer = desks.send("jtw_share", submission_key="abc", scenario="另一个使用场景")
    form = Page(409, f"/applications/new/{RESOURCE}", answer.text).form()

    sent = desks.at("jtw_share").post(
        f"/applications/new/{RESOURCE}",
        data=urlencode(form.filled({})),
        content_type=URLENCODED,
    )

    assert sent.status_code == 302
    assert len(cases()) == 2


def test_an_application_sent_twice_with_its_file_is_one_case(desks):
    def send(content):
        files = [(io.BytesIO(content), "依据.pdf")]
        return desks.send("jtw_share", submission_key="abc", attachments=files)

    first, again, other = send(PDF), send(PDF), send(PDF + b"other")

    assert (again.status_code, again.location) == (302, first.location)
    assert other.status_code == 409
    assert len(cases()) == 1


def test_an_application_that_was_revised_meanwhile_is_still_the_one_that_was_sent(desks):
    first = desks.send("jtw_share", submission_key="abc")
    desks.walk(
        RETURNED,
        ("jtw_share", "revise_application", APPLICATION | {"outcome": "resubmit", "scope": "全市"}),
    )

    again = desks.send("jtw_share", submission_key="abc")

    assert again.location == first.location

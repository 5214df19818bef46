"""What a review found once and must not come back: inner papers, old sessions, odd input."""

import io
import json
import zipfile

import pytest
from sqlalchemy import select

from app.foundation.database import db, transaction
from app.foundation.identity import throttle
from app.foundation.identity.models import AccountPost
from app.jobs.worker import work_off
from app.workflow.models import InstanceParty, Task
from tests.support.desks import (
    AGREED,
    APPROVED,
    DELIVERED,
    RESOURCE,
    SIGNED,
    USED,
    cases,
    open_task,
)
from tests.support.people import account

FAR_OUT = "99999999999999999999"


def test_how_to_get_the_data_is_read_by_the_two_sides_only(desks):
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED)
    page = f"/cases/{case_id}"

    assert "共享交换平台接口" in desks.at("jtw_share").get(page).text
    assert "共享交换平台接口" not in desks.at("xxb_escal").get(page).text


def test_whoever_left_a_case_reads_no_more_of_it(desks):
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED[:1])
    task = db.session.scalars(select(Task).filter_by(name="provider_response")).one().id
    desks.walk(*AGREED[1:])
    with transaction():
        seat = db.session.scalars(
            select(InstanceParty).filter_by(instance_id=case_id, lane="provider")
        ).one()
        seat.visible_at, number = None, cases()[0].number

    assert desks.at("gsj_share").get(f"/tasks/{task}").status_code == 404
    assert number not in desks.at("gsj_share").get("/notices/").text


def test_an_archive_shows_no_side_the_inner_papers_of_the_other(desks):
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED, *USED)
    work_off("archive")

    def answers(login: str) -> dict[str, object]:
        zipped = zipfile.ZipFile(io.BytesIO(desks.at(login).get(f"/cases/{case_id}/archive").data))
        forms = [json.loads(zipped.read(n)) for n in zipped.namelist() if n.startswith("forms/")]
        return {form["name"]: form["answers"] for form in forms}

    assert answers("jtw_share")["unit_review"] == {"outcome": "approve", "comment": None}
    assert answers("jtw_share")["provider_approval"] is None
    assert answers("gsj_share")["unit_review"] is None
    assert None not in answers("xxb_audit").values()


def test_a_cookie_of_an_ended_session_is_not_renewed_by_a_public_page(desks):
    client = desks.at("gsj_share")
    client.get("/tasks/")
    with client.session_transaction() as kept:
        copied = dict(kept)
    client.post("/sign-out")
    with client.session_transaction() as kept:
        kept.update(copied)

    assert "Set-Cookie" not in client.get("/healthz").headers
    assert client.get("/tasks/").status_code == 302


def test_a_session_of_somebody_at_work_goes_on(desks):
    assert "Expires=" in desks.at("gsj_share").get("/tasks/").headers["Set-Cookie"]


def test_one_address_locks_nobody_out_elsewhere(app):
    for _ in range(30):
        throttle.admit("gaj_share", "192.0.2.1")
    assert throttle.admit("gaj_share", "198.51.100.7") == 0


def test_two_submissions_without_a_key_are_two_applications(desks):
    for login in ("jtw_share", "wsj_share"):
        answer = desks.send(login, submission_key="")
        assert answer.status_code == 302, answer.text
    assert len(cases()) == 2


def test_units_may_happen_to_have_the_same_key(desks):
    for login in ("jtw_share", "wsj_share"):
        assert desks.send(login, submission_key="abc").status_code == 302
    assert len(cases()) == 2


@pytest.mark.parametrize("address", [f"/tasks/{FAR_OUT}", f"/cases/{FAR_OUT}"])
def test_a_number_that_no_row_can_have_is_a_page_that_is_not_there(desks, address):
    assert desks.at("gsj_share").get(address).status_code == 404


def test_an_absurd_colleague_is_no_error_of_ours(desks):
    answer = desks.at("gsj_share").post("/account/absences", data={"colleague": "9" * 5000})
    assert answer.status_code < 500


def test_what_the_database_cannot_store_loses_nothing_typed(desks):
    answer = desks.send("jtw_share", basis="依据\x00条例")
    assert answer.status_code in (302, 422)
    assert "依据条例" in desks.at("jtw_share").get(f"/applications/new/{RESOURCE}").text


def test_a_stranger_cannot_have_a_long_form_read(app):
    answer = app.test_client().post("/sign-in", data={"login": "x" * 50_000, "password": "y"})
    assert answer.status_code == 413


def test_a_task_is_given_to_nobody_whose_account_is_closed(desks):
    desks.apply()
    deputy = account("jtw_share")
    with transaction():
        db.session.add(AccountPost(account_id=deputy.id, post="unit_approver"))
        deputy.active = False
    address = f"/tasks/{open_task('unit_review').id}/reassign"

    assert desks.at("jtw_head").post(address, data={"to": deputy.id}).status_code == 403

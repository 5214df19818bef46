"""A reply or an application that came on paper counts from the day on which it was received."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app import workflow
from app.domain.catalogue import queries as catalogue
from app.domain.sharing import paperwork, queries, records
from app.domain.sharing.models.answer import Answer
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.paper import PaperEntry
from app.domain.sharing.models.supervision import SupervisionOrder
from app.domain.sharing.services import paper_application, paper_reply
from app.domain.sharing.services.application import AlreadySubmitted
from app.foundation import clock, files
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.identity import acting
from app.foundation.identity import queries as people
from app.foundation.identity.models import AccountPost
from app.foundation.notices import Notice
from app.workflow import clocks
from app.workflow.models import Task
from tests.domain.sharing import cases
from tests.domain.sharing.cases import USUAL, do

PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"
COUNTER = {"outcome": "counter", "scope": "市卫生监督所"}
REFUSAL = {
    "outcome": "refuse",
    "reason_code": "law",
    "reason": "法律限制",
    "legal_basis": "《统计法》第九条",
}


def to(day: str) -> None:
    """It is now ten o'clock of that day; nothing rings on the way."""
    clock.hand_in(datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=clock.LOCAL))


def scanned(login: str) -> list[str]:
    """A scan that this account has uploaded."""
    upload = FileStorage(BytesIO(PDF), filename="复函.pdf")
    with transaction():
        return [str(files.store(upload, "scans", people.account_by_login(login)).id)]


def enter(case, received: str, login: str = "xxb_escal", scans=None, **answers):
    """Enter a reply that was received on that day."""
    paper = {"received_on": received, "scans": scanned(login) if scans is None else scans}
    account = people.account_by_login(login)
    with acting.as_account(account), transaction():
        return paper_reply.enter(account, case.id, paper | {"outcome": "agree"} | answers)


def asked() -> SharingCase:
    """A case that waits for its provider since 31 August; the answer is due on 14 September."""
    return cases.approved(cases.a_case())


def rung() -> SharingCase:
    """The same, its clock run out on the 15th."""
    case = asked()
    cases.let_pass(11, case)
    return case


def via(name: str) -> list[str]:
    """How the answers to a step came, one after the other."""
    found = select(Task.via).where(Task.name == name, Task.closed_by == "answered")
    return list(db.session.scalars(found.order_by(Task.id)))


# --- A reply


def test_the_answer_s_clock_ends_and_the_next_begins_on_the_day_of_receipt(app):
    case = asked()
    to("2026-09-09")
    enter(case, "2026-09-02")

    ended, next_one = clocks.latest(case.id, "answer"), clocks.latest(case.id, "provide")
    assert ended.entries[-1].on_date == date(2026, 9, 2)
    assert next_one.started_on == date(2026, 9, 2)
    assert cases.open_task(case, "sign_demander").due_on == date(2026, 9, 9)


def test_the_paper_bears_the_head_s_signature_so_both_steps_are_answered_and_marked(app):
    case = asked()
    entry = enter(case, "2026-08-31")

    assert (via("provider_response"), via("provider_approval")) == (["paper"], ["paper"])
    assert (entry.unit.code, entry.effect, entry.entered_by.login) == (
        "GSJ",
        "answered",
        "xxb_escal",
    )


def test_a_counter_offer_on_paper_is_the_provider_s_own(app):
    case = asked()
    enter(case, "2026-08-31", **COUNTER)

    offered = records.terms(case.id)
    assert (offered.scope, offered.proposed_by_unit_id) == ("市卫生监督所", case.provider_id)
    assert paperwork.rounds_on_paper(case.id) == {offered.round}


def test_a_refusal_on_paper_goes_to_the_office_with_its_reasons(app):
    case = asked()
    enter(case, "2026-08-31", **REFUSAL)

    assert records.dispute(case.id).cause == "refusal"
    assert records.dispute(case.id).facts["reason"] == "法律限制"


def test_a_draft_that_waits_for_the_head_gives_way_to_the_paper(app):
    case = asked()
    do(case, "provider_response", "gsj_share", "counter", conditions="每年复核")
    enter(case, "2026-08-31", "gsj_head", **REFUSAL)

    drafted, delivered = db.session.scalars(select(Answer).order_by(Answer.id))
    assert drafted.returned_at and not drafted.delivered_at
    assert (delivered.kind, delivered.returned_at) == ("refuse", None)


def test_the_head_who_enters_a_paper_approves_nothing_of_its_own(app):
    case = asked()
    enter(case, "2026-08-31", "gsj_head")
    assert cases.open_names(case) == ["sign_demander", "sign_provider"]


def test_everybody_concerned_is_told_and_nobody_is_called_to_what_is_answered_already(app):
    case = asked()
    before = db.session.scalars(select(Notice.id).order_by(Notice.id.desc())).first()
    enter(case, "2026-08-31", **COUNTER)

    told = db.session.scalars(select(Notice).where(Notice.id > before)).all()
    logins = {people.account(n.account_id).login for n in told if n.kind == "paper_entered"}
    assert {"wsj_share", "wsj_head", "gsj_share", "gsj_head", "xxb_escal"} <= logins
    assert "provider_approval" not in {n.params.get("task") for n in told}


def test_the_log_says_who_entered_it_and_when_it_was_received(app):
    case = asked()
    to("2026-09-03")
    enter(case, "2026-09-01", reference="京工商函〔2026〕12号")

    line = db.session.scalars(select(AuditEntry).filter_by(action="paper entered")).one()
    assert line.details["received_on"] == "2026-09-01"
    assert line.details["reference"] == "京工商函〔2026〕12号"


@pytest.mark.parametrize("received", ["2026-09-04", "2026-08-30", "2025-01-01"])
def test_a_paper_came_neither_tomorrow_nor_before_it_could_be_written(app, received):
    case = asked()
    to("2026-09-03")
    with pytest.raises(Invalid) as wrong:
        enter(case, received)
    assert set(wrong.value.fields) == {"received_on"}


def test_an_answer_to_a_later_offer_did_not_come_before_that_offer(app):
    case = cases.answered(asked(), "counter", scope="市卫生监督所")
    to("2026-09-07")
    do(case, "consider_counter", "wsj_share", "counter", scope="全市卫生监督机构")
    to("2026-09-09")
    with pytest.raises(Invalid):
        enter(case, "2026-09-04")
    enter(case, "2026-09-07")


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"outcome": "extend", "reason": "人手不足"}, "outcome"),
        ({"outcome": "supplement", "missing": ["依据"]}, "outcome"),
        ({"outcome": "refuse", "reason_code": "law", "reason": "限制"}, "legal_basis"),
        ({"outcome": "counter", "conditions": "每年2万元"}, "conditions"),
        ({"outcome": "counter", "items": ["负责人电话"]}, "items"),
        ({"outcome": "counter"}, "outcome"),
        ({"outcome": ""}, "outcome"),
    ],
)
def test_a_paper_says_what_the_step_s_own_form_takes(app, answers, field):
    case = asked()
    with pytest.raises(Invalid) as wrong:
        enter(case, "2026-08-31", **answers)
    assert field in wrong.value.fields
    assert cases.open_names(case) == ["provider_response"]


def test_without_its_scan_nothing_is_entered(app):
    case = asked()
    with pytest.raises(Invalid) as wrong:
        enter(case, "2026-08-31", scans=[])
    assert set(wrong.value.fields) == {"scans"}


def test_a_file_of_somebody_else_is_no_scan(app):
    case = asked()
    with pytest.raises(Invalid):
        enter(case, "2026-08-31", scans=scanned("hbj_share"))


def test_while_the_demander_supplements_the_paper_waits(app):
    case = asked()
    do(case, "provider_response", "gsj_share", "supplement", missing=["依据"])
    with pytest.raises(Conflict, match=r"supplement|补充"):
        enter(case, "2026-08-31")


def test_while_more_time_is_asked_for_the_paper_waits(app):
    case = asked()
    do(case, "provider_response", "gsj_share", "extend", reason="人手不足")
    with pytest.raises(Conflict, match=r"more time|延期"):
        enter(case, "2026-08-31")


def test_after_the_answer_is_in_no_other_is_entered(app):
    case = cases.answered(asked(), "agree")
    with pytest.raises(Conflict):
        enter(case, "2026-08-31")


def test_the_same_entry_sent_twice_is_one(app):
    case, scans = asked(), scanned("xxb_escal")
    first = enter(case, "2026-08-31", scans=scans, **REFUSAL).id
    assert enter(case, "2026-08-31", scans=scans, **REFUSAL).id == first
    assert len(paperwork.entries(case.id)) == 1


def test_a_paper_that_came_after_the_last_day_is_for_the_office(app):
    case = asked()
    to("2026-09-15")  # run out a moment ago, not yet rung
    with pytest.raises(Conflict, match="2026-09-14"):
        enter(case, "2026-09-15")
    enter(case, "2026-09-14")


# --- A reply entered after the clock rang


@pytest.mark.parametrize(
    ("received", "late"), [("2026-09-11", False), ("2026-09-14", False), ("2026-09-15", True)]
)
def test_what_was_received_by_the_last_day_takes_the_lateness_off_the_record(app, received, late):
    case = rung()
    assert records.dispute(case.id).late

    entry = enter(case, received)

    assert records.dispute(case.id).late is late
    assert records.dispute(case.id).facts["paper"]["in_time"] is not late
    assert entry.effect == "noted"
    assert "explain_default" in cases.open_names(case), "the matter stays with the office"


def test_a_noted_counter_offer_is_the_provider_s_last_word_and_the_table_stays(app):
    case = rung()
    on_table = records.terms(case.id).id
    enter(case, "2026-09-11", **COUNTER)

    last = queries.rounds(case.id, case.demander_id)[-1]
    assert last.terms.proposed_by_unit_id == case.provider_id
    assert [(c.field, c.new) for c in last.changes] == [("scope", "市卫生监督所")]
    assert records.terms(case.id).id == on_table


def test_the_order_because_of_that_silence_is_withdrawn(app):
    case = rung()
    enter(case, "2026-09-11")

    assert db.session.scalars(select(SupervisionOrder)).one().closed_as == "withdrawn"


def test_one_reply_is_noted_not_two(app):
    case = rung()
    enter(case, "2026-09-11")
    with pytest.raises(Conflict):
        enter(case, "2026-09-11", "gsj_head", **REFUSAL)


def test_a_settled_dispute_hears_of_no_paper(app):
    case = rung()
    cases.let_pass(4, case)
    do(case, "accept_dispute", "xxb_escal", responsibility="shared")
    do(case, "propose_settlement", "xxb_escal", "settle", scope="市级")
    do(case, "answer_settlement", "wsj_share", "accept")
    do(case, "answer_settlement", "gsj_share", "accept")
    with pytest.raises(Conflict):
        enter(case, "2026-09-11")


def test_a_referred_dispute_hears_of_no_paper(app):
    case = rung()
    cases.let_pass(4, case)
    do(case, "accept_dispute", "xxb_escal", responsibility="shared")
    grounds = {"grounds": "涉及多部门", "criteria": ["cross_system"]}
    do(case, "propose_settlement", "xxb_escal", "refer", **grounds)
    with pytest.raises(Conflict):
        enter(case, "2026-09-11")


def test_a_refusal_before_the_office_is_no_silence_to_be_noted(app):
    case = cases.refused(asked())
    with pytest.raises(Conflict):
        enter(case, "2026-08-31")


# --- An application


def begin(received: str, login="xxb_escal", unit="WSJ", resource="IR0001", key=None, **changes):
    """Enter an application that its provider received on that day."""
    account = people.account_by_login(login)
    paper = {"received_on": received, "scans": scanned(login)}
    with acting.as_account(account), transaction():
        return paper_application.enter(
            account,
            people.unit_by_code(unit),
            catalogue.resource(resource),
            USUAL | paper | changes,
            key,
        )


def test_an_application_on_paper_is_before_its_provider_since_the_day_of_receipt(app):
    to("2026-09-09")
    case = begin("2026-09-02")

    assert cases.open_task(case, "provider_response").due_on == date(2026, 9, 16)
    assert (case.demander.code, case.applicant.login) == ("WSJ", "xxb_escal")
    assert cases.filed(case) == ["application"]
    assert (via("application"), via("unit_review")) == (["paper"], ["paper"])


def test_an_application_that_lay_too_long_on_paper_is_overdue_as_of_its_last_day(app):
    to("2026-09-21")
    case = begin("2026-08-31")
    assert workflow.due() == [case.id]

    with acting.as_system("clock"), transaction():
        workflow.wake(case.id)

    assert records.dispute(case.id).facts["due_on"] == "2026-09-14"


def test_the_unit_s_officer_and_head_are_told_and_go_on_with_the_case(app):
    case = begin("2026-08-31", "wsj_head")
    told = db.session.scalars(select(Notice).filter_by(kind="paper_entered"))
    assert {"wsj_share", "wsj_head"} <= {people.account(n.account_id).login for n in told}

    cases.answered(case, "counter", scope="市卫生监督所")
    do(case, "consider_counter", "wsj_share", "accept")
    assert records.terms(case.id).scope == "市卫生监督所"


def test_a_unit_without_a_sharing_officer_cannot_apply_on_paper_either(app):
    officer = people.account_by_login("wsj_share")
    with transaction():
        for post in db.session.scalars(select(AccountPost).filter_by(account_id=officer.id)):
            db.session.delete(post)
    with pytest.raises(Invalid) as wrong:
        begin("2026-08-31")
    assert set(wrong.value.fields) == {"unit"}


def test_a_unit_does_not_apply_for_what_it_provides(app):
    with pytest.raises(Invalid):
        begin("2026-08-31", unit="GSJ")


@pytest.mark.parametrize("login", ["gsj_head", "wsj_share", "ldxz_sec"])
def test_for_anybody_else_there_is_no_such_unit(app, login):
    with pytest.raises(NotFound):
        begin("2026-08-31", login)


@pytest.mark.parametrize("login", ["wsj_head", "wsj_share", "gsj_share"])
def test_neither_the_other_side_nor_an_officer_enters_the_provider_s_reply(app, login):
    case = asked()
    with pytest.raises(NotAllowed):
        enter(case, "2026-08-31", login)


def test_an_application_is_no_older_than_a_year_and_not_of_tomorrow(app):
    for day in (clock.today() + timedelta(days=1), clock.today() - timedelta(days=400)):
        with pytest.raises(Invalid):
            begin(day.isoformat())
    assert db.session.scalars(select(PaperEntry)).first() is None


def test_the_same_application_sent_twice_is_one(app):
    scans = scanned("xxb_escal")
    first = begin("2026-08-31", key="k1", scans=scans)
    assert begin("2026-08-31", key="k1", scans=scans).id == first.id
    assert len(paperwork.entries(first.id)) == 1


def test_the_same_form_with_another_day_is_not_taken_for_the_first(app):
    to("2026-09-02")
    begin("2026-09-01", key="k1")
    with pytest.raises(AlreadySubmitted):
        begin("2026-09-02", key="k1")


def test_a_list_asks_once_which_of_its_cases_came_on_paper(app):
    on_paper, other = begin("2026-08-31"), cases.a_case()
    assert paperwork.papers_of([on_paper.id, other.id]) == {on_paper.id}

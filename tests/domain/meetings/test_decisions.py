"""What a decision leaves behind: the matter's result, resolutions, minutes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.domain.documents.models import IssuedDocument
from app.domain.documents.rules import setting
from app.domain.documents.rules.paper import Paper
from app.domain.meetings.models import Minutes
from app.domain.meetings.services import agenda, minutes, resolutions, sittings
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.identity import queries as people
from app.foundation.notices import Notice
from tests.domain.meetings import group
from tests.domain.meetings.group import CHAIR, FRIDAY, SECRETARY, as_, resolved
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do


def test_a_decision_to_provide_is_the_providers_to_carry_out(app):
    case = group.decided()

    matter, [duty] = group.matter(case), resolved()
    assert (matter.outcome, matter.decided) == ("provide", "由市工商局提供")
    assert matter.tally == {"entitled": 13, "approve": 7, "reject": 0, "abstain": 0}
    assert (duty.unit.code, duty.due_on.isoformat(), duty.status) == ("GSJ", "2026-09-30", "open")


def test_it_is_done_when_the_demander_accepts_the_data(app):
    case = cases.received(cases.signed(group.decided()))

    assert [one.status for one in resolved()] == ["done"]
    assert case.id == resolved()[0].instance_id


def test_a_decision_to_negotiate_is_done_when_the_provider_has_answered(app):
    case = group.decided("renegotiate", resolution="重新协商")
    assert [(one.unit.code, one.due_on, one.status) for one in resolved()] == [
        ("GSJ", None, "open")
    ]

    cases.answered(case, "agree")

    assert [one.status for one in resolved()] == ["done"]


def test_a_decision_to_refuse_leaves_nothing_to_carry_out(app):
    case = group.decided("refuse", resolution="不予提供", override_reason="涉密")

    assert resolved() == []
    assert group.matter(case).outcome == "refuse"


def test_what_was_decided_before_falls_away_with_a_new_decision(app):
    case = group.decided("renegotiate", resolution="重新协商")
    do(case, "provider_response", "gsj_share", "refuse", reason_code="law", reason="r",
       legal_basis="b")  # fmt: skip

    assert [one.status for one in resolved()] == ["open"]


# --- Further resolutions


@pytest.fixture
def duty(app):
    """What 市公安局 is to do within three weeks, resolved on a dispute."""
    number = group.matter(group.decided()).id
    with as_(SECRETARY) as account:
        matter = db.session.get_one(group.Matter, number)
        due = FRIDAY + timedelta(days=20)
        made = resolutions.add(matter, text="编制目录", unit="GAJ", due_on=due, account=account)
        return made.id


def one(number):
    return next(r for r in resolved() if r.id == number)


def test_the_unit_reports_it_done_and_the_secretary_confirms(duty):
    with as_("gaj_head") as account:
        resolutions.report(duty, account, "目录已编制")
    assert one(duty).status == "open"

    with as_(SECRETARY) as account:
        resolutions.confirm(duty, account, "")

    assert (one(duty).status, one(duty).evidence) == ("done", "目录已编制")


def test_another_units_head_reports_nothing(duty):
    with pytest.raises(NotFound), as_("fgw_head") as account:
        resolutions.report(duty, account, "已办")


def test_nothing_is_done_without_evidence_nor_dropped_without_a_reason(duty):
    for step in (resolutions.confirm, resolutions.drop):
        with pytest.raises(Invalid), as_(SECRETARY) as account:
            step(duty, account, "")

    assert one(duty).status == "open"


def test_what_the_unit_reported_stays_on_record_when_it_is_sent_back_and_the_unit_reads_why(duty):
    with as_("gaj_head") as account:
        resolutions.report(duty, account, "目录已编制")
    with as_(SECRETARY) as account:
        resolutions.send_back(duty, account, "未附印发文件")

    head = people.account_by_login("gaj_head").id
    told = db.session.scalars(select(Notice).where(Notice.account_id == head)).all()
    reported = select(AuditEntry).where(AuditEntry.action == "resolution reported done")
    assert one(duty).evidence == ""
    assert "未附印发文件" in [notice.params.get("returned") for notice in told]
    assert db.session.scalars(reported).one().details["evidence"] == "目录已编制"


def test_before_the_meeting_nothing_is_resolved(app):
    number = group.matter(group.a_matter()).id

    with pytest.raises(Conflict), as_(SECRETARY) as account:
        matter = db.session.get_one(group.Matter, number)
        resolutions.add(matter, text="编目", unit="GAJ", due_on=FRIDAY, account=account)
    assert resolved() == []


def test_a_resolution_is_due_on_a_working_day(duty):
    saturday = FRIDAY + timedelta(days=15)
    with pytest.raises(Invalid) as wrong, as_(SECRETARY) as account:
        matter = db.session.get_one(group.Matter, one(duty).matter_id)
        resolutions.add(matter, text="编目", unit="GAJ", due_on=saturday, account=account)

    assert "会议" not in wrong.value.fields["due_on"][0]


def test_what_was_closed_is_not_closed_again(duty):
    with as_(SECRETARY) as account:
        resolutions.drop(duty, account, "不再需要")

    with pytest.raises(Conflict), as_(SECRETARY) as account:
        resolutions.confirm(duty, account, "已办")


def test_the_unit_is_told_of_its_resolution(duty):
    head = people.account_by_login("gaj_head").id
    found = select(Notice.kind).where(Notice.account_id == head)
    assert "resolution_assigned" in db.session.scalars(found).all()


# --- Minutes


@pytest.fixture
def submitted(app):
    """The minutes of a meeting that decided a dispute, handed to the chairs."""
    number = group.matter(group.decided()).meeting_id
    group.minuted(number)
    return number


def read_hash(number):
    db.session.expire_all()
    return db.session.get_one(Minutes, number).sha256


def sign(number, login=CHAIR, sha256=None):
    sha256 = read_hash(number) if sha256 is None else sha256
    with as_(login) as account:
        return minutes.sign(group.own_meeting(account, number), account, sha256).id


def issued():
    minutes_alone = select(IssuedDocument).where(IssuedDocument.kind == "minutes")
    return db.session.scalars(minutes_alone).all()


def test_before_a_chair_has_signed_nothing_is_issued(submitted):
    assert issued() == []


def test_signed_minutes_are_issued_with_a_number_and_what_was_read(submitted):
    number = sign(submitted)

    document = db.session.get_one(IssuedDocument, number)
    paper = Paper.from_dict(document.content)
    said = "\n".join(part.label + part.text for part in paper.body)
    assert "〔2026〕1号" in document.number
    assert paper.extra["signed_sha256"] == read_hash(submitted)
    for wanted in (
        "市政府第一会议室",
        "由市工商局提供",
        "同意7个",
        "市财政局",
        "会议听取了情况汇报",
    ):
        assert wanted in said or wanted == "市政府第一会议室"


def test_the_minutes_name_who_decided_what_by_when(submitted):
    paper = Paper.from_dict(db.session.get_one(IssuedDocument, sign(submitted)).content)

    labels = {part.label: part.text for part in paper.body if part.label}
    assert labels["责任单位："] == "市工商局，2026年9月30日前完成。"
    assert labels["请假："] == "市财政局"


@pytest.mark.parametrize("login", ["ldxz_sec", "fgw_head"])
def test_only_a_chair_signs(submitted, login):
    with pytest.raises((NotAllowed, NotFound)):
        sign(submitted, login)

    assert issued() == []


def test_another_text_than_the_one_read_is_not_signed(submitted):
    with pytest.raises(Conflict):
        sign(submitted, sha256="0" * 64)

    assert issued() == []


def test_what_changed_after_the_submission_is_submitted_anew(submitted):
    before = read_hash(submitted)
    with as_(SECRETARY) as account:
        meeting = group.own_meeting(account, submitted)
        sittings.attend(meeting, {"FGW": "leave"})

    with pytest.raises(Conflict):
        sign(submitted, sha256=before)


def test_a_saved_draft_takes_the_minutes_back_from_the_chairs(submitted):
    before = read_hash(submitted)
    with as_(SECRETARY) as account:
        found = db.session.get_one(Minutes, submitted)
        meeting = group.own_meeting(account, submitted)
        minutes.save(meeting, account, opening="改", remarks={}, version=str(found.version))

    with pytest.raises(Conflict):
        sign(submitted, sha256=before)


def test_a_chair_returns_the_minutes_with_a_reason(submitted):
    with as_(CHAIR) as account:
        minutes.send_back(group.own_meeting(account, submitted), account, "补充出席情况")

    found = db.session.get_one(Minutes, submitted)
    assert (found.status, found.returned_reason) == ("draft", "补充出席情况")


def test_issued_minutes_are_not_changed_any_more(submitted):
    sign(submitted)

    with pytest.raises(Conflict), as_(SECRETARY) as account:
        found = db.session.get_one(Minutes, submitted)
        meeting = group.own_meeting(account, submitted)
        minutes.save(meeting, account, opening="改", remarks={}, version=str(found.version))
    with pytest.raises(DBAPIError):
        db.session.execute(text("UPDATE issued_document SET title = 'x'"))


@pytest.mark.parametrize(
    "step",
    [
        lambda meeting, account: sittings.attend(meeting, {"FGW": "leave"}),
        lambda meeting, account: agenda.add_other(meeting, "其他事项", "摘要"),
        lambda meeting, account: agenda.reorder(meeting, []),
        lambda meeting, account: resolutions.add(
            meeting.matters[0], text="编目", unit="GAJ", due_on=date(2026, 9, 30), account=account
        ),
    ],
    ids=["attendance", "matter", "order", "resolution"],
)
def test_what_issued_minutes_tell_of_the_meeting_is_not_changed_any_more(submitted, step):
    sign(submitted)

    with pytest.raises(Conflict), as_(SECRETARY) as account:
        step(group.own_meeting(account, submitted), account)


def test_minutes_are_printed_on_the_day_of_the_signature(submitted):
    group.let_it_be(date(2026, 9, 10))

    paper = Paper.from_dict(db.session.get_one(IssuedDocument, sign(submitted)).content)

    assert setting.printed(paper) == "2026年9月10日印发"
    assert paper.dated == FRIDAY


def test_the_minutes_say_how_the_meeting_decided_below_half(app):
    case = group.a_matter()
    group.let_it_be(FRIDAY + timedelta(days=3))
    group.ring(case)
    do(
        case,
        "record_decision",
        SECRETARY,
        "provide",
        **group.PROVIDE,
        quorum_note="到会委员口头表决",
    )
    number = group.matter(case).meeting_id
    group.minuted(number)

    paper = Paper.from_dict(db.session.get_one(IssuedDocument, sign(number)).content)

    assert "到会委员口头表决。" in [part.text for part in paper.body]


def test_members_and_both_sides_are_told_that_the_minutes_are_issued(submitted):
    sign(submitted)

    found = select(Notice.account_id).where(Notice.kind == "minutes_issued")
    told = set(db.session.scalars(found))
    for login in ("fgw_head", "gsj_head", "wsj_head", "ldxz_chair2"):
        assert people.account_by_login(login).id in told, login


def test_minutes_wait_for_every_result(app):
    case = group.a_matter()
    group.let_it_be(FRIDAY)
    number = group.matter(case).meeting_id

    with pytest.raises(Conflict):
        group.minuted(number)

"""The pages of official documents: what they show, to whom, and the list of them."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import func, select

from app.domain.documents.models import DocumentFile, IssuedDocument
from app.domain.documents.services import issue
from app.domain.meetings.models import Meeting
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.foundation.identity.models import Unit
from tests.domain.documents.papers import (
    CONTRACT,
    DAY,
    EVERY,
    LETTER,
    MINUTES,
    PLAIN,
    RED_HEAD,
    UPWARD,
    issued,
)
from tests.support.desks import APPROVED
from tests.support.people import account
from tests.support.statements import counted


@pytest.fixture
def case_id(desks):
    """A case that its provider may see."""
    made = desks.apply()
    desks.walk(APPROVED)
    return made


@pytest.fixture
def letter(case_id):
    return issued("letter", instance_id=case_id)


def a_meeting():
    """A meeting of the leading group, and its minutes."""
    group = db.session.scalars(select(Unit).filter_by(code="LDXZ")).one()
    with transaction():
        meeting = Meeting(group_id=group.id, held_on=DAY, by_id=account("ldxz_sec").id)
        db.session.add(meeting)
        db.session.flush()
        meeting_id = meeting.id
    return issued("minutes", issuer="LDXZ", meeting_id=meeting_id)


def shown(page):
    """The numbers of the documents in a list."""
    return [number for number in NUMBERS if number in page.text]


NUMBERS = [paper.number for _kind, paper in EVERY.values()]


@pytest.mark.parametrize("layout", EVERY)
def test_a_document_is_shown_as_it_was_issued(desks, case_id, layout):
    paper = EVERY[layout][1]
    document = issued(layout, instance_id=case_id)

    page = desks.at("gsj_share").get(f"/documents/{document.id}").text

    wanted = [paper.head, paper.number, paper.addressee, paper.closing, *paper.enclosures]
    wanted += [*paper.signed, *paper.marks, document.sha256]
    assert [one for one in wanted if one not in page] == []


@pytest.mark.parametrize(
    ("paper", "present", "absent"),
    [
        (
            RED_HEAD,
            ["hongxian", "印发", "（此件公开发布）", "1.共享条款对照表"],
            ["签发人", "xin-foot"],
        ),
        (UPWARD, ["签发人：<i>共享工作负责人岗</i>", "特急", "补录"], []),
        (LETTER, ["xin-foot", "附件：", "<li>共享条款</li>"], ["hongxian", "印发"]),
        (MINUTES, ["<b>出席：</b>"], ["作废"]),
        (PLAIN, ['<th scope="row">需求单位</th>'], ["hongxian", "版记"]),
        (CONTRACT, ["甲方（盖章）：", "　　　　年　　月　　日"], ["hongxian", "版记", "luokuan"]),
    ],
    ids=list(EVERY),
)
def test_each_layout_has_its_own_parts(desks, case_id, paper, present, absent):
    kind = next(kind for kind, one in EVERY.values() if one is paper)
    document = issued(paper.layout, instance_id=case_id)
    assert document.kind == kind

    sheet = desks.at("gsj_share").get(f"/documents/{document.id}").text.partition("<article")[2]

    assert [one for one in present if one not in sheet] == []
    assert [one for one in absent if one in sheet] == []


def test_a_document_is_chinese_in_every_language(desks, letter):
    desks.at("gsj_share").post("/locale", data={"lang": "en"})

    page = desks.at("gsj_share").get(f"/documents/{letter.id}").text

    assert "Reply to the application" in page
    assert "特此函复。" in page


def test_what_was_typed_is_text_and_never_markup(desks, case_id):
    paper = replace(LETTER, title="<script>alert(1)</script>", note='"><b>x', copies=("<i>甲",))
    document = issued("letter", paper=paper, instance_id=case_id)

    page = desks.at("gsj_share").get(f"/documents/{document.id}").text

    assert "<script>alert" not in page
    assert "<b>x" not in page
    assert "<i>甲" not in page


def test_a_withdrawn_document_says_so_on_screen_and_on_paper(desks, letter):
    with acting.as_system("test"), transaction():
        issue.withdraw(letter, "双方重新协商")

    page = desks.at("gsj_share").get(f"/documents/{letter.id}").text

    assert "双方重新协商" in page
    sheet = page.partition("<article")[2]
    assert "已撤回（" in sheet
    assert "作废" in sheet


def test_the_file_can_be_opened_and_is_the_same_for_everybody(desks, letter):
    first = desks.at("gsj_share").get(f"/documents/{letter.id}.docx")
    again = desks.at("jtw_head").get(f"/documents/{letter.id}.docx")

    assert first.data == again.data
    assert Document(BytesIO(first.data)).core_properties.identifier == LETTER.number
    assert "attachment" in first.headers["Content-Disposition"]
    assert "no-store" in first.headers["Cache-Control"]


def test_a_withdrawal_does_not_change_the_file(desks, letter):
    before = desks.at("gsj_share").get(f"/documents/{letter.id}.docx").data
    with acting.as_system("test"), transaction():
        issue.withdraw(letter, "双方重新协商")

    assert desks.at("gsj_share").get(f"/documents/{letter.id}.docx").data == before


KINDS = {
    "jtw_share": True, "jtw_head": True, "gsj_share": True, "gsj_head": True, "xxb_escal": True,
    "xxb_audit": True, "hbj_share": False, "hbj_head": False, "ldxz_sec": False,
    "bmj_file": False, "xxb_proc": False, "xxb_sys": False,
}  # fmt: skip


def test_a_document_of_a_case_is_for_those_who_may_see_the_case(desks, letter):
    got = {}
    for login in KINDS:
        client = desks.at(login)
        page, file = (client.get(f"/documents/{letter.id}{end}") for end in ("", ".docx"))
        assert page.status_code == file.status_code
        listed = LETTER.number in client.get("/documents/").text
        assert listed == (page.status_code == 200), login
        got[login] = page.status_code == 200

    assert got == KINDS


def test_minutes_are_for_those_who_may_see_their_meeting(desks):
    minutes = a_meeting()
    may = ("ldxz_sec", "xxb_escal", "xxb_audit")
    for login in (*may, "gsj_share", "hbj_share", "hbj_head", "xxb_sys"):
        status = desks.at(login).get(f"/documents/{minutes.id}").status_code
        listed = MINUTES.number in desks.at(login).get("/documents/").text
        assert (status, listed) == ((200, True) if login in may else (404, False)), login


def test_a_document_of_nothing_that_one_may_see_does_not_exist(desks):
    alone = issued("letter")

    assert desks.at("xxb_audit").get(f"/documents/{alone.id}").status_code == 404


def test_outsiders_change_nothing(desks, app, letter):
    for path in (f"/documents/{letter.id}", f"/documents/{letter.id}.docx"):
        assert desks.at("hbj_share").get(path).status_code == 404
        assert desks.at("gsj_share").post(path).status_code == 405
        assert app.test_client().get(path).status_code == 302

    assert db.session.scalar(select(func.count()).select_from(DocumentFile)) == 0


@pytest.mark.parametrize("number", ["0", "999999", "2147483648", "9" * 40, "-1", "x", "1%00"])
@pytest.mark.parametrize("end", ["", ".docx"])
def test_a_document_that_there_is_not_is_not_found(desks, letter, number, end):
    assert desks.at("gsj_share").get(f"/documents/{number}{end}").status_code == 404


@pytest.fixture
def several(case_id):
    """One of each kind, in one case."""
    for layout in EVERY:
        issued(layout, instance_id=case_id)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", NUMBERS),
        ("kind=reply", [LETTER.number]),
        ("kind=nonsense", NUMBERS),
        ("text=京信办协", [RED_HEAD.number]),
        ("text=复函 不良信用", [LETTER.number]),
        ("text=不良信用&kind=refusal_report", [UPWARD.number]),
        ("text=100%25", []),
        ("text=市交通委", NUMBERS),  # the case's demander
        ("text=%00", NUMBERS),
        ("page=99999999999999999999", NUMBERS),
        ("page=-3&text=复函", [LETTER.number]),
    ],
)
def test_the_list_finds_what_is_asked(desks, several, asked, found):
    page = desks.at("gsj_share").get(f"/documents/?{asked}")

    assert page.status_code == 200
    assert shown(page) == found


def test_the_newest_stand_first_and_long_lists_have_pages(desks, case_id):
    kept = select(func.count()).select_from(IssuedDocument)
    before = db.session.scalar(kept)
    for number in range(23):
        issued(
            "letter",
            paper=replace(LETTER, number=f"京工商函〔2026〕{number + 101}号"),
            instance_id=case_id,
        )

    first = desks.at("gsj_share").get("/documents/").text
    second = desks.at("gsj_share").get("/documents/?page=2").text

    assert first.index("123号") < first.index("122号")
    assert "103号" not in first
    assert "103号" in second
    assert db.session.scalar(kept) == before + 23


def test_a_part_of_the_list_is_sent_where_only_that_is_asked_for(desks, several):
    part = desks.at("gsj_share").get("/documents/", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="rows">')


def test_the_list_asks_the_database_as_often_for_six_as_for_one(desks, several):
    office = desks.at("gsj_share")
    office.get("/documents/")
    with counted() as for_six:
        office.get("/documents/")
    with counted() as for_one:
        office.get("/documents/?kind=reply")

    assert len(for_six) == len(for_one)
    assert len(for_six) <= 6

"""What a unit says inside its own walls: no page, file, notice or archive of another shows it."""

import io
import json
import zipfile

import pytest
from sqlalchemy import select

from app.domain.documents.models import IssuedDocument
from app.domain.sharing import issued
from app.domain.sharing.services.archive_contents import OF_ROUNDS
from app.foundation import calendar, clock
from app.foundation.database import db
from app.foundation.files import Attachment
from app.foundation.notices import Notice, texts
from app.jobs.deadlines import fire_deadlines
from app.jobs.worker import work_off
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance, Task
from tests.support.desks import APPLICATION, APPROVED, DELIVERED, SIGNED, USED, Desks, open_task
from tests.support.people import account

APPLICANTS, PROVIDERS = "只在交通委", "只在工商局"  # what each writes for itself only
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


def file(name: str) -> tuple[io.BytesIO, str]:
    """A file to upload, with its name in it."""
    return io.BytesIO(PDF + name.encode()), f"{name}.pdf"


def pages(desks: Desks, login: str, case_id: int) -> dict[str, str]:
    """Everything about a case that somebody can open, by its address."""
    db.session.expire_all()
    case = db.session.get_one(ProcessInstance, case_id)
    paths = ["/tasks/", "/cases/", "/notices/", f"/cases/{case_id}", f"/cases/{case_id}/agreement"]
    paths += [
        f"/cases/{case_id}?diagram={name}" for name in {e.partition("/")[0] for e in case.passed}
    ]
    of_case = {"instance_id": case_id}
    clocks = db.session.scalars(select(Clock.id).filter_by(**of_case))
    paths += [f"/cases/{case_id}/clocks/{one}" for one in clocks]
    paths += [f"/tasks/{one}" for one in db.session.scalars(select(Task.id).filter_by(**of_case))]
    files = db.session.scalars(select(Attachment.id).filter_by(**of_case))
    paths += [f"/attachments/{one}" for one in files]
    papers = db.session.scalars(select(IssuedDocument.id).filter_by(**of_case))
    paths += [f"/documents/{one}{kind}" for one in papers for kind in ("", ".docx")]
    paths.append("/documents/")
    got = {path: desks.at(login).get(path) for path in paths}
    return {path: shown(one.data) + str(one.headers) for path, one in got.items()}


def shown(data: bytes) -> str:
    """A page's text; of a .docx, which is a ZIP, all that is written in it."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as docx:
        return "".join(docx.read(name).decode(errors="replace") for name in docx.namelist())


def told(login: str) -> list[str]:
    """The notices of an account: what is kept of them, and their mails."""
    mine = select(Notice).where(Notice.account_id == account(login).id)
    return [f"{n.params} {texts.title(n)} {texts.body(n)}" for n in db.session.scalars(mine)]


def papers(login: str, case_id: int) -> list[str]:
    """What the documents of a case say that this account may read."""
    return [str(one.content) for one in issued.newest(case_id, account(login), 99)]


def archive(desks: Desks, login: str, case_id: int) -> dict[str, bytes]:
    """The archive as this account may have it, file by file."""
    work_off("archive")
    with zipfile.ZipFile(
        io.BytesIO(desks.at(login).get(f"/cases/{case_id}/archive").data)
    ) as found:
        return {name: found.read(name) for name in found.namelist()}


def where(mark: str, desks: Desks, login: str, case_id: int) -> list[str]:
    """The places in which this account finds a text."""
    found = [path for path, text in pages(desks, login, case_id).items() if mark in text]
    found += [text for text in told(login) if mark in text]
    found += [f"document: {text}" for text in papers(login, case_id) if mark in text]
    if db.session.get_one(ProcessInstance, case_id).finished_at:
        files = archive(desks, login, case_id).items()
        found += [name for name, content in files if mark in name or mark.encode() in content]
    return found


@pytest.fixture
def redrafted(desks) -> int:
    """A case in which both units thought better of what they had written; an answer is drafted."""
    case_id = desks.apply(basis=f"{APPLICANTS}依据", attachments=file(APPLICANTS))
    draft = {"scope": f"{PROVIDERS}范围", "conditions": f"{PROVIDERS}条件"}
    ground = {"reason": f"{PROVIDERS}理由", "legal_basis": f"{PROVIDERS}依据"}
    again = {"outcome": "resubmit", "basis": "《行政许可法》", "attachments": ["", file("依据")]}
    desks.walk(
        ("jtw_head", "unit_review", {"outcome": "return", "comment": f"{APPLICANTS}重写"}),
        ("jtw_share", "revise_application", APPLICATION | again),
        ("jtw_head", "unit_review", {"outcome": "approve", "comment": f"{APPLICANTS}同意"}),
        ("gsj_share", "provider_response", {"outcome": "counter"} | draft),
        ("gsj_head", "provider_approval", {"outcome": "return", "comment": f"{PROVIDERS}不妥"}),
        (
            "gsj_share",
            "provider_response",
            {"outcome": "refuse", "reason_code": "law"} | ground,
        ),
        ("gsj_head", "provider_approval", {"outcome": "return", "comment": f"{PROVIDERS}再议"}),
        ("gsj_share", "provider_response", {"outcome": "counter", "conditions": "仅限本市"}),
    )
    return case_id


def approve_and_finish(desks: Desks) -> None:
    """The drafted counter-offer goes out and is taken; the case takes its course to the end."""
    desks.walk(
        ("gsj_head", "provider_approval", {"outcome": "approve", "comment": f"{PROVIDERS}同意"}),
        ("jtw_share", "consider_counter", {"outcome": "accept"}),
        *SIGNED,
        *DELIVERED,
        *USED,
    )


def test_what_was_written_inside_a_unit_is_on_no_page_of_another(desks, redrafted):
    assert where(APPLICANTS, desks, "gsj_share", redrafted) == []
    assert where(APPLICANTS, desks, "xxb_escal", redrafted) == []
    for login in ("jtw_share", "jtw_head", "xxb_escal"):
        assert where(PROVIDERS, desks, login, redrafted) == []
    assert where(APPLICANTS, desks, "jtw_head", redrafted)
    assert where(PROVIDERS, desks, "gsj_head", redrafted)


def test_nor_when_the_case_is_over_and_in_no_archive(desks, redrafted):
    approve_and_finish(desks)

    assert where(APPLICANTS, desks, "gsj_share", redrafted) == []
    assert where(PROVIDERS, desks, "jtw_share", redrafted) == []
    for mark, login in ((APPLICANTS, "jtw_head"), (PROVIDERS, "gsj_head")):
        kept = " ".join(where(mark, desks, login, redrafted))
        assert "case.json" in kept or "forms/" in kept


def test_auditors_and_the_record_itself_have_all_of_it(desks, redrafted):
    approve_and_finish(desks)

    for mark in (APPLICANTS, PROVIDERS):
        found = where(mark, desks, "xxb_audit", redrafted)
        assert f"/cases/{redrafted}" in found
        assert any(name.startswith("forms/") for name in found)


def test_no_gap_in_the_numbers_tells_of_an_offer_that_was_not_sent(desks, redrafted):
    approve_and_finish(desks)
    page = {one: desks.at(one).get(f"/cases/{redrafted}").text for one in ("jtw_share", "gsj_head")}
    extract = archive(desks, "jtw_share", redrafted)

    assert "第 2 轮：协商意见" in page["jtw_share"]
    assert "第 2 轮：协商意见" in page["gsj_head"]
    assert "第 3 轮" not in page["jtw_share"] + page["gsj_head"]
    assert "未送达：协商意见" in page["gsj_head"]
    assert "未送达" not in page["jtw_share"]
    assert [one["round"] for one in json.loads(extract["case.json"])["rounds"]] == [1, 2]
    rounds = [
        one["subject"] for one in json.loads(extract["log.json"]) if one["action"] in OF_ROUNDS
    ]
    assert rounds == ["1", "2", "2"]


def test_the_file_that_was_left_out_of_an_application_is_its_unit_s_alone(desks, redrafted):
    files = {one.filename: one.id for one in db.session.scalars(select(Attachment))}
    left_out, sent = files[f"{APPLICANTS}.pdf"], files["依据.pdf"]

    assert desks.at("gsj_share").get(f"/attachments/{left_out}").status_code == 404
    assert desks.at("gsj_share").get(f"/attachments/{sent}").status_code == 200
    assert desks.at("jtw_head").get(f"/attachments/{left_out}").status_code == 200
    assert desks.at("xxb_audit").get(f"/attachments/{left_out}").status_code == 200


def test_an_application_that_was_not_returned_is_open_to_those_who_decide_on_it(desks):
    case_id = desks.apply(necessity="核验所需")
    desks.walk(APPROVED)

    page = desks.at("gsj_share").get(f"/cases/{case_id}").text

    assert page.count(APPLICATION["basis"]) == 2  # on the card, and where it was said


def test_what_is_missing_is_told_to_the_demander_and_why_more_time_is_needed_to_the_office(desks):
    case_id = desks.apply()
    desks.walk(
        APPROVED,
        ("gsj_share", "provider_response", {"outcome": "extend", "reason": "月报尚未审定"}),
    )
    assert (
        "月报尚未审定"
        in desks.at("xxb_escal").get(f"/tasks/{open_task('review_extension').id}").text
    )
    assert "月报尚未审定" not in desks.at("jtw_share").get(f"/cases/{case_id}").text
    desks.walk(
        ("xxb_escal", "review_extension", {"outcome": "grant", "days": "5"}),
        ("gsj_share", "provider_response", {"outcome": "supplement", "missing": "授权文件"}),
    )

    task = open_task("supplement_application").id

    assert "授权文件" in desks.at("jtw_share").get(f"/tasks/{task}").text
    for login in ("jtw_share", "gsj_head", "xxb_escal", "xxb_audit"):
        assert any("授权文件" in said for said in papers(login, case_id))


def test_the_notice_of_what_is_missing_is_for_nobody_who_is_asked_or_votes_later(desks):
    case_id = desks.apply()
    ground = {"reason": "重新归集", "legal_basis": "管理办法", "reason_code": "other"}
    desks.walk(
        APPROVED,
        ("gsj_share", "provider_response", {"outcome": "supplement", "missing": "只给需求方"}),
        ("jtw_share", "supplement_application", APPLICATION | {"outcome": "resubmit"}),
        ("gsj_share", "provider_response", {"outcome": "refuse"} | ground),
        ("gsj_head", "provider_approval", {"outcome": "approve"}),
        ("xxb_escal", "accept_dispute", {"responsibility": "built", "consult": ["FZB"]}),
    )

    assert "重新归集" in str(papers("fzb_legal", case_id))
    assert where("只给需求方", desks, "fzb_legal", case_id) == []
    assert "补充材料一次性告知书" not in desks.at("fzb_legal").get(f"/cases/{case_id}").text
    assert "补充材料一次性告知书" in desks.at("jtw_head").get(f"/cases/{case_id}").text


def test_an_answer_drafted_too_late_and_the_votes_are_in_no_side_s_archive(desks):
    case_id = desks.apply()
    ground = {"reason": f"{PROVIDERS}理由", "legal_basis": f"{PROVIDERS}依据"}
    desks.walk(
        APPROVED,
        ("gsj_share", "provider_response", {"outcome": "refuse", "reason_code": "law"} | ground),
    )
    clock.hand_in(clock.at_hour(calendar.current().add(clock.today(), 11), 9))
    fire_deadlines()
    explained = {"reason_code": "other", "reason": "审批未及时", "remedy": "随后答复"}
    meeting = clock.today().isoformat()
    desks.walk(
        ("gsj_share", "explain_default", explained),
        ("xxb_escal", "accept_dispute", {"responsibility": "produced"}),
        (
            "xxb_escal",
            "propose_settlement",
            {"outcome": "refer", "criteria": "cross_system", "grounds": "涉及多个系统"},
        ),
        (
            "ldxz_sec",
            "prepare_agenda",
            {"title": "共享", "summary": "争议", "options": "提供", "meeting_date": meeting},
        ),
    )
    voter = open_vote("swb_head")
    said = {"outcome": "reject", "comment": "只在本委员会"}
    assert desks.at("swb_head").post(f"/tasks/{voter}", data=said).status_code == 302
    clock.hand_in(clock.at_hour(calendar.current().add(clock.today(), 1), 9))
    fire_deadlines()
    decided = {"outcome": "refuse", "resolution": "不予提供", "quorum_note": "紧急"}
    desks.walk(("ldxz_sec", "record_decision", decided))

    for mark in ("只在本委员会", PROVIDERS, '"drafted"'):
        assert where(mark, desks, "jtw_share", case_id) == []
    assert where("只在本委员会", desks, "gsj_head", case_id) == []
    assert where("只在本委员会", desks, "xxb_audit", case_id)
    assert where('"drafted"', desks, "gsj_head", case_id)


def open_vote(login: str) -> int:
    """The vote that lies on the desk of this account's unit."""
    mine = select(Task.id).filter_by(name="cast_vote", unit_id=account(login).unit_id)
    return db.session.scalars(mine).one()


def test_the_provider_of_a_substitute_reads_nothing_of_what_the_first_one_wrote_for_itself(desks):
    case_id = desks.apply(
        "ajj_share",
        "IR0001",
        items=["企业名称"],
    )
    ground = {"reason_code": "not_held", "reason": "重新归集", "legal_basis": "管理办法"}
    desks.walk(
        ("ajj_head", "unit_review", {"outcome": "approve"}),
        ("gsj_share", "provider_response", {"outcome": "counter", "scope": f"{PROVIDERS}范围"}),
        ("gsj_head", "provider_approval", {"outcome": "return", "comment": f"{PROVIDERS}不妥"}),
        ("gsj_share", "provider_response", {"outcome": "refuse"} | ground),
        ("gsj_head", "provider_approval", {"outcome": "approve", "comment": f"{PROVIDERS}同意"}),
        ("xxb_escal", "accept_dispute", {"responsibility": "built"}),
        (
            "xxb_escal",
            "propose_settlement",
            {"outcome": "settle", "substitute": "IR0004", "items": ["机构名称"]},
        ),
    )
    for login in ("zjj_share", "ajj_share"):
        unit_id = account(login).unit_id
        task = select(Task.id).filter_by(name="answer_settlement", unit_id=unit_id)
        path = f"/tasks/{db.session.scalars(task).one()}"
        assert desks.at(login).post(path, data={"outcome": "accept"}).status_code == 302

    assert desks.at("zjj_share").get(f"/cases/{case_id}").status_code == 200
    assert where(PROVIDERS, desks, "zjj_share", case_id) == []
    assert where(PROVIDERS, desks, "ajj_share", case_id) == []

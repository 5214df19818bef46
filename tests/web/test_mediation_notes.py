"""Notes of the office's meetings: who keeps, shares and withdraws them, and who may read which."""

import io
import json

import pytest
from sqlalchemy import select

from app.domain.sharing import records
from app.domain.sharing.models.dispute import MediationNote
from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.files import Attachment
from app.workflow.models import Task
from tests.support.desks import APPROVED
from tests.support.people import account
from tests.support.together import at_once
from tests.web.test_own_papers import archive, where

INSIDE = "只在信息办"
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"
REFUSED = {
    "outcome": "refuse", "reason_code": "law", "reason": "依法不得提供", "legal_basis": "条例",
}  # fmt: skip


@pytest.fixture
def case_id(desks):
    """市工商局 refused 市交通委; the office has taken the dispute up and asked 市政府法制办."""
    made = desks.apply()
    desks.walk(
        APPROVED,
        ("gsj_share", "provider_response", REFUSED),
        ("gsj_head", "provider_approval", {"outcome": "approve"}),
        ("xxb_escal", "accept_dispute", {"responsibility": "produced", "consult": "FZB"}),
    )
    return made


@pytest.fixture
def path(case_id):
    """Where the notes of the dispute are."""
    return f"/disputes/{records.dispute(case_id).id}/notes"


def add(desks, path, login="xxb_escal", **changes):
    said = {
        "held_on": clock.today().isoformat(),
        "place": f"{INSIDE}会议室",
        "attended": f"{INSIDE}处长\n市工商局",
        "note": f"{INSIDE}：双方各让一步",
    }
    return desks.at(login).post(path, data=said | changes)


def notes():
    db.session.expire_all()
    return list(db.session.scalars(select(MediationNote).order_by(MediationNote.id)))


def with_file():
    return io.BytesIO(PDF + INSIDE.encode()), f"{INSIDE}.pdf"


def finish(desks):
    """The refusal is upheld, and the case is closed."""
    settled = {"outcome": "uphold", "grounds": "依据充分"}
    opinion = {"position": "refuse", "opinion": "可以不提供"}
    desks.walk(("fzb_legal", "give_opinion", opinion), ("xxb_escal", "propose_settlement", settled))
    for login in ("jtw_share", "gsj_share"):
        mine = select(Task.id).filter_by(
            name="answer_settlement", unit_id=account(login).unit_id, closed_at=None
        )
        path = f"/tasks/{db.session.scalars(mine).one()}"
        assert desks.at(login).post(path, data={"outcome": "accept"}).status_code == 302


def test_an_unshared_note_reaches_no_side_and_no_consulted_unit(desks, case_id, path):
    assert add(desks, path, files=with_file()).status_code == 302

    for login in ("jtw_share", "jtw_head", "gsj_share", "gsj_head", "fzb_legal", "ldxz_sec"):
        assert where(INSIDE, desks, login, case_id) == [], login
        assert INSIDE not in desks.at(login).get(path).text
    assert where(INSIDE, desks, "xxb_escal2", case_id)
    assert where(INSIDE, desks, "xxb_audit", case_id)
    finish(desks)
    for login in ("jtw_share", "gsj_share"):
        assert where(INSIDE, desks, login, case_id) == [], login
        log = json.loads(archive(desks, login, case_id)["log.json"])
        assert not [line for line in log if "note" in line["action"]], "nor that there was one"
    assert where(INSIDE, desks, "xxb_audit", case_id)


def test_a_shared_note_is_read_by_both_sides_with_its_file(desks, case_id, path):
    add(desks, path, files=with_file(), shared="true")

    file = f"/attachments/{db.session.scalars(select(Attachment.id)).one()}"
    for login in ("jtw_share", "gsj_share"):
        assert INSIDE in desks.at(login).get(f"/cases/{case_id}").text
        assert desks.at(login).get(path).status_code == 200
        assert desks.at(login).get(file).status_code == 200
    for login in ("fzb_legal", "hbj_share"):
        assert where(INSIDE, desks, login, case_id) == []
        assert desks.at(login).get(path).status_code == 404
        assert desks.at(login).get(file).status_code == 404
    finish(desks)
    mine = archive(desks, "jtw_share", case_id)
    assert INSIDE in mine["case.json"].decode()
    assert any(name.endswith(f"{INSIDE}.pdf") for name in mine)


def test_what_is_shared_later_is_read_from_then_on(desks, case_id, path):
    add(desks, path)
    assert INSIDE not in desks.at("gsj_share").get(f"/cases/{case_id}").text

    shared = desks.at("xxb_escal2").post(f"{path}/{notes()[0].id}/share")

    assert shared.status_code == 302
    assert INSIDE in desks.at("gsj_share").get(f"/cases/{case_id}").text


def test_of_a_withdrawn_note_the_sides_only_read_that_it_was_withdrawn(desks, case_id, path):
    add(desks, path, shared="true", files=with_file())

    assert desks.at("xxb_escal").post(f"{path}/{notes()[0].id}/withdraw").status_code == 302

    assert where(INSIDE, desks, "gsj_share", case_id) == []
    assert "已撤回" in desks.at("gsj_share").get(path).text
    assert INSIDE in desks.at("xxb_escal").get(path).text, "it stays on the record"
    again = desks.at("xxb_escal").post(f"{path}/{notes()[0].id}/share")
    assert again.status_code == 409
    finish(desks)
    assert where(INSIDE, desks, "gsj_share", case_id) == []


def test_the_secretary_reads_all_once_the_matter_is_referred(desks, case_id, path):
    add(desks, path)
    assert desks.at("ldxz_sec").get(path).status_code == 404

    referred = {"outcome": "refer", "criteria": "cross_system", "grounds": "涉及多个系统"}
    opinion = {"position": "neutral", "opinion": "无"}
    desks.walk(
        ("fzb_legal", "give_opinion", opinion), ("xxb_escal", "propose_settlement", referred)
    )

    assert INSIDE in desks.at("ldxz_sec").get(path).text
    told = desks.at("jtw_share").get(f"/cases/{case_id}").text
    assert "构成重大事项的情形" in told and "跨系统、跨领域" in told


def test_only_the_offices_officers_keep_share_and_withdraw_notes(desks, path):
    add(desks, path, shared="true")
    note_id = notes()[0].id
    kinds = {"jtw_share": 403, "gsj_head": 403, "xxb_audit": 403, "xxb_head": 403}
    kinds |= {"hbj_share": 404, "fzb_legal": 404, "xxb_share": 404, "ldxz_sec": 404}

    for login, status in kinds.items():
        assert add(desks, path, login).status_code == status, login
        for deed in ("share", "withdraw"):
            answer = desks.at(login).post(f"{path}/{note_id}/{deed}")
            assert answer.status_code == status, (login, deed)
    assert desks.app.test_client().post(path, data={}).status_code == 302
    (note,) = notes()
    assert note.withdrawn_at is None


def test_the_way_back_to_the_dispute_is_for_those_who_may_open_it(desks, path):
    back = f'href="/desk/{path.split("/")[2]}"'

    assert back in desks.at("xxb_escal").get(path).text
    assert back not in desks.at("jtw_share").get(path).text


def test_the_head_of_the_office_reads_what_is_kept(desks, path):
    add(desks, path, files=with_file())

    assert INSIDE in desks.at("xxb_head").get(path).text
    file = db.session.scalars(select(Attachment.id)).one()
    assert desks.at("xxb_head").get(f"/attachments/{file}").status_code == 200


def test_a_faulty_note_is_told_and_nothing_typed_or_uploaded_is_lost(desks, path):
    later = clock.today().replace(year=clock.today().year + 1).isoformat()

    answer = add(desks, path, held_on=later, files=with_file())

    assert answer.status_code == 422
    assert "f-held_on-error" in answer.text
    assert f"{INSIDE}：双方各让一步" in answer.text
    assert f"{INSIDE}.pdf" in answer.text
    assert notes() == []


def test_bad_input_is_turned_down(desks, path):
    exe = (io.BytesIO(b"MZ"), "会议.exe")
    for wrong in (
        {"held_on": "昨天"},
        {"note": "\x00"},
        {"note": "长" * 5001},
        {"place": "x" * 201},
        {"files": exe},
        {"note": " "},
        {"files": "00000000-0000-0000-0000-000000000001"},
    ):
        assert add(desks, path, **wrong).status_code == 422, wrong
    assert notes() == []
    for address in (f"{path}/{10**30}/share", f"{path}/0/withdraw", "/disputes/999999/notes"):
        assert desks.at("xxb_escal").post(address, data={}).status_code == 404, address


def test_the_same_note_sent_twice_is_one(desks, path):
    day = clock.today().isoformat()  # in another thread the clock is another
    desks.at("xxb_escal")
    at_once([lambda: add(desks, path, held_on=day).status_code] * 3)
    add(desks, path, held_on=day)

    assert len(notes()) == 1


def test_sharing_and_withdrawing_at_once_leave_one_order_of_things(desks, case_id, path):
    add(desks, path)
    place = f"{path}/{notes()[0].id}"
    one, other = desks.at("xxb_escal"), desks.at("xxb_escal2")

    got = at_once([
        lambda: one.post(f"{place}/share").status_code,
        lambda: other.post(f"{place}/withdraw").status_code,
    ])  # fmt: skip

    assert sorted(got) in ([302, 302], [302, 409])
    assert notes()[0].withdrawn_at
    assert where(INSIDE, desks, "gsj_share", case_id) == []


def test_a_closed_case_takes_no_more_notes(desks, path):
    add(desks, path)
    finish(desks)

    assert add(desks, path, note="补记").status_code == 409
    assert desks.at("xxb_escal").post(f"{path}/{notes()[0].id}/share").status_code == 409
    assert [one.shared for one in notes()] == [False]


def test_every_step_is_on_the_record(desks, path):
    add(desks, path)
    for deed in ("share", "withdraw"):
        desks.at("xxb_escal").post(f"{path}/{notes()[0].id}/{deed}")

    said = select(AuditEntry.action).where(AuditEntry.action.startswith("mediation note"))
    found = [one.rpartition(" ")[2] for one in db.session.scalars(said.order_by(AuditEntry.id))]
    assert found == ["added", "shared", "withdrawn"]

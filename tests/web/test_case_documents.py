"""The documents of a case: their card on its page, and what its archive keeps of them."""

import hashlib
import io
import json
import zipfile

import pytest
from sqlalchemy import select

from app.domain.documents.models import IssuedDocument
from app.domain.sharing import records
from app.domain.sharing.models.dispute import Dispute
from app.domain.sharing.rules import sealed
from app.domain.sharing.services import papers
from app.foundation.database import db, transaction
from app.jobs.worker import work_off
from app.web import dispute_cards, document_cards
from tests.support.desks import AGREED, APPROVED, DELIVERED, SIGNED, USED
from tests.support.people import account
from tests.support.statements import counted

REFUSAL = {"outcome": "refuse", "reason_code": "law", "reason": "不妥", "legal_basis": "规定"}


@pytest.fixture
def refused(desks) -> int:
    """A refusal that is before the office."""
    case_id = desks.apply()
    desks.walk(
        APPROVED,
        ("gsj_share", "provider_response", REFUSAL),
        ("gsj_head", "provider_approval", {"outcome": "approve"}),
    )
    return case_id


def page(desks, login: str, case_id: int) -> str:
    return desks.at(login).get(f"/cases/{case_id}").text


def test_the_page_of_a_case_lists_its_documents_with_number_and_issuer(desks, refused):
    issued = db.session.scalars(select(IssuedDocument).order_by(IssuedDocument.id)).all()

    for login in ("jtw_share", "gsj_share", "xxb_escal", "xxb_audit"):
        text = page(desks, login, refused)
        assert all(one.title in text and one.number in text for one in issued)
    assert len(issued) == 5


def test_before_the_head_approves_there_is_no_document_and_no_card(desks):
    case_id = desks.apply()

    assert "h-documents" not in page(desks, "jtw_share", case_id)


def test_a_withdrawn_document_stays_and_is_marked(desks, refused):
    answer = records.answer(refused)
    assert "已撤回" not in page(desks, "jtw_share", refused)

    with transaction():
        papers.withdraw(f"answer:{answer.id}", "重拟")

    assert page(desks, "jtw_share", refused).count("已撤回") == 2  # the reply and the report


def test_the_dispute_has_the_same_card(desks, refused):
    dispute = db.session.scalars(select(Dispute)).one()

    with desks.app.test_request_context():
        (card,) = [
            c for c in dispute_cards.of(dispute, account("xxb_escal")) if c.id == "h-documents"
        ]

    assert len(card.values["documents"]) == 5


def test_many_documents_cost_the_page_one_statement_and_the_newest_are_shown(
    desks, refused, monkeypatch
):
    monkeypatch.setattr(document_cards, "MOST", 2)
    reader = account("jtw_share")
    assert reader.effective_posts
    with desks.app.test_request_context(), counted() as sent:
        card = document_cards.of_case(refused, reader)

    assert card is not None
    newest = select(IssuedDocument.number).order_by(IssuedDocument.id.desc()).limit(2)
    shown = [one["number"] for one in card.values["documents"]]
    assert shown == list(db.session.scalars(newest))
    assert len([one for one in sent if "issued_document" in one]) == 1
    assert "content" not in " ".join(sent)


def test_a_file_s_name_stands_among_the_enclosures_of_the_application(desks):
    pdf = (io.BytesIO(b"%PDF-1.4\n1 0 obj\n%%EOF\n"), "批准文件.pdf")
    desks.apply(attachments=pdf)

    desks.walk(APPROVED)

    issued = db.session.scalars(select(IssuedDocument).filter_by(kind="application")).one()
    assert issued.content["enclosures"] == ["批准文件.pdf"]


def test_the_archive_holds_every_document_as_it_was_sealed(desks, tmp_path):
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED, *USED)
    work_off("archive")
    whole = desks.at("xxb_audit").get(f"/cases/{case_id}/archive").data
    (tmp_path / "whole.zip").write_bytes(whole)

    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        index = json.loads(archive.read("documents/issued.json"))
        hashes = {
            line["file"]: hashlib.sha256(archive.read(line["file"])).hexdigest() for line in index
        }

    sealed_with = {one.sha256 for one in db.session.scalars(select(IssuedDocument))}
    assert {line["sha256"] for line in index} == set(hashes.values()) == sealed_with
    assert [line["kind"] for line in index if line["kind"] != "filing_receipt"] == [
        "application", "reply", "agreement",
    ]  # fmt: skip
    assert sealed.faults(tmp_path / "whole.zip") == []


def test_what_is_withdrawn_after_the_case_was_closed_does_not_change_its_archive(desks):
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED, *USED)
    work_off("archive")
    side = desks.at("jtw_share").get(f"/cases/{case_id}/archive").data

    with transaction():
        papers.withdraw(f"answer:{records.answer(case_id).id}", "重拟")

    assert desks.at("jtw_share").get(f"/cases/{case_id}/archive").data == side

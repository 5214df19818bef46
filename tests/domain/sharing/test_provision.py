"""Delivery, receipt, the two sides' returns, the archive, and reminders."""

import json
import zipfile

import pytest
from sqlalchemy import select

from app.domain.sharing import records
from app.domain.sharing.models.usage import Archive
from app.domain.sharing.rules import sealed
from app.domain.sharing.services import archive
from app.foundation import clock, contents
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotFound
from app.foundation.notices import Notice
from app.foundation.stores.folder import Folder
from app.workflow import clocks
from app.workflow.ledger import ClockEntry
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do

SHORT = {"shortfall": ["incomplete"], "reason": "缺企业类型"}


def in_force():
    return cases.signed(cases.answered(cases.approved(cases.a_case()), "agree"))


def deliver(case, *items: str) -> None:
    wanted = list(items) or cases.USUAL["items"]
    do(case, "provide_data", "gsj_share", "provided", delivered_items=wanted, access="接口一")


def test_items_agreed_and_not_delivered_are_shown_as_missing(app):
    case = in_force()

    deliver(case, "注册号", "企业名称")

    assert records.delivery(case.id).missing == ["企业类型"]


def test_only_what_was_agreed_is_delivered(app):
    case = in_force()

    with pytest.raises(Invalid) as turned_down:
        deliver(case, "住所")

    assert set(turned_down.value.fields) == {"delivered_items"}


def test_silence_accepts_a_delivery(app):
    case = in_force()
    deliver(case)

    cases.let_pass(6, case)

    assert records.delivery(case.id).receipt.silent
    assert cases.open_names(case) == ["file_provision", "file_usage", "give_feedback"]


def test_the_first_deficiency_gives_five_days(app):
    case = in_force()
    deliver(case)

    do(case, "confirm_receipt", "wsj_share", "deficient", **SHORT)

    assert cases.open_names(case) == ["provide_data"]
    assert clocks.latest(case.id, "provide").budget == 5


def test_the_second_deficiency_goes_to_the_office(app):
    case = in_force()
    deliver(case)
    do(case, "confirm_receipt", "wsj_share", "deficient", **SHORT)
    deliver(case)

    do(case, "confirm_receipt", "wsj_share", "deficient", **SHORT)

    dispute = records.dispute(case.id)
    assert (dispute.cause, dispute.facts["how"]) == ("non_delivery", "deficient")
    assert cases.open_names(case) == ["accept_dispute"]


def test_returns_that_differ_are_reviewed_by_the_office(app):
    case = cases.received(in_force())
    counts = {"period": "四季度", "volume": 100}
    do(case, "file_provision", "gsj_share", **counts, deliveries=12)
    use = {"purpose_met": "yes", "users": "u", "storage": "s", "incidents": "无"}

    do(case, "file_usage", "wsj_share", **counts, **use, deliveries=9)

    assert cases.open_names(case) == ["give_feedback", "review_mismatch"]
    do(case, "review_mismatch", "xxb_escal")


def test_a_clock_that_two_tasks_share_is_recorded_once(app):
    case = cases.answered(cases.approved(cases.a_case()), "agree")

    cases.let_pass(6, case)

    recorded = select(ClockEntry).where(ClockEntry.event == "missed")
    assert [entry.clock.name for entry in db.session.scalars(recorded)] == ["sign"]
    kinds = db.session.scalars(select(Notice.kind).where(Notice.instance_id == case.id)).all()
    assert kinds.count("deadline_missed") == 2


def test_an_open_case_has_no_archive(app):
    with pytest.raises(NotFound):
        archive.write(in_force().id)


def test_the_archive_of_a_closed_case_is_sound_and_whole(app, tmp_path):
    case = cases.completed(cases.received(in_force()))

    with transaction():
        path = tmp_path / archive.filename(written := archive.write(case.id))
        with contents.opened(written.sha256) as content:
            path.write_bytes(content.read())

    assert sealed.faults(path) == []
    with zipfile.ZipFile(path) as found:
        names = set(found.namelist())
        log = json.loads(found.read("log.json"))
    assert {"documents/agreement-1.txt", "diagrams/sharing_application.bpmn"} <= names
    assert {"filings/01-application.json", "filings/02-negotiation_result.json"} <= names
    assert any(name.startswith("forms/") and name.endswith("-sign_provider.json") for name in names)
    assert "case closed" in {entry["action"] for entry in log}


def test_an_archive_written_again_is_the_same_to_the_byte(app):
    case = cases.completed(cases.received(in_force()))
    with transaction():
        first = archive.write(case.id).sha256
        contents.settings.store.drop(first, clock.now() + contents.DAY)
    assert not contents.has(first)

    with transaction():
        assert archive.write(case.id).sha256 == first
    assert contents.has(first)


def test_an_archive_of_the_time_of_folders_is_taken_over(app, tmp_path, monkeypatch):
    case = cases.completed(cases.received(in_force()))
    with transaction():
        written = archive.write(case.id)
        with contents.opened(written.sha256) as content:
            place = tmp_path / "archives" / written.path
            place.parent.mkdir(parents=True)
            place.write_bytes(content.read())
        contents.settings.store.drop(written.sha256, clock.now() + contents.DAY)
    monkeypatch.setattr(contents.settings, "before", Folder(tmp_path))
    monkeypatch.setattr(archive, "packed", _fail)  # a record may be told otherwise by now

    with transaction():
        assert contents.has(archive.write(case.id).sha256)


def test_a_promise_survives_a_crash_before_the_zip_was_written(app, monkeypatch):
    case = cases.completed(cases.received(in_force()))
    with monkeypatch.context() as broken:
        broken.setattr(contents, "put", _fail)
        with pytest.raises(OSError), transaction():
            archive.write(case.id)

    assert archive.pending() == [case.id]
    with transaction():
        archive.write(case.id)
    assert archive.pending() == []
    assert db.session.get(Archive, case.id).status == "written"


def _fail(*args) -> None:
    raise OSError("disk full")

"""What two persons wanted destroyed goes, what holds it spares it, and what stays is proof."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.domain.keeping import destroyable, queries, register_file
from app.domain.keeping.destroyable import Asked
from app.domain.keeping.services import (
    checking,
    exporting,
    holding,
    registers,
    restoring,
    sealing,
)
from app.foundation import audit, contents
from app.foundation.chain import verifying
from app.foundation.database import db, transaction
from app.foundation.destroyed import DestructionLine
from app.foundation.errors import Conflict, Invalid, NotAllowed
from app.foundation.identity import acting
from app.foundation.kept import KeptAnswer, KeptDispute, KeptDocument, KeptEntry, KeptName
from app.jobs.keeping import archive_cases, destroy_cases
from app.jobs.record import seal_record
from tests.domain.keeping.conftest import on
from tests.domain.sharing import cases
from tests.support.people import account

ARCHIVED, OVER = (2031, 1, 4), (2041, 1, 4)
STOPPABLE, LATER = (2041, 2, 2), (2041, 2, 3)


def by(login, act, *given):
    who = account(login)
    with acting.as_account(who), transaction():
        return act(*given, who)


def proposed():
    return by("daj_arch", registers.propose, Asked(), None, "保管期满").id


def confirmed():
    register_id = proposed()
    by("xxb_audit", registers.confirm, register_id, registers.register(register_id).sha256)
    return register_id


def nothing_is_wrong():
    """Both chains are as they were sealed."""
    seal_record()
    db.session.rollback()
    return [*map(str, verifying.verify().faults), *checking.faults()] == []


@pytest.fixture
def archived(closed):
    """The id and the number of a case that was archived, and sealed, ten years ago."""
    case_id, number = closed.id, closed.number
    with on(*ARCHIVED):
        assert archive_cases() == 1
    return case_id, number


def test_both_chains_hold_after_each_step(app, closed, tmp_path):
    case_id = closed.id
    with acting.as_system("test"), transaction():
        audit.record("looked at", case=case_id)
    with on(*ARCHIVED):
        assert queries.due(3, 10) == []  # what was recorded just now is not sealed
        assert archive_cases() == 1
        assert nothing_is_wrong()
        with acting.as_system("test"), transaction():
            restoring.restore(case_id, "复查")
        assert nothing_is_wrong()
    with on(*OVER):
        assert archive_cases() == 1
        assert nothing_is_wrong()
        assert exporting.export(tmp_path) == (3, 0)  # one record, two manifests
        register_id = confirmed()
    with on(*STOPPABLE):
        assert destroy_cases() == 0
        call = f"SELECT keeping_destroy({case_id}, {register_id}, '2041-02-02')"
        with pytest.raises(DBAPIError, match="can still be stopped"), transaction():
            db.session.execute(text(call))
    destroyed(case_id, register_id, tmp_path)


def destroyed(case_id, register_id, folder):
    """It goes with its names, entries and file; the line stays, and proves all of that."""
    files = set(contents.named())
    entries = sorted(db.session.scalars(select(KeptEntry.id)))
    with on(*LATER):
        assert destroy_cases() == 1
        assert nothing_is_wrong()
    line = db.session.scalars(select(DestructionLine)).one()
    assert (line.case_id, line.entries) == (case_id, entries)
    assert registers.register(register_id).state == "done"
    assert f"destroyed {case_id} {line.sha256} " in sealing.last_batch().manifest
    assert queries.kept(case_id) is None
    for table in (KeptEntry, KeptName, KeptDocument, KeptDispute, KeptAnswer):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert set(contents.named()) < files
    assert exporting.export(folder) == (1, 1)
    assert list(exporting.folder_faults(folder)) == []
    row = "".join(register_file.as_csv(registers.register(register_id))).splitlines()[1]
    assert line.sha256 in row
    assert "2041-02-03" in row


def test_it_takes_two_persons_and_can_be_stopped(app, archived):
    case_id, _number = archived
    with on(2041, 1, 1):  # its agreement ended with 2026: ten years and some days
        assert destroyable.keeps(case_id) == ""
        for login in ("xxb_audit", "xxb_sys", "gsj_share"):
            with pytest.raises(NotAllowed):
                by(login, registers.propose, Asked(), None, "x")
        first = proposed()
        seen = registers.register(first).sha256
        for login in ("daj_arch", "xxb_sys"):
            with pytest.raises(NotAllowed):
                by(login, registers.confirm, first, seen)
        with pytest.raises(Conflict):
            by("xxb_audit", registers.confirm, first, "0" * 64)
        with pytest.raises(Invalid):  # it stands in a register already
            proposed()
        by("xxb_audit", registers.refuse, first, "尚有利用价值")
        second = confirmed()
        refused_by_the_database(second, case_id)
        by("daj_arch", registers.stop, second, "有人查阅")
    with on(*LATER):
        assert destroy_cases() == 0
        assert queries.kept(case_id) is not None
        assert [one.spared for one in db.session.scalars(select(DestructionLine))] == [
            "refused",
            "stopped",
        ]
        assert nothing_is_wrong()


def refused_by_the_database(register_id, case_id):
    """What the application's own role could try, past its own rules."""
    for statement in (
        "UPDATE kept_destruction SET hands = '{}'",
        "UPDATE kept_destruction_line SET destroyed_at = now()",
        "DELETE FROM kept_destruction",
        "DELETE FROM kept_document",
        f"UPDATE kept_destruction SET from_on = decided_at::date + 7 WHERE id = {register_id}",
        f"UPDATE kept_destruction SET decided_by_id = proposed_by_id WHERE id = {register_id}",
        f"UPDATE kept_destruction SET state = 'proposed' WHERE id = {register_id}",
        "INSERT INTO kept_destruction_line SELECT destruction_id, case_id + 1, number, process_id,"
        " ended_on, kept_on, years, source, size, sha256, batch, '', NULL, NULL, '{}'"
        f" FROM kept_destruction_line WHERE destruction_id = {register_id}",
        f"SELECT keeping_destroy({case_id}, 1, '2051-01-01')",  # the one that was refused
    ):
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(text(statement))


def test_what_is_held_disputed_or_early_is_spared(app, archived):
    case_id, number = archived
    with on(2036, 12, 31):
        assert destroyable.keeps(case_id) == "early"
    with on(*OVER):
        register_id = confirmed()
        hold_id = by("daj_arch", holding.hold, number, "巡视调阅").id
        with pytest.raises(NotAllowed):
            by("daj_arch", holding.lift, hold_id, "x")
    with on(*LATER):
        call = f"SELECT keeping_destroy({case_id}, {register_id}, '2041-02-03')"
        with pytest.raises(DBAPIError, match="is held"), transaction():
            db.session.execute(text(call))
        assert destroy_cases() == 0
        assert registers.register(register_id).state == "done"
        assert db.session.scalars(select(DestructionLine.spared)).one() == "held"
        by("xxb_audit", holding.lift, hold_id, "调阅结束")
        assert destroyable.keeps(case_id) == ""
        # The same two units are in dispute again.
        fresh = cases.refused(cases.approved(cases.a_case(valid_until="2050-12-31")))
        assert destroyable.keeps(case_id) == "dispute"
        assert fresh.id != case_id


def test_who_destroys_past_the_registers_is_found(app, archived, resetter):
    case_id, _number = archived
    owner = resetter.connection
    with on(*OVER):
        confirmed()
    forged = (
        f"UPDATE kept_destruction_line SET destroyed_at = now(), after = 1, entries ="
        f" ARRAY(SELECT id FROM kept_entry WHERE instance_id = {case_id})"
    )
    deleted = [f"DELETE FROM {table}" for table in ("kept_entry", "kept_case", "kept_name")]
    for statement in (forged, *deleted):
        owner.execute(statement)
    seal_record()
    db.session.rollback()
    assert any("the record does not say so" in one for one in checking.faults())
    assert any("sealed and is gone" in str(one) for one in verifying.verify().faults)

"""A closed case past its term leaves the live tables, whole, and comes back as it was."""

from datetime import date, timedelta

import psycopg
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from app.domain.keeping import queries, rows
from app.domain.keeping.rules import term
from app.domain.keeping.services import checking, exporting, putting_away, restoring, sealing
from app.domain.sharing.models.usage import Archive
from app.foundation import contents
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.foundation.kept import KeptBatch, KeptCase
from app.jobs.keeping import archive_cases
from app.workflow.ledger import DeadlineRule
from tests.domain.keeping.conftest import on
from tests.support.invariants import check

CUT = ("kept_case", "kept_name", "kept_entry", "kept_batch")
LAW = queries.Term(3, "条例第29条")


def everything(case_id):
    """Every row of the case in the live tables."""
    db.session.rollback()
    return rows.read(case_id, rows.layout().tables)


def test_a_case_goes_whole_and_comes_back_to_the_last_digit(app, closed):
    case_id, before = closed.id, everything(closed.id)
    zipped = db.session.scalars(select(Archive.sha256).filter_by(case_id=case_id)).one()
    assert len(before) > 15
    with on(2031, 1, 4):
        assert archive_cases() == 1
        assert archive_cases() == 0
        assert everything(case_id) == []
        found = queries.kept(case_id)
        assert found.counts == {one.table: len(one.rows) for one in before}
        assert list(checking.faults()) == []
        assert check(db.session) == []
        assert zipped in set(contents.named())  # archived cases keep their files
        with acting.as_system("test"), transaction():
            restoring.restore(case_id, "审计需要")
        after = everything(case_id)
        assert queries.kept(case_id) is None
        assert archive_cases() == 0  # stays for a while
        assert list(checking.faults()) == []
        assert check(db.session) == []
    entries = next(one for one in after if one.table == "audit_entry")
    assert len(entries.rows) == len(before[-1].rows) + 1  # that it was restored
    assert after[:-1] == before[:-1]
    with on(2031, 4, 5):
        assert archive_cases() == 1
        assert list(checking.faults()) == []


def test_it_goes_the_day_after_its_term_and_not_before(app, closed):
    with transaction():  # without an agreement the day of its end counts: 31 August 2026
        db.session.execute(text("UPDATE sharing_agreement SET valid_until = '2026-08-31'"))
    case_id, ended = closed.id, date(2026, 8, 31)
    with on(2029, 8, 31, 23):
        assert queries.due(3, 10) == []
    with on(2029, 9, 1, 0):
        assert queries.due(3, 10) == [queries.Due(case_id, ended)]
        with transaction():
            db.session.get_one(DeadlineRule, term.RULE).amount = 5
        assert archive_cases() == 0
        assert queries.keeping_term() == queries.Term(5, "条例第29条")
    with transaction():
        db.session.execute(text("UPDATE sharing_agreement SET valid_until = '2027-02-01'"))
    with on(2032, 2, 1):
        assert queries.due(5, 10) == []
    with on(2032, 2, 2):
        assert queries.due(5, 10) == [queries.Due(case_id, date(2027, 2, 1))]
        with transaction():
            db.session.execute(update(Archive).values(status="pending"))
        assert queries.due(5, 10) == []  # its ZIP is to be written first


def test_the_term_has_the_same_bounds_forwards_and_backwards():
    first = date(2023, 1, 1)
    for years in (3, 4, 10):
        for ended in (first + timedelta(days=n) for n in range(0, 1500)):
            last = term.last_day(ended, years)
            for today in (last, last + timedelta(days=1)):
                past = term.is_past(ended, years, today)
                assert past is (today > last)
                assert past is (ended < term.ended_before(today, years)), (ended, today)


def test_what_breaks_off_is_gone_on_with_and_what_is_held_is_left(app, closed, database_url):
    with on(2031, 1, 4):
        with psycopg.connect(database_url) as other:
            other.execute("SELECT FROM process_instance WHERE id = %s FOR UPDATE", (closed.id,))
            assert archive_cases() == 0
        due = queries.due(3, 1)[0]
        with transaction():
            putting_away.make_room()
            assert putting_away.put_away(due, LAW, rows.layout())
        assert checking.counted() == (1, 1, 0)  # the machine died before the manifest
        assert list(checking.faults()) == []
        assert archive_cases(0) == 0
        assert checking.counted() == (1, 0, 1)
        assert check(db.session) == []


def test_the_database_lets_nobody_move_what_is_not_due(app, closed, monkeypatch):
    def refused(*statements):
        with pytest.raises(DBAPIError) as error, transaction():
            for statement in statements:
                db.session.execute(text(statement))
        return str(error.value.orig)

    case_id, layout = closed.id, rows.layout()
    with on(2026, 9, 1), transaction():
        putting_away.make_room()
    moving = "SELECT set_config('xieshang.moving', 'case', true)"
    assert "permission denied" in refused(moving, "DELETE FROM audit_entry")
    assert "permission denied" in refused(moving, "DELETE FROM issued_document")
    assert "no rows" in refused(f"SELECT keeping_take({case_id})")
    with on(2031, 1, 4):
        early = queries.Due(case_id, date(2030, 1, 1))
        monkeypatch.setattr(queries, "is_due", lambda one, years: True)
        with pytest.raises(DBAPIError, match="not past its term"), transaction():
            putting_away.put_away(early, LAW, layout)
        monkeypatch.undo()
        assert archive_cases() == 1
    for statement in (
        "UPDATE kept_case SET title = 'x'",
        "DELETE FROM kept_case",
        "TRUNCATE kept_entry",
        "INSERT INTO kept_entry SELECT * FROM kept_entry",
        "UPDATE kept_batch SET manifest = 'x'",
        "DELETE FROM kept_departure",
        "UPDATE kept_table SET clause = 'true'",
    ):
        assert "permission denied" in refused(statement), statement
    assert "sealed" in refused("UPDATE kept_case SET batch = 9")
    assert "nobody asked" in refused(f"SELECT keeping_give_back({case_id})")


TAMPERED = {
    "UPDATE kept_case SET content = set_byte(content, 9, 7)": "not what its hash says",
    "UPDATE kept_case SET content = 'x', sha256 = encode(sha256('x'), 'hex')": "not what manifest",
    "DELETE FROM kept_case": "missing, manifest 1 names it",
    "UPDATE kept_case SET counts = '{}'": "says another thing",
    "UPDATE kept_case SET batch = 2": "the manifest that names it is missing",
    "UPDATE kept_entry SET actor = 'x' WHERE id = (SELECT max(id) FROM kept_entry)": "entries",
    "DELETE FROM kept_entry WHERE id = (SELECT min(id) FROM kept_entry)": "entries are not",
    "UPDATE kept_batch SET manifest = replace(manifest, 'kept', 'lost')": "changed",
    "UPDATE kept_batch SET number = 2": "manifest 1: missing",
    "UPDATE kept_batch SET previous = 'x', manifest = replace(manifest, '0000', '0001'), sha256 ="
    " encode(sha256(convert_to(replace(manifest, '0000', '0001'), 'UTF8')), 'hex')": "follow",
}


def test_whatever_is_tampered_with_is_named(app, closed, resetter, tmp_path):
    with on(2031, 1, 4):
        archive_cases()
    assert exporting.export(tmp_path) == (2, 0)
    assert exporting.export(tmp_path) == (0, 0)
    owner = resetter.connection  # of the database, past all guards
    for table in CUT:
        owner.execute(f"CREATE TEMP TABLE copy_{table} AS SELECT * FROM {table}")
    for tampering, said in TAMPERED.items():
        owner.execute(tampering)
        found = list(checking.faults())
        db.session.rollback()
        assert any(said in fault for fault in found), (tampering, found)
        for table in CUT:
            owner.execute(f"DELETE FROM {table}")
            owner.execute(f"INSERT INTO {table} SELECT * FROM copy_{table}")
    assert list(checking.faults()) == []
    for table in CUT:
        owner.execute(f"DROP TABLE copy_{table}")

    assert list(exporting.folder_faults(tmp_path)) == []
    record = next(tmp_path.glob("??/*.zst"))
    whole = record.read_bytes()
    record.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert "not what its hash says" in next(exporting.folder_faults(tmp_path))
    record.unlink()
    assert "missing" in next(exporting.folder_faults(tmp_path))


def test_the_chain_goes_on(app, closed):
    case_id = closed.id
    with on(2031, 1, 4):
        archive_cases()
        first = sealing.last_batch().sha256
        assert db.session.scalars(select(KeptCase.batch)).all() == [1]
        with acting.as_system("test"), transaction():
            restoring.restore(case_id, "复查")
        with transaction():
            second = sealing.seal()
            assert (second.number, second.previous) == (2, first)
            assert f"restored {case_id} " in second.manifest
            assert sealing.seal() is None
        assert list(checking.faults()) == []
        assert db.session.scalars(select(KeptBatch.number).order_by(KeptBatch.number)).all() == [
            1,
            2,
        ]

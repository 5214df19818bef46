"""The record as a chain: what somebody with all rights in the database does to it is found."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import select, text

from app.foundation import audit, signing
from app.foundation.audit import AuditEntry
from app.foundation.chain import heads, sealing, verifying
from app.foundation.chain.models import AuditBlock
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.jobs.record import seal_record

ODD = {
    "nested": {"b": [1, 2.5, {"2": None, "10": True}], "a": '协商 \u2028 \U0001f600 \\ "'},
    "large": 1e22,
    "small": -1e-7,
    "whole": 3.0,
    "int": 10**30,
    "empty": {},
}


def record(*subjects, **details):
    with transaction(), acting.as_system("test"):
        for subject in subjects:
            audit.record("something happened", subject=subject, **details)


@pytest.fixture
def sealed(app):
    """Three entries in a block of their own and two in the next; their numbers."""
    seal_record()
    record("a", "b", "c")
    seal_record()
    record("d", "e")
    seal_record()
    return db.session.scalars(text("SELECT id FROM audit_entry ORDER BY id DESC LIMIT 5")).all()[
        ::-1
    ]


@pytest.fixture
def owner(database_url, app):
    """A superuser whom no trigger stops."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def faults(*known, **how):
    db.session.rollback()
    return [str(fault) for fault in verifying.verify(None, known, **how).faults]


def last_blocks(count):
    db.session.rollback()
    return db.session.query(AuditBlock).order_by(AuditBlock.number.desc()).limit(count).all()[::-1]


def forge(owner, blocks, key=None):
    """Write these blocks anew, from what their entries say now, as the sealer would."""
    previous = blocks[0].previous
    for block in blocks:
        cursor = owner.cursor(row_factory=psycopg.rows.dict_row)
        rows = cursor.execute("SELECT * FROM audit_entry WHERE id = ANY(%s) ORDER BY id",
                              [block.ids]).fetchall()  # fmt: skip
        ids = [row["id"] for row in rows]
        hashes = b"".join(signing.digest(row) for row in rows)
        sheet = signing.Sheet(block.number, block.at, block.unsigned, ids, hashes, previous)
        mac = signing.sign_block(sheet.head) if key else block.mac
        owner.execute(
            "UPDATE audit_block SET ids = %s, digests = %s, previous = %s, head = %s, mac = %s"
            " WHERE number = %s", [ids, hashes, previous, sheet.head, mac, block.number],
        )  # fmt: skip
        previous = sheet.head
        if key:
            for row in rows:
                owner.execute("UPDATE audit_entry SET mac = %s WHERE id = %s",
                              [signing.sign_entry(signing.digest(row)), row["id"]])  # fmt: skip


def test_what_was_recorded_is_proven_whatever_it_says(app):
    record("odd", **ODD)
    with transaction(), acting.as_system("test"):
        audit.record("keys that are numbers", of={2: "x", 10: "y", None: 1.5})
    assert seal_record() == 2

    found = verifying.verify()

    assert found.faults == []
    assert found.waiting == 0
    assert found.head == heads.head()
    assert heads.Head.all_in(f"… {found.head} …")[0].digest == found.head.digest


def test_an_entry_that_was_changed_is_named(sealed, owner):
    owner.execute("UPDATE audit_entry SET actor = 'nobody' WHERE id = %s", [sealed[1]])
    assert faults() == [f"entry {sealed[1]}: was changed after it was sealed"]
    assert faults(with_key=False) == faults()


def test_an_entry_that_was_deleted_is_named(sealed, owner):
    owner.execute("DELETE FROM audit_entry WHERE id = %s", [sealed[1]])
    assert faults() == [f"entry {sealed[1]}: was sealed and is gone"]


def test_two_entries_that_changed_places_are_named(sealed, owner):
    owner.execute("UPDATE audit_entry SET id = -1 WHERE id = %s", [sealed[0]])
    owner.execute("UPDATE audit_entry SET id = %s WHERE id = %s", [sealed[0], sealed[1]])
    owner.execute("UPDATE audit_entry SET id = %s WHERE id = -1", [sealed[1]])
    assert {f"entry {number}: was changed after it was sealed" for number in sealed[:2]} == set(
        faults()
    )


def test_an_entry_that_was_put_in_is_named(sealed, owner, monkeypatch):
    copy = (
        "INSERT INTO audit_entry SELECT (jsonb_populate_record(e, jsonb_build_object('id', %s::int,"
        " 'subject', 'put in'))).* FROM audit_entry e WHERE id = %s"
    )
    owner.execute(copy, [900_000, sealed[1]])
    assert faults() == ["entry 900000: waits for its seal and was not written as it is"]
    owner.execute("UPDATE audit_entry SET mac = NULL WHERE id = 900000")
    monkeypatch.setattr(sealing, "GRACE", timedelta())
    seal_record()
    assert faults() == ["entry 900000: was not written by the application"]
    # Where the sealer has been, it does not look again.
    monkeypatch.setattr(sealing, "MARGIN", timedelta())
    record("f")
    seal_record()
    owner.execute(copy, [-5, sealed[1]])
    assert seal_record() == 0
    assert "entry -5: was put in later: the sealer never saw it" in faults()


def test_what_was_cut_off_at_the_end_shows_against_a_published_head_only(sealed, owner):
    published = heads.head()
    assert faults(published) == []
    number = published.number
    owner.execute("DELETE FROM audit_block WHERE number = %s", [number])
    owner.execute("DELETE FROM audit_entry WHERE id = ANY(%s)", [sealed[3:]])

    assert faults() == []
    assert faults(published) == [f"block {number}: was published and is not there"]


def test_a_block_that_is_gone_or_changed_is_named(sealed, owner):
    first, second = last_blocks(2)
    owner.execute("UPDATE audit_block SET ids = ids[2:1] || ids[2] || ids[1] || ids[3]"
                  " WHERE number = %s", [first.number])  # fmt: skip
    assert f"block {first.number}: was changed: its head is another" in faults()
    owner.execute("DELETE FROM audit_block WHERE number = %s", [first.number])
    assert any(f"block {second.number}: follows block" in fault for fault in faults())


def test_a_chain_made_anew_without_the_key_is_none(sealed, owner):
    blocks = last_blocks(2)
    owner.execute("UPDATE audit_entry SET actor = 'nobody' WHERE id = %s", [sealed[1]])
    forge(owner, blocks)

    found = faults()

    assert f"entry {sealed[1]}: was not written by the application" in found
    assert sum("was not sealed by the application" in fault for fault in found) == 2
    assert faults(with_key=False) == []  # the hashes alone prove nothing without a known head


def test_a_chain_made_anew_with_the_key_does_not_end_in_the_published_head(sealed, owner):
    published = heads.head()
    owner.execute("UPDATE audit_entry SET actor = 'nobody' WHERE id = %s", [sealed[1]])
    forge(owner, last_blocks(2), key=True)

    assert faults() == []
    assert "its head is not the one that was published" in faults(published)[0]


def test_a_transaction_that_commits_late_is_sealed_too_and_keeps_nobody_waiting(
    app, database_url, monkeypatch
):
    monkeypatch.setattr(sealing, "MARGIN", timedelta())
    seal_record()
    with psycopg.connect(database_url) as late:
        late.execute("INSERT INTO audit_entry (at, action, actor, subject, details)"
                     " VALUES (now(), 'late', 'x', '', '{}')")  # fmt: skip
        for subject in "abc":
            record(subject)
            assert seal_record() == 1
            assert sealing.settled() < db.session.scalar(text("SELECT max(id) FROM audit_entry"))
            db.session.rollback()
    assert seal_record() == 1
    record("d", "e")
    seal_record()
    record("f")
    seal_record()

    assert faults() == []
    assert sealing.settled() > 0


def test_while_one_seals_another_goes_on_and_so_does_who_records(app):
    record("a")
    with db.engine.begin() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": sealing.ONE_SEALER})
        assert seal_record() == 0
        record("b")
        assert sealing.state().waiting >= 2
        db.session.rollback()
    assert seal_record() >= 2
    assert sealing.state().lag == timedelta()


def test_many_entries_become_several_blocks(app):
    seal_record()
    record(*"abcdefg")
    sizes = []
    for _ in range(4):
        with transaction():
            sizes.append(sealing.seal_next(3))
    assert sizes == [3, 3, 1, 0]
    assert faults() == []


def test_who_commits_late_behind_a_backlog_is_sealed_when_that_is_done(app, database_url):
    seal_record()
    with psycopg.connect(database_url) as late:
        late.execute("INSERT INTO audit_entry (at, action, actor, subject, details)"
                     " VALUES (now(), 'late', 'x', '', '{}')")  # fmt: skip
        record(*"abcdef")
        with transaction():
            assert sealing.seal_next(3) == 3
    sizes = []
    for _ in range(3):
        with transaction():
            sizes.append(sealing.seal_next(3))
    assert sizes == [3, 1, 0]
    assert faults() == []


def test_what_is_sealed_already_is_left_out_by_a_join_not_by_a_search_for_each(app):
    waiting = select(AuditEntry.id).where(*sealing.unsealed(0))
    asked = waiting.compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = "\n".join(db.session.scalars(text(f"EXPLAIN {asked}")))
    assert "Anti Join" in plan
    assert "NOT (" not in plan


def test_entries_that_were_moved_are_proven_where_they_lie(sealed, owner, monkeypatch):
    monkeypatch.setattr(verifying, "_readers", verifying._readers[:1])
    rows = owner.cursor(row_factory=psycopg.rows.dict_row)
    moved = rows.execute("SELECT * FROM audit_entry WHERE id = ANY(%s)", [sealed[:2]]).fetchall()
    owner.execute("DELETE FROM audit_entry WHERE id = ANY(%s)", [sealed[:2]])
    assert len(faults()) == 2

    verifying.also_in(lambda ids: [row for row in moved if row["id"] in ids])
    assert faults() == []
    moved[0]["subject"] = "x"
    assert faults() == [f"entry {sealed[0]}: was changed after it was sealed"]


def test_the_commands_say_what_was_found(app, sealed, owner, tmp_path):
    def run(*words):
        return app.test_cli_runner().invoke(args=["audit", *words])

    head = run("head").output.strip()
    kept = tmp_path / "log"
    kept.write_text(f"WARNING head of the record: {head}\n")
    good = run("verify", "--heads", str(kept), "--since", "2020-01-01")
    assert good.exit_code == 0, good.output
    assert f"ok {head}" in good.output
    assert "0 entries wait for their seal" in run("status").output
    assert run("verify", "--head", "nonsense").exit_code == 2
    owner.execute("DELETE FROM audit_entry WHERE id = %s", [sealed[4]])
    bad = run("verify", "--head", head)
    assert bad.exit_code == 1
    assert f"entry {sealed[4]}: was sealed and is gone" in bad.output

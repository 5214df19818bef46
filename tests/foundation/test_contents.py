"""Stores of contents: each keeps the same promises, whatever happens on the way."""

import hashlib
import io
import os
import tempfile
import threading
import tracemalloc
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from app.cli.files import group
from app.domain.sharing.models.usage import Archive  # noqa: F401 (it names contents too)
from app.foundation import clock, contents, files
from app.foundation.database import db, transaction
from app.foundation.errors import NotFound
from app.foundation.stores.bucket import Bucket, Keys
from app.foundation.stores.folder import Folder
from app.foundation.stores.large_objects import Content, LargeObjects
from app.foundation.stores.store import Missing, Unavailable
from app.jobs.housekeeping import sweep
from tests.setup.processes import until
from tests.support import s3
from tests.support.people import account
from tests.workflow.forms.test_files import an_upload

TEXT = "协商".encode() * 700_000  # of more than one piece


def hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def put(store, content: bytes = TEXT) -> str:
    store.put(sha256 := hashed(content), io.BytesIO(content))
    return sha256


@pytest.fixture
def shelf():
    with s3.running() as shelf:
        yield shelf


@pytest.fixture(params=["database", "bucket", "folder"])
def store(request, app, tmp_path):
    if request.param == "database":
        return LargeObjects()
    if request.param == "folder":
        return Folder(tmp_path / "files")
    shelf = request.getfixturevalue("shelf")
    return Bucket("s3://city/xieshang/files", Keys(shelf.endpoint, "north", "key", "secret"))


def test_what_is_put_is_found_read_listed_and_dropped(store):
    before = clock.now() - timedelta(hours=1)
    sha256 = put(store)
    put(store)

    assert store.has(sha256)
    assert b"".join(store.pieces(sha256)) == TEXT
    assert [(kept.sha256, kept.size) for kept in store.kept()] == [(sha256, len(TEXT))]
    assert not store.drop(sha256, before)  # it was put again since then
    assert store.drop(sha256, clock.now() + timedelta(hours=1))
    assert not store.has(sha256)
    with pytest.raises(Missing):
        next(iter(store.pieces(sha256)))


@pytest.fixture
def owner(app, database_url):
    """The database's owner, and no large objects left by others."""
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("SELECT lo_unlink(oid) FROM pg_largeobject_metadata")
        yield owner


def objects(owner) -> list[str]:
    """Whom each large object belongs to."""
    rows = owner.execute("SELECT lomowner::regrole::text FROM pg_largeobject_metadata")
    return [role for (role,) in rows.fetchall()]


def test_contents_of_the_database_come_and_go_with_the_transaction(app, owner):
    with transaction():
        put(LargeObjects())
    with pytest.raises(ZeroDivisionError), transaction():
        put(LargeObjects(), b"rolled back")
        raise ZeroDivisionError
    assert objects(owner) == [app.config["DATABASE_ROLE"]]

    with transaction():
        assert LargeObjects().drop(hashed(TEXT), clock.now() + timedelta(hours=1))
    assert objects(owner) == []


def test_a_row_whose_object_was_not_restored_is_no_content_and_heals_by_itself(app, owner):
    with transaction():
        sha256 = put(LargeObjects())
    owner.execute("SELECT lo_unlink(loid) FROM content")
    assert not LargeObjects().has(sha256)
    with pytest.raises(NotFound):
        contents.copied(sha256)

    with transaction():
        put(LargeObjects())
    contents.copied(sha256).close()


def test_of_two_who_put_the_same_at_once_one_object_stays(app, owner, database_url):
    def second() -> None:
        with app.app_context():
            with transaction():
                put(LargeObjects())
            db.session.remove()

    row = "INSERT INTO content VALUES (%s, lo_create(0), %s, now())"
    with psycopg.connect(database_url) as first:
        first.execute(row, [hashed(TEXT), len(TEXT)])
        thread = threading.Thread(target=second)
        thread.start()
        until(lambda: owner.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone())
        first.commit()
        thread.join()
    assert len(objects(owner)) == 1


def test_a_large_file_goes_through_every_store_in_little_memory(store):
    digest = hashlib.sha256()
    with tempfile.TemporaryFile() as file:
        for _ in range(64):
            file.write(piece := os.urandom(1 << 20))
            digest.update(piece)
        file.flush()
        tracemalloc.start()
        try:
            store.put(digest.hexdigest(), file)
            contents.copied_from(store, digest.hexdigest()).close()
            _now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    # The bucket of the test itself holds the file in memory, three times while it joins its parts.
    assert most < (220 if isinstance(store, Bucket) else 12) << 20, most >> 20


def test_another_content_in_its_place_is_never_handed_out(app, tmp_path, monkeypatch):
    folder = Folder(tmp_path)
    sha256 = put(folder, b"what was uploaded")
    place = folder.location(sha256)
    place.chmod(0o600)
    place.write_bytes(b"something else")

    with contents.lent(folder), pytest.raises(NotFound):
        contents.copied(sha256)


def test_a_bucket_that_is_gone_or_a_disk_that_is_full_is_said(app, shelf, sign_in, monkeypatch):
    bucket = Bucket("s3://city", Keys(shelf.endpoint, "north", "key", "secret"))
    with contents.lent(bucket), transaction():
        kept = files.store(an_upload(), "f", account("yjb_share"))
    shelf.deaf = True
    client = sign_in(account("yjb_share"))
    with contents.lent(bucket):
        assert client.get(f"/attachments/{kept.id}").status_code == 503
    with pytest.raises(Unavailable), transaction():
        Folder(Path("/dev/full")).put(kept.sha256, io.BytesIO(b"x"))


def test_what_a_killed_writer_left_is_cleared(app, tmp_path):
    folder = Folder(tmp_path)
    old, new = (tmp_path / "incoming" / name for name in ("old", "new"))
    old.parent.mkdir()
    for copy in (old, new):
        copy.write_bytes(b"half")
    os.utime(old, (0, 0))

    assert list(contents.orphans(folder)) == []
    assert (old.exists(), new.exists()) == (False, True)


def test_what_no_row_names_is_swept_a_day_later(app, shelf):
    bucket = Bucket("s3://city/f", Keys(shelf.endpoint, "north", "key", "secret"))
    with contents.lent(bucket):
        with transaction():
            kept = files.store(an_upload(), "f", account("yjb_share")).sha256
        lost = put(bucket, b"rolled back")
        late = put(bucket, b"rolled back just now")
        for sha256 in (kept, lost):
            shelf.age(f"f/{sha256}", clock.now() - timedelta(days=2))
        assert sweep() == 1
    assert sorted(shelf.objects) == sorted(f"f/{sha256}" for sha256 in (kept, late))


def test_files_are_moved_verified_and_a_broken_move_goes_on(app, tmp_path, monkeypatch):
    old = Folder(tmp_path / "old")
    monkeypatch.setattr(contents.settings, "before", old)
    with contents.lent(old), transaction():
        kept = files.store(an_upload(), "f", account("yjb_share"))
    damaged, runner = old.location(put(old, b"whole")), app.test_cli_runner()
    damaged.chmod(0o600)
    damaged.write_bytes(b"half")
    with files.read(kept) as file:  # found where it lay before
        assert file.read()

    words = ["move", "--from", str(old.path), "--to", "database", "--delete"]
    first, second = (runner.invoke(group, words) for _ in range(2))

    assert "1 moved, 0 were there already, 1 damaged" in first.output
    assert "0 moved, 0 were there already, 1 damaged" in second.output
    assert first.exit_code == second.exit_code == 1
    assert [one.sha256 for one in old.kept()] == [damaged.name]
    assert runner.invoke(group, ["verify"]).output == "1 sound, 0 missing or damaged\n"
    db.session.execute(db.delete(Content))
    db.session.commit()
    missing = runner.invoke(group, ["verify"])
    assert (missing.exit_code, "1 missing" in missing.output) == (1, True)

"""An upgrade of the product: what nobody changed is released, the rest waits, all of it kept."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from app.foundation import paths
from app.foundation.database import db, transaction
from app.foundation.notices import Notice
from app.workflow import definitions
from app.workflow.definitions import FORM, PROCESS, Source
from app.workflow.studio import checking, revisions, shipped
from tests.support.days import MONDAY
from tests.workflow.studio.drawing import APPLICATION, renamed
from tests.workflow.studio.releases import REVIEW, begun, released, submitted, with_form

USAGE = "sharing/file_usage"


def as_released():
    """What the product shipped so far, to be changed as its next version ships it."""
    return dict(revisions.released())


def changed(files, kind, key, change):
    old = files[kind, key]
    files[kind, key] = Source(kind, key, old.filename, change(old.content))


def upgrade(files):
    with transaction():
        return shipped.bring(files.values())


def label(old, new):
    return lambda content: content.decode().replace(old, new).encode()


def now(kind, key):
    return revisions.released()[kind, key].content.decode()


def offered(done):
    return {(i.kind, i.key): i.content for i in revisions.find(done.draft).items}


def told():
    kinds = select(Notice.account_id).where(Notice.kind == "shipped_changed")
    return set(db.session.scalars(kinds))


def test_what_setup_laid_down_is_remembered_so_that_nothing_happens_again(app):
    assert upgrade(as_released()) == shipped.Deployed()


def test_what_nobody_changed_is_released_as_it_is_shipped(app):
    files = as_released()
    changed(files, FORM, REVIEW, label("办理结果", "审核结果"))

    done = upgrade(files)

    assert (done.release, done.draft) == (definitions.newest(), None)
    assert "审核结果" in now(FORM, REVIEW)
    assert told() == set()


def test_what_an_administrator_changed_and_the_product_did_not_stays(one, other):
    files = as_released()
    released(submitted(with_form(one), one), other)

    assert upgrade(files) == shipped.Deployed()
    changed(files, FORM, USAGE, lambda content: content + b"\n")
    done = upgrade(files)

    assert done.release and not done.draft
    assert "审核结果" in now(FORM, REVIEW)


def test_what_both_changed_waits_in_a_draft_and_the_administrators_are_told(one, other):
    files = as_released()
    released(submitted(with_form(one), one), other)
    changed(files, FORM, REVIEW, label("办理结果", "处理结果"))
    changed(files, FORM, USAGE, lambda content: content + b"\n")

    done = upgrade(files)

    assert "审核结果" in now(FORM, REVIEW)  # the city's own word
    assert "处理结果" in offered(done)[FORM, REVIEW].decode()
    assert now(FORM, USAGE).endswith("\n\n") or done.release  # the rest is in force
    assert done.kept == [REVIEW]
    assert told() == {one.id, other.id}
    assert revisions.find(done.draft).origin == "shipped"


def test_each_shipped_version_is_offered_once(one, other):
    files = as_released()
    released(submitted(with_form(one), one), other)
    changed(files, FORM, REVIEW, label("办理结果", "处理结果"))
    upgrade(files)

    assert upgrade(files) == shipped.Deployed()


def test_the_same_change_on_both_sides_needs_nobody(one, other):
    files = as_released()
    released(submitted(with_form(one), one), other)
    changed(files, FORM, REVIEW, label("办理结果", "审核结果"))

    assert upgrade(files) == shipped.Deployed()


def test_what_is_offered_is_released_by_two_persons_like_any_draft(one, other):
    files = as_released()
    released(submitted(with_form(one), one), other)
    changed(files, FORM, REVIEW, label("办理结果", "处理结果"))
    draft = revisions.find(upgrade(files).draft)

    released(submitted(draft, one), other)

    assert "处理结果" in now(FORM, REVIEW)


def test_a_new_diagram_or_form_of_the_product_is_released(app):
    files = as_released()
    new = json.loads(files[FORM, REVIEW].content) | {"id": "another"}
    key = "sharing/another"
    files[FORM, key] = Source(FORM, key, f"{key}.json", json.dumps(new).encode())

    assert upgrade(files).release

    assert (FORM, key) in revisions.released()


def test_what_the_product_no_longer_ships_goes_unless_somebody_changed_it(one, other):
    files = as_released()
    new = json.loads(files[FORM, REVIEW].content) | {"id": "another"}
    for key in ("sharing/another", "sharing/changed"):
        files[FORM, key] = Source(FORM, key, f"{key}.json", json.dumps(new).encode())
    upgrade(files)
    mine = json.dumps(new | {"id": "mine"}).encode()
    released(submitted(begun(one, files=[(FORM, "sharing/changed", mine)]), one), other)
    del files[FORM, "sharing/another"], files[FORM, "sharing/changed"]

    done = upgrade(files)

    assert (FORM, "sharing/another") not in revisions.released()
    assert (FORM, "sharing/changed") in revisions.released()
    assert offered(done) == {(FORM, "sharing/changed"): None}


def test_what_an_administrator_took_away_does_not_come_back_by_itself(one, other):
    files = as_released()
    new = json.loads(files[FORM, REVIEW].content) | {"id": "another"}
    name = FORM, "sharing/another"
    files[name] = Source(*name, "sharing/another.json", json.dumps(new).encode())
    upgrade(files)
    with transaction():
        draft = revisions.begin("不需要", one)
        revisions.take_out(draft, *name, account=one)
    released(submitted(draft, one), other)

    assert upgrade(files) == shipped.Deployed()
    changed(files, *name, lambda content: content + b"\n")
    done = upgrade(files)

    assert name not in revisions.released()
    assert set(offered(done)) == {name}


def test_parts_that_do_not_go_together_all_wait(one, other):
    files = as_released()
    released(submitted(begun(one), one), other)
    # The new diagram reads an answer that only the new form offers.
    changed(files, PROCESS, APPLICATION, lambda c: renamed(c, new="审批").replace(
        b"outcome == 'approve'", b"outcome == 'consent'", 1))  # fmt: skip
    changed(files, FORM, REVIEW, label('"approve"', '"consent"'))

    done = upgrade(files)

    assert (done.release, bool(done.why)) == (None, True)
    assert set(offered(done)) == {(PROCESS, APPLICATION), (FORM, REVIEW)}
    assert checking.check_files(revisions.released()) == []


def test_nothing_shipped_overtakes_a_release_that_is_to_come(one, other):
    files = as_released()
    noon = MONDAY.replace(hour=12)
    released(submitted(with_form(one), one, effective_at=noon), other)
    changed(files, FORM, USAGE, lambda content: content + b"\n")

    done = upgrade(files)

    assert (done.release, set(offered(done))) == (None, {(FORM, USAGE)})
    assert definitions.current().id != definitions.newest()


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=list(words)).output


def test_the_command_says_what_waits(run, one, other, tmp_path, monkeypatch):
    released(submitted(with_form(one), one), other)
    folder = Path(shutil.copytree(paths.FORMS, tmp_path / "forms"))
    file = folder / f"{REVIEW}.json"
    file.write_bytes(label("办理结果", "处理结果")(file.read_bytes()))
    monkeypatch.setattr(paths, "FORMS", folder)

    said = run("process", "deploy")

    assert "waits for an administrator: sharing/unit_review" in said
    assert run("process", "deploy").strip() == "Nothing has changed."

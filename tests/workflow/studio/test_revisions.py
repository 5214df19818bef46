"""Drafts: they hold what they change, lose nobody's work, and harm nothing that runs."""

import re

import pytest

from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid, NotFound
from app.workflow import definitions
from app.workflow.definitions import FORM, PROCESS, SCENARIO
from app.workflow.studio import checking, revisions
from tests.support.people import account
from tests.workflow.studio.drawing import APPLICATION, diagram, form, renamed


@pytest.fixture
def admin(app):
    return account("xxb_proc")


@pytest.fixture
def draft(admin):
    with transaction():
        return revisions.begin("改一个字", admin)


def test_a_new_draft_changes_nothing_and_has_no_fault(draft):
    assert revisions.files(draft) == revisions.released()
    assert checking.check(draft) == []


def test_what_is_saved_is_in_the_draft_and_not_in_force(draft, admin):
    changed = renamed(diagram(draft))

    with transaction():
        revisions.save(draft, PROCESS, APPLICATION, changed, seen=0, account=admin)

    assert revisions.content(draft, PROCESS, APPLICATION) == (changed, 1)
    assert definitions.current().xml(APPLICATION) != changed


def test_a_draft_keeps_the_fingerprint_of_what_it_was_made_from(draft, admin):
    released = revisions.released()[PROCESS, APPLICATION]

    with transaction():
        item = revisions.save(
            draft, PROCESS, APPLICATION, renamed(released.content), seen=0, account=admin
        )

    assert item.base_sha256 == released.sha256


def test_who_had_an_older_version_before_him_is_told_and_overwrites_nothing(draft, admin):
    first = renamed(diagram(draft))
    with transaction():
        revisions.save(draft, PROCESS, APPLICATION, first, seen=0, account=admin)

    second = renamed(first, old="复核", new="核对")
    with pytest.raises(revisions.Overtaken), transaction():
        other = account("xxb_proc2")
        revisions.save(draft, PROCESS, APPLICATION, second, seen=0, account=other)

    assert diagram(draft) == first


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<not xml",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>",
        b'<?xml version="1.0"?><definitions/>',
        b"x" * 1_000_001,
    ],
    ids=["empty", "broken", "entities", "no process", "too large"],
)
def test_what_cannot_be_read_is_not_kept(draft, admin, content):
    with pytest.raises(Invalid), transaction():
        revisions.save(draft, PROCESS, APPLICATION, content, seen=0, account=admin)

    assert revisions.find(draft.id).items == []


@pytest.mark.parametrize("number", ["NaN", "wide", "1e999999", "Infinity", "0x10"])
def test_a_place_in_no_numbers_would_hang_the_next_editor_and_is_not_kept(draft, admin, number):
    wrong = re.sub(rb'width="\d+"', f'width="{number}"'.encode(), diagram(draft), count=1)

    with pytest.raises(Invalid), transaction():
        revisions.save(draft, PROCESS, APPLICATION, wrong, seen=0, account=admin)

    assert revisions.find(draft.id).items == []


def test_a_process_keeps_its_name(draft, admin):
    other = diagram(draft).replace(b'id="sharing_application"', b'id="sharing_other"')

    with pytest.raises(Invalid), transaction():
        revisions.save(draft, PROCESS, APPLICATION, other, seen=0, account=admin)


def test_what_is_only_wrong_is_kept_and_told(draft, admin):
    with transaction():
        revisions.save(
            draft, FORM, "sharing/unit_review", b'{"components": []}', seen=0, account=admin
        )

    assert "sharing/unit_review" in {fault.file for fault in checking.check(draft)}


def test_a_change_can_be_taken_out_again(draft, admin):
    before = form(draft)
    with transaction():
        revisions.save(draft, FORM, "sharing/unit_review", before + b"\n", seen=0, account=admin)

    with transaction():
        revisions.restore(draft, FORM, "sharing/unit_review")

    assert revisions.find(draft.id).items == []
    assert form(draft) == before


def test_what_was_put_away_is_not_changed_until_it_is_brought_back(draft, admin):
    with transaction():
        revisions.discard(draft)
    changed = renamed(diagram(draft))

    with pytest.raises(Conflict), transaction():
        revisions.save(draft, PROCESS, APPLICATION, changed, seen=0, account=admin)
    with transaction():
        revisions.bring_back(draft)
    with transaction():
        revisions.save(draft, PROCESS, APPLICATION, changed, seen=0, account=admin)

    assert diagram(draft) == changed


def test_there_is_no_draft_without_a_title_and_none_of_an_unknown_number(admin):
    with pytest.raises(Invalid):
        revisions.begin("  ", admin)
    with pytest.raises(NotFound):
        revisions.find(999_999)


@pytest.mark.parametrize("key", ["shipped:22-supplement-withdrawn.yaml", "written:12"])
def test_a_text_of_a_scenario_is_kept_under_the_scenarios_key(draft, admin, key):
    with transaction():
        revisions.save(draft, SCENARIO, key, b"title: x", seen=0, account=admin)

    assert revisions.content(draft, SCENARIO, key) == (b"title: x", 1)


@pytest.mark.parametrize("key", ["shipped:../config.py", "written:x", "22", "shipped:"])
def test_a_text_of_a_scenario_under_another_key_is_refused(draft, admin, key):
    with pytest.raises(Invalid), transaction():
        revisions.save(draft, SCENARIO, key, b"title: x", seen=0, account=admin)

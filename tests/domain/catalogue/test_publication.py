"""Publication: what is published, what stands against it, and the days of a change."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.domain.catalogue import queries
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.services import compiling, entries
from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.jobs.deadlines import fire_deadlines
from app.scenarios.page import Page
from app.workflow import clocks
from tests.support import matters
from tests.support.desks import AGREED, APPROVED, SIGNED, Desks, open_task
from tests.support.matters import CHANGE, ENTRY, NEW, OWN, WITHDRAW, begin, fill_in, matter, send
from tests.support.together import at_once

SUBMIT = {"outcome": "submit"}
NEW_WAY = (
    ("gsj_share", "compile_entry", SUBMIT | ENTRY),
    ("gsj_head", "head_review", {"outcome": "approve"}),
)
CHANGED = SUBMIT | {"abstract": "新的摘要"}
CHANGE_WAY = (
    ("gsj_share", "compile_change", CHANGED),
    ("gsj_head", "head_review_change", {"outcome": "approve"}),
)
PUBLISH = ("xxb_cat", "review_entry", {"outcome": "publish"})


@pytest.fixture
def desks(app):
    """People at their desks."""
    return Desks(app)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


def said(answer, field):
    page = Page(answer.status_code, "/", answer.text)
    assert field in page.refused_fields()
    return page.text


def versions(entry_id):
    known = select(EntryVersion).filter_by(entry_kind="resource", entry_id=entry_id)
    return list(db.session.scalars(known.order_by(EntryVersion.number)))


def imported(entry_id=OWN):
    """A version that did not come through a matter."""
    with transaction():
        content = entries.content_of("resource", entry_id)
        entries.write("resource", content | {"keywords": "导入"}, entry_id=entry_id, note="导入")


def test_what_is_published_stands_in_the_catalogue_the_same_day(desks):
    case_id = begin(desks, **NEW)
    matters.walk(desks, *NEW_WAY, PUBLISH)

    done = matter(case_id)
    entry = queries.resource(done.entry_id)
    assert (done.end, entry.title, entry.published_on) == (
        "published", "企业年度报告公示信息", clock.today(),
    )  # fmt: skip
    (only,) = versions(done.entry_id)
    assert (only.note, only.by.login, only.instance_id) == ("条例施行", "xxb_cat", case_id)


def test_a_change_is_a_new_version_that_says_why(desks):
    case_id = begin(desks, **CHANGE)
    matters.walk(desks, *CHANGE_WAY, PUBLISH)

    old, new = versions(OWN)
    assert (new.number, new.note, new.instance_id) == (2, "职能调整", case_id)
    assert new.content["abstract"] == "新的摘要"
    assert {
        k: v for k, v in old.content.items() if k not in ("abstract", "metadata_updated_on")
    } == {k: v for k, v in new.content.items() if k not in ("abstract", "metadata_updated_on")}


def test_what_is_withdrawn_stays_readable_among_its_versions(desks):
    begin(desks, **WITHDRAW)
    matters.walk(desks, ("gsj_head", "head_review", {"outcome": "approve"}), PUBLISH)

    assert queries.find(OWN) is None
    assert [one.act for one in versions(OWN)] == ["published", "withdrawn"]


def test_an_agreement_that_comes_into_force_meanwhile_blocks_the_withdrawal(desks):
    begin(desks, **WITHDRAW | {"entry": "IR0054"})
    matters.walk(desks, ("gsj_head", "head_review", {"outcome": "approve"}))
    desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED)

    told = said(fill_in(desks, "xxb_cat", "review_entry", outcome="publish"), "outcome")

    assert "京共协" in told
    assert "市交通委" in told
    again = send(desks, **WITHDRAW | {"entry": "IR0054"})
    assert "已" in again.text
    assert again.status_code == 409


def test_only_an_own_entry_is_changed(desks):
    assert "entry" in Page(422, "/", send(desks, "jtw_share", **CHANGE).text).refused_fields()


def test_one_entry_is_changed_in_one_matter_at_a_time(desks):
    first = matter(begin(desks, **CHANGE))

    answer = send(desks, **WITHDRAW)

    assert answer.status_code == 409
    assert first.number in answer.text


def test_of_two_changes_begun_at_the_same_moment_one_is_told_of_the_other(desks):
    officer, head = desks.at("gsj_share"), desks.at("gsj_share")
    body = CHANGE | {"submission_key": ""}

    got = at_once([
        lambda: officer.post(matters.START, data=body).status_code,
        lambda: head.post(matters.START, data=body | {"action": "withdraw"}).status_code,
    ])  # fmt: skip

    assert sorted(got) == [302, 409]


def test_an_entry_too_long_for_a_form_is_imported_and_loses_nothing(desks):
    items = [{"name": f"数据项{n}", "data_type": "字符型C"} for n in range(201)]
    with transaction():
        content = entries.content_of("resource", OWN) | {"items": items}
        entries.write("resource", content, entry_id=OWN)

    assert "导入" in said(send(desks, **CHANGE), "entry")


def test_the_database_itself_holds_a_second_change_off(desks):
    first = matter(begin(desks, **CHANGE))
    other = matter(begin(desks, **NEW))
    other.entry_id = first.entry_id

    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_version_published_meanwhile_is_told_before_it_is_overwritten(desks):
    begin(desks, **CHANGE)
    matters.walk(desks, *CHANGE_WAY)
    imported()

    told = said(fill_in(desks, "xxb_cat", "review_entry", outcome="publish"), "outcome")

    assert "第 2 版" in told
    assert len(versions(OWN)) == 2


def test_whoever_goes_on_with_a_change_says_that_the_new_version_was_compared(desks):
    case_id = begin(desks, **CHANGE)
    imported()

    told = said(fill_in(desks, "gsj_share", "compile_change", **CHANGED), "based_on")
    assert "第 2 版" in told
    assert "导入" in desks.at("gsj_share").get(f"/cases/{case_id}").text

    matters.walk(
        desks, ("gsj_share", "compile_change", CHANGED | {"based_on": "2"}), CHANGE_WAY[1], PUBLISH
    )
    assert [one.number for one in versions(OWN)] == [1, 2, 3]


def test_a_change_whose_days_have_passed_already_is_late_from_the_start_and_stays_open(desks):
    with clock.at(local("2026-09-21 10:00")):
        case_id = begin(desks, **CHANGE | {"changed_on": "2026-08-03"})
        assert fire_deadlines() == 1
        assert fire_deadlines() == 0

        late = clocks.latest(case_id, "catalogue_update")
        assert (late.due_on, late.fired_at is not None) == (date(2026, 8, 17), True)
        assert open_task("compile_change").due_on == date(2026, 8, 17)
    missed = select(AuditEntry).where(AuditEntry.action == "deadline missed")
    assert [one.instance_id for one in db.session.scalars(missed)] == [case_id]
    page = desks.at("gsj_share").get(f"/tasks/{open_task('compile_change').id}").text
    assert 'value="submit"' in page
    assert 'value="extend"' not in page


def test_what_a_request_for_more_time_came_with_is_kept(desks):
    case_id = begin(desks, **CHANGE | {"changed_on": clock.today().isoformat()})

    matters.walk(
        desks,
        (
            "gsj_share",
            "compile_change",
            {"outcome": "extend", "reason": "核对", "abstract": "半稿"},
        ),
    )

    kept = matter(case_id)
    assert kept.content["abstract"] == "半稿"
    assert kept.extension["reason"] == "核对"
    assert "半稿" not in desks.at("xxb_cat").get(f"/cases/{case_id}").text


def test_what_an_answer_does_not_name_stays_as_it_was_and_rows_that_were_removed_are_gone(desks):
    case_id = begin(desks, **CHANGE)
    path = f"/tasks/{open_task('compile_change').id}"

    gone = desks.at("gsj_share").post(path, data=SUBMIT | {"items": ""})
    assert "items" in Page(422, path, gone.text).refused_fields()
    assert desks.at("gsj_share").post(path, data=CHANGED).status_code == 302

    kept = matter(case_id).content
    assert (kept["abstract"], kept["update_cycle"], len(kept["items"])) == ("新的摘要", "每日", 5)


def test_a_cause_that_is_still_to_come_starts_no_clock(desks):
    answer = send(desks, **CHANGE | {"changed_on": "2999-01-01"})

    assert "changed_on" in Page(answer.status_code, "/", answer.text).refused_fields()
    assert db.session.scalars(select(CatalogueCase)).all() == []


def test_an_entry_of_another_kind_of_sharing_names_its_law(desks):
    begin(desks, **NEW)

    answer = fill_in(
        desks, "gsj_share", "compile_entry", **SUBMIT | ENTRY | {"sharing_class": "not_shareable"}
    )

    assert {"refusal_reason", "refusal_basis"} <= set(
        Page(answer.status_code, "/", answer.text).refused_fields()
    )


def test_everything_a_form_holds_comes_back_as_it_was_typed(app):
    content = entries.content_of("resource", "IR0042")
    entry = db.session.get_one(Resource, "IR0042")

    from_form = compiling.as_content(compiling.as_fields(content), entry.provider)

    assert {k: v for k, v in from_form.items() if content.get(k) != v} == {}

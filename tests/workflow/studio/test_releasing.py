"""A draft becomes law by two persons, at once or at its moment; what was law stays as it was."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.identity.models import AccountPost, Delegation
from app.foundation.notices import Notice
from app.workflow import definitions
from app.workflow.definitions import FORM, PROCESS
from app.workflow.models import Release
from app.workflow.studio import anew, hands, releasing, revisions
from app.workflow.studio.models import Revision
from tests.support.days import MONDAY
from tests.support.people import account
from tests.support.together import at_once
from tests.workflow.studio.drawing import APPLICATION, diagram, renamed
from tests.workflow.studio.releases import REVIEW, WHY, begun, released, submitted, with_form
from tests.workflow.studio.trying import tried

NOON = MONDAY.replace(hour=12)


def told(kind):
    db.session.expire_all()
    found = select(Notice).where(Notice.kind == kind)
    return {notice.account_id for notice in db.session.scalars(found)}


def step_name():
    return definitions.current().diagram(APPLICATION).nodes["unit_review"].name


def stand_in(absent, somebody):
    """From today on `somebody` stands in for `absent`."""
    day = clock.today()
    with transaction():
        db.session.add(
            Delegation(
                from_account_id=absent.id,
                to_account_id=somebody.id,
                from_on=day,
                until_on=day + timedelta(days=7),
                reason="出差",
            )
        )
    db.session.expire_all()


def test_a_second_person_makes_a_draft_law_at_once(one, other):
    draft = submitted(begun(one), one)
    assert step_name() == "本单位审核"

    made = released(draft, other)

    assert step_name() == "本单位复核"
    assert (made.note, made.created_by_id) == (WHY, other.id)
    assert (draft.state, draft.release_id) == ("released", made.id)


def test_without_a_note_nothing_is_submitted(one):
    draft = begun(one)

    with pytest.raises(Invalid) as refused, transaction():
        releasing.submit(draft, one, note="  ")

    assert set(refused.value.fields) == {"note"}


@pytest.mark.parametrize("moment", [MONDAY, MONDAY - timedelta(days=1), MONDAY.replace(year=2030)])
def test_the_moment_of_a_release_lies_ahead_but_not_too_far(one, moment):
    with pytest.raises(Invalid) as refused, transaction():
        releasing.submit(begun(one), one, note=WHY, effective_at=moment)

    assert set(refused.value.fields) == {"effective_at"}


def test_a_draft_with_faults_is_not_submitted_and_all_reasons_are_said(one):
    draft = begun(one, files=[(FORM, REVIEW, b'{"components": []}')])

    with pytest.raises(releasing.Blocked) as refused, transaction():
        releasing.submit(draft, one, note=WHY)

    assert any(REVIEW in reason for reason in refused.value.reasons)
    assert revisions.find(draft.id).state == "draft"


def test_a_draft_that_changes_nothing_is_not_submitted(one):
    with transaction():
        draft = revisions.begin("无", one)

    with pytest.raises(releasing.Blocked), transaction():
        releasing.submit(draft, one, note=WHY)


def test_nobody_changes_what_waits_for_its_release(one, other):
    draft = submitted(begun(one), one)

    with pytest.raises(Conflict), transaction():
        revisions.save(draft, PROCESS, APPLICATION, b"x", seen=1, account=other)
    with pytest.raises(Conflict), transaction():
        releasing.submit(draft, one, note="再报")


def test_whoever_submitted_it_does_not_release_it(one, other):
    draft = submitted(begun(other), one)

    with pytest.raises(NotAllowed), transaction():
        releasing.release(draft, one, seen=releasing.seal(draft))


def test_whoever_drew_a_part_of_it_does_not_release_it_though_another_saved_after_him(one, other):
    draft = begun(other)
    with transaction():
        again = renamed(diagram(draft), old="复核", new="核对")
        revisions.save(draft, PROCESS, APPLICATION, again, seen=1, account=one)
    submitted(draft, one)

    with pytest.raises(NotAllowed), transaction():
        releasing.release(draft, other, seen=releasing.seal(draft))


def test_whoever_only_had_a_part_that_was_taken_out_again_may_release_it(one, other):
    draft = begun(one)
    with transaction():
        changed = b'{"components": []}'
        revisions.save(draft, FORM, REVIEW, changed, seen=0, account=other)
    with transaction():
        revisions.restore(draft, FORM, REVIEW)
    submitted(draft, one)

    assert released(draft, other)


def test_standing_in_for_the_one_who_submitted_makes_no_second_person(one):
    draft = submitted(begun(one), one)
    helper = account("xxb_sys")
    stand_in(one, helper)
    assert "process_admin" in helper.effective_posts

    with pytest.raises(NotAllowed), transaction():
        releasing.release(draft, helper, seen=releasing.seal(draft))


def test_who_comes_back_does_not_release_what_was_submitted_in_his_name(one):
    helper = account("xxb_sys")
    stand_in(one, helper)
    draft = submitted(begun(helper), helper)

    with pytest.raises(NotAllowed), transaction():
        releasing.release(draft, one, seen=releasing.seal(draft))


def test_an_administrator_who_also_stands_in_for_the_author_is_still_a_second_person(one, other):
    draft = submitted(begun(one), one)
    stand_in(one, other)

    assert released(draft, other)


def test_only_what_was_seen_is_released(one, other):
    draft = submitted(begun(one), one)
    seen = releasing.seal(draft)
    with transaction():
        releasing.take_back(draft, one)
    with transaction():
        worse = renamed(diagram(draft), old="复核", new="放行")
        revisions.save(draft, PROCESS, APPLICATION, worse, seen=1, account=one)
    submitted(draft, one)

    with pytest.raises(Conflict), transaction():
        releasing.release(draft, other, seen=seen)

    assert step_name() == "本单位审核"


def test_a_submission_is_taken_back_by_its_author_only(one, other):
    draft = submitted(begun(one), one)

    with pytest.raises(NotAllowed), transaction():
        releasing.take_back(draft, other)
    with transaction():
        releasing.take_back(draft, one)

    assert revisions.find(draft.id).is_open
    assert hands.had(draft) == {one.id}  # what was drawn stays drawn by whoever drew it


def test_a_draft_is_sent_back_with_a_reason_and_its_author_is_told(one, other):
    draft = submitted(begun(one), one)

    with pytest.raises(Invalid), transaction():
        releasing.send_back(draft, other, " ")
    with pytest.raises(NotAllowed), transaction():
        releasing.send_back(draft, one, "自己退回")
    with transaction():
        releasing.send_back(draft, other, "名称与条例不符")

    assert (draft.state, draft.returned) == ("draft", "名称与条例不符")
    assert told("draft_sent_back") == {one.id}


def test_the_others_are_told_what_waits_for_them_and_what_was_released(one, other):
    draft = submitted(begun(one), one)
    assert told("draft_submitted") == {other.id}

    released(draft, other)

    assert told("release_made") == {one.id}


def test_everything_is_in_the_record_with_who_did_it(one, other):
    draft = submitted(begun(one), one)
    released(draft, other)

    mine = select(AuditEntry).where(AuditEntry.subject == f"revision:{draft.id}")
    entries = list(db.session.scalars(mine.order_by(AuditEntry.id)))
    assert [(e.action, e.account_id) for e in entries[-2:]] == [
        ("draft submitted", one.id),
        ("draft released", other.id),
    ]
    assert len(entries[-2].details["seal"]) == 64


def test_a_release_comes_into_force_at_its_minute(one, other):
    made = released(submitted(begun(one), one, effective_at=NOON), other)
    before = definitions.current().id

    with clock.at(NOON - timedelta(seconds=1)):
        assert definitions.current().id == before != made.id
        assert releasing.to_come().id == made.id
    with clock.at(NOON):
        assert definitions.current().id == made.id
        assert step_name() == "本单位复核"
        assert releasing.to_come() is None


def test_what_is_released_after_its_moment_is_in_force_at_once(one, other):
    draft = submitted(begun(one), one, effective_at=NOON)

    with clock.at(NOON + timedelta(hours=1)):
        made = released(draft, other)
        assert made.effective_at is None
        assert definitions.current().id == made.id


@pytest.mark.parametrize("sooner", [None, NOON - timedelta(minutes=1)])
def test_nothing_overtakes_a_release_that_is_still_to_come(one, other, sooner):
    first = released(submitted(begun(one), one, effective_at=NOON), other)
    draft = with_form(one)

    with pytest.raises(releasing.Blocked) as refused, transaction():
        tried(draft)
        releasing.submit(draft, one, note=WHY, effective_at=sooner)

    (reason,) = refused.value.reasons
    assert str(first.id) in reason and "2026-08-31 12:00" in reason


def test_one_at_the_same_moment_or_later_is_laid_on_top(one, other):
    released(submitted(begun(one), one, effective_at=NOON), other)

    second = released(submitted(with_form(one), one, effective_at=NOON), other)

    with clock.at(NOON):
        assert definitions.current().id == second.id
        assert step_name() == "本单位复核"


def test_a_release_to_come_is_withdrawn_with_a_reason_and_stays_on_the_record(one, other):
    made = released(submitted(begun(one), one, effective_at=NOON), other)

    with pytest.raises(Invalid), transaction():
        releasing.withdraw(made.id, one, "")
    with transaction():
        releasing.withdraw(made.id, one, "上级要求缓行")
    with pytest.raises(Conflict), transaction():
        releasing.withdraw(made.id, one, "再撤")

    with clock.at(NOON):
        assert step_name() == "本单位审核"
    assert db.session.get(Release, made.id) is not None
    assert told("release_withdrawn") == {other.id}


def test_what_is_in_force_is_not_withdrawn(one, other):
    made = released(submitted(begun(one), one, effective_at=NOON), other)

    with clock.at(NOON), pytest.raises(Conflict), transaction():
        releasing.withdraw(made.id, one, "晚了")
    with pytest.raises(NotFound), transaction():
        releasing.withdraw(999_999, one, "没有")


def test_of_two_to_come_the_one_on_top_is_withdrawn_first(one, other):
    first = released(submitted(begun(one), one, effective_at=NOON), other)
    second = released(submitted(with_form(one), one, effective_at=NOON), other)

    with pytest.raises(Conflict), transaction():
        releasing.withdraw(first.id, one, "先撤下面的")
    for each in (second, first):
        with transaction():
            releasing.withdraw(each.id, one, "不再需要")

    with clock.at(NOON):
        assert step_name() == "本单位审核"


def test_no_release_is_ever_changed(one, other):
    made = released(submitted(begun(one), one), other)

    for change in ("UPDATE release SET note = 'x'", "UPDATE release_item SET content = 'x'",
                   "DELETE FROM release", "DELETE FROM release_withdrawal"):  # fmt: skip
        with pytest.raises(DBAPIError):
            db.session.execute(text(change))
        db.session.rollback()

    sources = anew.sources(made.id)
    assert sorted(one.sha256 for one in sources.values()) == sorted(_stored(made))


def _stored(made):
    db.session.expire_all()
    return [item.sha256 for item in db.session.get(Release, made.id).items]


def test_an_earlier_release_comes_back_by_a_draft_and_two_persons(one, other):
    first = definitions.newest()
    released(submitted(begun(one), one), other)

    with transaction():
        draft = anew.again(first, one)
    assert (draft.origin, [i.key for i in draft.items]) == ("again", [APPLICATION])
    released(submitted(draft, one), other)

    assert step_name() == "本单位审核"
    with pytest.raises(Conflict), transaction():
        anew.again(first, one)


def test_one_process_comes_back_with_its_forms_and_nothing_else(one, other):
    first = definitions.newest()
    released(submitted(with_form(one), one), other)
    with transaction():
        elsewhere = revisions.begin("另一张表", one)
        key = "sharing/file_usage"
        content = revisions.content(elsewhere, FORM, key)[0] + b"\n"
        revisions.save(elsewhere, FORM, key, content, seen=0, account=one)
    released(submitted(elsewhere, one), other)

    with transaction():
        draft = anew.again(first, one, APPLICATION)

    assert [(i.kind, i.key) for i in draft.items] == [(FORM, REVIEW)]


def test_two_administrators_at_one_moment_make_one_release(app, one, other):
    third = account("xxb_sys")
    with transaction():
        third.posts.append(AccountPost(post="process_admin"))
    draft = submitted(begun(one), one)
    number, seen, before = draft.id, releasing.seal(draft), definitions.newest()

    def release(login):
        def deed():
            with app.app_context(), clock.at(MONDAY):
                try:
                    with transaction():
                        found = revisions.find(number)
                        return releasing.release(found, account(login), seen=seen).id
                except Conflict:
                    return None

        return deed

    got = at_once([release("xxb_proc2"), release("xxb_sys")])

    assert sorted(one is None for one in got) == [False, True]
    assert definitions.newest() == before + 1


def test_two_drafts_released_at_one_moment_lose_nothing_of_each_other(app, one, other):
    drafts = [submitted(begun(one), one), submitted(with_form(one), one)]
    seals = {draft.id: releasing.seal(draft) for draft in drafts}

    def release(number):
        def deed():
            with app.app_context(), clock.at(MONDAY):
                try:
                    with transaction():
                        found = revisions.find(number)
                        releasing.release(found, account("xxb_proc2"), seen=seals[number])
                        return None
                except Conflict:
                    return number

        return deed

    (late,) = filter(None, at_once([release(number) for number in seals]))
    with transaction():  # who comes second is told to look again, and has it tried again
        tried(revisions.find(late))
    released(revisions.find(late), account("xxb_proc2"))

    assert step_name() == "本单位复核"
    assert "审核结果" in anew.sources(definitions.newest())[FORM, REVIEW].content.decode()


def test_a_draft_taken_back_while_it_is_released_is_one_or_the_other(app, one, other):
    draft = submitted(begun(one), one)
    number, seen = draft.id, releasing.seal(draft)

    def tried(deed):
        def trying():
            with app.app_context(), clock.at(MONDAY):
                try:
                    with transaction():
                        deed(revisions.find(number))
                        return True
                except Conflict:
                    return False

        return trying

    got = at_once(
        [
            tried(lambda found: releasing.take_back(found, account("xxb_proc"))),
            tried(lambda found: releasing.release(found, account("xxb_proc2"), seen=seen)),
        ]
    )

    assert sorted(got) == [False, True]
    state = db.session.scalar(select(Revision.state).where(Revision.id == number))
    assert (state == "released") == (step_name() == "本单位复核")


def test_the_year_one_is_no_moment(one):
    with pytest.raises(Invalid), transaction():
        early = datetime(1, 1, 1, tzinfo=clock.LOCAL)
        releasing.submit(begun(one), one, note=WHY, effective_at=early)

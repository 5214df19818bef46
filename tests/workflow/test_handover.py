"""An account is closed: what it held goes to somebody, and comes back when it is opened again."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import select

from app.foundation import clock, files
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid
from app.foundation.identity import acting, queries
from app.foundation.identity.models import Delegation
from app.foundation.notices import Notice
from app.foundation.people import absence, directory
from app.workflow import drafts, handover, inbox, retiring
from app.workflow.models import Draft, Task
from tests.domain.sharing import cases
from tests.domain.sharing.cases import a_case, do
from tests.support.days import a_monday
from tests.support.people import account
from tests.support.together import at_once

__all__ = ["a_monday"]
PASSWORD = "a quiet river in spring"
# 市卫生局 asks 市工商局; its officer is wsj_share, its head wsj_head.


def colleague(login="gsj_second", *posts, unit="GSJ"):
    with transaction():
        directory.open_account(
            login, unit_code=unit, post_names=posts or ("sharing_officer",),
            display_post="市工商局信息共享二岗", password=PASSWORD,
        )  # fmt: skip
    return account(login)


def close(login, successor="", **more):
    with acting.as_account(account("xxb_sys")), transaction():
        taker = account(successor) if successor else None
        return handover.close(account(login), taker, **more).moved


def reopen(login):
    with acting.as_account(account("xxb_sys")), transaction():
        handover.reopen(account(login))


def claimed(login="gsj_share"):
    """A task of the provider's, taken by its officer."""
    case = cases.approved(a_case())
    task_id = cases.open_task(case, "provider_response").id
    with acting.as_account(account(login)), transaction():
        inbox.claim(task_id, account(login))
    return task_id


def task(task_id):
    db.session.expire_all()
    return db.session.get_one(Task, task_id)


def test_a_task_goes_to_the_successor(app):
    task_id = claimed()
    colleague()

    moved = close("gsj_share", "gsj_second")

    assert task(task_id).claimed_by.login == "gsj_second"
    assert moved["tasks"] == [task_id]
    assert not account("gsj_share").active
    told = select(Notice).where(Notice.account_id == account("gsj_second").id)
    assert [one.task_id for one in db.session.scalars(told) if one.task_id == task_id] == [task_id]


def test_a_task_goes_back_to_the_unit_where_nobody_is_named(app):
    task_id = claimed()
    colleague()

    moved = close("gsj_share")

    assert task(task_id).claimed_by_id is None
    assert moved["released"] == [task_id]
    assert task_id in [one.id for one in db.session.scalars(inbox.mine(account("gsj_second")))]


def test_every_step_of_it_is_on_the_record(app):
    task_id = claimed()
    colleague()

    close("gsj_share", "gsj_second")

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert [one.action for one in entries] == ["task reassigned", "account_closed"]
    assert entries[0].task_id == task_id
    assert entries[1].details == {"successor": "gsj_second"}


def test_the_last_holder_of_a_post_leaves_nobody_s_task(app):
    task_id = claimed()

    with pytest.raises(Invalid) as refused:
        close("gsj_share")

    assert list(refused.value.fields) == ["successor"]
    assert "答复" in refused.value.message
    assert account("gsj_share").active
    assert task(task_id).claimed_by.login == "gsj_share"


def test_a_successor_is_given_the_post_that_nobody_else_holds(app):
    task_id = claimed()
    colleague("gsj_archive", "archivist")

    moved = close("gsj_share", "gsj_archive")

    assert moved["posts"] == ["sharing_officer"]
    assert account("gsj_archive").post_names == {"archivist", "sharing_officer"}
    assert task(task_id).claimed_by.login == "gsj_archive"


def test_a_head_takes_the_officer_s_post_only_where_somebody_confirms_it(app):
    claimed()

    with pytest.raises(Invalid) as warned:
        close("gsj_share", "gsj_head")
    assert list(warned.value.fields) == ["confirmed"]

    close("gsj_share", "gsj_head", confirmed=True)
    assert "sharing_officer" in account("gsj_head").post_names


def test_who_submitted_does_not_take_over_the_approval(app):
    a_case()

    with pytest.raises(Invalid) as refused:
        close("wsj_head", "wsj_share")

    assert list(refused.value.fields) == ["successor"]  # at once, before anything is confirmed
    assert "unit_approver" not in account("wsj_share").post_names


def test_a_closed_account_or_one_of_another_unit_takes_nothing_over(app):
    colleague()
    with transaction():
        directory.close_account(account("gsj_second"))

    for successor in ("gsj_second", "jtw_share", "gsj_share"):
        with pytest.raises(Invalid):
            close("gsj_share", successor)
    assert account("gsj_share").active


def test_drafts_go_over_with_their_keys(app):
    task_id = claimed()
    colleague()
    giver, taker = account("gsj_share"), account("gsj_second")
    with transaction():
        drafts.save(giver, f"task:{task_id}", {"reason": "还在考虑"}, 0)
        drafts.save(giver, f"application:IR0001:{giver.id}", {"scope": "全市"}, 0)
        drafts.save(giver, f"task:{giver.id}", {"reason": "号码相同"}, 0)

    moved = close("gsj_share", "gsj_second")

    assert len(moved["drafts"]) == 3
    assert drafts.find(taker, f"task:{task_id}").data == {"reason": "还在考虑"}
    assert drafts.find(taker, f"application:IR0001:{taker.id}").data == {"scope": "全市"}
    assert drafts.find(taker, f"task:{giver.id}").data == {"reason": "号码相同"}


def test_what_the_successor_has_typed_itself_stays(app):
    colleague()
    giver, taker = account("gsj_share"), account("gsj_second")
    with transaction():
        drafts.save(giver, "task:1", {"reason": "他的"}, 0)
        drafts.save(taker, "task:1", {"reason": "自己的"}, 0)

    close("gsj_share", "gsj_second")

    assert drafts.find(account("gsj_second"), "task:1").data == {"reason": "自己的"}
    assert drafts.find(account("gsj_share"), "task:1").data == {"reason": "他的"}


def test_files_in_a_draft_go_over_with_it(app, tmp_path):
    colleague()
    giver, taker = account("gsj_share"), account("gsj_second")
    with transaction():
        file = files.Attachment(
            filename="a.pdf", media_type="application/pdf", size=1, sha256="0" * 64,
            content_path="00/0", uploaded_by_id=giver.id, field="attachments",
        )  # fmt: skip
        db.session.add(file)
        db.session.flush()
        drafts.save(giver, "task:1", {"attachments": [str(file.id)]}, 0)
        number = str(file.id)

    close("gsj_share", "gsj_second")

    assert [str(one.id) for one in files.waiting([number], taker.id, None)] == [number]
    assert files.waiting([number], giver.id, None) == []


def test_drafts_stay_where_nobody_is_named(app):
    colleague()
    with transaction():
        drafts.save(account("gsj_share"), "task:1", {"reason": "他的"}, 0)

    close("gsj_share")

    assert db.session.scalars(select(Draft.account_id)).all() == [account("gsj_share").id]


def test_absences_that_name_it_end(app):
    today = clock.today()
    with transaction():
        absence.arrange(
            account("gsj_head"), colleague=account("gsj_share"), from_on=today,
            until_on=today + timedelta(days=5), reason="出差",
        )  # fmt: skip

    close("gsj_share")

    assert account("gsj_share").absent_colleagues == []
    assert db.session.scalars(select(Delegation)).one().revoked_at is not None


def test_reopening_takes_back_what_nobody_has_used(app):
    task_id = claimed()
    colleague("gsj_archive", "archivist")
    today = clock.today()
    with transaction():
        drafts.save(account("gsj_share"), "task:1", {"reason": "他的"}, 0)
        absence.arrange(
            account("gsj_head"), colleague=account("gsj_share"), from_on=today,
            until_on=today + timedelta(days=5), reason="出差",
        )  # fmt: skip
    close("gsj_share", "gsj_archive")

    reopen("gsj_share")

    assert account("gsj_share").post_names == {"sharing_officer"}
    assert account("gsj_archive").post_names == {"archivist"}
    assert task(task_id).claimed_by.login == "gsj_share"
    assert drafts.find(account("gsj_share"), "task:1") is not None
    assert db.session.scalars(select(Delegation)).one().revoked_at is None


def test_what_the_successor_took_with_a_post_lent_to_it_goes_back_to_the_unit(app):
    claimed()
    colleague("gsj_archive", "archivist")
    close("gsj_share", "gsj_archive")
    later = cases.open_task(cases.approved(a_case(scope="全市二")), "provider_response").id
    with acting.as_account(account("gsj_archive")), transaction():
        inbox.claim(later, account("gsj_archive"))

    reopen("gsj_share")

    assert task(later).claimed_by_id is None
    assert later in [one.id for one in db.session.scalars(inbox.mine(account("gsj_share")))]


def test_reopening_leaves_what_a_colleague_works_on(app):
    task_id = claimed()
    colleague()
    colleague("gsj_third")
    close("gsj_share")
    with acting.as_account(account("gsj_third")), transaction():
        inbox.claim(task_id, account("gsj_third"))

    reopen("gsj_share")

    assert task(task_id).claimed_by.login == "gsj_third"


def test_a_closed_account_is_closed_once_and_opened_once(app):
    close("gsj_share")
    with pytest.raises(Conflict):
        close("gsj_share")
    reopen("gsj_share")
    with pytest.raises(Conflict):
        reopen("gsj_share")


def test_an_old_session_is_worth_nothing_after_reopening(app):
    before = account("gsj_share").get_id()

    close("gsj_share")
    reopen("gsj_share")

    assert account("gsj_share").get_id() != before


def test_a_post_is_not_taken_from_the_last_who_holds_it_while_tasks_wait(app):
    task_id = claimed()
    with pytest.raises(Invalid) as refused, transaction():
        handover.change_posts(account("gsj_share"), {"archivist"}, known={"sharing_officer"})
    assert list(refused.value.fields) == ["posts"]

    colleague()
    with transaction():
        handover.change_posts(account("gsj_share"), {"archivist"}, known={"sharing_officer"})

    assert task(task_id).claimed_by_id is None


def test_two_who_are_closed_at_once_do_not_leave_a_task_to_nobody(app):
    claimed()
    colleague()

    def closing(login):
        def deed():
            with app.app_context():
                try:
                    close(login)
                except (Invalid, Conflict):
                    return "refused"
                return "closed"

        return deed

    got = at_once([closing("gsj_share"), closing("gsj_second")])

    assert sorted(got) == ["closed", "refused"]
    assert len(queries.holders(queries.unit_by_code("GSJ").id, ["sharing_officer"])) == 1


def test_an_account_that_was_closed_meanwhile_takes_no_task(app, database_url):
    case = cases.approved(a_case())
    task_id = cases.open_task(case, "provider_response").id
    late = account("gsj_share")  # as a request that began before the closing holds it
    with psycopg.connect(database_url) as other:
        other.execute("UPDATE account SET active = false WHERE login = 'gsj_share'")

    with pytest.raises(Conflict), transaction():
        inbox.claim(task_id, late)

    assert task(task_id).claimed_by_id is None


# --- A unit out of use


def test_a_unit_is_not_put_out_of_use_while_a_case_needs_it(app):
    a_case()

    for code in ("WSJ", "GSJ"):
        with pytest.raises(Conflict, match="1"), transaction():
            retiring.deactivate(queries.unit_by_code(code).id)
    assert queries.unit_by_code("GSJ").active


def test_a_unit_goes_with_its_accounts_once_its_cases_have_ended(app):
    case = a_case()
    do(case, "unit_review", "wsj_head", "return", comment="不必申请")
    do(case, "revise_application", "wsj_share", "withdraw")

    with transaction():
        retiring.deactivate(queries.unit_by_code("WSJ").id)

    assert not queries.unit_by_code("WSJ").active
    assert not account("wsj_share").active
    assert queries.unit_by_code("WSJ") not in queries.units()


def test_a_unit_with_others_below_it_stays(app):
    with pytest.raises(Conflict, match="昌平"), transaction():
        retiring.deactivate(queries.unit_by_code("XXB").id)

    assert account("xxb_sys").active

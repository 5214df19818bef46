"""A database: filed, registered, kept up to date to the day, deregistered when nothing needs it."""

from datetime import date, datetime

import pytest
from sqlalchemy import func, select, update

from app.domain.catalogue.models.database import LISTED, Database
from app.domain.catalogue.models.deregistration import Deregistration
from app.domain.catalogue.models.filing import MatterFiling
from app.domain.catalogue.models.version import EntryVersion
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.identity.models import Account, Unit
from app.foundation.notices import Notice
from app.jobs.deadlines import fire_deadlines
from app.scenarios.page import Page
from app.workflow import clocks
from tests.support.desks import AGREED, APPROVED, SIGNED, open_task
from tests.support.registrations import (
    APPROVE,
    BIKES,
    DATABASE,
    FILE,
    OPERATED,
    REGISTER,
    RUNNING,
    SHOPS,
    begin,
    matter,
    matters,
    rows,
    send,
)
from tests.support.together import at_once

# 企业不良信用记录库 of 市工商局 holds IR0054, for which the desks apply; updated on 16 October.
CREDIT = {"action": "adopt", "entry": "DB0015"}
END = {"outcome": "deregister", "reason": "并入企业信用综合库"}


def at(text):
    return clock.at(datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL))


def refused(answer):
    return Page(answer.status_code, "/", answer.text).refused_fields()


def known(database_id):
    db.session.expire_all()
    return db.session.get_one(Database, database_id)


def acts(database_id):
    found = select(EntryVersion.act).filter_by(entry_kind="database", entry_id=database_id)
    return list(db.session.scalars(found.order_by(EntryVersion.number)))


def told(case_id, kind="database_stale"):
    """Who was told, as often as they were."""
    found = (
        select(Account.login)
        .join(Notice, Notice.account_id == Account.id)
        .where(Notice.instance_id == case_id, Notice.kind == kind)
    )
    return sorted(db.session.scalars(found))


def due(case_id):
    running = clocks.open_clocks(case_id).get("database_update")
    return running.due_on if running else None


# --- Filing and registration


@pytest.mark.parametrize(
    "field", ["source_business", "maintainer", "update_cycle", "maintenance_plan"]
)
def test_without_a_plan_of_its_maintenance_nothing_is_filed(desks, field):
    answer = send(desks, "jtw_share", DATABASE, **BIKES | {field: ""})

    assert answer.status_code == 422
    assert refused(answer) == [field]
    assert matters() == []


def test_without_a_reason_nothing_is_built_that_exists(desks):
    answer = send(desks, "jtw_share", DATABASE, **BIKES | {"items": SHOPS["items"]})

    assert refused(answer) == ["spite_reason"]
    assert "DB0001" in answer.text


def test_a_filed_database_has_a_number_and_stands_in_no_catalogue(desks):
    case_id = begin(desks, "jtw_share", DATABASE, **BIKES)
    desks.walk(*OPERATED[:2])

    filed = known(matter(case_id).entry_id)
    assert (filed.status, filed.filing_no, filed.filed_on) == (
        "filed", "京信库备〔2026〕001号", date(2026, 8, 31),
    )  # fmt: skip
    assert filed.status not in LISTED
    (filing,) = db.session.scalars(select(MatterFiling).filter_by(case_id=case_id))
    assert filing.content["maintenance_plan"] == BIKES["maintenance_plan"]


def test_once_confirmed_it_is_listed_under_the_next_number_of_the_register(desks):
    case_id = begin(desks, "jtw_share", DATABASE, **BIKES)
    desks.walk(*OPERATED)

    listed = known(matter(case_id).entry_id)
    assert listed.status in LISTED
    assert listed.registration_no == "京信库登〔2026〕020号", "019 came with the register"
    assert (listed.dbms, listed.records, listed.network) == ("PostgreSQL", 120, "政务外网")
    assert listed.last_updated_on == date(2026, 8, 31)
    assert acts(listed.id) == ["filed", "registered"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tested", ""),
        ("dbms", ""),
        ("network", "月球"),
        ("records", "-1"),
        ("first_load_on", "2026-09-01"),
        ("first_load_on", "2026-08-30"),
    ],
)
def test_what_is_not_complete_or_not_tested_is_not_registered(desks, field, value):
    begin(desks, "jtw_share", DATABASE, **BIKES)
    desks.walk(*OPERATED[:2])

    assert refused(desks.answer("jtw_share", "register_database", **RUNNING | {field: value})) == [
        field
    ]


def test_what_was_filled_in_is_not_typed_twice_when_the_office_returns_it(desks):
    begin(desks, "jtw_share", DATABASE, **BIKES)
    desks.walk(
        *OPERATED[:3],
        ("xxb_cat", "confirm_registration", {"outcome": "return", "comment": "补测试"}),
    )

    page = desks.at("jtw_share").get(f"/tasks/{open_task('register_database').id}")
    fields = dict(
        Page(200, f"/tasks/{open_task('register_database').id}", page.text).form().filled({})
    )
    assert (fields["dbms"], fields["first_load_on"]) == ("PostgreSQL", "2026-08-31")


def test_what_a_unit_revises_is_its_own_until_its_head_approves_it_again(desks):
    case_id = begin(desks, "jtw_share", DATABASE, **BIKES)
    desks.walk(
        OPERATED[0], ("xxb_cat", "review_filing", {"outcome": "return", "comment": "写明经费"})
    )
    draft = rows(outcome="resubmit", **BIKES | {"maintenance_cost": "每年二十万元"})
    desks.walk(("jtw_share", "revise_database", draft))

    assert "每年二十万元" not in desks.at("xxb_cat").get(f"/cases/{case_id}").text
    desks.walk(OPERATED[0])
    assert "每年二十万元" in desks.at("xxb_cat").get(f"/cases/{case_id}").text


def test_for_a_unit_that_is_gone_nothing_is_filed(desks):
    case_id = begin(desks, "jtw_share", DATABASE, **BIKES)
    desks.walk(OPERATED[0])
    with transaction():
        db.session.execute(update(Unit).where(Unit.code == "JTW").values(active=False))

    assert desks.answer("xxb_cat", "review_filing", **FILE).status_code == 409
    desks.walk(("xxb_cat", "review_filing", {"outcome": "reject", "reason": "单位已撤销"}))
    assert matter(case_id).end == "rejected"


# --- Taking up what is in the register


def test_a_database_of_the_register_is_operated_at_once(desks):
    with at("2026-10-20 10:00"):
        case_id = begin(desks, "gsj_share", DATABASE, **CREDIT)

        assert matter(case_id).instance.case_state == "operating"
        assert matter(case_id).entry_id == "DB0015"
        assert due(case_id) == date(2026, 12, 17), "62 days after 16 October"


def test_one_that_was_never_updated_is_due_from_its_registration(desks):
    with at("2026-10-20 10:00"):
        case_id = begin(desks, "yjb_share", DATABASE, action="adopt", entry="DB0011")
        assert matter(case_id).instance.case_state == "operating"
        assert clocks.open_clocks(case_id)["database_update"].started_on == date(2026, 2, 12)


@pytest.mark.parametrize("entry", ["DB0002", "DB0008", "DB9999", ""])
def test_another_units_database_or_one_that_is_gone_is_not_taken_up(desks, entry):
    answer = send(desks, "gsj_share", DATABASE, action="adopt", entry=entry)

    assert refused(answer) == ["entry"]
    assert matters() == []


def test_of_one_database_there_is_one_matter(desks):
    begin(desks, "gsj_share", DATABASE, **CREDIT)

    again = send(desks, "gsj_share", DATABASE, **CREDIT)

    assert refused(again) == ["entry"]
    assert len(matters()) == 1


def test_of_two_who_take_up_the_same_database_at_once_one_is_told_of_the_other(desks):
    desks.at("gsj_share")

    answers = at_once([lambda: send(desks, "gsj_share", DATABASE, **CREDIT)] * 2)

    assert sorted(one.status_code for one in answers) == [302, 422]
    assert len(matters()) == 1


# --- Updates, to the day


def test_two_cycles_without_an_update_are_told_once_and_recorded(desks):
    with at("2026-10-20 10:00"):
        case_id = begin(desks, "gsj_share", DATABASE, **CREDIT)
    with at("2026-12-17 23:59"):
        fire_deadlines()
        assert (told(case_id), matter(case_id).stale_since) == ([], None)
    with at("2026-12-18 00:00"):
        fire_deadlines()
        fire_deadlines()

        assert told(case_id) == ["gsj_head", "gsj_share", "xxb_cat"]
        assert matter(case_id).stale_since == date(2026, 12, 17)
        assert matter(case_id).instance.case_state == "operating"
        assert "逾期未更新" in desks.at("gsj_share").get(f"/cases/{case_id}").text
        assert "逾期未更新" in desks.at("xxb_cat").get(f"/cases/{case_id}").text


def test_what_ran_out_while_the_program_was_down_is_told_once_as_of_its_day(desks):
    with at("2026-10-20 10:00"):
        case_id = begin(desks, "gsj_share", DATABASE, **CREDIT)
    with at("2027-03-01 09:00"):
        fire_deadlines()
        fire_deadlines()

        assert told(case_id) == ["gsj_head", "gsj_share", "xxb_cat"]
        assert matter(case_id).stale_since == date(2026, 12, 17)


def test_an_update_counts_from_its_own_day_and_may_be_stale_again(desks):
    with at("2026-10-20 10:00"):
        case_id = begin(desks, "gsj_share", DATABASE, **CREDIT)
    with at("2026-12-20 10:00"):
        fire_deadlines()
        said = {"updated_on": "2026-12-18", "records": "230000", "note": "补录"}
        desks.walk(("gsj_share", "operate_database", {"outcome": "update"} | said))

        assert due(case_id) == date(2027, 2, 18)
        assert matter(case_id).stale_since is None
        assert "逾期未更新" not in desks.at("gsj_share").get(f"/cases/{case_id}").text
        updated = known("DB0015")
        assert (updated.status, updated.last_updated_on, updated.records) == (
            "operating", date(2026, 12, 18), 230000,
        )  # fmt: skip
        last = db.session.scalars(
            select(EntryVersion).filter_by(entry_kind="database", entry_id="DB0015", act="updated")
        ).one()
        assert (last.note, last.by.login, last.content["records"]) == ("补录", "gsj_share", 230000)
    with at("2027-02-19 00:01"):
        fire_deadlines()
        assert len(told(case_id)) == 6


def test_an_update_reported_so_late_that_it_is_stale_already_is_told_at_once(desks):
    with at("2026-10-20 10:00"):
        case_id = begin(desks, "gsj_share", DATABASE, **CREDIT)
    with at("2027-06-01 10:00"):
        fire_deadlines()
        desks.walk(
            ("gsj_share", "operate_database", {"outcome": "update", "updated_on": "2027-01-04"})
        )
        fire_deadlines()

        assert matter(case_id).stale_since == date(2027, 3, 7)
        assert len(told(case_id)) == 6


@pytest.mark.parametrize("day", ["2026-10-21", "2026-10-15", "", "gestern"])
def test_an_update_is_of_a_day_since_the_last_one_and_not_to_come(desks, day):
    with at("2026-10-20 10:00"):
        begin(desks, "gsj_share", DATABASE, **CREDIT)

        answer = desks.answer("gsj_share", "operate_database", outcome="update", updated_on=day)

        assert refused(answer) == ["updated_on"]


@pytest.mark.parametrize(
    ("cycle", "day"),
    [("实时", "2026-10-18"), ("每日", "2026-10-18"), ("每周", "2026-10-30"), ("每月", "2026-12-17"),
     ("每季度", "2027-04-18"), ("每半年", "2027-10-17"), ("每年", "2028-10-17"), ("不定期", None)],
)  # fmt: skip
def test_the_cycle_says_when_the_next_update_is_due(desks, cycle, day):
    with at("2026-10-16 10:00"):
        case_id = begin(desks, "gsj_share", DATABASE, **CREDIT)
        plan = {key: BIKES[key] for key in ("source_business", "maintainer", "maintenance_plan")}

        desks.walk(
            ("gsj_share", "operate_database", {"outcome": "change", "update_cycle": cycle} | plan)
        )

        assert due(case_id) == (date.fromisoformat(day) if day else None)
        assert known("DB0015").update_cycle == cycle


def test_a_change_of_anything_else_leaves_the_clock_alone(desks):
    with at("2026-10-20 10:00"):
        case_id = begin(desks, "gsj_share", DATABASE, **CREDIT)
    with at("2026-12-20 10:00"):
        fire_deadlines()
        plan = {key: BIKES[key] for key in ("source_business", "maintainer", "maintenance_plan")}
        desks.walk(
            ("gsj_share", "operate_database", {"outcome": "change", "update_cycle": "每月"} | plan)
        )
        fire_deadlines()

        assert len(told(case_id)) == 3, "it is still as stale as it was"
        assert matter(case_id).stale_since == date(2026, 12, 17)
        assert known("DB0015").maintenance_plan == BIKES["maintenance_plan"]


def test_a_database_cannot_lose_the_plan_of_its_maintenance(desks):
    begin(desks, "gsj_share", DATABASE, **CREDIT)

    answer = desks.answer("gsj_share", "operate_database", outcome="change", update_cycle="每月")

    assert set(refused(answer)) == {"source_business", "maintainer", "maintenance_plan"}


def test_only_its_own_officer_records_an_update(desks):
    case_id = begin(desks, "gsj_share", DATABASE, **CREDIT)
    form = {"outcome": "update", "updated_on": "2026-08-31"}

    assert desks.answer("gsj_head", "operate_database", **form).status_code == 403
    for stranger in ("jtw_share", "xxb_cat", "tjj_coll"):
        assert desks.answer(stranger, "operate_database", **form).status_code == 404
    assert desks.at("jtw_share").get(f"/cases/{case_id}").status_code == 404


# --- The end


def agreement(desks):
    """市交通委 and 市工商局 agree on what DB0015 holds, until the end of 2028."""
    desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED)


def test_while_an_agreement_is_in_force_the_end_is_not_even_asked_for(desks):
    case_id = begin(desks, "gsj_share", DATABASE, **CREDIT)
    agreement(desks)

    answer = desks.answer("gsj_share", "operate_database", **END)

    assert refused(answer) == ["outcome"]
    page = desks.at("gsj_share").get(f"/cases/{case_id}").text
    for text in (answer.text, page):
        assert "京共协〔2026〕0001号" in text
        assert "市交通委" in text
        assert "2028-12-31" in text
    assert db.session.scalar(select(func.count(Deregistration.id))) == 0


def test_an_agreement_that_comes_into_force_meanwhile_blocks_it_when_it_is_carried_out(desks):
    case_id = begin(desks, "gsj_share", DATABASE, **CREDIT)
    desks.walk(("gsj_share", "operate_database", END))
    agreement(desks)

    assert "京共协〔2026〕0001号" in desks.at("xxb_cat").get(f"/cases/{case_id}").text
    desks.walk(("xxb_cat", "review_deregistration", APPROVE))

    assert matter(case_id).instance.case_state == "operating"
    asked = db.session.scalars(select(Deregistration)).one()
    assert (asked.result, asked.blocked_by[0]["number"]) == ("blocked", "京共协〔2026〕0001号")
    assert known("DB0015").status in LISTED
    assert told(case_id, "deregistration_blocked") == ["gsj_head", "gsj_share", "xxb_cat"]


def test_the_day_after_its_term_an_agreement_stands_against_nothing(desks):
    case_id = begin(desks, "gsj_share", DATABASE, **CREDIT)
    agreement(desks)
    with at("2028-12-31 20:00"):
        assert refused(desks.answer("gsj_share", "operate_database", **END)) == ["outcome"]
    with at("2029-01-01 08:00"):
        desks.walk(
            ("gsj_share", "operate_database", END | {"merged_into": "DB0001"}),
            ("xxb_cat", "review_deregistration", APPROVE),
        )

        gone = known("DB0015")
        assert (matter(case_id).end, gone.status, gone.deregistered_on) == (
            "deregistered", "deregistered", date(2029, 1, 1),
        )  # fmt: skip
        assert gone.deregister_reason == "并入企业信用综合库（并入 DB0001）"
        assert acts("DB0015")[-1] == "deregistered"
        again = send(desks, "gsj_share", DATABASE, **CREDIT)
        assert refused(again) == ["entry"]


def test_a_returned_request_leaves_the_days_as_they_were(desks):
    with at("2026-10-20 10:00"):
        case_id = begin(desks, "gsj_share", DATABASE, **CREDIT)
        before = due(case_id)
    with at("2026-12-18 10:00"):
        fire_deadlines()
        desks.walk(
            ("gsj_share", "operate_database", END),
            ("xxb_cat", "review_deregistration", {"outcome": "return", "comment": "写明去向"}),
        )
        fire_deadlines()

        assert due(case_id) == before
        assert len(told(case_id)) == 3, "nobody hears twice of the same update"


def test_it_is_not_merged_into_itself_or_into_another_units(desks):
    begin(desks, "gsj_share", DATABASE, **CREDIT)

    for into in ("DB0015", "DB0002", "DB9999"):
        answer = desks.answer("gsj_share", "operate_database", **END | {"merged_into": into})
        assert refused(answer) == ["merged_into"]


def test_a_register_is_confirmed_by_the_office_alone(desks):
    begin(desks, "jtw_share", DATABASE, **BIKES)
    desks.walk(*OPERATED[:3])

    assert desks.answer("jtw_head", "confirm_registration", **REGISTER).status_code == 403
    assert desks.answer("gsj_share", "confirm_registration", **REGISTER).status_code == 404
    assert desks.answer("xxb_escal", "confirm_registration", **REGISTER).status_code == 404

"""The demand pool: what nobody lists is asked for, joined, assigned, answered."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.domain.catalogue import demand_pool, known
from app.domain.catalogue.models.demand import Demand, DemandUnit
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.services import demand_listing, demands, entries, matters
from app.domain.catalogue.services import demand_office as office
from app.domain.catalogue.services import demand_replies as replies
from app.domain.catalogue.services.demand_steps import Overtaken, SentTwice, Step
from app.domain.catalogue.viewing import Viewer
from app.foundation import clock, notices
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.notices import Notice
from app.jobs.demands import tell_late_demands
from tests.support.days import MONDAY, a_monday
from tests.support.people import account

__all__ = ["a_monday"]

ITEMS = ("站点编号", "站点位置", "可借车辆数")
FRIDAY_IN_OCTOBER = date(2026, 10, 16)


def asked(title="公共自行车站点信息", items=ITEMS, **more):
    return demands.Asked(title, tuple(items), "规划自行车道", "《城市规划条例》第八条", **more)


def filed(login="jtw_share", **more):
    with transaction():
        return demands.file(account(login), asked(**more)).id


def step(login, demand_id, version=None, **said):
    return Step(account(login), demand_id, version, said)


def do(command, login, demand_id, *args, **more):
    with transaction():
        command(step(login, demand_id), *args, **more)
    return now(demand_id)


def now(demand_id) -> Demand:
    db.session.expire_all()
    return db.session.get_one(Demand, demand_id)


def given_to(login_of_unit="hbj_share", **more):
    found = filed(**more)
    do(office.assign, "xxb_cat", found, account(login_of_unit).unit.code, 10)
    return found


def told(kind):
    found = select(Notice).where(Notice.kind == kind)
    return {(n.account_id, n.params.get("result", "")) for n in db.session.scalars(found)}


def heard(kind, login, result=""):
    return (account(login).id, result) in told(kind)


def test_a_demand_has_a_number_and_the_office_hears_of_it(app):
    found = now(filed())

    assert (found.number, found.state, found.wanted) == ("需求〔2026〕0001号", "open", 1)
    assert heard("demand_filed", "xxb_cat")


def test_only_a_sharing_officer_asks_for_data(app):
    with pytest.raises(NotAllowed), transaction():
        demands.file(account("jtw_head"), asked())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"items": ()}, "items"),
        ({"items": ("长" * 101,)}, "items"),
        ({"items": tuple(f"项{n}" for n in range(101))}, "items"),
        ({"urgency": "whenever"}, "urgency"),
    ],
)
def test_what_is_missing_or_too_long_is_said(app, changes, field):
    with pytest.raises(Invalid) as refused:
        demands.check(asked(**changes))
    assert set(refused.value.fields) == {field}


def test_what_was_found_needs_a_reason_and_is_kept(app):
    hits = [{"kind": "resource", "id": "IR0001", "matched": ["企业名称"]}]
    with pytest.raises(Invalid) as refused, transaction():
        demands.file(account("jtw_share"), asked(hits=hits))
    assert set(refused.value.fields) == {"spite_reason"}

    found = now(filed(hits=hits, spite_reason="没有站点位置"))
    assert (found.hits, found.spite_reason) == (hits, "没有站点位置")


def test_the_same_form_sent_twice_is_one_demand(app):
    for _time in range(2):
        with transaction():
            demands.file(account("jtw_share"), asked(), "key")

    assert db.session.scalar(select(func.count()).select_from(Demand)) == 1


def test_who_joins_raises_the_rank_and_joins_once(app):
    first, second = filed(), filed(title="另一项数据", items=("甲",))
    do(demands.join, "gaj_share", first, "巡逻")
    with pytest.raises(SentTwice), transaction():
        demands.join(step("gaj_share", first))

    assert now(first).wanted == 2
    ranked = demand_pool.most_wanted(account("wsj_share"), 5)
    assert [one.id for one in ranked] == [first, second]


def test_who_filed_it_may_leave_it_to_the_others_but_not_withdraw_it(app):
    found = filed()
    do(demands.join, "gaj_share", found)
    with pytest.raises(Conflict), transaction():
        demands.withdraw(step("jtw_share", found), "不再需要")
    assert do(demands.leave, "jtw_share", found).wanted == 1

    assert do(demands.withdraw, "gaj_share", found, "不再需要").state == "withdrawn"


def test_a_unit_that_is_asked_has_ten_working_days_and_is_told(app):
    found = now(given_to())

    assert found.due_on == date(2026, 9, 14)
    assert heard("demand_assigned", "hbj_share") and heard("demand_assigned", "hbj_head")


def test_a_unit_that_needs_the_data_is_not_asked_for_them(app):
    with pytest.raises(Invalid) as refused:
        do(office.assign, "xxb_cat", filed(), "JTW", 10)
    assert set(refused.value.fields) == {"unit"}


@pytest.mark.parametrize("days", [0, -1, 61])
def test_a_unit_gets_one_to_sixty_working_days(app, days):
    with pytest.raises(Invalid):
        do(office.assign, "xxb_cat", filed(), "HBJ", days)


def test_of_two_officers_the_slower_is_told_who_was_faster_and_with_what(app):
    found = filed()
    drawn = now(found).version
    with transaction():
        office.assign(step("xxb_cat", found, drawn, unit="HBJ"), "HBJ", 10)

    with pytest.raises(Overtaken) as overtaken, transaction():
        office.assign(step("xxb_cat", found, drawn, unit="GAJ"), "GAJ", 5)
    assert overtaken.value.last.act == "assign"
    assert overtaken.value.last.by_id == account("xxb_cat").id
    assert now(found).assigned_unit_id == account("hbj_share").unit_id


def test_the_same_act_sent_twice_is_recorded_once(app):
    found = filed()
    sent = step("xxb_cat", found, now(found).version, unit="HBJ")
    with transaction():
        office.assign(sent, "HBJ", 10)

    with pytest.raises(SentTwice), transaction():
        office.assign(sent, "HBJ", 10)
    assert len([e for e in demand_pool.history(found) if e.act == "assign"]) == 1


def test_a_unit_without_the_data_gives_the_demand_back_with_a_reason(app):
    found = given_to()
    with pytest.raises(Invalid):
        do(replies.not_held, "hbj_share", found, "")

    assert do(replies.not_held, "hbj_share", found, "由交管局掌握").state == "open"
    assert now(found).assigned_unit_id is None
    assert heard("demand_answered", "xxb_cat", "not_held")


def test_a_promise_moves_the_deadline_to_its_day(app):
    found = do(replies.promise, "hbj_head", given_to(), FRIDAY_IN_OCTOBER)

    assert (found.state, found.due_on) == ("promised", FRIDAY_IN_OCTOBER)
    assert heard("demand_answered", "jtw_share", "promised")


@pytest.mark.parametrize("day", [None, date(2026, 8, 28), date(2026, 10, 1), date(2028, 1, 4)])
def test_a_promise_names_a_working_day_within_a_year(app, day):
    with pytest.raises(Invalid):
        do(replies.promise, "hbj_share", given_to(), day)


def test_nobody_else_answers_for_the_unit_that_is_asked(app):
    found = given_to()

    for login in ("gaj_share", "jtw_share", "xxb_cat"):
        with pytest.raises(NotAllowed), transaction():
            replies.not_held(step(login, found), "没有")
    for login in ("hbj_share", "jtw_share", "xxb_escal"):
        with pytest.raises(NotAllowed), transaction():
            office.decline(step(login, found), "不予")


def a_resource(items=ITEMS, level="公开", **more):
    held = [{"name": name, "data_type": "字符型C"} for name in items]
    content = entries.content_of("resource", "IR0003") | {
        "title": "公共自行车站点信息", "code": "", "items": held, "security_level": level,
        "provider": "HBJ", **more,
    }  # fmt: skip
    with transaction():
        made = entries.write("resource", content)
        notices.deliver()
    return made


def test_what_is_published_with_all_the_items_ends_the_demand_and_all_hear_of_it(app):
    found = given_to()
    do(demands.join, "gaj_share", found)
    made = a_resource((*ITEMS, "状态"))

    ended = now(found)
    assert (ended.state, ended.entry_id, ended.due_on) == ("fulfilled", made, None)
    for login in ("jtw_share", "gaj_share"):
        assert heard("demand_answered", login, "fulfilled")


def test_what_is_published_with_less_ends_nothing(app):
    found = given_to()
    a_resource(ITEMS[:2])

    assert now(found).state == "assigned"


def test_what_a_demander_may_not_see_ends_nothing(app):
    found = given_to()
    a_resource(level="机密", secrecy_required=True)

    assert now(found).state == "assigned"


def test_a_matter_begun_for_a_demand_ends_it_whatever_the_items_are_called(app):
    found = given_to()
    officer = account("hbj_share")
    with transaction():
        answers = demand_listing.prefill(str(found), officer)
        case = matters.submit("catalogue_publication", officer, answers)
        demand_listing.begun(str(found), case, officer)
        case_id, begun_with = case.id, case.content
    content = entries.content_of("resource", "IR0003") | {"code": "", "provider": "HBJ"}
    with transaction():
        made = entries.write("resource", content, instance_id=case_id)

    assert [item["name"] for item in begun_with["items"]] == list(ITEMS)

    assert (now(found).state, now(found).entry_id) == ("fulfilled", made)


@pytest.mark.parametrize("named", ["", "x", "999999", "99999999999", "²", "{found}"])
def test_a_matter_of_another_unit_has_nothing_to_do_with_the_demand(app, named):
    found = given_to()

    assert demand_listing.prefill(named.format(found=found), account("gaj_share")) == {}


def test_the_office_answers_with_what_is_listed_already(app):
    found = do(office.answer, "xxb_cat", filed(), "resource", "IR0003")

    assert (found.state, found.entry_id) == ("answered", "IR0003")
    assert heard("demand_answered", "jtw_share", "answered")


def test_an_answer_that_a_demander_may_not_see_is_no_answer(app):
    db.session.get_one(Resource, "IR0001").security_level = "机密"
    db.session.commit()

    for entry in (
        ("resource", "IR0001"),
        ("resource", "IR9999"),
        ("", "X"),
        ("database", "DB0099"),
    ):
        with pytest.raises(Invalid) as refused:
            do(office.answer, "xxb_cat", filed(), *entry)
        assert set(refused.value.fields) == {"entry"}


def test_merging_brings_the_units_together_and_can_be_undone(app):
    first, second = filed(), filed("wsj_share")
    do(demands.join, "gaj_share", first)
    do(demands.join, "gaj_share", second)
    merged = do(office.merge, "xxb_cat", second, first)

    assert (merged.state, merged.merged_into_id, now(first).wanted) == ("merged", first, 3)
    assert heard("demand_answered", "wsj_share", "merged")
    assert do(office.reopen, "xxb_cat", second, "不是一回事").state == "open"
    assert (now(first).wanted, now(second).wanted) == (2, 2)


def test_a_demand_is_not_merged_into_itself_nor_into_one_that_has_ended(app):
    first, second = filed(), filed("wsj_share")
    do(office.decline, "xxb_cat", first, "不予受理")

    for into in (first, second):
        with pytest.raises(Invalid):
            do(office.merge, "xxb_cat", second, into)


def test_what_was_declined_can_be_opened_again(app):
    found = do(office.decline, "xxb_cat", filed(), "与职责无关")
    assert (found.state, found.reason) == ("declined", "与职责无关")
    with pytest.raises(Conflict), transaction():
        demands.join(step("gaj_share", found.id))

    assert do(office.reopen, "xxb_cat", found.id, "有新的依据").state == "open"


def test_an_internal_demand_is_there_only_for_those_who_take_part(app):
    found = given_to()
    do(office.keep_internal, "xxb_cat", found)

    for login in ("jtw_share", "hbj_head", "xxb_cat"):
        assert demand_pool.demand(found, account(login)).id == found
    with pytest.raises(NotFound):
        demand_pool.demand(found, account("gaj_share"))
    with pytest.raises(NotFound), transaction():
        demands.join(step("gaj_share", found))
    listed = demand_pool.listed(account("gaj_share"), demand_pool.Wanted())
    assert db.session.scalars(listed).all() == []
    assert demand_pool.alike("公共自行车", ITEMS, account("gaj_share")) == []


def test_a_late_unit_and_the_office_are_told_once_a_deadline(app):
    found = given_to()
    with clock.at(MONDAY + timedelta(days=15)):
        assert tell_late_demands() == 1
        assert tell_late_demands() == 0
        assert heard("demand_overdue", "hbj_head") and heard("demand_overdue", "xxb_cat")
        do(replies.promise, "hbj_share", found, FRIDAY_IN_OCTOBER)
    with clock.at(MONDAY + timedelta(days=50)):
        assert tell_late_demands() == 1


def test_what_is_alike_is_found_by_name_or_by_half_of_its_items(app):
    found = filed()
    reader = account("gaj_share")

    for title, items in (("自行车站点", ("甲",)), ("别的", ("站点编号", "站点位置", "乙"))):
        assert [one.id for one in demand_pool.alike(title, items, reader)] == [found]
    assert demand_pool.alike("别的", ("站点编号", "乙", "丙"), reader) == []


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ({"text": "自行车 站点"}, True),
        ({"text": "可借车辆"}, True),
        ({"text": "需求〔2026〕0001"}, True),
        ({"text": "%"}, False),
        ({"state": "live"}, True),
        ({"state": "overdue"}, False),
        ({"state": "open"}, False),
        ({"role": "assigned"}, True),
        ({"role": "needed"}, False),
        ({"urgency": "critical"}, False),
        ({"sort": "due"}, True),
    ],
)
def test_the_list_is_filtered_by_the_database(app, wanted, there):
    found = given_to()
    listed = demand_pool.listed(account("hbj_share"), demand_pool.Wanted(**wanted))

    assert ([one.id for one in db.session.scalars(listed)] == [found]) is there


def test_what_was_shown_before_is_shown_again_only_to_who_may_see_it(app):
    hits = [{"kind": "resource", "id": "IR0001"}, {"kind": "demand", "id": "需求〔2026〕0009号"}]
    assert [hit["id"] for hit in known.seen(hits, Viewer(1))] == ["IR0001"]
    db.session.get_one(Resource, "IR0001").security_level = "机密"

    assert known.seen(hits, Viewer(1)) == []


def test_every_unit_stands_in_a_demand_once(app):
    found = filed()

    assert [row.unit_id for row in demand_pool.units(found)] == [account("jtw_share").unit_id]
    assert db.session.scalar(select(func.count()).select_from(DemandUnit)) == 1

"""Figures of the catalogues: what is counted, for whose eyes, and the entries behind a number."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text

from app.domain.catalogue.figures import behind, cells, coverage, growth, wanted, whole
from app.domain.catalogue.figures.behind import Asked
from app.domain.catalogue.figures.scope import Scope
from app.domain.catalogue.models.census import Census
from app.domain.catalogue.models.database import Database
from app.domain.catalogue.models.grant import EntryGrant
from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.catalogue.rules import values
from app.domain.catalogue.services import census, entries
from app.domain.catalogue.viewing import Viewer
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.months import first_of_month, months
from app.jobs.census import keep_census
from app.jobs.worker import work_off
from tests.domain.sharing.cases import a_case, do
from tests.support.days import MONDAY, a_monday
from tests.support.people import account

__all__ = ["a_monday"]

STRANGER = Viewer()


def scope(viewer=None, **asked):
    if viewer is None:
        viewer = Viewer.of(account("yjb_share"))
    return Scope(viewer, first_of_month(clock.today(), 11), clock.today(), **asked)


def total(found=None):
    return cells.entries(cells.cells(found or scope()), lambda _cell: True)


def number_behind(asked=None, found=None):
    rows = behind.entries(found or scope(), asked or Asked()).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(rows))


def change(entry_id="IR0003", **changes):
    with transaction():
        content = entries.content_of("resource", entry_id) | changes
        entries.write("resource", content, entry_id=entry_id)


def test_the_census_counts_every_entry_and_its_items(app):
    lines = db.session.scalar(select(func.count()).select_from(Census))
    held = select(func.sum(Census.items)).where(Census.kind == "resource")

    assert lines == 63 + 20 + 40
    assert db.session.scalar(held) == db.session.scalar(select(func.count()).select_from(DataItem))


def test_an_entry_that_changes_is_counted_anew_at_once(app):
    before = number_behind(Asked(share="not_shareable"))
    change(sharing_class="not_shareable", refusal_reason="涉及秘密", refusal_basis="《保密法》")

    assert number_behind(Asked(share="not_shareable")) == before + 1


def test_a_withdrawn_entry_is_not_counted(app):
    before = total()
    with transaction():
        entries.withdraw("resource", "IR0003")

    assert total() == before - 1


def test_what_was_written_past_the_entries_is_mended_by_the_job(app):
    before = total(scope(STRANGER))
    db.session.get_one(Resource, "IR0003").security_level = "机密"
    db.session.commit()
    keep_census()
    keep_census()  # on another machine
    assert work_off("census") == 1

    assert total(scope(STRANGER)) == before - 1
    assert census.rebuild() == 0


def test_a_stranger_counts_public_entries_only(app):
    seen = select(func.count()).where(
        Resource.security_level == "公开", Resource.status == "published"
    )
    found = cells.cells(scope(STRANGER))

    assert cells.entries(found, lambda c: c.kind == "resource") == db.session.scalar(seen)
    assert total(scope(STRANGER)) < total()


def test_what_needs_a_grant_is_counted_for_who_has_it(app):
    change(security_level="机密", secrecy_required=True, is_open=False)
    reader = account("gaj_share")
    mine = scope(Viewer.of(reader))
    before = total(mine)
    with transaction():
        db.session.add(
            EntryGrant(
                entry_kind="resource", entry_id="IR0003", unit_id=reader.unit_id,
                reason="办案", by_id=reader.id,
            )
        )  # fmt: skip

    assert total(mine) == before + 1
    assert number_behind(found=mine) == before + 1


def test_a_filter_narrows_every_figure(app):
    unit = account("gsj_share").unit_id
    found = cells.cells(scope(unit_id=unit, catalogue=values.BASIC))

    assert {cell.catalogue for cell in found} == {values.BASIC}
    own = select(func.count()).where(
        Resource.provider_unit_id == unit, Resource.catalogue == values.BASIC
    )
    assert cells.entries(found, lambda _cell: True) == db.session.scalar(own)
    assert total(scope(level="秘密")) < total()


def test_every_cell_has_as_many_entries_behind_it_as_it_counts(app):
    wrong = {}
    for cell in cells.cells(scope()):
        asked = Asked(
            kind=cell.kind,
            class_name=cell.class_name,
            share=cell.share if cell.kind == "resource" else "",
            fresh=cell.freshness,
        )
        found = number_behind(asked, scope(catalogue=cell.catalogue))
        if found != cell.entries:
            wrong[cell] = found

    assert wrong == {}


@pytest.mark.parametrize(
    ("days", "state"), [(31, "current"), (32, "late"), (62, "late"), (63, "overdue")]
)
def test_a_database_is_measured_by_its_own_cycle(app, days, state):
    content = entries.content_of("database", "DB0002") | {"update_cycle": "每月"}
    updated = clock.today() - timedelta(days=days)
    with transaction():
        entries.write("database", content, entry_id="DB0002", state={"last_updated_on": updated})

    assert number_behind(Asked(kind="database", fresh=state, entry_id="DB0002")) == 1


def test_where_no_cycle_is_fixed_nothing_is_late(app):
    content = entries.content_of("database", "DB0002") | {"update_cycle": "不定期"}
    with transaction():
        entries.write("database", content, entry_id="DB0002")

    assert number_behind(Asked(fresh="unknown", entry_id="DB0002")) == 1


def test_units_that_list_nothing_are_told_with_a_zero(app):
    lines = [coverage.line(row) for row in db.session.execute(coverage.units(scope()))]
    nothing = db.session.execute(coverage.units(scope(), listing=False)).all()

    assert sum(one.entries for one in lines) == total()
    assert len(nothing) == sum(one.entries == 0 for one in lines) > 0
    gap = coverage.how_many(scope())
    assert (gap.have, gap.lack) == (len(lines) - len(nothing), len(nothing))
    assert all(sum(one.by_catalogue) == one.entries for one in lines)


@pytest.mark.parametrize("sort", coverage.SORTS)
def test_units_are_sorted_by_the_database(app, sort):
    lines = [coverage.line(row) for row in db.session.execute(coverage.units(scope(), sort))]
    if sort == "name":
        told = [one.unit.sort_key for one in lines]
        assert told == sorted(told)
    else:
        told = [getattr(one, sort) for one in lines]
        assert told == sorted(told, reverse=True)


@pytest.mark.parametrize(("name", "kind"), [("collected", "collection"), ("built", "database")])
def test_what_is_collected_or_built_and_has_no_resource_is_listed(app, name, kind):
    gap = next(one for one in coverage.gaps(scope()) if one.name == name)

    assert gap.have == number_behind(Asked(kind=kind, gap=name))
    assert gap.lack == number_behind(Asked(kind=kind, gap=name, lacks=True))
    assert gap.have > 0


def test_a_resource_that_one_may_not_see_is_no_resource_for_the_figures(app):
    before = {one.name: one.have for one in coverage.gaps(scope())}
    change("IR0001", security_level="机密", secrecy_required=True, is_open=False)
    after = {one.name: one.have for one in coverage.gaps(scope())}

    assert after == {"collected": before["collected"] - 1, "built": before["built"] - 1}


def test_growth_counts_what_was_published_changed_and_withdrawn(app):
    change(title="改名")
    with transaction():
        entries.withdraw("resource", "IR0004")
    found = {(one.month, one.deed): one.number for one in growth.counted(scope())}
    august = MONDAY.date().replace(day=1)

    assert (found[august, "changed"], found[august, "withdrawn"]) == (1, 1)
    for (month, deed), number in found.items():
        assert number_behind(Asked(month=month, deed=deed)) == number, (month, deed)


def test_the_sum_of_each_month_is_reckoned_back_from_today(app):
    counted, every = growth.counted(scope()), months(scope())
    sums = growth.totals(total(), every, counted)

    assert sums[every[-1]] == total()
    assert min(sums.values()) >= 0
    published = {one.month: one.number for one in counted if one.deed == "published"}
    march = next(m for m in every if m.month == 3)
    february = next(m for m in every if m.month == 2)
    assert sums[march] - sums[february] == published[march]


def test_a_database_that_is_only_filed_has_not_come_yet(app):
    filed = select(Database.id).where(Database.status == "filed")
    (one,) = db.session.scalars(filed).all()[:1]

    assert number_behind(Asked(entry_id=one)) == 0
    admin = scope(Viewer.of(account("xxb_cat")))
    published = [m for m in months(admin) if number_behind(
        Asked(month=m, deed="published", entry_id=one), admin)]  # fmt: skip
    assert published == []


def applied(**more):
    case = a_case(**more)
    do(case, "unit_review", "wsj_head", "approve")
    return case


def test_what_left_its_unit_counts_as_wanted(app):
    inside = a_case()
    assert wanted.resources(scope()) == []
    do(inside, "unit_review", "wsj_head", "approve")
    (found,) = wanted.resources(scope())

    assert (found.name, found.units, found.applications) == (inside.resource_id, 1, 1)
    asked = {one.name for one in wanted.items(scope())}
    assert asked == set(inside.applied_items)


def test_what_one_may_not_see_is_not_told_to_be_wanted(app):
    case = applied()
    change(case.resource_id, security_level="机密", secrecy_required=True, is_open=False)

    assert wanted.resources(scope(Viewer.of(account("yjb_share")))) == []
    assert wanted.items(scope(STRANGER)) == []


def test_the_entries_that_hold_an_item_are_behind_it(app):
    found = number_behind(Asked(item="企业名称"))
    resources = select(func.count()).where(DataItem.name == "企业名称")

    assert found > db.session.scalar(resources)
    assert number_behind(Asked(item="没有这样的项")) == 0


@pytest.mark.parametrize("sort", behind.SORTS)
def test_entries_are_sorted_by_the_database(app, sort):
    rows = db.session.execute(behind.entries(scope(), Asked(kind="resource"), sort)).all()

    assert len(rows) == number_behind(Asked(kind="resource"))


def test_the_view_of_applications_cannot_be_written(app):
    with pytest.raises(Exception, match=r"permission denied|cannot"):
        db.session.execute(text("DELETE FROM application_items"))
    db.session.rollback()


def test_a_census_that_lacks_a_line_is_made_anew(app):
    db.session.execute(delete(Census).where(Census.entry_id == "IR0001"))
    db.session.commit()
    with transaction():
        assert census.keep_up() > 0

    assert number_behind(Asked(entry_id="IR0001")) == 1


def test_what_was_counted_holds_until_an_entry_changes_or_a_grant_is_given(app):
    reader = account("gaj_share")
    mine = scope(Viewer.of(reader))
    before = whole.of(mine)
    assert whole.of(scope(Viewer.of(account("yjb_share")))) is before
    change("IR0003", security_level="机密", secrecy_required=True, is_open=False)

    changed = whole.of(mine)
    assert sum(cell.entries for cell in changed.cells) + 1 == sum(c.entries for c in before.cells)
    grant = EntryGrant(
        entry_kind="resource", entry_id="IR0003", unit_id=reader.unit_id, reason="办案",
        by_id=reader.id,
    )  # fmt: skip
    with transaction():
        db.session.add(grant)
    assert whole.of(mine).cells != changed.cells
    assert whole.of(scope(Viewer.of(account("yjb_share")))).cells == changed.cells

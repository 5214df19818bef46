"""定位: where an item is held."""

import pytest

from app.domain.catalogue import located
from app.domain.catalogue.located import Sought
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db
from tests.support.catalogue import changed

EVERYTHING = Viewer(0, is_administrator=True)


def rows(name, viewer=EVERYTHING, **sought):
    found = db.session.execute(located.places(located.names_of(name), viewer, Sought(**sought)))
    return [(row.kind, row.id) for row in found]


@pytest.mark.parametrize("name", ["法定代表人", "法定代表人姓名", "法人代表"])
def test_an_item_is_found_under_all_its_names(app, name):
    assert located.names_of(name)[0] == "法定代表人姓名"
    assert rows(name)[0] == ("resource", "IR0001")


def test_an_item_is_looked_for_in_all_catalogues_resources_first(app):
    kinds = [kind for kind, _entry in rows("注册号")]

    assert set(kinds) == {"resource", "database", "collection"}
    assert kinds == sorted(kinds, key=["resource", "database", "collection"].index)


def test_the_list_is_narrowed_by_kind_unit_and_class(app):
    assert {kind for kind, _id in rows("注册号", kind="database")} == {"database"}
    assert rows("注册号", unit="JTW") != rows("注册号", unit="GSJ")
    assert all(kind == "resource" for kind, _id in rows("注册号", sharing_class="conditional"))


@pytest.mark.parametrize("sort", located.ORDERS)
def test_every_order_lists_the_same_entries(app, sort):
    assert sorted(rows("注册号", sort=sort)) == sorted(rows("注册号"))


def test_what_was_taken_out_of_a_catalogue_holds_nothing(app):
    assert ("collection", "CR0001") in rows("注册号")

    changed("collection", "CR0001", status="withdrawn")

    assert ("collection", "CR0001") not in rows("注册号")


def test_an_item_that_nobody_holds_is_held_nowhere(app):
    assert not located.is_held(located.names_of("没有这一项"), EVERYTHING)
    assert located.is_held(located.names_of("注册号"), EVERYTHING)

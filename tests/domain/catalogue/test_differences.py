"""What changed between two versions, column by column and item by item."""

import pytest

from app.domain.catalogue.rules.differences import ADDED, CHANGED, REMOVED, between

OLD = {
    "title": "企业登记信息",
    "condition": "",
    "share_modes": ["service_interface"],
    "metadata_updated_on": "2026-03-01",
    "items": [
        {"name": "注册号", "length": 15, "is_key": True},
        {"name": "住所", "length": 300, "is_key": False},
    ],
}


def test_the_same_content_differs_in_nothing():
    assert not between("resource", OLD, dict(OLD))


def test_a_column_is_told_with_what_it_said_before():
    new = OLD | {"condition": "仅限监管", "share_modes": ["service_interface", "file_download"]}

    told = between("resource", OLD, new)

    assert [(one.column.key, one.old, one.new) for one in told.columns] == [
        ("condition", "", "仅限监管"),
        ("share_modes", ["service_interface"], ["service_interface", "file_download"]),
    ]


def test_items_come_go_and_change_and_their_order_says_nothing():
    new = OLD | {
        "items": [
            {"name": "经营范围", "length": 2000, "is_key": False},
            {"name": "注册号", "length": 18, "is_key": True},
        ]
    }

    told = between("resource", OLD, new)

    assert [(one.name, one.how) for one in told.items] == [
        ("经营范围", ADDED),
        ("注册号", CHANGED),
        ("住所", REMOVED),
    ]
    change = told.items[1].changes[0]
    assert (change.column.key, change.old, change.new) == ("length", 15, 18)


@pytest.mark.parametrize(("old", "new"), [(None, ""), ("", None), ([], None), (False, None)])
def test_nothing_is_nothing_however_it_is_kept(old, new):
    assert not between("resource", {"is_open": old}, {"is_open": new})


def test_the_day_of_the_metadata_moves_with_every_version_and_is_not_told():
    assert not between("resource", OLD, OLD | {"metadata_updated_on": "2026-09-01"})

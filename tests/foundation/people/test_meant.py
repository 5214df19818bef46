"""Which unit somebody means by what is typed."""

import pytest

from app.foundation.database import db
from app.foundation.identity import queries
from app.foundation.people import meant


def codes(units):
    return [unit.code for unit in units]


def renamed(code, **values):
    unit = queries.unit_by_code(code)
    for name, value in values.items():
        setattr(unit, name, value)
    db.session.commit()
    return unit


@pytest.mark.parametrize(
    "typed",
    [
        "XXB",
        "xxb",
        "市信息办",
        "  市信息办  ",
        "Informatization Office",
        "informatization office",
        "ｘｘｂ",
        "市信息办（XXB）",
        "市信息办 (xxb)",
        "（XXB）",
    ],
)
def test_a_code_or_a_whole_name_means_the_unit(app, typed):
    assert meant.read(typed).unit.code == "XXB"


def test_a_part_that_one_unit_alone_has_means_it(app):
    renamed("XXB", short_name="市青金石办")

    assert meant.read("青金").unit.code == "XXB"
    assert meant.read("市 石办").unit.code == "XXB"


def test_the_pinyin_and_its_initials_mean_a_unit_that_nothing_else_sounds_like(app):
    renamed("XXB", sort_key="qing jin shi zhu wei")

    assert meant.read("qingjinshi").unit.code == "XXB"
    assert meant.read("qjszw").unit.code == "XXB"


def test_a_name_counts_more_than_a_sound(app):
    renamed("XXB", sort_key="zzqq")
    renamed("JTW", name_en="Zzqq Commission")

    assert meant.read("zzqq").unit.code == "JTW"


def test_a_part_of_several_means_none_and_names_ten_of_them(app):
    found = meant.read("市")

    assert found.unit is None
    assert len(found.near) == 10
    assert found.more


def test_of_two_units_of_one_name_each_is_meant_with_its_code(app):
    renamed("JTW", short_name="市信息办")

    found = meant.read("市信息办")
    assert found.unit is None
    assert sorted(codes(found.near)) == ["JTW", "XXB"]
    texts = meant.texts(found.near)
    assert sorted(texts.values()) == ["市信息办（JTW）", "市信息办（XXB）"]
    assert {meant.read(text).unit.id for text in texts.values()} == set(texts)


def test_a_unit_in_use_is_meant_before_one_of_the_same_name_that_is_not(app):
    renamed("JTW", short_name="市信息办", active=False)

    assert meant.read("市信息办").unit.code == "XXB"
    assert meant.read("JTW").unit.code == "JTW"
    assert meant.read("JTW", closed=False).unit is None


def test_what_begins_so_is_suggested_first(app):
    renamed("XXB", short_name="琥珀局")
    renamed("JTW", short_name="市琥珀局")

    assert codes(meant.suggest("琥珀"))[:2] == ["XXB", "JTW"]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "%",
        "_",
        "\\",
        "'",
        "\x00",
        "市\x00%",
        "()",
        "（）",
        "（XXB",
        "🚀" * 500,
        "a " * 900,
    ],
)
def test_whatever_is_typed_is_a_text_to_look_for_and_no_pattern(app, typed):
    assert meant.read(typed).unit is None
    assert len(meant.suggest(typed)) <= 10


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'"])
def test_a_sign_that_stands_in_no_name_finds_nothing(app, typed):
    assert meant.suggest(typed) == []

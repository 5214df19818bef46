"""The city's units: every one has an English name, and a place in the Chinese alphabet."""

from pypinyin import lazy_pinyin

from app.foundation.identity.seed import rows

NAMES = {row["dept_code"]: row for row in rows("unit_names.csv")}
UNITS = list(rows("departments.csv"))


def test_every_unit_has_an_english_name():
    assert [u["dept_code"] for u in UNITS if not NAMES[u["dept_code"]]["name_en"]] == []


def test_every_unit_is_sorted_by_the_sound_of_its_name():
    sounds = {u["dept_code"]: " ".join(lazy_pinyin(u["short_name"])).lower() for u in UNITS}
    assert {code: row["sort_key"] for code, row in NAMES.items()} == sounds

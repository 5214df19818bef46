"""Words, pieces and initials, without a database."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from app.domain.catalogue.rules import grams, initials, reach, words

CHARACTERS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=3)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("谁有 企业住所？", ["企业住所"]),
        ("请问法定代表人姓名在哪里", ["法定代表人姓名"]),
        ("食品药品抽检结果查询", ["食品药品抽检结果"]),
        ("怎么查询社保缴费", ["社保缴费"]),
        ("哪个单位有公民身份号码", ["公民身份号码"]),
        ("ＩＲ０００１", ["ir0001"]),
        ("查询", ["查询"]),
        ("？！", []),
        ("", []),
    ],
)
def test_what_only_asks_is_not_looked_for(typed, expected):
    assert words.chunks(typed) == expected


def test_words_are_cut_as_chinese_is_read_and_known_ones_stay_whole():
    assert words.words("企业住所") == ["企业", "住所"]
    assert words.words("企业营业执照号", {"营业执照号"}) == ["企业", "营业执照号"]
    assert words.words("营业执照号") == ["营业执照号"]


@pytest.mark.parametrize("broken", ["\x00企业", "企\ud800业", "企业\u202e", "﻿企业"])
def test_signs_that_nobody_sees_do_no_harm(broken):
    assert "企" in words.key(broken)
    assert words.key(broken).isalnum()


def test_the_table_of_initials_says_what_pypinyin_says():
    """Made from it once; a newer one may know better: then make the table anew."""
    common = [one for one in map(chr, range(0x4E00, 0x9FA6)) if is_common(one)]
    usual = {one: letter(pinyin(one, style=Style.NORMAL)[0][0]) for one in common}

    assert {one: initials.readings(one)[:1] for one in common} == usual
    for one in "行长重会单参乐系校降车朝传弹藏石省提称种解":
        every = pinyin(one, heteronym=True, style=Style.NORMAL)[0]
        assert set(initials.readings(one)) == {letter(reading) for reading in every}


def is_common(character):
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def letter(reading):
    return unicodedata.normalize("NFD", reading)[0]


def test_a_character_that_is_read_in_two_ways_is_found_by_both():
    assert {"~yh", "~yx"} <= grams.of_name("银行")
    assert {"~cq", "~zq"} <= grams.of_name("重庆")


@given(CHARACTERS, st.data())
def test_one_wrong_character_leaves_a_way_to_the_name(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    wrong = data.draw(st.sampled_from("甲乙丙丁"))
    typed = name[:place] + wrong + name[place + 1 :]
    has = grams.of_name(name)
    assert any(has >= set(pieces) for pieces in grams.one_wrong(typed))


@given(CHARACTERS.filter(lambda name: len(name) > 3), st.data())
def test_so_does_a_missing_one_one_too_many_and_two_changed_over(name, data):
    place = data.draw(st.integers(1, len(name) - 2))
    has = grams.of_name(name)
    missing = name[:place] + name[place + 1 :]
    too_many = name[:place] + "甲" + name[place:]
    assert any(has >= set(pieces) for pieces in grams.one_wrong(missing))
    assert any(has >= set(pieces) for pieces in grams.one_wrong(too_many))
    if len(name) < grams.LONG:
        swapped = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        assert any(has >= set(pieces) for pieces in grams.one_wrong(swapped))


def test_who_is_not_signed_in_asks_only_for_what_is_for_everybody():
    assert reach.of_viewer(None, False, set()) == [""]
    assert reach.of_viewer(17, False, {"政务内网"}) == [
        "", "1", "u17", "@政务内网", "1@政务内网", "u17@政务内网",
    ]  # fmt: skip
    assert reach.of_entry(2, "", [17, 4]) == ["2", "u4", "u17"]
    assert not set(reach.of_entry(2, "", [17])) & set(reach.of_viewer(18, False, set()))

"""A scenario file is read whole or refused, and the refusal names the line."""

from datetime import date, datetime
from pathlib import Path

import pytest

from app.foundation.clock import LOCAL
from app.scenarios import grammar
from app.scenarios.nodes import NotAScenario
from app.scenarios.script import Advance, Expect, Refuse, Scenario, Submit

HEAD = """\
title: 一例
process: sharing_application
clock: 2026-08-31 10:00
start: {by: yjb_share, form: {resource: IR0042}}
steps:
"""


def read(tmp_path: Path, text: str) -> Scenario:
    file = tmp_path / "one.yaml"
    file.write_text(text, encoding="utf-8")
    return grammar.read(file)


def step(tmp_path: Path, text: str):
    return read(tmp_path, HEAD + text).steps[0]


def fault(tmp_path: Path, text: str) -> NotAScenario:
    with pytest.raises(NotAScenario) as wrong:
        read(tmp_path, text)
    return wrong.value


def test_the_clock_is_the_citys(tmp_path):
    assert read(tmp_path, HEAD + "  - advance: +3d").clock == datetime(
        2026, 8, 31, 10, tzinfo=LOCAL
    )


def test_a_bare_date_is_nine_oclock(tmp_path):
    moved = step(tmp_path, "  - advance: 2026-09-11")

    assert moved == Advance(line=6, until=datetime(2026, 9, 11, 9, tzinfo=LOCAL))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("'+3d'", {"days": 3}),
        ("+10wd", {"working_days": 10}),
        ("'+2h'", {"hours": 2}),
        ("2026-09-11 09:30", {"until": datetime(2026, 9, 11, 9, 30, tzinfo=LOCAL)}),
        ("2026-09-11 09:30:15", {"until": datetime(2026, 9, 11, 9, 30, 15, tzinfo=LOCAL)}),
        ("2026-09-11 24:00", {"until": datetime(2026, 9, 12, tzinfo=LOCAL)}),
    ],
)
def test_time_moves_to_a_moment_or_ahead(tmp_path, written, meant):
    assert step(tmp_path, f"  - advance: {written}") == Advance(line=6, **meant)


def test_what_is_typed_into_a_form_stays_as_written(tmp_path):
    sent = step(
        tmp_path,
        "  - submit: unit_review\n    by: yjb_head\n"
        "    form: {code: 0042, day: 2026-09-01, share: 1.50, met: yes, not: no,\n"
        "           none: ~, some: [01, b]}",
    )

    assert isinstance(sent, Submit)
    assert sent.form == {
        "code": "0042",
        "day": "2026-09-01",
        "share": "1.50",
        "met": True,
        "not": False,
        "none": None,
        "some": ["01", "b"],
    }


def test_a_refusal_names_the_refused_field(tmp_path):
    refused = step(tmp_path, "  - {refuse: unit_review, by: a, error: 'validation:comment'}")

    assert isinstance(refused, Refuse)
    assert (refused.error, refused.refused_field) == ("validation", "comment")


def test_an_expectation_knows_days_moments_and_none(tmp_path):
    expected = step(
        tmp_path,
        "  - expect: {due: {a: 2026-10-09, b: 2026-10-09 24:00, c: ~},\n"
        "             notified: {x: k, y: [k, l]}}",
    )

    assert isinstance(expected, Expect)
    moment = datetime(2026, 10, 10, tzinfo=LOCAL)
    assert expected.due == {"a": date(2026, 10, 9), "b": moment, "c": None}
    assert expected.notified == {"x": ["k"], "y": ["k", "l"]}


def test_an_empty_list_is_an_expectation_and_a_missing_key_is_none(tmp_path):
    expected = step(tmp_path, "  - expect: {held: []}")

    assert isinstance(expected, Expect)
    assert (expected.held, expected.open) == ([], None)


@pytest.mark.parametrize(
    ("line", "text", "reason"),
    [
        (6, HEAD + "  - sumbit: unit_review", "unknown verb “sumbit”"),
        (6, HEAD + "  - {submit: a, by: b, advance: +1d}", "two verbs"),
        (8, HEAD + "  - submit: a\n    by: b\n    from: c", "unknown key “from”"),
        (6, HEAD + "  - submit: a", "lacks “by”"),
        (6, HEAD + "  - {refuse: a, by: b}", "lacks “error”"),
        (6, HEAD + "  - {refuse: a, by: b, error: forbidden}", "error must be one of"),
        (6, HEAD + "  - {submit: a, by: b, error: permission}", "unknown key “error”"),
        (6, HEAD + "  - advance: 2026-13-01", "must be a date"),
        (6, HEAD + "  - advance: 2026-02-30", "must be a date"),
        (6, HEAD + "  - advance: +3w", "must be like"),
        (6, HEAD + "  - advance:", "must be a text"),
        (7, HEAD + "  - expect:\n      opne: []", "unknown key “opne”"),
        (8, HEAD + "  - expect:\n      open: []\n      open: [a]", "“open” is given twice"),
        (7, HEAD + "  - expect:\n      open: a", "must be a list"),
        (7, HEAD + "  - expect:\n      due: {a: soon}", "must be a date"),
        (7, HEAD + "  - expect:\n      diagram: [accept_dispute]", "process/element"),
        (6, HEAD + "  - expect: {}", "nothing to check"),
        (6, HEAD + "  - {submit: a, by: b, form: {x: {y: 1}}}", "must be a text"),
        (6, HEAD + "  - {submit: a, by: b, form: {x: 1, x: 2}}", "“x” is given twice"),
        (6, HEAD + "  - unit_review", "must be a map"),
        (3, HEAD.replace("2026-08-31 10:00", "tomorrow"), "must be a date"),
        (1, HEAD.replace("title: 一例\n", ""), "lacks “title”"),
        (2, HEAD.replace("process: sharing", "proces: sharing"), "unknown key “proces”"),
        (4, HEAD.replace("by: yjb_share, ", ""), "lacks “by”"),
        (6, HEAD + "  - {submit: a", "expected"),
        (6, HEAD + "\t- submit: a", "cannot start any token"),
        (7, HEAD + "  - &a {advance: +1d}\n  - *a", "aliases"),
        (1, "", "empty"),
        (1, "[]", "must be a map"),
        (2, "title: a\n---\ntitle: b", "another document"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused_with_its_line(tmp_path, line, text, reason):
    wrong = fault(tmp_path, text)

    assert reason in wrong.reason
    assert wrong.line == line
    assert str(wrong).startswith(f"{tmp_path}/one.yaml:line {line}: ")


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path):
    (tmp_path / "one.yaml").write_bytes(b"title: a\nprocess: \xff\xfe\n")

    with pytest.raises(NotAScenario) as wrong:
        grammar.read(tmp_path / "one.yaml")

    assert wrong.value.line == 2


def test_deep_nesting_is_refused(tmp_path):
    assert "deeply" in fault(tmp_path, "[" * 60_000).reason


def test_a_large_file_is_refused(tmp_path):
    assert "larger" in fault(tmp_path, "#" * 300_000).reason


def test_a_folder_means_all_its_scenarios_in_order(tmp_path):
    for name in ("b.yaml", "a.yml", "c.txt", "deep/d.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")

    assert [f.name for f in grammar.files(tmp_path)] == ["a.yml", "b.yaml", "d.yaml"]


def test_rows_are_filled_in_as_a_page_sends_them(tmp_path):
    said = step(
        tmp_path,
        "  - {submit: x, by: a, form: {list: [a, b], "
        "items: [{name: 车位数, is_key: true}, {name: 位置}]}}",
    )

    assert said.form == {
        "items__0__name": "车位数",
        "items__0__is_key": True,
        "items__1__name": "位置",
        "list": ["a", "b"],
    }


def test_a_list_is_of_words_or_of_rows_not_of_both(tmp_path):
    wrong = fault(tmp_path, HEAD + "  - {submit: x, by: a, form: {items: [车位数, {name: 位置}]}}")

    assert wrong.line == 6


def test_another_scenario_beside_this_one_may_be_played(tmp_path):
    (tmp_path / "other.yaml").write_text(HEAD + "  - advance: +3d", encoding="utf-8")

    played = step(tmp_path, "  - play: other.yaml")

    assert played.scenario.steps == [Advance(line=6, days=3)]


@pytest.mark.parametrize(
    "name", ["one.yaml", "gone.yaml", "../other.yaml", "plays.yaml", "/etc/passwd"]
)
def test_what_is_played_is_beside_it_and_plays_nothing_itself(tmp_path, name):
    (tmp_path / "other.yaml").write_text(HEAD + "  - advance: +3d", encoding="utf-8")
    (tmp_path / "plays.yaml").write_text(HEAD + "  - play: other.yaml", encoding="utf-8")

    wrong = fault(tmp_path, HEAD + f"  - play: {name}")

    assert wrong.line == 6

"""Hide-if and required-if: the part of FEEL that forms use."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workflow.forms.conditions import Unreadable, compile_condition, renamed
from tests.workflow.forms.samples import calmly

ANSWERS = {
    "outcome": "refuse",
    "days": 5,
    "typed": "5",
    "blank": "",
    "ticked": True,
    "items": ["a"],
    "unit": {"code": "GAJ"},
    "理由": "有",
}


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ('=outcome = "refuse"', True),
        ('outcome != "refuse"', False),
        ('=outcome = "agree" or outcome = "refuse"', True),
        ('=outcome = "refuse" and days > 5', False),
        ("=days >= 5 and days <= 5", True),
        ("=typed > 4.5", True),
        ("=4 < typed", True),
        ("=blank = null", True),
        ("=missing = null", True),
        ("=missing > 3", False),
        ("=not(missing > 3)", True),
        ("=ticked = true", True),
        ("=ticked", True),
        ("=ticked = 1", False),
        ("=outcome", False),
        ('=unit.code = "GAJ"', True),
        ("=unit.code.deeper = null", True),
        ("=items = null", False),
        ('=理由 = "有"', True),
        ('=not(outcome = "agree" or (days < 3 and ticked))', True),
        ('=outcome = "a\\"b"', False),
        ('=outcome < "z"', True),
        ("=outcome < 3", False),
        ("=false or true", True),
    ],
)
def test_a_condition_is_answered(expression: str, holds: bool) -> None:
    assert compile_condition(expression)(ANSWERS) is holds


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "=",
        "=outcome =",
        '=outcome = "a" extra',
        "=1 + 1",
        "=sum(items)",
        "=items[1]",
        '=outcome in ("a", "b")',
        "=outcome == 3",
        "=if a then b else c",
        "='single'",
        "=and",
        "=(a",
        "=a.b()",
        "=" + "(" * 30 + "a" + ")" * 30,
        "=" + "a or " * 200 + "a",
    ],
)
def test_more_than_the_subset_is_unreadable(expression: str) -> None:
    with pytest.raises(Unreadable):
        compile_condition(expression)


@calmly
@given(st.text(max_size=80))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    try:
        condition = compile_condition(text)
    except Unreadable:
        return
    assert condition({}) in (True, False)


VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()) | st.floats()


@calmly
@given(left=VALUES, right=VALUES, sign=st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
def test_a_comparison_never_fails(left: Any, right: Any, sign: str) -> None:
    assert compile_condition(f"a {sign} b")({"a": left, "b": right}) in (True, False)


@calmly
@given(left=VALUES, right=VALUES)
def test_different_is_the_opposite_of_equal(left: Any, right: Any) -> None:
    answers = {"a": left, "b": right}

    assert compile_condition("a = b")(answers) is not compile_condition("a != b")(answers)


def test_a_condition_names_what_it_asks_for() -> None:
    assert compile_condition('=a = "b" and not(c.d > 3)').names == {"a", "c"}


def test_names_are_changed_and_texts_are_not() -> None:
    assert renamed('kind = "kind" and other', {"kind": "rows__0__kind"}) == (
        'rows__0__kind = "kind" and other'
    )

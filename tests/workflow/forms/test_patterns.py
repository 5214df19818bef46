"""Patterns in forms cannot be made to run for ever."""

import pytest

from app.workflow.forms.patterns import UnsafePattern, compile_pattern


@pytest.mark.parametrize(
    "source",
    [r"^[0-9A-Z]{18}$", r"^\d{6}$", r"^(?:京|沪)[A-Z]\d{5}$", r"^[(+*)]+$", r"^\(\d+\)\*$", "a?b"],
)
def test_a_plain_pattern_is_taken(source: str) -> None:
    assert compile_pattern(source)


@pytest.mark.parametrize(
    "source",
    [
        "(a+)+$",
        "(a|a)*$",
        "(?:a*){2,}",
        r"(a)\1",
        "(?=a)",
        "(?P<x>a)",
        "a*b*c*d*",
        "a{5000}",
        "[",
        "(",
        "a" * 201,
        "*",
    ],
)
def test_a_pattern_that_may_run_long_is_refused(source: str) -> None:
    with pytest.raises(UnsafePattern):
        compile_pattern(source)

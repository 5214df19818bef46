"""Expressions of diagrams: what they may say, and that nothing else runs."""

import pytest

from app.workflow.engine import expressions
from app.workflow.engine.expressions import UnsafeExpression


@pytest.mark.parametrize(
    ("expression", "data", "value"),
    [
        ("outcome == 'approve'", {"outcome": "approve"}, True),
        ("outcome in ['agree', 'counter']", {"outcome": "refuse"}, False),
        ("not secrecy_required", {"secrecy_required": False}, True),
        ("len(units) > 0", {"units": ["GAJ"]}, True),
        ("deficiencies >= 2 and mismatch", {"deficiencies": 2, "mismatch": True}, True),
        ("1 < n <= 3", {"n": 3}, True),
        ("deadline('answer')", {}, expressions.NEVER),
    ],
)
def test_comparisons_and_logic_have_their_value(expression, data, value):
    assert expressions.evaluate(expression, data) == value


@pytest.mark.parametrize(
    "attack",
    [
        "__import__('os').system('id')",
        "().__class__.__base__.__subclasses__()",
        "open('/etc/passwd')",
        "'..'.format(outcome)",
        "outcome.upper()",
        "[x for x in units]",
        "(lambda: 1)()",
        "f'{outcome}'",
        "9**9**9",
        "'a' * 10**9",
        "'%s' % outcome",
        "outcome if 1 else 2",
        "units[0]",
        "{'a': 1}",
        "deadline(*units)",
        "deadline(clock='answer')",
        "len('a', 'b')",
        "b'bytes'",
        "1j",
        "_private == 1",
        "x := 1",
        "outcome ==",
        "'a' < " + " 'a' < ".join(["'a'"] * 400),
        "(" * 300 + "1" + ")" * 300,
        "not " * 200 + "x",
    ],
)
def test_whatever_does_more_is_refused_before_it_runs(attack):
    with pytest.raises(UnsafeExpression):
        expressions.check(attack)
    with pytest.raises(UnsafeExpression):
        expressions.evaluate(attack, {"outcome": "x", "units": []})


def test_a_name_without_a_value_is_an_error_and_not_none():
    with pytest.raises(NameError, match="answer"):
        expressions.evaluate("answer == 'agree'", {})


def test_the_names_that_an_expression_reads_are_known():
    assert expressions.names("len(units) > 0 and not mismatch") == {"units", "mismatch"}

"""What a diagram may write in a gateway or a timer, interpreted from the syntax tree.

SpiffWorkflow hands expressions to Python's `eval`, and diagrams come from an
editor in the browser.  Here nothing is evaluated by Python: an expression is
parsed, every part must be on the list below, and its value is worked out part
by part.  No attributes, no imports, no calls but the two functions named.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache

from app.foundation.i18n import _, lazy

NEVER = "9999-12-31T00:00:00+00:00"
LONGEST, MOST_PARTS, SHOWN = 1000, 100, 80

FUNCTIONS: dict[str, Callable] = {"deadline": lambda clock: NEVER, "len": len}
COMPARISONS: dict[type[ast.cmpop], Callable] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
CONSTANTS = (str, int, float, bool, type(None))
# What people try, and how it is called outside Python.
REFUSED: tuple[tuple[tuple[type[ast.AST], ...], object], ...] = (
    ((ast.Call,), lazy("a function other than len() and deadline()")),
    ((ast.Attribute, ast.Subscript), lazy("a part of a value (a dot or square brackets)")),
    ((ast.BinOp,), lazy("arithmetic")),
    ((ast.UnaryOp,), lazy("a sign before a value")),
    ((ast.JoinedStr,), lazy("a text with values put into it")),
    ((ast.Lambda, ast.ListComp, ast.SetComp, ast.GeneratorExp), lazy("a loop or a function")),
    ((ast.IfExp,), lazy("a choice (if … else …)")),
    ((ast.NamedExpr,), lazy("an assignment (:=)")),
    ((ast.Is, ast.IsNot), lazy("“is” (write == or !=)")),
    ((ast.Name,), lazy("a name that begins with an underscore")),
    ((ast.Constant,), lazy("a value that is no text, no number, neither true nor false")),
)


class UnsafeExpression(ValueError):
    """The expression does more than compare values."""


def check(expression: str) -> None:
    """Raise `UnsafeExpression` unless every part of `expression` is harmless."""
    _parse(expression)


def names(expression: str) -> set[str]:
    """The process data that `expression` reads."""
    tree = _parse(expression)
    called = {id(p.func) for p in ast.walk(tree) if isinstance(p, ast.Call)}
    return {p.id for p in ast.walk(tree) if isinstance(p, ast.Name) and id(p) not in called}


def evaluate(expression: str, data: Mapping[str, object]) -> object:
    """The value of `expression` where `data` are the names it may read."""
    return _value(_parse(expression).body, data)


@lru_cache(maxsize=4096)
def _parse(expression: str) -> ast.Expression:
    """The checked syntax tree; the same text is parsed once."""
    if len(expression) > LONGEST:
        raise UnsafeExpression(_("It is longer than %(most)s characters.", most=LONGEST))
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as wrong:
        said = _("“%(text)s” cannot be read as a comparison.", text=_short(expression))
        raise UnsafeExpression(said) from wrong
    parts = list(ast.walk(tree))
    if len(parts) > MOST_PARTS:
        said = _(
            "“%(text)s” has more than %(most)s parts.", text=_short(expression), most=MOST_PARTS
        )
        raise UnsafeExpression(said)
    for part in parts:
        _allow(part, expression)
    return tree


def _allow(part: ast.AST, expression: str) -> None:
    harmless = (ast.Expression, ast.Load, ast.List, ast.Tuple, ast.BoolOp, ast.boolop, ast.Not)
    known = isinstance(part, (*harmless, *COMPARISONS))
    known |= isinstance(part, ast.Constant) and type(part.value) in CONSTANTS
    known |= isinstance(part, ast.Name) and not part.id.startswith("_")
    known |= isinstance(part, ast.Compare)
    known |= isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not)
    known |= isinstance(part, ast.Call) and _allowed_call(part)
    if not known:
        raise UnsafeExpression(_refusal(part, expression))


def _refusal(part: ast.AST, expression: str) -> str:
    known = (words for kinds, words in REFUSED if isinstance(part, kinds))
    what = next(known, lazy("something else"))
    said = _("“%(text)s” holds %(what)s; a condition only compares values.")
    return said % {"text": _short(expression), "what": what}


def _short(expression: str) -> str:
    return expression if len(expression) <= SHOWN else f"{expression[:SHOWN]}…"


def _allowed_call(call: ast.Call) -> bool:
    plain = isinstance(call.func, ast.Name) and call.func.id in FUNCTIONS
    return plain and len(call.args) == 1 and not call.keywords


def _value(part: ast.expr, data: Mapping[str, object]) -> object:
    match part:
        case ast.Constant():
            return part.value
        case ast.Name():
            if part.id not in data:
                raise NameError(f"“{part.id}” has no value here.")
            return data[part.id]
        case ast.List() | ast.Tuple():
            return [_value(e, data) for e in part.elts]
        case ast.UnaryOp():
            return not _value(part.operand, data)
        case ast.BoolOp():
            joined = all if isinstance(part.op, ast.And) else any
            return joined(_value(e, data) for e in part.values)
        case ast.Compare():
            return _compare(part, data)
        case ast.Call():
            return FUNCTIONS[part.func.id](*[_value(a, data) for a in part.args])  # type: ignore[attr-defined]
    raise UnsafeExpression(type(part).__name__)


def _compare(part: ast.Compare, data: Mapping[str, object]) -> bool:
    left = _value(part.left, data)
    for sign, other in zip(part.ops, part.comparators, strict=True):
        right = _value(other, data)
        if not COMPARISONS[type(sign)](left, right):
            return False
        left = right
    return True

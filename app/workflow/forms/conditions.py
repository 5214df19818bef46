"""Hide-if and required-if: the part of FEEL that our forms use, read once, never `eval`uated.

=  !=  <  >  <=  >=  and  or  not()  null  true  false  "text"  numbers  dotted.names  ( ).
The browser's twin is `app/web/frontend/feel.js`; both must decide alike.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.foundation.i18n import _

LONGEST = 500
DEEPEST = 20
TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>-?\d+(?:\.\d+)?)'
    r"|(?P<mark>!=|<=|>=|[=<>()])|(?P<word>[^\W\d][\w.]*))"
)
NUMBER = re.compile(r"\s*-?\d{1,18}(\.\d{1,18})?\s*", re.ASCII)
OPERATORS = frozenset({"=", "!=", "<", ">", "<=", ">="})
CONSTANTS: dict[str, Any] = {"null": None, "true": True, "false": False}

Values = Mapping[str, Any]
Test = Callable[[Values], Any]


class Unreadable(ValueError):
    """The expression is no FEEL, or more FEEL than our forms use."""


@dataclass(frozen=True)
class Condition:
    """A question about the answers, such as `outcome = "refuse"`."""

    source: str
    names: frozenset[str]
    test: Test

    def __call__(self, values: Values) -> bool:
        """Say whether it is so, with these answers."""
        return self.test(values) is True


def compile_condition(source: str) -> Condition:
    """Read an expression once; raise `Unreadable` where it is not of our subset."""
    if len(source) > LONGEST:
        raise Unreadable(_("longer than %(most)s characters", most=LONGEST))
    text = source.strip().removeprefix("=").strip()
    reader = _Reader(list(_tokens(text)), text)
    test = reader.either()
    if reader.at != len(reader.tokens):
        raise _unexpected(reader.tokens[reader.at][1], text)
    return Condition(text, frozenset(reader.names), test)


def _unexpected(part: str, whole: str) -> Unreadable:
    return Unreadable(_("“%(part)s” cannot stand there in “%(whole)s”", part=part, whole=whole))


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _unexpected(text[at : at + 20], text)
        yield match.lastgroup, match[match.lastgroup]
        at = match.end()


class _Reader:
    """Recursive descent; each method returns a function of the answers."""

    def __init__(self, tokens: list[tuple[str, str]], text: str) -> None:
        self.tokens = tokens
        self.text = text
        self.at = 0
        self.depth = 0
        self.names: set[str] = set()

    def peek(self) -> str | None:
        """The next sign or word; None for a literal and at the end."""
        if self.at == len(self.tokens):
            return None
        kind, text = self.tokens[self.at]
        return text if kind in {"mark", "word"} else None

    def take(self, wanted: str) -> None:
        """Go past the one thing that may stand here."""
        if self.peek() != wanted:
            told = _("“%(part)s” is missing in “%(whole)s”", part=wanted, whole=self.text)
            raise Unreadable(told)
        self.at += 1

    def either(self) -> Test:
        """Read `a or b`."""
        return self._chain("or", self.both, any)

    def both(self) -> Test:
        """Read `a and b`."""
        return self._chain("and", self.compared, all)

    def _chain(self, word: str, part: Callable[[], Test], decide: Callable[[Any], bool]) -> Test:
        parts = [part()]
        while self.peek() == word:
            self.take(word)
            parts.append(part())
        if len(parts) == 1:
            return parts[0]
        return lambda values: decide(test(values) is True for test in parts)

    def compared(self) -> Test:
        """Read `a = b`."""
        left = self.plain()
        operator = self.peek()
        if operator not in OPERATORS:
            return left
        self.take(operator)
        right = self.plain()
        return lambda values: _compare(operator, left(values), right(values))

    def plain(self) -> Test:
        """A literal, a name, or something in brackets."""
        if self.at == len(self.tokens):
            raise Unreadable(_("“%(whole)s” ends too early", whole=self.text))
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind in {"text", "number"}:
            return _constant(_literal(kind, text))
        if text == "(":
            return self._inner()
        if text == "not" and self.peek() == "(":
            self.take("(")
            inner = self._inner()
            return lambda values: inner(values) is not True
        if text in CONSTANTS:
            return _constant(CONSTANTS[text])
        if kind == "mark" or text in {"and", "or"}:
            raise _unexpected(text, self.text)
        return self._name(text)

    def _inner(self) -> Test:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(_("more than %(most)s brackets within each other", most=DEEPEST))
        inner = self.either()
        self.take(")")
        self.depth -= 1
        return inner

    def _name(self, text: str) -> Test:
        path = text.split(".")
        self.names.add(path[0])

        def look_up(values: Values) -> Any:
            found: Any = values
            for part in path:
                found = found.get(part) if isinstance(found, Mapping) else None
            return found

        return look_up


def _constant(value: Any) -> Test:
    return lambda values: value


def _literal(kind: str, text: str) -> Any:
    if kind == "number":
        return Decimal(text)
    try:
        return json.loads(text)
    except ValueError:
        raise Unreadable(_("“%(part)s” is no text", part=text)) from None


def _compare(operator: str, left: Any, right: Any) -> bool:
    left, right = _alike(_plain(left), _plain(right))
    same_kind = type(left) is type(right)
    if operator == "=":
        return same_kind and left == right
    if operator == "!=":
        return not (same_kind and left == right)
    if not same_kind or not isinstance(left, str | Decimal | bool):
        return False
    ordered: dict[str, bool] = {
        "<": left < right,
        ">": left > right,
        "<=": left <= right,
        ">=": left >= right,
    }
    return ordered[operator]


def _plain(value: Any) -> Any:
    """Blank is null; every number is a Decimal (but a yes is no 1)."""
    if value == "":
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    return value


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """A form sends texts: a number meets a text that is a number."""
    if isinstance(left, Decimal) and isinstance(right, str) and NUMBER.fullmatch(right):
        return left, Decimal(right.strip())
    if isinstance(right, Decimal) and isinstance(left, str) and NUMBER.fullmatch(left):
        return Decimal(left.strip()), right
    return left, right


def renamed(source: str, names: Mapping[str, str]) -> str:
    """The same question, asked of inputs that go by other names."""

    def rename(match: re.Match[str]) -> str:
        word = match["word"]
        return match[0].replace(word, names[word]) if word in names else match[0]

    return TOKEN.sub(rename, source)

"""Read YAML nodes with their lines, strictly: what is not understood is an error with its line."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml

from app.foundation.clock import LOCAL
from app.scenarios.script import Answer

NINE = 9
DATE = "%Y-%m-%d"
MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")
NULL = "tag:yaml.org,2002:null"
BOOL = "tag:yaml.org,2002:bool"
YES = {"yes", "true", "on", "y"}


class NotAScenario(Exception):
    """The file cannot be played; says which line is to blame, and why."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:line {line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


class Fault(Exception):
    """A node that is not what it should be; whoever knows the file makes it a `NotAScenario`."""

    def __init__(self, node: yaml.Node, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line_of(node), reason


def line_of(node: yaml.Node) -> int:
    """The line a node begins on, as editors count."""
    return int(node.start_mark.line) + 1


def mapping(
    node: yaml.Node,
    what: str,
    *,
    required: Iterable[str] = (),
    allowed: Iterable[str] | None = None,
) -> dict[str, yaml.Node]:
    """A map by its keys: no key twice, none missing, none unknown."""
    if not isinstance(node, yaml.MappingNode):
        raise Fault(node, f"{what} must be a map of keys and values")
    found: dict[str, yaml.Node] = {}
    required, known = list(required), None if allowed is None else {*allowed, *required}
    for key_node, value in node.value:
        key = text(key_node, "a key")
        if key in found:
            raise Fault(key_node, f"“{key}” is given twice in {what}")
        if known is not None and key not in known:
            listed = ", ".join(sorted(known))
            raise Fault(key_node, f"unknown key “{key}” in {what}; known are {listed}")
        found[key] = value
    for key in required:
        if key not in found:
            raise Fault(node, f"{what} lacks “{key}”")
    return found


def text(node: yaml.Node, what: str) -> str:
    """A word or sentence, as it is written."""
    if not isinstance(node, yaml.ScalarNode) or node.tag == NULL or not node.value.strip():
        raise Fault(node, f"{what} must be a text")
    return str(node.value).strip()


def sequence(node: yaml.Node, what: str) -> list[yaml.Node]:
    """The entries of a list."""
    if not isinstance(node, yaml.SequenceNode):
        raise Fault(node, f"{what} must be a list")
    return list(node.value)


def texts(node: yaml.Node, what: str) -> list[str]:
    """A list of words."""
    return [text(entry, f"an entry of {what}") for entry in sequence(node, what)]


def answer(node: yaml.Node, what: str) -> Answer:
    """What a person fills into a field: as typed, so that 0042 stays 0042."""
    if isinstance(node, yaml.SequenceNode):
        return texts(node, what)
    if not isinstance(node, yaml.ScalarNode):
        raise Fault(node, f"{what} must be a text, a number, yes or no, or a list")
    if node.tag == NULL:
        return None
    return node.value.lower() in YES if node.tag == BOOL else str(node.value)


def day_or_moment(node: yaml.Node, what: str) -> date | datetime:
    """A date, or a date and time in the city; 24:00 is the end of a day."""
    written = text(node, what)
    for form in (DATE, *MOMENTS):
        parsed = _parsed(written.replace(" 24:00", " 00:00"), form)
        if parsed and form == DATE:
            return parsed.date()
        if parsed:
            return parsed.replace(tzinfo=LOCAL) + timedelta(days=int(" 24:00" in written))
    example = "2026-09-11 or 2026-09-11 09:00"
    raise Fault(node, f"{what} must be a date such as {example}, not “{written}”")


def moment(node: yaml.Node, what: str) -> datetime:
    """A moment; a bare date means nine o'clock of that day."""
    given = day_or_moment(node, what)
    if isinstance(given, datetime):
        return given
    return datetime(given.year, given.month, given.day, NINE, tzinfo=LOCAL)


def _parsed(written: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(written, form)
    except ValueError:
        return None

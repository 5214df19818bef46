"""Read YAML nodes with their lines, strictly: what is not understood is an error with its line."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml

from app.foundation.clock import LOCAL
from app.foundation.i18n import lazy
from app.scenarios.saying import Said, Words
from app.scenarios.script import Answer

NINE = 9
LONGEST_SHOWN = 80
# No case is older, and none is planned so far ahead; further away the machine would only count.
YEARS = range(2010, 2101)
DATE = "%Y-%m-%d"
MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")
NULL = "tag:yaml.org,2002:null"
BOOL = "tag:yaml.org,2002:bool"
YES = {"yes", "true", "on", "y"}


class NotAScenario(Said):
    """The file cannot be played; says which line is to blame, and why."""

    def __init__(self, path: Path, line: int, said: Words) -> None:
        super().__init__(said)
        self.path, self.line = path, line

    @property
    def reason(self) -> str:
        """Why, in English."""
        return super().__str__()

    def __str__(self) -> str:
        return f"{self.path}:line {self.line}: {self.reason}"


class Fault(Said):
    """A node that is not what it should be; whoever knows the file makes it a `NotAScenario`."""

    def __init__(self, node: yaml.Node, said: Words) -> None:
        super().__init__(said)
        self.line = line_of(node)


def line_of(node: yaml.Node) -> int:
    """The line a node begins on, as editors count."""
    return int(node.start_mark.line) + 1


def mapping(
    node: yaml.Node,
    what: Words,
    *,
    required: Iterable[str] = (),
    allowed: Iterable[str] | None = None,
) -> dict[str, yaml.Node]:
    """A map by its keys: no key twice, none missing, none unknown."""
    if not isinstance(node, yaml.MappingNode):
        raise Fault(node, lazy("%(what)s must be a map of keys and values", what=what))
    found: dict[str, yaml.Node] = {}
    required, known = list(required), None if allowed is None else {*allowed, *required}
    for key_node, value in node.value:
        key = text(key_node, lazy("a key"))
        if key in found:
            raise Fault(key_node, lazy("“%(key)s” is given twice in %(what)s", key=key, what=what))
        if known is not None and key not in known:
            listed = ", ".join(sorted(known))
            said = lazy(
                "unknown key “%(key)s” in %(what)s; known are %(known)s",
                key=key,
                what=what,
                known=listed,
            )
            raise Fault(key_node, said)
        found[key] = value
    for key in required:
        if key not in found:
            raise Fault(node, lazy("%(what)s lacks “%(key)s”", what=what, key=key))
    return found


def text(node: yaml.Node, what: Words) -> str:
    """A word or sentence, as it is written."""
    if not isinstance(node, yaml.ScalarNode) or node.tag == NULL or not node.value.strip():
        raise Fault(node, lazy("%(what)s must be a text", what=what))
    return str(node.value).strip()


def sequence(node: yaml.Node, what: Words) -> list[yaml.Node]:
    """The entries of a list."""
    if not isinstance(node, yaml.SequenceNode):
        raise Fault(node, lazy("%(what)s must be a list", what=what))
    return list(node.value)


def texts(node: yaml.Node, what: Words) -> list[str]:
    """A list of words."""
    return [text(entry, lazy("an entry of %(list)s", list=what)) for entry in sequence(node, what)]


def answer(node: yaml.Node, what: Words) -> Answer:
    """What a person fills into a field: as typed, so that 0042 stays 0042."""
    if isinstance(node, yaml.SequenceNode):
        return texts(node, what)
    if not isinstance(node, yaml.ScalarNode):
        raise Fault(
            node, lazy("%(what)s must be a text, a number, yes or no, or a list", what=what)
        )
    if node.tag == NULL:
        return None
    return node.value.lower() in YES if node.tag == BOOL else str(node.value)


def day_or_moment(node: yaml.Node, what: Words) -> date | datetime:
    """A date, or a date and time in the city; 24:00 is the end of a day."""
    written = text(node, what)
    for form in (DATE, *MOMENTS):
        parsed = _parsed(written.replace(" 24:00", " 00:00"), form)
        if parsed and parsed.year not in YEARS:
            said = lazy("%(what)s lies too far away: %(written)s", what=what, written=written)
            raise Fault(node, said)
        if parsed and form == DATE:
            return parsed.date()
        if parsed:
            return parsed.replace(tzinfo=LOCAL) + timedelta(days=int(" 24:00" in written))
    said = lazy(
        "%(what)s must be a date such as 2026-09-11 or 2026-09-11 09:00, not “%(written)s”",
        what=what,
        written=written[:LONGEST_SHOWN],
    )
    raise Fault(node, said)


def moment(node: yaml.Node, what: Words) -> datetime:
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

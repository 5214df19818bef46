"""Names and ids: short enough to be shown, told apart by people, of signs that one can see."""

import re
import unicodedata
from collections.abc import Iterator

from app.foundation.i18n import _
from app.workflow.checks.fault import Drawn, Fault, users
from app.workflow.engine.diagram import Diagram, Lane, Node

LONGEST_NAME, SHOWN = 100, 30
PLAIN_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
# Control signs, marks that turn the direction of writing, halves of signs, private ones.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def check(drawn: Drawn) -> Iterator[Fault]:
    """Faults of what one diagram calls its elements."""
    yield from _lengths(drawn)
    yield from _letters(drawn)
    yield from _names(drawn)


def short(text: str) -> str:
    """A name as far as it fits into a message."""
    return text if len(text) <= LONGEST_NAME else f"{text[:SHOWN]}…"


def _lengths(drawn: Drawn) -> Iterator[Fault]:
    """Names are shown in lists and on the drawing, ids are written in tables and addresses."""
    diagram = drawn.diagram
    for element in diagram.elements:
        if max(len(element.name), len(element.id)) > LONGEST_NAME:
            reason = _("Its name or id is longer than %(most)s characters.", most=LONGEST_NAME)
            yield drawn.fault(
                "name-too-long", short(element.id or element.owner or diagram.id), reason
            )
    shown: list[Diagram | Lane | Node] = [diagram, *diagram.lanes.values(), *diagram.nodes.values()]
    for one in shown:
        if len(one.name_en) > LONGEST_NAME:
            reason = _("Its English name is longer than %(most)s characters.", most=LONGEST_NAME)
            yield drawn.fault("name-too-long", one.id, reason)


def _letters(drawn: Drawn) -> Iterator[Fault]:
    """Ids that can be told apart, and names without signs that nobody sees."""
    diagram = drawn.diagram
    for element in diagram.elements:
        if element.id and not PLAIN_ID.fullmatch(element.id):
            reason = _("An id has plain letters, digits, “_”, “-” and “.” only: “%(id)s”.")
            yield drawn.fault("id-not-plain", element.id, reason % {"id": short(element.id)})
    shown: list[Diagram | Lane | Node] = [diagram, *diagram.lanes.values(), *diagram.nodes.values()]
    names = [(e.id or e.owner or diagram.id, e.name) for e in diagram.elements]
    for place, name in [*names, *((one.id, one.name_en) for one in shown)]:
        if any(unicodedata.category(sign) in UNSEEN and sign != "\n" for sign in name):
            reason = _("Its name holds signs that nobody sees; write it anew.")
            yield drawn.fault("name-with-unseen-signs", place, reason)


def _names(drawn: Drawn) -> Iterator[Fault]:
    """What people do is told apart by its name in their lists."""
    named: dict[tuple[str, str], str] = {}
    for node in users(drawn.diagram):
        name = node.name.strip()
        first = named.setdefault((node.lane, name), node.id)
        if not name:
            yield drawn.fault("task-without-name", node.id, _("The task has no name."))
        elif first != node.id:
            reason = _(
                "Another step of this lane has the same name, “%(name)s” (%(other)s): rename one."
            )
            yield drawn.fault("name-twice", node.id, reason % {"name": short(name), "other": first})

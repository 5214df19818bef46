"""One file on its way: taken in, opened in the modeler, saved as the studio saves, compared."""

from dataclasses import dataclass

from app.workflow.engine.diagram import BadDiagram, read
from app.workflow.studio.foreign.reading import Refused
from app.workflow.studio.foreign.receiving import receive
from tests.interchange.browser import Modeler
from tests.interchange.comparison import Loss, losses

SAME, LOST, REFUSED = "ok", "lost", "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of a file."""

    state: str
    reason: str = ""
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()
    saved: bytes = b""
    shown: int = 0


def travel(content: bytes, name: str, tool: Modeler) -> Outcome:
    """Import, editor, save, comparison with the file as it came."""
    try:
        received = receive(content, name)
    except Refused as wrong:
        where = f" (line {wrong.line})" if wrong.line else ""
        return Outcome(REFUSED, wrong.reason + where)
    back = tool.roundtrip(received.content.decode())
    if back.error:
        return Outcome(REFUSED, f"the editor cannot open it: {back.error}")
    saved = back.xml.encode()
    notes = (*received.changes, *back.warnings)
    try:
        key = read(saved).id
    except BadDiagram as wrong:
        return Outcome(LOST, f"what was saved is no diagram: {wrong.reason}", notes=notes)
    if key != received.key:
        return Outcome(LOST, f"the process was {received.key} and is {key}", notes=notes)
    lost = tuple(losses(content, saved))
    return Outcome(LOST if lost else SAME, "", lost, notes, saved, back.shown)

"""What of a diagram cannot run here, element by element, and what the file says that may help."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from app.foundation.i18n import _
from app.workflow.engine.diagram import BPMN
from app.workflow.studio.foreign import boxes, conditions
from app.workflow.studio.foreign.hints import Ours, Said, hints, shortened
from app.workflow.studio.foreign.reading import is_box, is_bpmn, local
from app.workflow.studio.foreign.reasons import BESIDE, Reason


@dataclass(frozen=True)
class Finding:
    """An element that needs a hand: what it is, why it does not run, what to do, what it says."""

    element: str
    name: str
    what: str
    why: str = ""
    instead: str = ""
    said: tuple[Said, ...] = ()


def findings(root: etree._Element, ours: Ours) -> list[Finding]:
    """Everything in a file that does not run as it is drawn, in the order of the file."""
    found: list[Finding] = []
    for e in root.iter(etree.Element):
        if not is_bpmn(e):
            continue
        said = tuple(hints(e, ours))
        reasons = list(_reasons(e, ours))
        for reason in reasons or ([Reason(boxes.called(e), "")] if said else []):
            found.append(_finding(e, reason, said))
            said = ()
    return found


def _finding(e: etree._Element, reason: Reason, said: tuple[Said, ...]) -> Finding:
    name = shortened(e.get("name", ""))
    words = (str(reason.what), str(reason.why), str(reason.instead))
    return Finding(shortened(_known_by(e)), name, *words, said)


def _known_by(e: etree._Element) -> str:
    """Its id, or that of what it belongs to."""
    return e.get("id") or next((a.get("id", "") for a in e.iterancestors() if a.get("id")), "")


def _reasons(e: etree._Element, ours: Ours) -> Iterator[Reason]:
    kind = local(e)
    if kind == "process":
        yield from _process(e)
    elif kind == "lane":
        yield from _lane(e, ours)
    elif kind == "sequenceFlow":
        yield from _arrow(e)
    elif is_box(e):
        reason = boxes.reason(e, ours)
        if reason:
            yield reason
    elif kind in BESIDE:
        yield BESIDE[kind]


def _process(e: etree._Element) -> Iterator[Reason]:
    what = boxes.called(e)
    if any(True for _other in e.itersiblings(f"{BPMN}process", preceding=True)):
        why = _("A file here holds one process; this one is kept in the drawing and never runs.")
        instead = _("Import it once more from a file of its own, and call it (call activity).")
        yield Reason(what, why, instead)
        return
    if e.get("isExecutable") != "true":
        yield Reason(what, _("It is not marked as executable."), _("Mark it when it is finished."))
    if any(is_box(child) for child in e) and e.find(f"{BPMN}laneSet/{BPMN}lane") is None:
        why = _("It has no lanes: nobody does anything.")
        yield Reason(what, why, _("Draw a lane for each party."))


def _lane(e: etree._Element, ours: Ours) -> Iterator[Reason]:
    if e.get("id") not in ours.parties:
        why = _("It is no party of a case here.")
        yield Reason(boxes.called(e), why, _("Choose in the editor which party it is."))


def _arrow(e: etree._Element) -> Iterator[Reason]:
    condition = (e.findtext(f"{BPMN}conditionExpression") or "").strip()
    if not condition or conditions.is_ours(condition):
        return
    why = _("Its condition is not written as here: %(text)s", text=shortened(condition))
    ours = conditions.suggested(condition)
    if ours:
        yield Reason(boxes.called(e), why, _("Write: %(condition)s", condition=ours))
    else:
        yield Reason(
            boxes.called(e), why, _("Build it anew in the editor: field, comparison, value.")
        )

"""Take out of a diagram what nobody sees in the editor and what could therefore never be mended."""

from lxml import etree

from app.workflow.checks.document import ALLOWED
from app.workflow.engine.diagram import BPMN, DI, SPIFF
from app.workflow.studio.foreign.reading import is_box, is_bpmn, local

WHOLE = ("process", "collaboration")


def tidy(root: etree._Element) -> int:
    """Take out what is drawn nowhere and runs nowhere; how many elements that were.

    What is drawn stays, whatever it is: the administrator decides over it in the editor.
    """
    drawings = root.findall(f"{DI}BPMNDiagram")
    unseen: list[etree._Element] = drawings[1:]
    drawn = {e.get("bpmnElement") for d in drawings[:1] for e in d.iter(etree.Element)} - {None}
    unseen += _other_processes(root, drawn)
    for e in root.iter(etree.Element):
        if e is not root and _is_refused(e) and not _is_seen(e, drawn):
            unseen.append(e)
    for e in unseen:
        above = e.getparent()
        if above is not None:
            above.remove(e)
    return len(unseen)


def _other_processes(root: etree._Element, drawn: set[str | None]) -> list[etree._Element]:
    """Processes behind the first of which nothing is drawn, not even a pool."""
    pools = root.iterfind(f"{BPMN}collaboration/{BPMN}participant")
    shown = {pool.get("processRef") for pool in pools if pool.get("id") in drawn}
    others = root.findall(f"{BPMN}process")[1:]
    inside = {p: {e.get("id") for e in p.iter(etree.Element)} for p in others}
    return [p for p in others if p.get("id") not in shown and not inside[p] & drawn]


def _is_refused(e: etree._Element) -> bool:
    if is_bpmn(e):
        return local(e) not in ALLOWED and not is_box(e)
    return e.tag.startswith(SPIFF) and f"spiffworkflow:{local(e)}" not in ALLOWED


def _is_seen(e: etree._Element, drawn: set[str | None]) -> bool:
    """Is it drawn, or part of a box that the administrator must change anyway?"""
    if e.get("id") in drawn or local(e).endswith("EventDefinition"):
        return True
    if local(e) == "property":
        return True  # a setting, which the panel shows
    owner = next((a for a in e.iterancestors() if is_box(a) or local(a) in WHOLE), None)
    inside_event = any(local(a).endswith("EventDefinition") for a in e.iterancestors())
    return inside_event or (owner is not None and is_box(owner) and local(owner) not in ALLOWED)

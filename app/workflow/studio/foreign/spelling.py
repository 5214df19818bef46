"""What tools write in more than one way, written as the editor and the checks read it.

Nothing is said differently by it: `tns:Order` is the element `Order` of this file, `1` is `true`.
"""

from collections.abc import Iterator

from lxml import etree

from app.foundation.i18n import _
from app.workflow.engine.diagram import BPMN, DI
from app.workflow.studio.foreign.reading import DC, PLACE, is_bpmn, local, said

BOX = ("100", "80")
WITH_STEPS = ("subProcess", "transaction", "adHocSubProcess")
YES_OR_NO = frozenset(
    [
        "isExecutable",
        "isClosed",
        "isHorizontal",
        "isExpanded",
        "isMarkerVisible",
        "isMessageVisible",
        "cancelActivity",
        "isInterrupting",
        "parallelMultiple",
        "triggeredByEvent",
        "isForCompensation",
        "isSequential",
        "instantiate",
        "isCollection",
        "isUnlimited",
        "testBefore",
        "isImmediate",
        "waitForCompletion",
        "cancelRemainingInstances",
        "isBold",
        "isItalic",
        "isUnderline",
        "isStrikeThrough",
        "mustUnderstand",
        "isReference",
        "optional",
    ]
)


def mend(root: etree._Element) -> Iterator[str]:
    """Change the spelling in place; say in words what was changed."""
    ids = {e.get("id", "") for e in root.iter(etree.Element) if _is_drawn(e)} - {""}
    qualified = 0
    for e in root.iter(etree.Element):
        if not _is_drawn(e):
            continue
        qualified += _attributes(e, ids, root.get("targetNamespace", ""))
        qualified += _reference(e, ids, root.get("targetNamespace", ""))
    _open_drawn(root)
    _size_drawn(root)
    if qualified:
        yield _("%(number)s references are written without the file's prefix.", number=qualified)


def _attributes(e: etree._Element, ids: set[str], target: str) -> int:
    changed = 0
    for name, value in said(e).items():
        if name in YES_OR_NO and value.strip() in ("1", "0"):
            e.set(name, "true" if value.strip() == "1" else "false")
        elif name != "id" and (meant := _meant(e, value, ids, target)):
            e.set(name, meant)
            changed += 1
    return changed


def _reference(e: etree._Element, ids: set[str], target: str) -> int:
    """An element that holds nothing but another's id."""
    text = e.text or ""
    if len(e) or not is_bpmn(e) or len(text) > 500:
        return 0
    if text.strip() in ids:
        if text != text.strip():
            e.text = text.strip()
        return 0
    meant = _meant(e, text, ids, target)
    if meant:
        e.text = meant
    return int(bool(meant))


def _meant(e: etree._Element, value: str, ids: set[str], target: str) -> str:
    """The id that a value with a prefix means; nothing where it means something else."""
    value = value.strip()
    prefix, colon, name = value.partition(":")
    if not colon or value in ids or name not in ids:
        return ""
    return name if target and e.nsmap.get(prefix) == target else ""


def _open_drawn(root: etree._Element) -> None:
    """A sub-process in which something is drawn is open, also where the file does not say so."""
    for plane in root.iter(f"{DI}BPMNPlane"):
        shapes = {shape.get("bpmnElement"): shape for shape in plane.iterchildren(f"{DI}BPMNShape")}
        for e in root.iter(*(f"{BPMN}{kind}" for kind in WITH_STEPS)):
            shape = shapes.get(e.get("id"))
            inside = (child.get("id") for child in e.iterchildren(f"{BPMN}*"))
            if shape is not None and "isExpanded" not in shape.attrib and shapes.keys() & {*inside}:
                shape.set("isExpanded", "true")


def _size_drawn(root: etree._Element) -> None:
    """A place without a size gets one: the editor would look for it for ever."""
    for bounds in root.iter(f"{DC}Bounds"):
        above = bounds.getparent()
        is_label = above is not None and local(above) == "BPMNLabel"
        for name, size in zip(PLACE, ("0", "0", *(("0", "0") if is_label else BOX)), strict=True):
            if name not in bounds.attrib:
                bounds.set(name, size)


def _is_drawn(e: etree._Element) -> bool:
    return is_bpmn(e) or e.tag.startswith((DI, DC))

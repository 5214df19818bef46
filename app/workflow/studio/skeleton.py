"""A new process in a draft: one lane, a start, an end, and no fault."""

import re

from lxml import etree

from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import definitions
from app.workflow.checks.wires import PARTIES
from app.workflow.definitions import PROCESS
from app.workflow.studio import revisions
from app.workflow.studio.models import Revision, RevisionItem

ID = re.compile(r"[a-z]+(_[a-z0-9]+)+")
LONGEST_ID, LONGEST_NAME = 60, 100
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
NAMESPACES = {
    "bpmn": MODEL,
    "spiffworkflow": "http://spiffworkflow.org/bpmn/schema/1.0/core",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
POOL, LANE, CIRCLE = ("100", "80", "900", "200"), ("130", "80", "870", "200"), ("36", "36")


def begin(
    revision: Revision, names: dict[str, str], party: str, party_names: tuple[str, str], by: Account
) -> RevisionItem:
    """Put a new process into a draft; `names` are its `id`, `name` and `name_en`."""
    wrong = _faults(revision, names, party)
    if wrong:
        raise Invalid(wrong)
    content = _drawn(names, party, party_names)
    return revisions.save(revision, PROCESS, names["id"], content, seen=0, account=by)


def _faults(revision: Revision, names: dict[str, str], party: str) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    name = names["id"]
    if not ID.fullmatch(name) or len(name) > LONGEST_ID:
        wrong["id"] = [
            _("Small letters, digits and underscores, the room first, as in sharing_usage.")
        ]
    elif name.partition("_")[0] not in _rooms():
        wrong["id"] = [_("It begins with one of the rooms: %(rooms)s.", rooms=", ".join(_rooms()))]
    elif (PROCESS, name) in revisions.files(revision) or _was_there(revision, name):
        wrong["id"] = [_("There is a process of this id already.")]
    for field in ("name", "name_en"):
        if not 0 < len(names[field]) <= LONGEST_NAME or not names[field].isprintable():
            wrong[field] = [_("Between 1 and %(most)s characters.", most=LONGEST_NAME)]
    if party not in PARTIES:
        wrong["party"] = [_("Choose one of the parties.")]
    return wrong


def _was_there(revision: Revision, name: str) -> bool:
    """Whether the draft takes a released process of this name out."""
    return any((item.kind, item.key) == (PROCESS, name) for item in revision.items)


def _rooms() -> list[str]:
    """The rooms of the house, as the released processes name them."""
    return sorted({key.partition("_")[0] for key in definitions.current().specs.diagrams})


def _drawn(names: dict[str, str], party: str, party_names: tuple[str, str]) -> bytes:
    process_id = names["id"]
    begun, ended = f"{process_id}_begun", f"{process_id}_ended"
    root = etree.Element(f"{{{MODEL}}}definitions", nsmap=NAMESPACES)
    root.set("id", f"{process_id}_definitions")
    root.set("targetNamespace", "urn:xieshang:processes")
    around = _add(root, "bpmn:collaboration", id=f"{process_id}_collaboration")
    _add(
        around,
        "bpmn:participant",
        id=f"{process_id}_pool",
        name=names["name"],
        processRef=process_id,
    )
    process = _add(root, "bpmn:process", id=process_id, name=names["name"], isExecutable="true")
    _english(process, names["name_en"])
    lanes = _add(process, "bpmn:laneSet", id=f"{process_id}_lanes")
    lane = _add(lanes, "bpmn:lane", id=party, name=party_names[0])
    _english(lane, party_names[1])
    for member in (begun, ended):
        _add(lane, "bpmn:flowNodeRef").text = member
    arrow = f"{begun}_to_{ended}"
    start = _add(process, "bpmn:startEvent", id=begun, name="开始")
    _english(start, "Begun")
    _add(start, "bpmn:outgoing").text = arrow
    end = _add(process, "bpmn:endEvent", id=ended, name="结束")
    _english(end, "Ended")
    _add(end, "bpmn:incoming").text = arrow
    _add(process, "bpmn:sequenceFlow", id=arrow, sourceRef=begun, targetRef=ended)
    _picture(root, process_id, party, (begun, ended), arrow)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _picture(
    root: etree._Element, process_id: str, party: str, ends: tuple[str, str], arrow: str
) -> None:
    diagram = _add(root, "bpmndi:BPMNDiagram", id=f"{process_id}_diagram")
    around = f"{process_id}_collaboration"
    picture = _add(diagram, "bpmndi:BPMNPlane", id=f"{process_id}_plane", bpmnElement=around)
    _shape(picture, f"{process_id}_pool", *POOL, isHorizontal="true")
    _shape(picture, party, *LANE, isHorizontal="true")
    for element, x in zip(ends, ("182", "902"), strict=True):
        _shape(picture, element, x, "162", *CIRCLE)
    edge = _add(picture, "bpmndi:BPMNEdge", id=f"{arrow}_di", bpmnElement=arrow)
    for x in ("218", "902"):
        _add(edge, "di:waypoint", x=x, y="180")


def _add(above: etree._Element, tag: str, **attributes: str) -> etree._Element:
    prefix, _colon, name = tag.partition(":")
    return etree.SubElement(above, f"{{{NAMESPACES[prefix]}}}{name}", attributes)


def _english(element: etree._Element, text: str) -> None:
    inside = _add(_add(element, "bpmn:extensionElements"), "spiffworkflow:properties")
    _add(inside, "spiffworkflow:property", name="name_en", value=text)


def _shape(
    above: etree._Element, element: str, x: str, y: str, width: str, height: str, **more: str
) -> None:
    shape = _add(above, "bpmndi:BPMNShape", id=f"{element}_di", bpmnElement=element, **more)
    _add(shape, "dc:Bounds", x=x, y=y, width=width, height=height)

"""Read a BPMN file: its boxes, lanes and flows.  Files come from an editor, so trust none."""

import re
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from app.foundation.i18n import _
from app.workflow.engine import malformed
from app.workflow.engine.drawing import Diagram, Element, Flow, Lane, Node, Shape
from app.workflow.engine.steps import Step, Way, steps, steps_with_ways

__all__ = [
    "BadDiagram",
    "Diagram",
    "Element",
    "Flow",
    "Lane",
    "Node",
    "Shape",
    "Step",
    "Way",
    "parse_xml",
    "read",
    "steps",
    "steps_with_ways",
]

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
LARGEST_FILE, MOST_NODES, MOST_ARROWS = 1_000_000, 400, 1000
MOST_ELEMENTS = 25_000
ENCODINGS = {"utf-8", "utf8", "us-ascii", "ascii"}
XINCLUDE = "{http://www.w3.org/2001/XInclude}"
NODES = re.compile(r"\w*([tT]ask|Event|Gateway)|callActivity|\w*[sS]ubProcess|transaction")


class BadDiagram(ValueError):
    """The file is not a diagram that this program reads; the text says why."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


def parse_xml(xml: bytes) -> etree._Element:
    """The document's root; raise `BadDiagram` on anything that could harm the server."""
    if len(xml) > LARGEST_FILE:
        raise BadDiagram(_("The file is larger than %(most)s bytes.", most=LARGEST_FILE))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        line = getattr(wrong, "lineno", 0) or 0
        raise BadDiagram(malformed.why(wrong), line) from wrong
    if str(root.getroottree().docinfo.doctype):  # type: ignore[union-attr]
        raise BadDiagram(_("A document type (DOCTYPE) is not allowed."), 1)
    _refuse_strange(root)
    _refuse_depth(root)
    return root


def read(xml: bytes) -> Diagram:
    """The diagram in a file; raise `BadDiagram` where there is none."""
    root = parse_xml(xml)
    processes = root.findall(f"{BPMN}process")
    if root.tag != f"{BPMN}definitions" or not processes:
        raise BadDiagram(_("This is not a BPMN 2.0 file with a process."), _line(root))
    process = processes[0]
    found = [e for e in process.iterchildren(f"{BPMN}*") if NODES.fullmatch(_tag(e))]
    if len(found) > MOST_NODES:
        raise BadDiagram(_("The diagram has more than %(most)s boxes.", most=MOST_NODES))
    if sum(1 for _e in process.iterchildren(f"{BPMN}sequenceFlow")) > MOST_ARROWS:
        raise BadDiagram(_("The diagram has more than %(most)s arrows.", most=MOST_ARROWS))
    lanes = {e.get("id", ""): _lane(e) for e in process.iter(f"{BPMN}lane")}
    lane_of = {member: lane.id for lane in lanes.values() for member in lane.members}
    errors = {e.get("id"): e.get("errorCode") or e.get("id") for e in root.iter(f"{BPMN}error")}
    return Diagram(
        id=process.get("id", ""),
        name=process.get("name", ""),
        name_en=_properties(process).get("name_en", ""),
        documentation=_text(process, "documentation"),
        executable=process.get("isExecutable") == "true",
        lanes=lanes,
        nodes=_first_of_each([_node(e, lane_of, errors) for e in found]),
        flows=tuple(_flow(e) for e in process.iterchildren(f"{BPMN}sequenceFlow")),
        inputs=tuple(e.get("id", "") for e in process.iterfind(f"{BPMN}*/{BPMN}dataInput")),
        outputs=tuple(e.get("id", "") for e in process.iterfind(f"{BPMN}*/{BPMN}dataOutput")),
        elements=tuple(_elements(root)),
        shapes=tuple(_shape(e) for e in root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")),
        processes=len(processes),
    )


def _first_of_each(nodes: Iterable[Node]) -> dict[str, Node]:
    named: dict[str, Node] = {}
    for node in nodes:
        named.setdefault(node.id, node)
    return named


def _node(e: etree._Element, lane_of: Mapping[str, str], errors: Mapping) -> Node:
    node_id, properties = e.get("id", ""), _properties(e)
    operator = e.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
    many = e.find(f"{BPMN}multiInstanceLoopCharacteristics")
    item = many.find(f"{BPMN}inputDataItem") if many is not None else None
    event = next((c for c in e if _tag(c).endswith("EventDefinition")), None)
    return Node(
        id=node_id,
        kind=_tag(e),
        name=e.get("name", ""),
        name_en=properties.get("name_en", ""),
        lane=lane_of.get(node_id, ""),
        properties=properties,
        operator="" if operator is None else operator.get("id", ""),
        result="" if operator is None else operator.get("resultVariable", ""),
        event="" if event is None else _tag(event).removesuffix("EventDefinition"),
        timer="" if event is None else _text(event, "timeDate"),
        error="" if event is None else errors.get(event.get("errorRef"), ""),
        attached_to=e.get("attachedToRef", ""),
        interrupting=e.get("cancelActivity", "true") == "true",
        called=e.get("calledElement", ""),
        collection="" if many is None else _text(many, "loopDataInputRef"),
        item="" if item is None else item.get("id", ""),
        default=e.get("default", ""),
        documentation=_text(e, "documentation"),
        line=_line(e),
    )


def _flow(e: etree._Element) -> Flow:
    return Flow(
        id=e.get("id", ""),
        source=e.get("sourceRef", ""),
        target=e.get("targetRef", ""),
        condition=_text(e, "conditionExpression"),
        name=e.get("name", ""),
        line=_line(e),
    )


def _lane(e: etree._Element) -> Lane:
    members = tuple((ref.text or "").strip() for ref in e.findall(f"{BPMN}flowNodeRef"))
    return Lane(e.get("id", ""), e.get("name", ""), _properties(e).get("name_en", ""), members)


def _properties(e: etree._Element) -> dict[str, str]:
    inner = f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property"
    return {p.get("name", ""): p.get("value", "") for p in e.iterfind(inner)}


def _elements(root: etree._Element) -> Iterator[Element]:
    """All that is written in BPMN's and SpiffWorkflow's words, each with the box it belongs to."""
    owner = {root: ""}
    for e in root.iter(etree.Element):
        above = e.getparent()
        if above is not None:
            named = e.tag.startswith(BPMN) and not e.tag.endswith("Definition")
            owner[e] = (named and e.get("id")) or owner[above]
        if e.tag.startswith((BPMN, SPIFF)):
            kind = ("spiffworkflow:" if e.tag.startswith(SPIFF) else "") + _tag(e)
            yield Element(kind, e.get("id", ""), owner[e], _line(e), e.get("name", ""))


def _shape(e: etree._Element) -> Shape:
    bounds = e.find(BOUNDS)
    places = e.findall(WAYPOINT) if bounds is None else [bounds]
    if len(places) < (2 if bounds is None else 1):
        return Shape(e.get("bpmnElement", ""), ())
    labels = [label for label in e.iter(BOUNDS) if label is not bounds]
    points = [(p.get("x", ""), p.get("y", "")) for p in (*places, *labels)]
    points += [(label.get("width", ""), label.get("height", "")) for label in labels]
    size = () if bounds is None else (bounds.get("width", ""), bounds.get("height", ""))
    return Shape(e.get("bpmnElement", ""), tuple(points), size)


def _refuse_strange(root: etree._Element) -> None:
    """What another reader of the same file could take for something else than we do."""
    encoding = str(root.getroottree().docinfo.encoding or "utf-8").lower()
    if encoding not in ENCODINGS:
        raise BadDiagram(
            _("The file is written in “%(name)s”; save it as UTF-8.", name=encoding), 1
        )
    for number, element in enumerate(root.iter(etree.Element)):
        if number > MOST_ELEMENTS:
            raise BadDiagram(_("The file has more than %(most)s elements.", most=MOST_ELEMENTS))
        if element.tag.startswith(XINCLUDE):
            reason = _("The file takes in another file (XInclude); that is not allowed.")
            raise BadDiagram(reason, _line(element))


def _refuse_depth(root: etree._Element) -> None:
    level = [root]
    for _level in range(malformed.DEEPEST):
        level = [child for e in level for child in e]
        if not level:
            return
    raise BadDiagram(malformed.too_deep())


def _line(e: etree._Element) -> int:
    line = e.sourceline
    return line if isinstance(line, int) else 0


def _tag(e: etree._Element) -> str:
    return etree.QName(e).localname


def _text(e: etree._Element, tag: str) -> str:
    return (e.findtext(f"{BPMN}{tag}") or "").strip()

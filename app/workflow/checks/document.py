"""It is BPMN that the engine runs, without what it would silently pass over or run as code."""

from collections import Counter
from collections.abc import Iterable, Iterator

from app.foundation.i18n import _
from app.workflow.checks import kinds, names
from app.workflow.checks.fault import Drawn, Fault
from app.workflow.engine.diagram import Element, Node

# Everything that a diagram may be written with; what is not listed is refused.
FRAME = {"definitions", "collaboration", "participant", "process", "laneSet", "lane", "flowNodeRef"}
DATA = {"ioSpecification", "dataInput", "dataOutput", "inputSet", "outputSet", "property"}
DATA |= {"dataInputRefs", "dataOutputRefs"}
ARROWS = {"incoming", "outgoing", "sequenceFlow", "conditionExpression"}
EVENTS = {"startEvent", "endEvent", "boundaryEvent", "timerEventDefinition", "timeDate"}
EVENTS |= {"errorEventDefinition", "terminateEventDefinition", "error"}
BOXES = {"userTask", "serviceTask", "callActivity", "exclusiveGateway", "parallelGateway"}
BOXES |= {"multiInstanceLoopCharacteristics", "loopDataInputRef", "inputDataItem"}
REMARKS = {"documentation", "textAnnotation", "text", "association", "group"}
REMARKS |= {"category", "categoryValue", "extensionElements"}
OPERATOR, PROPERTY = "spiffworkflow:serviceTaskOperator", "spiffworkflow:property"
OURS = {"properties", "property", "serviceTaskOperator", "parameters"}
ALLOWED = FRAME | DATA | ARROWS | EVENTS | BOXES | REMARKS | {f"spiffworkflow:{n}" for n in OURS}
IDENTIFIED = {"sequenceFlow", "lane", "userTask", "serviceTask", "callActivity", "startEvent"}
IDENTIFIED |= {"endEvent", "boundaryEvent", "exclusiveGateway", "parallelGateway"}
CODE = {"scriptTask", "script", "preScript", "postScript", "businessRuleTask"}
CODE |= {"parameter", "calledDecisionId", "unitTests"}


def check(drawn: Drawn) -> Iterator[Fault]:
    """Faults of one file taken for itself."""
    diagram = drawn.diagram
    if not diagram.executable:
        yield drawn.fault(
            "not-executable",
            diagram.id,
            _("The process is marked as a mere drawing; mark it as executable."),
        )
    if diagram.processes > 1:
        yield drawn.fault("several-processes", diagram.id, _("A file holds one process."))
    yield from _refused(drawn)
    yield from _duplicates(drawn)
    yield from _given_twice(drawn)
    yield from _events(drawn)
    yield from _definitions(drawn)
    yield from _loops(drawn)
    yield from _references(drawn)


def shared(diagrams: Iterable[Drawn]) -> Iterator[Fault]:
    """Names used twice across files: a task's name means one task everywhere."""
    processes: dict[str, str] = {}
    boxes: dict[str, str] = {}
    for drawn in diagrams:
        process_id = drawn.diagram.id
        if process_id in processes:
            reason = _("The process is also drawn in %(file)s.", file=processes[process_id])
            yield drawn.fault("process-drawn-twice", process_id, reason)
            continue
        processes[process_id] = drawn.file
        for node_id in drawn.diagram.nodes:
            if node_id in boxes:
                reason = _("The same id is used in %(file)s.", file=boxes[node_id])
                yield drawn.fault("id-used-elsewhere", node_id, reason)
            boxes.setdefault(node_id, drawn.file)


def _refused(drawn: Drawn) -> Iterator[Fault]:
    for element in drawn.diagram.elements:
        if element.kind not in ALLOWED:
            code, reason = _why_refused(element)
            yield drawn.fault(code, element.owner or drawn.diagram.id, reason)


def _why_refused(element: Element) -> tuple[str, str]:
    kind = element.kind.removeprefix("spiffworkflow:")
    if kind in CODE:
        reason = _(
            "“%(kind)s” would run code from the diagram; let the system do it by an operation.",
            kind=kinds.in_words(kind),
        )
        return "code-in-diagram", reason
    if kind in ("timeDuration", "timeCycle"):
        return "timer-without-clock", _(
            "A timer follows a clock of the deadline table and has no days of its own."
        )
    if kind in ("compensateEventDefinition", "linkEventDefinition"):
        reason = _(
            "The engine would pass over “%(kind)s” without a word.", kind=kinds.in_words(kind)
        )
        return "element-passed-over", reason
    return "element-not-used", _(
        "“%(kind)s” cannot be run here; remove it, or draw it in another way.",
        kind=kinds.in_words(kind),
    )


def _duplicates(drawn: Drawn) -> Iterator[Fault]:
    used = Counter(e.id for e in drawn.diagram.elements if e.id)
    operators = {n.operator for n in drawn.diagram.nodes.values()}
    for name, times in used.items():
        if times > 1 and name not in operators:
            yield drawn.fault(
                "id-twice", name, _("The id stands %(times)s times in the file.", times=times)
            )
    for element in drawn.diagram.elements:
        if element.kind in IDENTIFIED and not element.id:
            yield drawn.fault(
                "id-missing",
                drawn.diagram.id,
                _("A “%(kind)s” has no id.", kind=kinds.in_words(element.kind)),
            )


def _given_twice(drawn: Drawn) -> Iterator[Fault]:
    """What a box says once: the engine and its readers would each believe another one."""
    if "" in drawn.diagram.nodes:
        return  # what belongs to a box without an id cannot be told apart
    said = Counter((e.owner, e.kind, e.name) for e in drawn.diagram.elements if _is_said_once(e))
    for (owner, kind, name), times in said.items():
        if times > 1 and kind == OPERATOR:
            yield drawn.fault(
                "operation-twice",
                owner,
                _("The service task names %(times)s operations.", times=times),
            )
        elif times > 1:
            reason = _("The property “%(name)s” is given %(times)s times.")
            yield drawn.fault(
                "property-twice", owner, reason % {"name": names.short(name), "times": times}
            )


def _is_said_once(element: Element) -> bool:
    return element.kind in (OPERATOR, PROPERTY)


def _events(drawn: Drawn) -> Iterator[Fault]:
    for node in drawn.diagram.of_kind("startEvent"):
        if node.event:
            yield drawn.fault(
                "start-with-event",
                node.id,
                _("People begin a process, no message, signal or time: use a plain start."),
            )
    for node in drawn.diagram.of_kind("endEvent"):
        if node.event == "terminate" and drawn.diagram.outputs:
            reason = _(
                "An end that terminates would lose the result of this process; use an error end."
            )
            yield drawn.fault("end-loses-result", node.id, reason)
        if node.event not in ("", "error", "terminate"):
            yield drawn.fault(
                "end-of-other-kind", node.id, _("A process ends plainly or with an error.")
            )
    for node in drawn.diagram.of_kind("boundaryEvent"):
        yield from _boundary(drawn, node)


def _definitions(drawn: Drawn) -> Iterator[Fault]:
    """An event waits for one thing; data goes in and out of a process, not of a step."""
    said = Counter(e.owner for e in drawn.diagram.elements if e.kind.endswith("EventDefinition"))
    for owner, times in said.items():
        if times > 1:
            yield drawn.fault("event-of-two-kinds", owner, _("An event waits for one thing only."))
    for kind, known in (("dataInput", drawn.diagram.inputs), ("dataOutput", drawn.diagram.outputs)):
        found = [e for e in drawn.diagram.elements if e.kind == kind]
        if len(found) > len(known):
            reason = _("Data goes into a process and out of it, not into a single step.")
            other = found[-1]
            yield drawn.fault("element-not-used", other.id or other.owner, reason)


def _boundary(drawn: Drawn, node: Node) -> Iterator[Fault]:
    host = drawn.diagram.nodes.get(node.attached_to)
    if host is None:
        yield drawn.fault("event-on-nothing", node.id, _("The event sits on no task."))
    elif node.event == "error" and host.kind != "callActivity":
        yield drawn.fault(
            "error-event-on-task", node.id, _("Errors come out of called processes only.")
        )
    if node.event not in ("timer", "error"):
        yield drawn.fault(
            "event-of-other-kind", node.id, _("Only timers and errors may sit on a task.")
        )


def _loops(drawn: Drawn) -> Iterator[Fault]:
    for node in drawn.diagram.nodes.values():
        many = bool(node.collection or node.item)
        if many and node.kind != "userTask":
            yield drawn.fault(
                "several-units-elsewhere", node.id, _("Only user tasks are done by several units.")
            )
        if many and (node.item != f"{node.id}_unit" or not node.collection):
            reason = _(
                "A step of several units takes them from a list, each under the name “%(item)s”."
            )
            yield drawn.fault(
                "several-units-misnamed", node.id, reason % {"item": f"{node.id}_unit"}
            )


def _references(drawn: Drawn) -> Iterator[Fault]:
    diagram = drawn.diagram
    for flow in diagram.flows:
        for end in (flow.source, flow.target):
            if end not in diagram.nodes:
                yield drawn.fault(
                    "arrow-into-nothing",
                    flow.id,
                    _("The arrow's end “%(end)s” is not drawn.", end=end),
                )
    for node in diagram.nodes.values():
        if node.default and node.default not in {f.id for f in diagram.outgoing(node.id)}:
            yield drawn.fault(
                "default-not-an-arrow", node.id, _("The default is not one of its arrows.")
            )

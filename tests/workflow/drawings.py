"""The shipped diagrams, to be changed in a test: `with_change("usage", lambda d: …)`."""

from collections.abc import Callable
from functools import cache

from lxml import etree

from app.foundation import paths
from app.workflow import wiring
from app.workflow.engine.diagram import read

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
ROOM = "sharing"


class Drawing:
    """One diagram's XML with the strokes that an editor knows."""

    def __init__(self, xml: bytes) -> None:
        self.root = etree.fromstring(xml)
        self.process = self.root.find(f"{BPMN}process")

    def __getitem__(self, name: str) -> etree._Element:
        """The element of this id."""
        return next(e for e in self.root.iter(etree.Element) if e.get("id") == name)

    def bytes(self) -> bytes:
        """The file."""
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")

    def all(self, tag: str) -> list[etree._Element]:
        """The elements of a kind, in the process."""
        return list(self.process.iter(f"{BPMN}{tag}"))

    def out(self, name: str) -> list[etree._Element]:
        """The arrows that leave a box."""
        return [f for f in self.all("sequenceFlow") if f.get("sourceRef") == name]

    def into(self, name: str) -> list[etree._Element]:
        """The arrows that arrive at a box."""
        return [f for f in self.all("sequenceFlow") if f.get("targetRef") == name]

    def add(self, tag: str, name: str, lane: str, **attributes: str) -> etree._Element:
        """A new box in a lane."""
        made = etree.SubElement(self.process, f"{BPMN}{tag}", id=name, **attributes)
        etree.SubElement(self[lane], f"{BPMN}flowNodeRef").text = name
        return made

    def service(self, name: str, lane: str, operator: str, result: str = "") -> etree._Element:
        """A new service task."""
        made = self.add("serviceTask", name, lane)
        inner = etree.SubElement(made, f"{BPMN}extensionElements")
        called = etree.SubElement(inner, f"{SPIFF}serviceTaskOperator", id=operator)
        etree.SubElement(called, f"{SPIFF}parameters")
        if result:
            called.set("resultVariable", result)
        return made

    def user(self, name: str, lane: str, post: str, **properties: str) -> etree._Element:
        """A new user task with a form of its name."""
        made = self.add("userTask", name, lane)
        made.set("name", name)
        for key, value in {"formKey": f"{ROOM}/{name}", "post": post, **properties}.items():
            self.set_property(name, key, value)
        return made

    def connect(self, source: str, target: str, when: str = "") -> etree._Element:
        """A new arrow."""
        made = etree.SubElement(self.process, f"{BPMN}sequenceFlow", id=f"{source}_to_{target}")
        made.set("sourceRef", source)
        made.set("targetRef", target)
        self._refer(source, "outgoing", made.get("id"))
        self._refer(target, "incoming", made.get("id"))
        if when:
            self.condition(made.get("id"), when)
        return made

    def redirect(self, flow: str, target: str) -> None:
        """Let an arrow lead elsewhere."""
        self._unrefer(flow, "incoming")
        self[flow].set("targetRef", target)
        self._refer(target, "incoming", flow)

    def condition(self, flow: str, text: str) -> None:
        """Write a condition on an arrow, or take it away."""
        for old in self[flow].findall(f"{BPMN}conditionExpression"):
            self[flow].remove(old)
        if text:
            etree.SubElement(self[flow], f"{BPMN}conditionExpression").text = text

    def set_property(self, name: str, key: str, value: str | None) -> None:
        """Give a box a property, or take it away."""
        box = self[name]
        inner = box.find(f"{BPMN}extensionElements")
        if inner is None:
            inner = etree.Element(f"{BPMN}extensionElements")
            box.insert(len(box.findall(f"{BPMN}documentation")), inner)
        group = inner.find(f"{SPIFF}properties")
        if group is None:
            group = etree.SubElement(inner, f"{SPIFF}properties")
        for old in [p for p in group if p.get("name") == key]:
            group.remove(old)
        if value is not None:
            etree.SubElement(group, f"{SPIFF}property", name=key, value=value)

    def remove(self, name: str) -> None:
        """Take away an element, its part of the drawing, its arrows and the events on it."""
        attached = [
            e.get("id") for e in self.all("boundaryEvent") if e.get("attachedToRef") == name
        ]
        arrows = [f.get("id") for f in (*self.out(name), *self.into(name))]
        for other in (*attached, *arrows):
            self.remove(other)
        for reference in list(self.process.iter(etree.Element)):
            refers = reference.tag in {
                f"{BPMN}{t}" for t in ("incoming", "outgoing", "flowNodeRef")
            }
            if refers and reference.text == name:
                reference.getparent().remove(reference)
        for shape in list(self.root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")):
            if shape.get("bpmnElement") == name:
                shape.getparent().remove(shape)
        self[name].getparent().remove(self[name])

    def bypass(self, name: str) -> None:
        """Take away a box with one way out, and let what led to it lead to what follows."""
        (onward,) = self.out(name)
        target = onward.get("targetRef")
        for flow in self.into(name):
            self.redirect(flow.get("id"), target)
        self.remove(name)

    def _refer(self, box: str, tag: str, flow: str) -> None:
        made = etree.Element(f"{BPMN}{tag}")
        made.text = flow
        before = ("documentation", "extensionElements", "incoming")
        before += ("outgoing",) if tag == "outgoing" else ()
        at = sum(1 for child in self[box] if child.tag in {f"{BPMN}{b}" for b in before})
        self[box].insert(at, made)

    def _unrefer(self, flow: str, tag: str) -> None:
        for reference in self.all(tag):
            if reference.text == flow:
                reference.getparent().remove(reference)


@cache
def _shipped() -> dict[str, bytes]:
    files = sorted(paths.PROCESSES.rglob("*.bpmn"))
    return {f.relative_to(paths.PROCESSES).as_posix(): f.read_bytes() for f in files}


def shipped() -> dict[str, bytes]:
    """The diagrams by their file names."""
    return dict(_shipped())


def with_change(name: str, change: Callable[[Drawing], object]) -> dict[str, bytes]:
    """The shipped diagrams, one of them changed: `usage`, or `catalogue/database`."""
    file = f"{name}.bpmn" if "/" in name else f"{ROOM}/{name}.bpmn"
    drawing = Drawing(shipped()[file])
    change(drawing)
    return shipped() | {file: drawing.bytes()}


@cache
def operations() -> frozenset[str]:
    """The operations that the shipped diagrams name."""
    nodes = [n for xml in _shipped().values() for n in read(xml).nodes.values()]
    return frozenset(n.operator for n in nodes if n.operator)


@cache
def forms() -> dict[str, frozenset[str]]:
    """The shipped forms and what they offer."""
    return wiring.shipped_forms()


def faults(files: dict[str, bytes], more_forms: dict[str, frozenset[str]] | None = None) -> list:
    """What is wrong with these diagrams."""
    known = {**forms(), **(more_forms or {})}
    return wiring.check(files.items(), known, operations(), wiring.shipped_clocks())


def blamed(files: dict[str, bytes], more_forms: dict | None = None) -> set[str]:
    """The elements that have a fault."""
    return {fault.element for fault in faults(files, more_forms)}

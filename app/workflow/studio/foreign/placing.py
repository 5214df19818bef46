"""Set the boxes of a file that holds no drawing in columns, so that it can be opened and drawn."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from lxml import etree

from app.workflow.engine.diagram import BPMN, DI
from app.workflow.studio.foreign.reading import DC, LINES, is_box, local

STEP, ROW, MARGIN = 160, 130, 100
EVENT, GATEWAY, TASK = (36, 36), (50, 50), (100, 80)


@dataclass(frozen=True)
class Place:
    """Where a box stands."""

    x: int
    y: int
    width: int
    height: int


class Plane:
    """The drawing that is being made: each part of it has a name of its own."""

    def __init__(self, root: etree._Element, shown: str) -> None:
        taken = {e.get("id") for e in root.iter(etree.Element)}
        self._names = (name for n in count(1) if (name := f"drawn_{n}") not in taken)
        diagram = etree.Element(f"{DI}BPMNDiagram", id=next(self._names))
        put_drawing_first(root, diagram)
        self.plane = etree.SubElement(diagram, f"{DI}BPMNPlane", id=next(self._names))
        self.plane.set("bpmnElement", shown)

    def shape(self, box: str, place: Place, **said: str) -> None:
        """Draw a box."""
        shape = etree.SubElement(self.plane, f"{DI}BPMNShape", id=next(self._names))
        shape.set("bpmnElement", box)
        for name, value in said.items():
            shape.set(name, value)
        bounds = etree.SubElement(shape, f"{DC}Bounds")
        for name in ("x", "y", "width", "height"):
            bounds.set(name, str(getattr(place, name)))

    def arrow(self, flow: str, start: Place, end: Place) -> None:
        """Draw an arrow from the right of one box to the left of another."""
        edge = etree.SubElement(self.plane, f"{DI}BPMNEdge", id=next(self._names))
        edge.set("bpmnElement", flow)
        for x, y in (
            (start.x + start.width, start.y + start.height // 2),
            (end.x, end.y + end.height // 2),
        ):
            etree.SubElement(edge, f"{LINES}waypoint", x=str(x), y=str(y))


def put_drawing_first(root: etree._Element, diagram: etree._Element) -> None:
    """The editor opens the first drawing of a file."""
    first = root.find(f"{DI}BPMNDiagram")
    if first is None:
        root.append(diagram)
    elif first is not diagram:
        first.addprevious(diagram)


def draw(root: etree._Element) -> None:
    """Add a drawing of the file's processes, one below the other."""
    collaboration = root.find(f"{BPMN}collaboration")
    shown = collaboration if collaboration is not None else root.find(f"{BPMN}process")
    if shown is None:
        return
    plane = Plane(root, _named(shown, "collaboration_of_file"))
    if collaboration is None:
        _draw_process(plane, shown, MARGIN)
        return
    top = MARGIN
    processes = {p.get("id", ""): p for p in root.findall(f"{BPMN}process")}
    for pool in collaboration.findall(f"{BPMN}participant"):
        top = _draw_pool(plane, pool, processes.get(pool.get("processRef", "")), top)


def _draw_pool(plane: Plane, pool: etree._Element, process: etree._Element | None, top: int) -> int:
    places = {} if process is None else _places(process, top + ROW // 4)
    right = max((p.x + p.width for p in places.values()), default=MARGIN + 4 * STEP)
    bottom = max((p.y + p.height for p in places.values()), default=top + ROW // 2) + ROW // 4
    frame = Place(MARGIN // 2, top, right + MARGIN // 2, bottom - top)
    plane.shape(pool.get("id", ""), frame, isHorizontal="true")
    if process is not None:
        _draw_process(plane, process, top + ROW // 4)
    return bottom + ROW // 4


def _draw_process(plane: Plane, process: etree._Element, top: int) -> None:
    places = _places(process, top)
    for box in _boxes(process):
        more = {"isExpanded": "false"} if local(box).lower().endswith("subprocess") else {}
        plane.shape(box.get("id", ""), places[box.get("id", "")], **more)
    for flow in process.findall(f"{BPMN}sequenceFlow"):
        start, end = places.get(flow.get("sourceRef", "")), places.get(flow.get("targetRef", ""))
        if flow.get("id") and start and end:
            plane.arrow(flow.get("id", ""), start, end)


def _places(process: etree._Element, top: int) -> dict[str, Place]:
    """Each box in the column of its distance from the start; events on tasks at their edge."""
    columns, filled = _columns(process), Counter[int]()
    places: dict[str, Place] = {}
    boxes = sorted(_boxes(process), key=lambda box: "attachedToRef" in box.attrib)
    for box in boxes:
        width, height = _size(box)
        host = places.get(box.get("attachedToRef", ""))
        if host:
            x, y = host.x + host.width - width, host.y + host.height - height // 2
        else:
            column = columns.get(box.get("id", ""), 0)
            x = MARGIN + column * STEP + (TASK[0] - width) // 2
            y = top + filled[column] * ROW + (TASK[1] - height) // 2
            filled[column] += 1
        places[box.get("id", "")] = Place(x, y, width, height)
    return places


def _columns(process: etree._Element) -> dict[str, int]:
    following: dict[str, list[str]] = {}
    reached = {flow.get("targetRef") for flow in process.findall(f"{BPMN}sequenceFlow")}
    for flow in process.findall(f"{BPMN}sequenceFlow"):
        following.setdefault(flow.get("sourceRef", ""), []).append(flow.get("targetRef", ""))
    left = [b.get("id", "") for b in _boxes(process) if b.get("id") not in reached]
    columns = dict.fromkeys(left, 0)
    for box in left:
        for target in following.get(box, ()):
            if target not in columns:
                columns[target] = columns[box] + 1
                left.append(target)
    return columns


def _boxes(process: etree._Element) -> Iterator[etree._Element]:
    return (e for e in process.iterchildren(f"{BPMN}*") if is_box(e) and e.get("id"))


def _size(box: etree._Element) -> tuple[int, int]:
    kind = local(box)
    if kind.endswith("Event"):
        return EVENT
    return GATEWAY if kind.endswith("Gateway") else TASK


def _named(shown: etree._Element, name: str) -> str:
    if not shown.get("id"):
        shown.set("id", name)
    return shown.get("id", "")

"""The picture: each element is drawn at most once, at a place that a drawing can have."""

import re
from collections import Counter
from collections.abc import Iterator

from app.foundation.i18n import _
from app.workflow.checks.fault import Drawn, Fault
from app.workflow.engine.diagram import Diagram, Shape

NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,3})?", re.ASCII)
FARTHEST = 100_000


def check(drawn: Drawn) -> Iterator[Fault]:
    """Faults of what a file draws."""
    diagram = drawn.diagram
    if not diagram.shapes:
        yield drawn.fault(
            "picture-missing",
            diagram.id,
            _("The file holds no picture (BPMNDI), so nothing can be shown."),
        )
    there = {element.id for element in diagram.elements if element.id}
    for shape in diagram.shapes:
        if shape.element not in there:
            reason = _("The picture shows “%(element)s”, which is not in the process.")
            element = shape.element or diagram.id
            yield drawn.fault("picture-of-nothing", element, reason % {"element": shape.element})
        elif not _is_placed(shape):
            yield drawn.fault(
                "picture-out-of-place",
                shape.element,
                _("Its place or size in the picture is no place."),
            )
    for name, times in Counter(shape.element for shape in diagram.shapes).items():
        if times > 1 and name:
            yield drawn.fault(
                "picture-twice", name, _("It is drawn %(times)s times in the picture.", times=times)
            )


def unreadable(diagram: Diagram) -> str:
    """The first element whose place is written in no numbers: an editor would hang on it."""
    written = (
        (shape.element, number)
        for shape in diagram.shapes
        for number in (*shape.size, *(one for point in shape.points for one in point))
    )
    return next((name for name, number in written if number and not NUMBER.fullmatch(number)), "")


def _is_placed(shape: Shape) -> bool:
    numbers = [_number(written) for point in shape.points for written in point]
    sized = all(_number(written) > 0 for written in shape.size)
    return bool(shape.points) and sized and all(abs(number) <= FARTHEST for number in numbers)


def _number(written: str) -> float:
    """What a coordinate says; not a number where it says nothing."""
    return float(written) if NUMBER.fullmatch(written) else float("nan")

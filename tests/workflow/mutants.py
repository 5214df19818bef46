"""Wrong diagrams that still run: each differs from the shipped ones in one place.

Every function yields (name, files); a set of scenarios is good when each fails at least one.
"""

from collections.abc import Iterator
from itertools import pairwise

from tests.workflow.drawings import BPMN, Drawing, shipped

Mutant = tuple[str, dict[str, bytes]]


def all_mutants() -> Iterator[Mutant]:
    """Every one of them."""
    yield from swapped_branches()
    yield from dropped_timers()
    yield from skipped_filings()


def swapped_branches() -> Iterator[Mutant]:
    """At each choice, two neighbouring arrows with their conditions exchanged."""
    for file, xml in shipped().items():
        for gateway in Drawing(xml).all("exclusiveGateway"):
            name = gateway.get("id")
            arrows = [f.get("id") for f in Drawing(xml).out(name)]
            for one, other in pairwise(arrows):
                yield f"{name}: {one} ↔ {other}", _swapped(file, one, other)


def dropped_timers() -> Iterator[Mutant]:
    """One timer taken away, and what only it led to."""
    for file, xml in shipped().items():
        for event in Drawing(xml).all("boundaryEvent"):
            if event.find(f"{BPMN}timerEventDefinition") is not None:
                name = event.get("id")
                yield f"{name} dropped", _dropped(file, name)


def skipped_filings() -> Iterator[Mutant]:
    """One filing passed over."""
    for file, xml in shipped().items():
        for task in Drawing(xml).all("serviceTask"):
            name = task.get("id")
            if name.endswith("_filing"):
                drawing = Drawing(xml)
                drawing.bypass(name)
                yield f"{name} skipped", shipped() | {file: drawing.bytes()}


def _swapped(file: str, one: str, other: str) -> dict[str, bytes]:
    drawing = Drawing(shipped()[file])
    path = f"{BPMN}conditionExpression"
    first, second = drawing[one].findtext(path), drawing[other].findtext(path)
    drawing.condition(one, second or "")
    drawing.condition(other, first or "")
    choice = drawing[drawing[one].get("sourceRef")]
    defaults = {one: other, other: one}
    if (usual := choice.get("default")) in defaults:
        choice.set("default", defaults[usual])
    return shipped() | {file: drawing.bytes()}


def _dropped(file: str, event: str) -> dict[str, bytes]:
    drawing = Drawing(shipped()[file])
    following = [flow.get("targetRef") for flow in drawing.out(event)]
    drawing.remove(event)
    while following:  # a reminder that nothing calls any more
        box = following.pop()
        if not drawing.into(box):
            following += [flow.get("targetRef") for flow in drawing.out(box)]
            drawing.remove(box)
    return shipped() | {file: drawing.bytes()}

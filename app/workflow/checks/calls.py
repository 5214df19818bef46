"""Called processes exist, call each other in no circle, and hand over what they declare."""

from collections import deque
from collections.abc import Iterator, Mapping

from app.foundation.i18n import _
from app.workflow.checks.fault import Drawn, Fault
from app.workflow.engine.diagram import Diagram

DEEPEST_CALL = 8


def check(diagrams: Mapping[str, Drawn]) -> Iterator[Fault]:
    """Faults between diagrams; `diagrams` by process id."""
    for drawn in diagrams.values():
        for node in drawn.diagram.of_kind("callActivity"):
            if node.called not in diagrams:
                reason = _("The called process “%(called)s” is not drawn.", called=node.called)
                yield drawn.fault("called-process-missing", node.id, reason)
                continue
            yield from _results(drawn, node.id, diagrams[node.called].diagram)
            yield from _errors(drawn, node.id, diagrams[node.called].diagram)
    yield from _circles(diagrams)


def sound(diagrams: Mapping[str, Drawn]) -> bool:
    """Whether every called process can be put in the place of its call."""
    return not any(_circles(diagrams)) and all(
        node.called in diagrams
        for drawn in diagrams.values()
        for node in drawn.diagram.of_kind("callActivity")
    )


def _results(drawn: Drawn, call: str, called: Diagram) -> Iterator[Fault]:
    if not called.outputs:
        reason = _("The called process “%(called)s” does not say which one result it gives back.")
        yield drawn.fault("called-process-without-result", call, reason % {"called": called.id})
    if called.outputs and called.outputs != (expected := (f"{_story(called.id)}_result",)):
        reason = _("“%(called)s” must declare the one result “%(name)s”.")
        yield drawn.fault(
            "called-process-other-result", call, reason % {"called": called.id, "name": expected[0]}
        )


def _story(process_id: str) -> str:
    """`sharing_mediation` → `mediation`."""
    return process_id.partition("_")[2]


def _errors(drawn: Drawn, call: str, called: Diagram) -> Iterator[Fault]:
    thrown = {n.error for n in called.of_kind("endEvent") if n.event == "error"}
    events = [e for e in drawn.diagram.boundary(call) if e.event == "error"]
    caught = {e.error for e in events}
    for error in sorted(thrown - caught):
        yield drawn.fault(
            "error-not-caught",
            call,
            _(
                "The called process may break off with “%(error)s”: draw what happens then.",
                error=error,
            ),
        )
    for event in events:
        if event.error not in thrown:
            reason = _("The called process never ends with the error “%(error)s”.")
            yield drawn.fault("error-never-thrown", event.id, reason % {"error": event.error})


def _circles(diagrams: Mapping[str, Drawn]) -> Iterator[Fault]:
    deepest: dict[str, tuple[str, ...]] = {}
    for process_id, drawn in diagrams.items():
        way = _way_back(diagrams, process_id)
        if way:
            reason = _("The process calls itself.")
            yield drawn.fault("calls-in-a-circle", process_id, reason, way)
    if any(_way_back(diagrams, process_id) for process_id in diagrams):
        return
    for process_id, drawn in diagrams.items():
        way = _deepest(diagrams, process_id, deepest)
        if len(way) > DEEPEST_CALL:
            reason = _("Calls lie deeper than %(most)s levels.", most=DEEPEST_CALL)
            yield drawn.fault("calls-too-deep", process_id, reason, way[: DEEPEST_CALL + 1])


def _called(diagrams: Mapping[str, Drawn], process_id: str) -> list[str]:
    drawn = diagrams.get(process_id)
    calls = drawn.diagram.of_kind("callActivity") if drawn else ()
    return list(dict.fromkeys(node.called for node in calls))


def _way_back(diagrams: Mapping[str, Drawn], process_id: str) -> tuple[str, ...]:
    """The shortest chain of calls that leads from a process to itself; empty if none does."""
    before: dict[str, str] = {}
    left = deque([process_id])
    while left:
        caller = left.popleft()
        for called in _called(diagrams, caller):
            if called == process_id:
                return (*_chain(before, caller), called)
            if called not in before:
                before[called] = caller
                left.append(called)
    return ()


def _chain(before: Mapping[str, str], process_id: str) -> tuple[str, ...]:
    way = [process_id]
    while way[-1] in before:
        way.append(before[way[-1]])
    return tuple(reversed(way))


def _deepest(
    diagrams: Mapping[str, Drawn], process_id: str, known: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The longest chain of calls from a process on; there is no circle among them."""
    if process_id not in known:
        below = [_deepest(diagrams, name, known) for name in _called(diagrams, process_id)]
        known[process_id] = (process_id, *max(below, key=len, default=()))
    return known[process_id]

"""Called processes exist, call each other in no circle, and hand over what they declare."""

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
        reason = _("“%(called)s” declares no result, so all its inner data would come up.")
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
            "error-not-caught", call, _("Nothing catches the error “%(error)s”.", error=error)
        )
    for event in events:
        if event.error not in thrown:
            reason = _("The called process never ends with the error “%(error)s”.")
            yield drawn.fault("error-never-thrown", event.id, reason % {"error": event.error})


def _circles(diagrams: Mapping[str, Drawn]) -> Iterator[Fault]:
    for process_id, drawn in diagrams.items():
        for way in _chains(diagrams, (process_id,)):
            if way[-1] == process_id:
                reason = _("The process calls itself.")
                yield drawn.fault("calls-in-a-circle", process_id, reason, way)
                break
            if len(way) > DEEPEST_CALL:
                reason = _("Calls lie deeper than %(most)s levels.", most=DEEPEST_CALL)
                yield drawn.fault("calls-too-deep", process_id, reason, way)
                break


def _chains(diagrams: Mapping[str, Drawn], way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every chain of calls that begins with `way`, until it repeats or is too deep."""
    if way[-1] not in diagrams:
        return
    for node in diagrams[way[-1]].diagram.of_kind("callActivity"):
        longer = (*way, node.called)
        yield longer
        if node.called not in way and len(longer) <= DEEPEST_CALL:
            yield from _chains(diagrams, longer)

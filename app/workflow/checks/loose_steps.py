"""What a changed diagram asks less for: steps, clocks, hands, and what every case must pass."""

from collections.abc import Iterator, Mapping

from app.foundation.i18n import _
from app.workflow.checks.fault import Drawn, Fault, users
from app.workflow.checks.shape import before, main_way, reach
from app.workflow.engine.diagram import Diagram, Node

SHOWN = 3


def compare(old: Drawn, new: Drawn, all_new: Mapping[str, Drawn]) -> Iterator[Fault]:
    """What the new version of a diagram has loosened."""
    people = [node for node in users(old.diagram)]
    elsewhere = {name for d in all_new.values() for name in d.diagram.nodes}
    for node in people:
        after = new.diagram.nodes.get(node.id)
        if after is not None:
            yield from _hands(new, node, after)
        elif node.id not in elsewhere:
            reason = _("The step “%(step)s” of people is gone.", step=old.named(node.id))
            yield old.fault("loosened-step-dropped", node.id, reason)
    for node in old.diagram.of_kind("userTask", "callActivity"):
        if node.id in new.diagram.nodes:
            yield from _clocks(old, new, node)
    yield from _operations(old, new, all_new)
    told = {fault.element: fault for fault in _passed_round(old, new)}
    yield from told.values()
    yield from (fault for fault in _short_cuts(old, new) if fault.element not in told)


def _hands(drawn: Drawn, before: Node, after: Node) -> Iterator[Fault]:
    """Who may do a step, and who may not because of an earlier one."""
    if after.lane != before.lane:
        reason = _("The step came from “%(old)s” into the hands of “%(new)s”.")
        reason %= {"old": before.lane, "new": after.lane}
        yield drawn.fault("loosened-other-party", after.id, reason)
    elif more := sorted(set(after.posts) - set(before.posts)):
        reason = _("More posts may do this step: %(posts)s.", posts=", ".join(more))
        yield drawn.fault("loosened-more-posts", after.id, reason)
    kept = after.listed("separate_from")
    for other in before.listed("separate_from"):
        if other not in kept and other in drawn.diagram.nodes:
            reason = _("Whoever did “%(step)s” may now do this step too.", step=drawn.named(other))
            yield drawn.fault("loosened-same-person", after.id, reason)


def _clocks(old: Drawn, new: Drawn, before: Node) -> Iterator[Fault]:
    after = new.diagram.nodes[before.id]
    timers = {event.clock: event for event in new.diagram.boundary(before.id) if event.clock}
    for event in old.diagram.boundary(before.id):
        if event.clock and event.clock not in timers:
            reason = _("The clock “%(clock)s” no longer runs here.", clock=event.clock)
            yield new.fault("loosened-clock-dropped", before.id, reason)
        elif event.clock and event.interrupting and not timers[event.clock].interrupting:
            reason = _("When “%(clock)s” runs out nothing happens any more but a reminder.")
            yield new.fault("loosened-only-reminds", before.id, reason % {"clock": event.clock})
    for clock in sorted(set(before.holds) - set(after.holds)):
        reason = _("The clock “%(clock)s” no longer stands still here.", clock=clock)
        yield new.fault("loosened-hold-dropped", before.id, reason)
    for clock in sorted(set(after.holds) - set(before.holds)):
        reason = _("The clock “%(clock)s” now stands still here: time is gained.", clock=clock)
        yield new.fault("loosened-hold-added", before.id, reason)


def _operations(old: Drawn, new: Drawn, all_new: Mapping[str, Drawn]) -> Iterator[Fault]:
    done = {n.operator for d in all_new.values() for n in d.diagram.of_kind("serviceTask")}
    for node in old.diagram.of_kind("serviceTask"):
        if node.operator and node.operator not in done:
            reason = _("The system no longer does this: “%(step)s”.", step=old.named(node.id))
            yield new.fault("loosened-operation-dropped", node.id, reason)


def _passed_round(old: Drawn, new: Drawn) -> Iterator[Fault]:
    """Steps that each case had to pass before it came somewhere, and no longer has to."""
    steps = {n.id for n in old.diagram.of_kind("userTask", "callActivity")}
    steps &= new.diagram.nodes.keys()
    places = steps | {n.id for n in old.diagram.of_kind("endEvent")} & new.diagram.nodes.keys()
    was, now = _must_pass(old.diagram, steps), _must_pass(new.diagram, steps)
    for place in [name for name in new.diagram.nodes if name in places]:
        lost = sorted(step for step in steps - {place} if place in was[step] - now[step])
        if lost:
            yield _skipped(new, place, lost)
    yield from _new_ends(old, new, was, now)


def _new_ends(
    old: Drawn, new: Drawn, was: Mapping[str, set[str]], now: Mapping[str, set[str]]
) -> Iterator[Fault]:
    """A new way to end that passes steps which lay before every end until now."""
    ends = {n.id for n in old.diagram.of_kind("endEvent")} & main_way(old.diagram)
    always = [step for step in was if ends <= was[step]]
    for node in new.diagram.of_kind("endEvent"):
        if node.id not in old.diagram.nodes and node.id in main_way(new.diagram):
            lost = sorted(step for step in always if node.id not in now[step])
            if lost:
                yield _skipped(new, node.id, lost)


def _skipped(drawn: Drawn, place: str, lost: list[str]) -> Fault:
    steps = _(", ").join(drawn.named(step) for step in lost[:SHOWN])
    reason = _("A case can come here without having passed: %(steps)s", steps=steps)
    return drawn.fault("loosened-step-skipped", place, reason)


def _short_cuts(old: Drawn, new: Drawn) -> Iterator[Fault]:
    """From one step straight to another, where others had to be passed in between."""
    found: dict[str, set[str]] = {}
    for step in _stops(old.diagram) & _stops(new.diagram):
        fresh = _next_stops(new.diagram, step) - _next_stops(old.diagram, step)
        between = _between(old.diagram, step) if fresh else {}
        for place in fresh & between.keys():
            lost = between[place] & new.diagram.nodes.keys()
            found.setdefault(place, set()).update(lost)
    for place in [name for name in new.diagram.nodes if found.get(name)]:
        yield _skipped(new, place, sorted(found[place]))


def _stops(diagram: Diagram) -> set[str]:
    kinds = ("startEvent", "userTask", "callActivity", "endEvent")
    return {node.id for node in diagram.of_kind(*kinds)}


def _next_stops(diagram: Diagram, step: str) -> set[str]:
    """The steps and ends to which one comes from here without passing another."""
    stops = _stops(diagram)

    def on(node_id: str) -> Iterator[str]:
        stands = node_id in stops and node_id != step
        return iter(()) if stands else diagram.following(node_id)

    return (reach([step], on) & stops) - {step}


def _between(diagram: Diagram, step: str) -> dict[str, set[str]]:
    """Box → the steps that lie on every way to it from a step; what no way leads to is missing."""
    stops, ways = _stops(diagram), reach([step], diagram.following)
    passed: dict[str, set[str]] = {step: set()}
    changed = True
    while changed:
        changed = False
        for box in ways - {step}:
            known = [passed[b] | ({b} & stops) for b in before(diagram, box) if b in passed]
            now = set.intersection(*known) - {step} if known else None
            if now is not None and passed.get(box) != now:
                passed[box], changed = now, True
    return passed


def _must_pass(diagram: Diagram, steps: set[str]) -> dict[str, set[str]]:
    """Step → the boxes to which no case comes without it."""
    everywhere = main_way(diagram)
    return {step: everywhere - _without(diagram, step) for step in steps}


def _without(diagram: Diagram, step: str) -> set[str]:
    """What a case can come to that never passes a step."""

    def on(node_id: str) -> Iterator[str]:
        ways = (flow.target for flow in diagram.outgoing(node_id))
        events = (event.id for event in diagram.boundary(node_id) if event.interrupting)
        return (n for n in (*ways, *events) if n != step)

    return reach([n.id for n in diagram.of_kind("startEvent") if n.id != step], on)

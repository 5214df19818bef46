"""Every box lies on a way from the start to an end, and ways part and meet soundly."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from app.foundation.i18n import _
from app.workflow.checks.fault import Drawn, Fault
from app.workflow.engine.diagram import Diagram, Node

MOST_AT_ONE = 40
TASKS = ("userTask", "serviceTask", "callActivity")


def check(drawn: Drawn) -> Iterator[Fault]:
    """Faults of the graph of one diagram."""
    diagram = drawn.diagram
    starts, ends = list(diagram.of_kind("startEvent")), list(diagram.of_kind("endEvent"))
    if len(starts) != 1:
        yield drawn.fault("start-not-one", diagram.id, _("A process has exactly one start."))
    if not ends:
        yield drawn.fault("end-missing", diagram.id, _("The process has no end."))
    yield from _unreached(drawn, [n.id for n in starts], [n.id for n in ends])
    for node in diagram.nodes.values():
        yield from _arrows(drawn, node)
    yield from _starved_joins(drawn)
    yield from _doubled(drawn)
    yield from _side_ways(drawn)
    yield from _without_people(drawn)


def crowded(drawn: Drawn) -> Iterator[Fault]:
    """Boxes at which so many arrows meet that nobody could follow them, nor any check."""
    for node_id in drawn.diagram.nodes:
        most = max(len(drawn.diagram.outgoing(node_id)), len(drawn.diagram.incoming(node_id)))
        if most > MOST_AT_ONE:
            reason = _("More than %(most)s arrows leave it or lead to it.", most=MOST_AT_ONE)
            yield drawn.fault("arrows-too-many", node_id, reason)


def reach(first: Iterable[str], following: Callable[[str], Iterable[str]]) -> set[str]:
    """All that can be reached from `first`, itself included."""
    seen, left = set(first), list(first)
    while left:
        for found in following(left.pop()):
            if found not in seen:
                seen.add(found)
                left.append(found)
    return seen


def is_join(diagram: Diagram, node_id: str) -> bool:
    """Whether it waits for several branches."""
    node = diagram.nodes.get(node_id)
    many = len(diagram.incoming(node_id)) > 1
    return node is not None and node.kind == "parallelGateway" and many


def is_split(diagram: Diagram, node_id: str) -> bool:
    """Whether it opens several branches at once."""
    node = diagram.nodes.get(node_id)
    many = len(diagram.outgoing(node_id)) > 1
    return node is not None and node.kind == "parallelGateway" and many


def inside(diagram: Diagram, join: str) -> set[str]:
    """The boxes of the branches that meet here: they lead to some of its arrows, not to all."""

    def back(node_id: str) -> Iterator[str]:
        return (n for n in before(diagram, node_id) if n != join)

    behind = [reach([flow.source], back) for flow in diagram.incoming(join)]
    some, every = set[str]().union(*behind), behind[0].intersection(*behind)
    return {node_id for node_id in some - every if node_id in diagram.nodes}


def surely_passed(diagram: Diagram, join: str, asked: Iterable[str]) -> list[str]:
    """Which of these boxes every case has passed in the branches that meet here."""
    branches, sources = inside(diagram, join), [f.source for f in diagram.incoming(join)]
    starts = [n.id for n in diagram.of_kind("startEvent")]

    def leads_round(box: str) -> bool:
        """Can each branch come to its end without this box?"""

        def on(node_id: str) -> Iterator[str]:
            return (n for n in _main(diagram, node_id) if n != box)

        round_it = reach(starts, on)
        return all(source in round_it for source in sources)

    return [box for box in asked if box in branches and not leads_round(box)]


def _unreached(drawn: Drawn, starts: list[str], ends: list[str]) -> Iterator[Fault]:
    diagram = drawn.diagram
    from_start = reach(starts, diagram.following)
    to_end = reach(ends, lambda node_id: before(diagram, node_id))
    for node in diagram.nodes.values():
        if starts and node.id not in from_start:
            yield drawn.fault(
                "unreachable",
                node.id,
                _("Nothing leads here from the start: draw an arrow to it, or remove it."),
            )
        elif ends and node.id not in to_end:
            yield drawn.fault(
                "dead-end",
                node.id,
                _("From here no way leads to an end: a case would never be finished."),
            )


def before(diagram: Diagram, node_id: str) -> Iterator[str]:
    """What leads to a box: along the arrows, or the task on whose edge it sits."""
    yield from (flow.source for flow in diagram.incoming(node_id))
    node = diagram.nodes.get(node_id)
    if node is not None and node.attached_to:
        yield node.attached_to


def _arrows(drawn: Drawn, node: Node) -> Iterator[Fault]:
    out, into = drawn.diagram.outgoing(node.id), drawn.diagram.incoming(node.id)
    if node.kind == "endEvent" and out:
        yield drawn.fault("arrow-out-of-end", node.id, _("An arrow leaves an end."))
    if node.kind in ("startEvent", "boundaryEvent") and into:
        yield drawn.fault(
            "arrow-into-start", node.id, _("An arrow leads into a start or an event on a task.")
        )
    if node.kind.endswith("Gateway") and not out:
        yield drawn.fault("dead-end", node.id, _("No way leads out of the gateway."))
    if node.kind in (*TASKS, "startEvent", "boundaryEvent") and len(out) != 1:
        reason = _("Exactly one arrow leaves a task or an event; here it is %(number)s.")
        yield drawn.fault("arrows-not-one", node.id, reason % {"number": len(out)})
    if len({flow.target for flow in out}) < len(out):
        yield drawn.fault(
            "arrows-to-one-place", node.id, _("Two of its arrows lead to the same place.")
        )


def _starved_joins(drawn: Drawn) -> Iterator[Fault]:
    """A join that waits for two ways of which only one is ever taken waits for ever."""
    diagram = drawn.diagram

    def back(node_id: str) -> Iterator[str]:
        return (n for n in before(diagram, node_id) if not is_split(diagram, n))

    for node_id in diagram.nodes:
        if not is_join(diagram, node_id):
            continue
        sources = [flow.source for flow in diagram.incoming(node_id)]
        behind = [reach([s], back) if not is_split(diagram, s) else set() for s in sources]
        common = _in_several(behind) - {node_id}
        if common:
            choice = _nearest(diagram, node_id, common)
            reason = _("Waits for two ways that part at “%(choice)s”: only one is ever taken.")
            reason %= {"choice": drawn.named(choice)}
            yield drawn.fault("join-waits-for-ever", node_id, reason)


def _in_several(sets: Iterable[set[str]]) -> set[str]:
    times = Counter(name for one in sets for name in one)
    return {name for name, number in times.items() if number > 1}


def _nearest(diagram: Diagram, join: str, common: set[str]) -> str:
    """Where the ways part: going back from the join, the first box that leads on in two ways."""
    left, seen = [join], {join}
    for node_id in left:
        if node_id in common and len(list(diagram.following(node_id))) > 1:
            return node_id
        found = [n for n in before(diagram, node_id) if n not in seen]
        seen.update(found)
        left += found
    return min(common)


def _doubled(drawn: Drawn) -> Iterator[Fault]:
    """Branches that meet without a join make everything behind happen twice."""
    diagram = drawn.diagram

    def on(node_id: str) -> Iterator[str]:
        return iter(()) if is_join(diagram, node_id) else _main(diagram, node_id)

    for split in [n for n in diagram.nodes if is_split(diagram, n)]:
        branches = [reach([flow.target], on) for flow in diagram.outgoing(split)]
        met = {n for n in _in_several(branches) if not is_join(diagram, n)}
        if met:
            first = min(met, key=list(diagram.nodes).index)
            reason = _("Its branches meet at “%(place)s” without a join: what follows runs twice.")
            yield drawn.fault(
                "branches-meet-unjoined", split, reason % {"place": drawn.named(first)}
            )


def _side_ways(drawn: Drawn) -> Iterator[Fault]:
    """What a reminder does must come to its own end beside the main way."""
    diagram = drawn.diagram
    reminders = [n for n in diagram.of_kind("boundaryEvent") if not n.interrupting]
    main = main_way(diagram)
    for event in reminders:
        met = reach([flow.target for flow in diagram.outgoing(event.id)], diagram.following) & main
        if met:
            first = min(met, key=list(diagram.nodes).index)
            reason = _("Leads into the main way at “%(place)s”, which then runs twice.")
            yield drawn.fault(
                "reminder-into-main-way", event.id, reason % {"place": drawn.named(first)}
            )


def main_way(diagram: Diagram) -> set[str]:
    """All that is reached without a timer that leaves its task open."""
    starts = [n.id for n in diagram.of_kind("startEvent")]
    return reach(starts, lambda node_id: _main(diagram, node_id))


def _main(diagram: Diagram, node_id: str) -> Iterator[str]:
    yield from (flow.target for flow in diagram.outgoing(node_id))
    yield from (event.id for event in diagram.boundary(node_id) if event.interrupting)


def _without_people(drawn: Drawn) -> Iterator[Fault]:
    """A circle in which nobody is ever asked would keep the machine busy for ever."""
    diagram = drawn.diagram
    left = {n.id for n in diagram.nodes.values() if n.kind not in ("userTask", "callActivity")}
    leads = {name: {n for n in diagram.following(name) if n in left} for name in left}
    while ends := {name for name in left if not leads[name] & left}:
        left -= ends
    first = next((name for name in diagram.nodes if name in left and _is_on(name, leads)), "")
    if first:
        reason = _("From here the system comes back to here without ever asking anybody.")
        yield drawn.fault("circle-without-people", first, reason)


def _is_on(name: str, leads: Mapping[str, set[str]]) -> bool:
    return name in reach(leads[name], lambda node_id: leads.get(node_id, set()))

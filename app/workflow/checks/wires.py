"""Every box has what it names: form, operation, clock, lane and post, and no unknown property."""

from collections.abc import Iterator, Mapping

from app.foundation.i18n import _
from app.workflow.checks.fault import Drawn, Fault, Known, users
from app.workflow.engine.diagram import Diagram, Node

# Who may act for each party: lane id → posts.
PARTIES: Mapping[str, frozenset[str]] = {
    "demander": frozenset({"sharing_officer", "unit_approver"}),
    "provider": frozenset({"sharing_officer", "unit_approver"}),
    "office": frozenset({"escalation_officer"}),
    "consulted": frozenset({"sharing_officer", "legal_advisor"}),
    "leading_group": frozenset({"leading_group_secretary", "unit_approver"}),
    "secrecy_bureau": frozenset({"secrecy_officer"}),
    "applicant": frozenset({"sharing_officer", "unit_approver"}),
    "catalogue_office": frozenset({"catalogue_admin"}),
    "statistics": frozenset({"collection_reviewer"}),
}
STATES = {"under_review", "awaiting_provider", "awaiting_demander", "in_mediation"}
STATES |= {"before_leading_group", "signing", "providing", "sharing"}
# Of the catalogue's matters.
STATES |= {"compiling", "unit_review", "office_review"}
STATES |= {"joint_review", "coordination"}
STATES |= {"filing_review", "filed", "confirming", "operating", "deregistering"}
PROPERTIES: Mapping[str, frozenset[str]] = {
    "userTask": frozenset({"formKey", "post", "separate_from", "state", "holds", "name_en"}),
    "startEvent": frozenset({"formKey", "post", "name_en"}),
    "callActivity": frozenset({"state", "holds", "name_en"}),
}
NAME_ONLY = frozenset({"name_en"})


def check(drawn: Drawn, known: Known) -> Iterator[Fault]:
    """Faults of what the boxes of one diagram name."""
    yield from _lanes(drawn)
    for node in drawn.diagram.nodes.values():
        yield from _properties(drawn, node, known)
        if node.kind == "serviceTask":
            yield from _operation(drawn, node, known)
        if node.event == "timer":
            yield from _timer(drawn, node, known)
    for node in users(drawn.diagram):
        yield from _form(drawn, node, known)
        yield from _posts(drawn, node)


def states(diagrams: Mapping[str, Drawn]) -> Iterator[Fault]:
    """User tasks during which nobody could say where the case stands."""
    calls = [n for d in diagrams.values() for n in d.diagram.of_kind("callActivity")]
    called = {call.called for call in calls}
    unclear = not called <= set(diagrams)  # told already: a name written wrong, whose may it be?
    stated = set(called)
    stated -= {call.called for call in calls if "state" not in call.properties}
    for process_id, drawn in diagrams.items():
        if unclear and process_id not in called:
            continue
        for node in drawn.diagram.of_kind("userTask"):
            if process_id not in stated and "state" not in node.properties:
                yield drawn.fault(
                    "state-missing",
                    node.id,
                    _("Choose the state in which the case is while this step is open."),
                )


def _lanes(drawn: Drawn) -> Iterator[Fault]:
    diagram = drawn.diagram
    members: set[str] = set()
    if not diagram.lanes:
        yield drawn.fault(
            "lanes-missing", diagram.id, _("The process has no lanes: nobody does anything.")
        )
        return
    for lane in diagram.lanes.values():
        if lane.id not in PARTIES:
            yield drawn.fault(
                "party-unknown",
                lane.id or diagram.id,
                _("There is no such party; a lane belongs to one of: %(all)s.", all=_all()),
            )
        for member in lane.members:
            if member not in diagram.nodes:
                yield drawn.fault(
                    "lane-member-missing",
                    lane.id,
                    _("“%(box)s” in the lane is not drawn.", box=member),
                )
            if member in members:
                yield drawn.fault(
                    "in-two-lanes",
                    member,
                    _("Stands in two lanes: it is not clear whose step this is."),
                )
            members.add(member)
    for node_id in diagram.nodes:
        if node_id not in members:
            yield drawn.fault(
                "in-no-lane",
                node_id,
                _("Stands in no lane: it is not clear whose step this is. Move it into one."),
            )


def _all() -> str:
    return ", ".join(PARTIES)


def _properties(drawn: Drawn, node: Node, known: Known) -> Iterator[Fault]:
    for name in sorted(set(node.properties) - PROPERTIES.get(node.kind, NAME_ONLY)):
        yield drawn.fault(
            "property-unknown", node.id, _("There is no property “%(name)s” here.", name=name)
        )
    state = node.properties.get("state")
    if state is not None and state not in STATES:
        yield drawn.fault(
            "state-unknown", node.id, _("There is no state “%(state)s”.", state=state)
        )
    for clock in node.holds:
        if clock not in known.clocks:
            yield drawn.fault(
                "clock-unknown",
                node.id,
                _("The deadline table has no clock “%(clock)s”.", clock=clock),
            )
    people = {n.id for n in users(drawn.diagram)}
    for other in node.listed("separate_from"):
        if other not in people or other == node.id:
            reason = _(
                "It must be done by somebody else than “%(other)s”, but no other task has this id."
            )
            yield drawn.fault("separate-from-unknown", node.id, reason % {"other": other})


def _operation(drawn: Drawn, node: Node, known: Known) -> Iterator[Fault]:
    if not node.operator:
        yield drawn.fault(
            "operation-missing", node.id, _("Choose what the system does in this step.")
        )
    elif node.operator not in known.operations:
        reason = _("The system has no operation “%(name)s”; choose another.", name=node.operator)
        yield drawn.fault("operation-unknown", node.id, reason)


def _timer(drawn: Drawn, node: Node, known: Known) -> Iterator[Fault]:
    if not node.clock:
        reason = _("Choose a clock of the deadline table for this timer; “%(text)s” is none.")
        yield drawn.fault("timer-without-clock", node.id, reason % {"text": node.timer})
    elif node.clock not in known.clocks:
        yield drawn.fault(
            "clock-unknown",
            node.id,
            _("The deadline table has no clock “%(clock)s”.", clock=node.clock),
        )
    else:
        twins = [e for e in drawn.diagram.boundary(node.attached_to) if e.clock == node.clock]
        if twins[0].id != node.id:
            yield drawn.fault(
                "clock-twice",
                node.id,
                _("Two timers on one step follow the same clock; remove one."),
            )


def _form(drawn: Drawn, node: Node, known: Known) -> Iterator[Fault]:
    key, expected = node.properties.get("formKey"), f"{_room(drawn.diagram)}/{node.id}"
    if key is None:
        yield drawn.fault("form-missing", node.id, _("Choose the form that is filled in here."))
    elif key != expected:
        reason = _("Its form must be called “%(expected)s”, after the task, not “%(key)s”.")
        yield drawn.fault(
            "form-of-other-name", node.id, reason % {"expected": expected, "key": key}
        )
    elif key not in known.forms:
        yield drawn.fault("form-unknown", node.id, _("There is no form “%(key)s”.", key=key))


def _posts(drawn: Drawn, node: Node) -> Iterator[Fault]:
    if not node.posts:
        yield drawn.fault("post-missing", node.id, _("Choose the post that may do this step."))
    if node.lane not in PARTIES:
        return  # told already
    for post in node.posts:
        if post not in PARTIES[node.lane]:
            reason = _("“%(lane)s” has no post “%(post)s”.", lane=node.lane, post=post)
            yield drawn.fault("post-unknown", node.id, reason)


def _room(diagram: Diagram) -> str:
    return diagram.id.partition("_")[0]

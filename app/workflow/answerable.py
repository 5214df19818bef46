"""Who answers for a clock that dates no open task, such as the group's while its members vote."""

from collections.abc import Iterator
from typing import Any

from app.foundation import notices
from app.workflow import definitions, parties
from app.workflow.models import ProcessInstance


def tell(kind: str, instance: ProcessInstance, name: str, **params: Any) -> None:
    """Queue a notice for those who answer for a clock of a case, each unit's posts once."""
    seats = {seat.lane: seat.unit_id for seat in parties.parties(instance.id) if seat.acts}
    for lane, posts in _answerable(instance, name):
        if lane in seats:
            notices.queue(kind, instance_id=instance.id, unit_id=seats[lane], posts=posts, **params)


def _answerable(instance: ProcessInstance, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Lane and posts of the tasks that the diagrams put under a clock.

    Not of those that several units answer side by side: they have a clock of their own.
    """
    found = set()
    for diagram in definitions.release(instance.release_id).specs.diagrams.values():
        timers = [node for node in diagram.nodes.values() if node.clock == name]
        tasks = [diagram.nodes[timer.attached_to] for timer in timers if timer.attached_to]
        for task in tasks:
            if task.kind == "userTask" and not task.collection:
                found.add((task.lane, task.posts))
    yield from sorted(found)

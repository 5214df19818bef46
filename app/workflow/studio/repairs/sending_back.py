"""Put a case back to a step that it has passed: it is done anew, and everything stays on record."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.foundation import audit
from app.foundation.database import db
from app.foundation.errors import Conflict, Refused
from app.foundation.i18n import _
from app.workflow import definitions, engine, faults, registry, runtime, telling
from app.workflow.engine.drawing import Node
from app.workflow.models import ProcessInstance
from app.workflow.studio.repairs import acts


@dataclass(frozen=True)
class Target:
    """A passed step, and why the case cannot be put back to it; empty where it can."""

    process_id: str
    node: Node
    why_not: str = ""

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.process_id}/{self.node.id}"


def targets(instance: ProcessInstance) -> list[Target]:
    """The passed steps that lead to where the case stands, in the order of the diagrams.

    Steps beside others (of parallel branches, of several units) are not among them: the whole
    that they belong to is.
    """
    return list(_targets(instance))


def send_back(instance_id: int, key: str, said: str, *, seen: int | None = None) -> None:
    """Let a case begin an earlier step anew; what is open now ends unanswered.

    Filings, the ledgers of its clocks, and what was answered stay as they are.
    """
    why = acts.reason(said)
    with acts.on(instance_id, seen) as instance:
        target = _chosen(instance, key)
        for task in acts.open_tasks(instance.id):
            telling.holders("case_mended", task, reason=why)
        audit.record(
            "case sent back",
            case=instance.id,
            subject=target.node.id,
            process=target.process_id,
            step=target.node.name,
            step_en=target.node.name_en,
            reason=why,
        )
        try:
            _move(instance, target)
        except Refused:
            raise
        except Exception as error:  # whatever it is, the administrator reads it
            raise Conflict(
                _("The case cannot go there: %(why)s", why=faults.in_words(error))
            ) from error


def _targets(instance: ProcessInstance) -> Iterator[Target]:
    specs = definitions.release(instance.release_id).specs
    room = registry.way_back(instance.process_id)
    for process_id, element in engine.earlier(specs, instance.state, set(instance.passed)):
        why_not = room.why_not(instance.id, process_id, element) if room else ""
        yield Target(process_id, specs.node(process_id, element), why_not)


def _chosen(instance: ProcessInstance, key: str) -> Target:
    target = next((one for one in _targets(instance) if one.key == key), None)
    if target is None:
        raise Conflict(_("The case cannot be put back to this step from where it stands now."))
    if target.why_not:
        raise Conflict(target.why_not)
    return target


def _move(instance: ProcessInstance, target: Target) -> None:
    room = registry.way_back(instance.process_id)
    if room:
        room.prepare(instance.id, target.process_id, target.node.id)
    db.session.flush()  # service tasks on the way read what the room has put right
    release = definitions.release(instance.release_id)
    snapshot = engine.send_back(
        release.specs, instance.state, target.process_id, target.node.id, registry.dispatch
    )
    runtime.go_on(instance, snapshot)
    db.session.flush()  # what the database refuses is said here, not at the commit

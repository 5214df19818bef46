"""What a release would touch: how many running cases stand where, and which these are.

Counted by the database.  Which of them could go on by another version only a trial says: each case
is tried for itself, in the background (`moves`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, true

from app.foundation.database import db
from app.workflow import definitions
from app.workflow.definitions import FORM, PROCESS
from app.workflow.engine.drawing import Diagram
from app.workflow.models import ProcessInstance
from app.workflow.studio import checking, revisions
from app.workflow.studio.models import Revision


@dataclass(frozen=True)
class Standing:
    """How many running cases of a process stand at a step, on one release.

    `step` is 'process/element': the process in which the step is drawn may be one that is called.
    Empty where a case waits for no person.
    """

    process: str
    release_id: int
    step: str
    cases: int


def standing(
    processes: Collection[str] | None = None, process: str = "", release_id: int = 0
) -> list[Standing]:
    """The running cases by process, release and step; a case stands at each of its open steps."""
    open_steps = ProcessInstance.active.op("||")(ProcessInstance.calls)
    step = func.jsonb_array_elements_text(open_steps).table_valued("value").lateral("step")
    counted = (
        select(
            ProcessInstance.process_id,
            ProcessInstance.release_id,
            func.coalesce(step.c.value, ""),
            func.count(),
        )
        .select_from(ProcessInstance)
        .outerjoin(step, true())
        .where(*matches(process, release_id))
        .group_by(ProcessInstance.process_id, ProcessInstance.release_id, step.c.value)
        .order_by(ProcessInstance.process_id, ProcessInstance.release_id.desc(), step.c.value)
    )
    if processes is not None:
        counted = counted.where(ProcessInstance.process_id.in_(processes))
    return [Standing(*row) for row in db.session.execute(counted)]


def totals(processes: Collection[str] | None = None) -> dict[tuple[str, int], int]:
    """How many cases run, by process and release."""
    counted = (
        select(ProcessInstance.process_id, ProcessInstance.release_id, func.count())
        .where(ProcessInstance.finished_at.is_(None))
        .group_by(ProcessInstance.process_id, ProcessInstance.release_id)
        .order_by(ProcessInstance.process_id, ProcessInstance.release_id.desc())
    )
    if processes is not None:
        counted = counted.where(ProcessInstance.process_id.in_(processes))
    return {(name, release): count for name, release, count in db.session.execute(counted)}


def matches(process: str = "", release_id: int = 0, step: str = "") -> list[ColumnElement[bool]]:
    """The running cases of a process, on a release, at a step; nothing asked, nothing left out."""
    found: list[ColumnElement[bool]] = [ProcessInstance.finished_at.is_(None)]
    if process:
        found.append(ProcessInstance.process_id == process)
    if release_id:
        found.append(ProcessInstance.release_id == release_id)
    if step:
        found.append(
            ProcessInstance.active.contains([step]) | ProcessInstance.calls.contains([step])
        )
    return found


def cases(process: str = "", release_id: int = 0, step: str = "") -> Select[Any]:
    """A select of these cases, those that have run longest first."""
    return (
        select(ProcessInstance)
        .where(*matches(process, release_id, step))
        .order_by(ProcessInstance.id)
    )


def is_anything(process: str = "", release_id: int = 0, step: str = "") -> bool:
    """Does any running case fit?"""
    fits = select(literal(1)).where(*matches(process, release_id, step)).limit(1)
    return db.session.scalar(fits) is not None


def touched(revision: Revision) -> set[str]:
    """The processes whose cases a draft changes: theirs, what they call, or a form of either."""
    before = definitions.current().specs.diagrams
    drawn = {
        key: checking.drawn(content)
        for key, content in revisions.texts(revisions.files(revision), PROCESS).items()
    }
    changed = {item.key for item in revision.items if item.kind == PROCESS}
    forms = {item.key for item in revision.items if item.kind == FORM}
    for diagrams in (drawn, before):
        changed |= {name for name, one in diagrams.items() if forms & _forms(one)}
    return _callers(changed, [*drawn.values(), *before.values()])


def _forms(diagram: Diagram) -> set[str]:
    return {node.properties.get("formKey", "") for node in diagram.nodes.values()} - {""}


def _callers(changed: set[str], diagrams: Iterable[Diagram]) -> set[str]:
    """These processes, and all in which one of them happens."""
    callers: defaultdict[str, set[str]] = defaultdict(set)
    for diagram in diagrams:
        for node in diagram.of_kind("callActivity"):
            callers[node.called].add(diagram.id)
    found: set[str] = set()
    waiting = set(changed)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= callers[name] - found
    return found

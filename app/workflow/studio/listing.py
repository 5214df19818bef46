"""What there is to work on: the processes with their versions and cases, and the drafts."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from app.foundation.database import db
from app.foundation.i18n import speaks_english
from app.workflow import definitions
from app.workflow.definitions import FORM, PROCESS
from app.workflow.engine.drawing import Diagram
from app.workflow.models import ProcessInstance, ReleaseItem
from app.workflow.studio.models import Revision


@dataclass(frozen=True)
class Drawn:
    """A process as the list shows it: the number of its version, its running cases."""

    id: str
    title: str
    number: int
    steps: int
    is_called: bool
    open_cases: int


def processes() -> list[Drawn]:
    """The processes of the release in force, those that begin cases first."""
    release = definitions.current()
    numbers = _numbers(release.id, PROCESS)
    cases = _open_cases()
    drawn = release.specs.diagrams
    called = {n.called for d in drawn.values() for n in d.of_kind("callActivity")}
    listed = [
        Drawn(
            id=name,
            title=title(diagram),
            number=numbers[name],
            steps=sum(1 for _node in diagram.of_kind("userTask")),
            is_called=name in called,
            open_cases=cases.get(name, 0),
        )
        for name, diagram in drawn.items()
    ]
    return sorted(listed, key=lambda one: (one.is_called, one.id))


def forms() -> dict[str, int]:
    """The forms of the release in force, with the numbers of their versions."""
    return _numbers(definitions.current().id, FORM)


def title(diagram: Diagram) -> str:
    """What a process is called in the reader's language."""
    return (speaks_english() and diagram.name_en) or diagram.name or diagram.id


def drafts(state: str = "") -> Select[Revision]:
    """A select of the drafts, the newest first; without a state all that are not put away."""
    shown = Revision.state == state if state else Revision.state != "discarded"
    return (
        select(Revision)
        .where(shown)
        .options(selectinload(Revision.items), selectinload(Revision.created_by))
        .order_by(Revision.id.desc())
    )


def _numbers(release_id: int, kind: str) -> dict[str, int]:
    rows = db.session.execute(
        select(ReleaseItem.key, ReleaseItem.number).where(
            ReleaseItem.release_id == release_id, ReleaseItem.kind == kind
        )
    )
    return {key: number for key, number in rows}


def _open_cases() -> dict[str, int]:
    rows = db.session.execute(
        select(ProcessInstance.process_id, func.count())
        .where(ProcessInstance.finished_at.is_(None))
        .group_by(ProcessInstance.process_id)
    )
    return {process: count for process, count in rows}

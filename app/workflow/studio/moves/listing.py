"""What the pages show of runs: how far they are, what came of them, case by case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import joinedload

from app.foundation.database import db
from app.workflow.models import ProcessInstance
from app.workflow.studio.moves.models import (
    FAILED,
    MOVED,
    MOVES,
    REFUSED,
    REVERTED,
    REVERTING,
    STAYS,
    TRIED,
    TRYING,
    MoveCase,
    MoveRun,
    Said,
)

# Which cases of a run a list shows.
SHOWN = {
    MOVES: (MoveCase.verdict == MOVES,),
    STAYS: (MoveCase.verdict == STAYS,),
    "waiting": (MoveCase.verdict == MOVES, MoveCase.outcome == ""),
    MOVED: (MoveCase.outcome == MOVED,),
    REFUSED: (MoveCase.outcome == REFUSED,),
    FAILED: (MoveCase.outcome == FAILED,),
    REVERTED: (MoveCase.outcome == REVERTED,),
}
MOST_REASONS = 20


@dataclass(frozen=True)
class Counts:
    """How many cases of a run are how far."""

    total: int = 0
    tried: int = 0
    moves: int = 0
    stays: int = 0
    moved: int = 0
    refused: int = 0
    failed: int = 0
    reverted: int = 0

    def done(self, state: str) -> tuple[int, int]:
        """So many of so many, by what the run is doing."""
        if state in (TRYING, TRIED):
            return self.tried, self.total
        if state == REVERTING:
            return self.reverted, self.moved + self.reverted
        return self.moved + self.refused + self.failed + self.reverted, self.moves

    @property
    def waiting(self) -> int:
        """How many could move and were not looked at again."""
        return self.moves - self.moved - self.refused - self.failed - self.reverted

    def of(self, shown: str) -> int:
        """How many a list of these has."""
        return int(getattr(self, shown))


def runs() -> Select[Any]:
    """A select of the runs that lead to a release, the newest first."""
    return (
        select(MoveRun)
        .where(MoveRun.release_id.is_not(None))
        .options(joinedload(MoveRun.by))
        .order_by(MoveRun.id.desc())
    )


def counts(ids: Sequence[int]) -> dict[int, Counts]:
    """How far these runs are, in one query."""

    def having(*is_so: Any) -> Any:
        return func.count().filter(*is_so)

    counted = (
        select(
            MoveCase.run_id,
            func.count(),
            having(MoveCase.verdict != ""),
            having(MoveCase.verdict == MOVES),
            having(MoveCase.verdict == STAYS),
            *(having(MoveCase.outcome == one) for one in (MOVED, REFUSED, FAILED, REVERTED)),
        )
        .where(MoveCase.run_id.in_(ids))
        .group_by(MoveCase.run_id)
    )
    return {run: Counts(*rest) for run, *rest in db.session.execute(counted)}


def cases(run: MoveRun, shown: str = "", step: str = "") -> Select[Any]:
    """A select of the cases of a run."""
    found = select(MoveCase).where(MoveCase.run_id == run.id, *SHOWN.get(shown, ()))
    if step:
        found = found.where(MoveCase.steps.contains([step]))
    return found.options(joinedload(MoveCase.instance)).order_by(MoveCase.instance_id)


def reasons(run: MoveRun) -> list[tuple[Said, int]]:
    """Why cases stay, the most frequent first."""
    why = func.jsonb_array_elements(MoveCase.reasons).table_valued("value").lateral("why")
    counted = (
        select(why.c.value, func.count())
        .select_from(MoveCase)
        .join(why, true())
        .where(MoveCase.run_id == run.id, MoveCase.verdict == STAYS)
        .group_by(why.c.value)
        .order_by(func.count().desc())
        .limit(MOST_REASONS)
    )
    return [(said, count) for said, count in db.session.execute(counted)]


def by_step(run: MoveRun) -> dict[tuple[str, int, str], tuple[int, int]]:
    """How many could move and how many could not, by process, release and step."""
    step = func.jsonb_array_elements_text(MoveCase.steps).table_valued("value").lateral("step")
    name = func.coalesce(step.c.value, "")
    counted = (
        select(
            ProcessInstance.process_id,
            MoveCase.from_release_id,
            name,
            func.count().filter(MoveCase.verdict == MOVES),
            func.count().filter(MoveCase.verdict == STAYS),
        )
        .select_from(MoveCase)
        .join(ProcessInstance, ProcessInstance.id == MoveCase.instance_id)
        .outerjoin(step, true())
        .where(MoveCase.run_id == run.id)
        .group_by(ProcessInstance.process_id, MoveCase.from_release_id, name)
    )
    return {(p, r, s): (moves, stays) for p, r, s, moves, stays in db.session.execute(counted)}


def latest_trial(revision_id: int) -> MoveRun | None:
    """The last trial of a draft."""
    of_draft = select(MoveRun).where(MoveRun.revision_id == revision_id)
    return db.session.scalars(of_draft.order_by(MoveRun.id.desc()).limit(1)).first()

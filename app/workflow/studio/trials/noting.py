"""What the program that plays a trial writes while it plays, on a connection of its own.

The application it plays in works on another database meanwhile.  Each line is written only while
the trial is still ours and nobody has asked to stop.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.workflow.studio.trials.models import FAILED, PASSED, RUNNING, WAITING, Trial, TrialResult


class Over(Exception):
    """The trial was stopped, or another machine has taken it up."""


@dataclass(frozen=True)
class Assigned:
    """A scenario to be played now."""

    number: int
    key: str
    text: str


class Notebook:
    """Takes scenarios of a trial one by one, and notes how they go."""

    def __init__(self, engine: Engine, trial_id: int, claim: str) -> None:
        self.engine, self.trial_id, self.claim = engine, trial_id, claim

    def next(self) -> Assigned | None:
        """A scenario that nobody plays yet; the longest first, so that none is waited for."""
        row = TrialResult
        waiting = (
            select(row.number)
            .where(row.trial_id == self.trial_id, row.state == WAITING)
            .order_by(row.step_count.desc(), row.number)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        taken = (
            update(row)
            .where(row.trial_id == self.trial_id, row.number == waiting.scalar_subquery())
            .where(self._mine())
            .values(state=RUNNING)
            .returning(row.number, row.key, row.text)
        )
        with self.engine.begin() as connection:
            found = connection.execute(taken).one_or_none()
        return Assigned(*found) if found else None

    def note(self, number: int, step: dict[str, Any]) -> None:
        """One more step was taken.  Raises `Over`."""
        one = cast(literal([step], JSONB), JSONB)
        steps = func.coalesce(TrialResult.steps, cast(literal([], JSONB), JSONB)).op("||")(one)
        self._write(number, steps=steps, taken=TrialResult.taken + 1)

    def end(
        self, number: int, error: dict[str, str] | None, reached: list[str], seconds: float
    ) -> None:
        """The scenario was played to its end, or to where it went wrong.  Raises `Over`."""
        state = FAILED if error else PASSED
        self._write(number, state=state, error=error, reached=reached, seconds=seconds)

    def _write(self, number: int, **values: Any) -> None:
        mine = (
            TrialResult.trial_id == self.trial_id,
            TrialResult.number == number,
            TrialResult.state == RUNNING,
            self._mine(),
        )
        with self.engine.begin() as connection:
            if not connection.execute(update(TrialResult).where(*mine).values(**values)).rowcount:
                raise Over

    def _mine(self) -> Any:
        return (
            select(Trial.id)
            .where(Trial.id == self.trial_id, Trial.claim == self.claim)
            .where(Trial.state == RUNNING, ~Trial.stop_asked)
            .exists()
        )

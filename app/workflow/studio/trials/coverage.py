"""Which arrows of a draft's diagrams its scenarios take, and which none does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.foundation.database import db
from app.workflow.engine.drawing import Diagram, Flow
from app.workflow.studio.trials import touching
from app.workflow.studio.trials.models import FAILED, PASSED, Trial, TrialResult


@dataclass(frozen=True)
class Way:
    """An arrow, and the scenarios that take it."""

    flow: Flow
    by: Sequence[TrialResult]


@dataclass(frozen=True)
class Covered:
    """A diagram with its arrows."""

    diagram: Diagram
    ways: Sequence[Way]

    @property
    def taken(self) -> list[Way]:
        """Those that a scenario takes."""
        return [way for way in self.ways if way.by]

    @property
    def missed(self) -> list[Way]:
        """Those that none does."""
        return [way for way in self.ways if not way.by]


def of(trial: Trial, drawn: Mapping[str, Diagram]) -> list[Covered]:
    """The diagrams that its scenarios could get into; what all trials of these contents took."""
    results = played_on(trial.sha256)
    begun = dict.fromkeys(result.process for result in results or trial.results)
    called = (one for process in begun for one in sorted(touching.reached(process, drawn)))
    names = [one for one in dict.fromkeys([*begun, *called]) if one in drawn]
    reached = {id(result): set(result.reached or ()) for result in results}
    return [
        Covered(
            drawn[name],
            [
                Way(flow, [one for one in results if f"{name}/{flow.id}" in reached[id(one)]])
                for flow in drawn[name].flows
            ],
        )
        for name in names
    ]


def played_on(sha256: str) -> list[TrialResult]:
    """The last result of each scenario on these contents."""
    statement = (
        select(TrialResult)
        .join(Trial)
        .where(Trial.sha256 == sha256, TrialResult.state.in_((PASSED, FAILED)))
        .order_by(Trial.id, TrialResult.number)
        .options(undefer(TrialResult.reached))
    )
    return list({one.key: one for one in db.session.scalars(statement)}.values())

"""What a scenario says, once its file has been read: plain values, each with its line."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

Answer = str | bool | list[str] | None
Answers = dict[str, Answer]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happens, and the line it stands on."""

    line: int


@dataclass(frozen=True, kw_only=True)
class Start(Step):
    """Somebody starts the process."""

    by: str
    form: Answers


@dataclass(frozen=True, kw_only=True)
class Submit(Step):
    """Somebody completes a task."""

    task: str
    by: str
    form: Answers


@dataclass(frozen=True, kw_only=True)
class Refuse(Submit):
    """Somebody tries to complete a task and is turned down."""

    error: str
    refused_field: str = ""


@dataclass(frozen=True, kw_only=True)
class Do(Step):
    """Somebody does something beside the tasks; with `error` it must be turned down."""

    action: str
    by: str
    form: Answers
    error: str = ""
    refused_field: str = ""


@dataclass(frozen=True, kw_only=True)
class Advance(Step):
    """Time passes: until a moment, or by so many days, working days or hours."""

    until: datetime | None = None
    days: int = 0
    working_days: int = 0
    hours: int = 0


@dataclass(frozen=True, kw_only=True)
class Expect(Step):
    """How things stand now; only the keys given are checked."""

    open: list[str] | None = None
    state: str | None = None
    due: dict[str, date | datetime | None] | None = None
    filings: list[str] | None = None
    held: list[str] | None = None
    provisional: list[str] | None = None
    notified: dict[str, list[str]] | None = None
    diagram: list[str] | None = None
    documents: list[str] | None = None
    orders: list[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One case from its start to where the file leaves it."""

    path: Path
    title: str
    process: str
    clock: datetime
    start: Start
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Play(Step):
    """Another scenario is played meanwhile, in the same city, to where its file leaves it."""

    scenario: Scenario

"""What the engine tells about a process that has come to rest."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class OpenTask:
    """A user task that waits for somebody."""

    id: str
    process_id: str
    name: str
    title: str
    lane: str
    posts: tuple[str, ...]
    form_key: str
    separate_from: tuple[str, ...]
    item: str | None
    clocks: tuple[str, ...]
    outer_clocks: tuple[str, ...]


@dataclass(frozen=True)
class Snapshot:
    """Where a process stands: its state in bytes and what follows from it for people and clocks.

    `carried` names the clocks whose timers are on something open, `held` the
    clocks that stand still and the tasks that hold them.  `passed` holds
    'process/element' and 'process/flow' of everything reached in this step,
    `active` the open user tasks, `calls` the call activities around them.
    """

    state: bytes
    open_tasks: list[OpenTask]
    carried: set[str]
    held: dict[str, list[str]]
    active: list[str]
    calls: list[str]
    passed: set[str]
    case_state: str | None
    finished: bool
    tree_size: int = 0
    data: dict = field(default_factory=dict)

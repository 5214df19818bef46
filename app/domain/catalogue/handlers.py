"""Index of the diagrams in `processes/catalogue/`: box name → function.  Read it beside them."""

from collections.abc import Callable, Collection
from typing import Any

from app.domain.catalogue.services import matters

__all__ = [
    "FORM_CONTEXTS",
    "ON_OPEN",
    "ON_OVER",
    "SERVICE_TASKS",
    "UNDOABLE",
    "USER_TASKS",
    "matters",
]

# What the system does: fn(case) → what the next gateway reads.
SERVICE_TASKS: dict[str, Callable[[int], Any]] = {}
# What a person answers: fn(task, answers, account), before the diagram moves.
USER_TASKS: dict[str, Callable[..., Any]] = {}
# What a form offers in this case: fn(task, account).
FORM_CONTEXTS: dict[str, Callable[..., Any]] = {}
# What is looked at once more when a task opens: fn(case), raises where the task must not open.
ON_OPEN: dict[str, Callable[[int], None]] = {}
# What may be taken back until the other side has seen it: fn(task, told), puts the rows back.
UNDOABLE: dict[str, Callable[..., None]] = {}
# What hears that tasks wait no longer, answered or left behind: fn(tasks).
ON_OVER: tuple[Callable[[Collection[Any]], None], ...] = ()

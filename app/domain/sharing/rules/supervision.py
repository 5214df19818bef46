"""When a unit is supervised (督办), and what is expected of it.  Plain values only."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

# The task that a provider owes which let a clock run out.
DUTY = "explain_default"
# Days of an order that the system issues, where the table of deadlines has no row for it.
USUAL_DAYS = 3
MOST_DAYS = 30
LONGEST = 1000
# In Chinese in every language: it is the text of a document.
EXPECTED = {
    "overdue": "说明逾期未答复的情况、理由，提出补救办法和答复时间",
    "non_delivery": "说明未按约定提供的情况、理由，提出补救办法和提供时间",
}
# Nobody orders about what stands above it.
ABOVE = "leading_group"


class Duty(Protocol):
    """What the rule looks at of a task."""

    name: str
    lane: str
    unit_id: int
    due_on: date | None


def is_late(task: Duty, today: date) -> bool:
    """Has the task's day passed?"""
    return task.due_on is not None and task.due_on < today


def may_be_supervised(task: Duty, office_id: int, today: date) -> bool:
    """May the office order a unit to do this open task: an overdue one of another unit?"""
    return is_late(task, today) and task.unit_id != office_id and task.lane != ABOVE


def may_have_order(tasks: Iterable[Duty], today: date) -> set[str]:
    """The steps among these for which there may be an order; of all others there is none.

    An order names the explanation of a default, or a task that was overdue when it was issued;
    so whoever answers in time costs nobody a look into the table of orders.
    """
    return {task.name for task in tasks if task.name == DUTY or is_late(task, today)}

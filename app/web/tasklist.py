"""What somebody asks of the list of tasks: search, filters and order, read from the address."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select, union

from app.foundation.i18n import speaks_english
from app.web import asking, panels, wording
from app.workflow import inbox
from app.workflow.models import Task

HELD = {"mine": "me", "unclaimed": "nobody"}
ORDERS = {"due": "due", "opened": "-opened", "number": "-case"}
DUE = {"normal": "later"}


class Step(NamedTuple):
    """A step to filter by."""

    name: str
    title: str


@dataclass(frozen=True)
class Asked(asking.Asked):
    """The search as the page shows it again."""

    text: str = asking.text()
    step: str = asking.text()
    due: str = asking.one_of(wording.DUE)
    claimed: str = asking.one_of(HELD)
    sort: str = asking.one_of(wording.TASK_SORTS, "due")

    def filters(self) -> inbox.Filters:
        """The search as the machinery understands it."""
        return inbox.Filters(
            cases=partial(_cases, self.text) if self.text else None,
            name=self.step,
            due=DUE.get(self.due, self.due),
            held_by=HELD.get(self.claimed, ""),
            order=ORDERS[self.sort],
        )


def steps(waiting: Iterable[tuple[str, str, str]]) -> list[Step]:
    """The steps that wait, in the reader's language."""
    english = speaks_english()
    return [Step(name, (english and title_en) or title) for name, title, title_en in waiting]


def _cases(text: str, among: Select[Any]) -> Select[Any]:
    """Among these cases those that the room finds, and those whose open task is called so."""
    like = f"%{escaped(text)}%"
    named = or_(Task.title.ilike(like, escape="\\"), Task.title_en.ilike(like, escape="\\"))
    called = select(Task.instance_id).where(Task.closed_at.is_(None), named)
    called = called.where(Task.instance_id.in_(among))
    both = union(panels.matching(text, among), called).subquery()
    return select(both.c[0])


def escaped(text: str) -> str:
    """A text to look for as it stands, not as a pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

"""A played case as a scenario: what was done, by whom, when, and what then was open."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

import yaml
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import definitions
from app.workflow.models import ProcessInstance, Task, UndoPoint
from app.workflow.studio.trials import masking
from app.workflow.studio.trials.cast import Cast

# What one answer brings about is done within so long; only after that it is known what was open.
SETTLED = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Recorded:
    """The text of a scenario, and what whoever saves it should look at."""

    text: str
    remarks: list[str]


def cases(process: str = "", *, finished: bool | None = None) -> Select[ProcessInstance]:
    """A select of the cases that can be recorded, the newest first."""
    statement = select(ProcessInstance).order_by(ProcessInstance.id.desc())
    if process:
        statement = statement.where(ProcessInstance.process_id == process)
    if finished is not None:
        over = ProcessInstance.finished_at.is_not(None)
        statement = statement.where(over if finished else ~over)
    return statement


def record(case_id: int) -> Recorded:
    """The case as a scenario that can be played from its start."""
    instance = db.session.get(ProcessInstance, case_id)
    if instance is None:
        raise NotFound(_("There is no such case."))
    writer = _Writer(instance, _tasks(case_id))
    return Recorded(writer.text(), writer.remarks())


class _Writer:
    """Writes the steps of one case in the order in which they were taken."""

    def __init__(self, instance: ProcessInstance, tasks: list[Task]) -> None:
        self.instance, self.tasks = instance, tasks
        self.cast, self.notes = Cast(), dict[str, None]()
        answered = [one for one in tasks if one.closed_by == "answered" and one.completed_by]
        if not answered:
            raise Conflict(_("Nobody has done anything in this case that could be recorded."))
        self.start, *self.answered = sorted(answered, key=lambda one: (_end(one), one.id))
        self.outcomes = self._votes()

    def text(self) -> str:
        """The whole scenario."""
        began = _end(self.start)
        head = {
            "title": _("Case %(number)s as it went", number=self.instance.id),
            "process": self.instance.process_id,
            "clock": _moment(began),
        }
        lines = [f"{key}: {value}" for key, value in head.items()]
        start = self._filled(self.start)
        lines += ["start:", f"  by: {self._by(self.start)}", f"  form: {_flow(start)}", "steps:"]
        return "\n".join([*lines, *self._steps(began)]) + "\n"

    def remarks(self) -> list[str]:
        """What whoever saves it should look at."""
        undone = exists().where(
            UndoPoint.instance_id == self.instance.id, UndoPoint.undone_at.is_not(None)
        )
        if db.session.scalar(select(undone)):
            self._note(_("An answer was taken back; the scenario goes on without it."))
        return [*self.cast.remarks.values(), *self.notes]

    def _steps(self, now: datetime) -> Iterator[str]:
        for task, following in zip_longest(self.answered, self.answered[1:]):
            if task.via:
                self._note(
                    _(
                        "“%(task)s” did not come by the unit’s own hand (paper, proxy, recusal): "
                        "add it as a step `do`.",
                        task=task.title,
                    )
                )
                continue
            yield from self._until(now, now := max(now, _end(task)))
            yield f"  - submit: {task.name}"
            yield f"    by: {self._by(task)}"
            if form := self._filled(task):
                yield f"    form: {_flow(form)}"
            if following and _end(following) > now + SETTLED:
                yield f"  - expect: {_flow({'open': self._open_at(now + SETTLED)})}"
        last = self._last()
        if last > now + SETTLED:
            yield from self._until(now, last + MINUTE)
        now_open = sorted(task.name for task in self.tasks if task.closed_at is None)
        yield f"  - expect: {_flow({'open': now_open, 'state': self.instance.case_state})}"

    def _until(self, now: datetime, then: datetime) -> Iterator[str]:
        if _moment(then) != _moment(now):
            yield f"  - advance: {_moment(then)}"

    def _open_at(self, moment: datetime) -> list[str]:
        return sorted(
            task.name
            for task in self.tasks
            if task.opened_at <= moment and (task.closed_at is None or task.closed_at > moment)
        )

    def _last(self) -> datetime:
        """When something happened last, without anybody's hand too."""
        moments = [m for task in self.tasks for m in (task.opened_at, task.closed_at) if m]
        return max([*moments, *filter(None, [self.instance.finished_at])])

    def _by(self, task: Task) -> str:
        account = db.session.get(Account, task.on_behalf_of_id) if task.on_behalf_of_id else None
        doer = account or task.completed_by
        assert doer is not None  # only answered tasks are written
        return self.cast.login(task, doer)

    def _filled(self, task: Task) -> dict[str, Any]:
        forms = definitions.release(self.instance.release_id)
        told, files = masking.answers(forms.form(task.form_key), dict(task.answers or {}))
        if files:
            self._note(_("Files that were attached are left out."))
        if task.id in self.outcomes:
            told["outcome"] = self.outcomes[task.id]
        return told

    def _note(self, said: str) -> None:
        self.notes[said] = None

    def _votes(self) -> dict[int, str]:
        """Who voted how is not told: the count stays, each vote goes to some voter."""
        groups: dict[str, list[Task]] = defaultdict(list)
        for task in self.answered:
            if task.item is not None and task.outcome and not task.via:
                groups[task.name].append(task)
        given: dict[int, str] = {}
        for tasks in groups.values():
            outcomes = sorted(str(task.outcome) for task in tasks)
            given |= dict(zip((task.id for task in tasks), outcomes, strict=True))
            if len(set(outcomes)) > 1:
                self._note(
                    _(
                        "Who voted how is not told: the votes are counted alike, "
                        "and given in another order."
                    )
                )
        return given


def _tasks(case_id: int) -> list[Task]:
    statement = (
        select(Task)
        .where(Task.instance_id == case_id)
        .order_by(Task.id)
        .options(joinedload(Task.completed_by).joinedload(Account.unit))
    )
    return list(db.session.scalars(statement))


def _end(task: Task) -> datetime:
    assert task.closed_at is not None  # only closed tasks are sorted
    return task.closed_at


def _moment(moment: datetime) -> str:
    """A moment of the city as scenarios write it."""
    return f"{clock.local(moment):%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def _flow(value: Any) -> str:
    """A value on one line."""
    written = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    return str(written).strip()

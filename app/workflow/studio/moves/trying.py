"""What would become of one case by another version: found by letting a copy of it go over."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.i18n import _, in_language, speaks_english
from app.workflow import clocks, desk, engine, parties, registry
from app.workflow.definitions import LoadedRelease
from app.workflow.engine import OpenTask, Snapshot
from app.workflow.engine.drawing import Lane
from app.workflow.forms import Form
from app.workflow.ledger import Clock
from app.workflow.models import InstanceParty, ProcessInstance, Task
from app.workflow.studio.moves.models import Said

LANGUAGES = ("zh", "en")
Pair = tuple[Task, OpenTask]


@dataclass(frozen=True)
class Standing:
    """A case as it stands, with what is open in it."""

    instance: ProcessInstance
    tasks: Sequence[Task] = ()
    clocks: Sequence[Clock] = ()
    known_seats: Sequence[InstanceParty] | None = None

    @cached_property
    def seats(self) -> Sequence[InstanceParty]:
        """Who acts in the case; asked only where a lane has changed."""
        if self.known_seats is not None:
            return self.known_seats
        return parties.parties(self.instance.id)


@dataclass(frozen=True)
class Trial:
    """What came of it: why the case stays, or how it would stand and what would be different."""

    reasons: list[Said] = field(default_factory=list)
    snapshot: Snapshot | None = None
    stay: list[Pair] = field(default_factory=list)
    open: list[OpenTask] = field(default_factory=list)
    close: list[Task] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def moves_seats(self) -> bool:
        """Does somebody come into the case who was not in it?"""
        others = any("unit" in one["what"] for one in self.changes.get("stays", ()))
        return bool(self.open) or others


class _WouldRun(Exception):
    """Moving would set a step of the program off; nothing may happen but the move."""


def read(ids: Sequence[int], *, lock: bool = False) -> dict[int, Standing]:
    """These cases as they stand now, few queries for all of them; locked to be changed."""
    wanted = (
        select(ProcessInstance)
        .where(ProcessInstance.id.in_(ids))
        .order_by(ProcessInstance.id)
        .options(undefer(ProcessInstance.state))
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(wanted.with_for_update() if lock else wanted).all()
    tasks = _by_case(select(Task).where(Task.closed_at.is_(None)), Task, ids)
    running = _by_case(select(Clock).where(Clock.ended_at.is_(None)), Clock, ids)
    seats = {} if lock else _by_case(select(InstanceParty), InstanceParty, ids)
    return {
        one.id: Standing(one, tasks[one.id], running[one.id], None if lock else seats[one.id])
        for one in found
    }


def trial(standing: Standing, old: LoadedRelease, new: LoadedRelease) -> Trial:
    """Let a copy of the case go over; touches nothing."""
    try:
        with in_language(LANGUAGES[0]):
            snapshot = _migrated(standing, old, new)
    except engine.NotMigratable as stays:
        return Trial([{"zh": zh, "en": en} for zh, en in zip(
            stays.reasons, _in_english(standing, old, new), strict=True
        )])  # fmt: skip
    except _WouldRun:
        return Trial(said(lambda: _("By the new version the case would go on at once by itself.")))
    except Exception as broken:
        why = f"{type(broken).__name__}: {broken}"[:300]
        return Trial(said(lambda: _("The new version cannot take the case: %(why)s", why=why)))
    if snapshot.finished and standing.instance.finished_at is None:
        return Trial(said(lambda: _("By the new version the case would end at once.")))
    return _compared(standing, snapshot, old, new)


def said(word: Callable[[], str]) -> list[Said]:
    """One sentence in both languages, to be kept."""
    worded = {}
    for language in LANGUAGES:
        with in_language(language):
            worded[language] = word()
    return [worded]


def significant(changes: Mapping[str, Any]) -> Any:
    """What nobody may find changed who has read the trial: tasks that come or go, and clocks."""
    return (
        sorted(one["step"] for one in changes.get("opens", ())),
        sorted(one["step"] for one in changes.get("closes", ())),
        sorted((one["name"], one["what"]) for one in changes.get("clocks", ())),
    )


def form_differs(old: Form | None, new: Form | None) -> bool:
    """Does a form ask anything else, or in another way?"""
    if old is None or new is None:
        return old is not new
    return [part.spec for part in old.section.components] != [
        part.spec for part in new.section.components
    ]


def _by_case(statement: Any, table: Any, ids: Sequence[int]) -> Mapping[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    rows = statement.where(table.instance_id.in_(ids)).order_by(table.id)
    for row in db.session.scalars(rows.execution_options(populate_existing=True)):
        found[row.instance_id].append(row)
    return found


def _migrated(standing: Standing, old: LoadedRelease, new: LoadedRelease) -> Snapshot:
    return engine.migrate(old.specs, new.specs, standing.instance.state, _nothing_runs)


def _nothing_runs(operation: str, data: Mapping[str, Any]) -> Any:
    raise _WouldRun(operation)


def _in_english(standing: Standing, old: LoadedRelease, new: LoadedRelease) -> list[str]:
    with in_language("en"):
        try:
            _migrated(standing, old, new)
        except engine.NotMigratable as stays:
            return stays.reasons
    raise AssertionError("refused a moment ago")


def _compared(
    standing: Standing, snapshot: Snapshot, old: LoadedRelease, new: LoadedRelease
) -> Trial:
    waiting = {one.id: one for one in snapshot.open_tasks}
    stay = [(t, waiting.pop(t.engine_id)) for t in standing.tasks if t.engine_id in waiting]
    opens = list(waiting.values())
    staying = {task.id for task, _drawn in stay}
    close = [task for task in standing.tasks if task.id not in staying]
    reasons = [
        *_unseated(standing, [d for t, d in stay if d.item is None and d.lane != t.lane], new),
        *_unseated(standing, [d for d in opens if d.item is None], new),
        *_forbidden(standing, opens),
    ]
    if reasons:
        return Trial(reasons)
    changes = {
        "stays": [_step(d, new) | {"what": _what(t, d, standing, old, new)} for t, d in stay],
        "opens": [_step(d, new) for d in opens],
        "closes": [
            {"step": f"{t.process_id}/{t.name}", "title": t.title, "title_en": t.title_en}
            for t in close
        ],
        "clocks": list(_clocks(standing, snapshot)),
    }
    return Trial([], snapshot, stay, opens, close, changes)


def _step(described: OpenTask, new: LoadedRelease) -> dict[str, Any]:
    drawn = new.specs.node(described.process_id, described.name)
    return {
        "step": f"{described.process_id}/{described.name}",
        "title": described.title,
        "title_en": drawn.name_en,
    }


def _what(
    task: Task, described: OpenTask, standing: Standing, old: LoadedRelease, new: LoadedRelease
) -> list[str]:
    """In what an open task would be another: its form, its posts, its unit, its name."""
    stays = bool(described.item) or task.lane == described.lane
    unit = task.unit_id if stays else desk.seat_of(standing.seats, described.lane)
    differs = {
        "form": task.form_key != described.form_key
        or form_differs(old.forms.get(task.form_key), new.forms.get(described.form_key)),
        "posts": set(task.posts) != set(described.posts)
        or set(task.separate_from) != set(described.separate_from),
        "unit": task.unit_id != unit,
        "title": task.title != described.title,
    }
    return [name for name, is_so in differs.items() if is_so]


def _unseated(
    standing: Standing, described: Iterable[OpenTask], new: LoadedRelease
) -> Iterable[Said]:
    wanted = {(d.lane, d.process_id) for d in described}
    acting = {seat.lane for seat in standing.seats if seat.acts} if wanted else set()
    for lane, process_id in wanted:
        if lane not in acting:
            drawn = new.specs.diagrams[process_id].lanes.get(lane)
            yield from said(partial(_no_unit, drawn, lane))


def _no_unit(drawn: Lane | None, lane: str) -> str:
    name = ((speaks_english() and drawn.name_en) or drawn.name) if drawn else lane
    return _("No unit acts as “%(lane)s” in this case.", lane=name)


def _forbidden(standing: Standing, opens: Iterable[OpenTask]) -> Iterable[Said]:
    """What the rooms say against a task that would open."""
    for described in opens:
        name = described.form_key.replace("/", ".")
        try:
            registry.check_opening(name, standing.instance.id)
        except Refused as refused:
            yield from said(partial(str, refused.message))


def _clocks(standing: Standing, snapshot: Snapshot) -> Iterable[dict[str, str]]:
    """Which deadlines would end, begin, stand still or go on; mostly none."""
    living = {one.name: one for one in standing.clocks}
    kept = snapshot.carried | set(snapshot.held)
    yield from ({"name": name, "what": "ends"} for name in sorted(set(living) - kept))
    for name in sorted(snapshot.carried - set(living)):
        if clocks.planned(standing.instance, name).runs:
            yield {"name": name, "what": "begins"}
    if standing.instance.is_suspended:
        return  # they stand still until it goes on, and are settled then
    for name in sorted(set(living) & kept):
        stands, running = living[name].running_since is None, living[name]
        if name in snapshot.held and not stands and running.fired_at is None:
            yield {"name": name, "what": "stops"}
        elif name not in snapshot.held and stands:
            yield {"name": name, "what": "goes on"}

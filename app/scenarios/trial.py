"""Play a trial's scenarios against its draft, in a program of its own, and note every step.

Each scenario runs on a copy of a scratch database in which the draft is in force.
"""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from types import FrameType
from typing import Any

from flask import Flask

from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.i18n import lazy
from app.scenarios import describing, facts, player, scratch
from app.scenarios.expectations import found_as_asked
from app.scenarios.saying import Words, in_both
from app.scenarios.script import Expect, Scenario, Step
from app.workflow import definitions
from app.workflow.studio.trials import contents
from app.workflow.studio.trials.models import Trial
from app.workflow.studio.trials.noting import Assigned, Notebook
from app.workflow.studio.trials.reading import NotPlayable

# So many seconds of the processor may one scenario take, of which the longest of the shipped ones
# takes five; and so many by the clock, where the machine is busy or the database does not answer.
LONGEST_WORK = 60
LONGEST = 900


class TooLong(BaseException):
    """A scenario took longer than it may; no handler of the application must keep it."""


def carry_out(app: Flask, trial_id: int, claim: str, prepare: Callable[[], None]) -> None:
    """Play what of the trial nobody plays yet, until nothing is left.  Raises `Over`."""
    with app.app_context():
        trial = db.session.get_one(Trial, trial_id)
        sources = list(contents.files(trial).values())
        book = Notebook(db.engine, trial_id, claim)
        db.session.remove()

    def ready() -> None:
        prepare()
        with transaction():
            definitions.publish(sources, "trial")

    with scratch.template(app, ready) as template:
        while assigned := book.next():
            _play(app, template, book, assigned)


def _play(app: Flask, template: str, book: Notebook, assigned: Assigned) -> None:
    began = time.perf_counter()
    seen = _Seen(book, assigned.number)
    said: Words | None
    try:
        scenario = describing.of(assigned.text, describing.file_of(assigned.key))
    except NotPlayable as wrong:
        said = lazy("Line %(line)s: %(said)s", line=wrong.line, said=wrong.said)
    else:
        said = _said_of(app, template, scenario, seen)
    with app.app_context():
        error = in_both(said) if said is not None else None
        book.end(assigned.number, error, sorted(seen.reached), time.perf_counter() - began)


def _said_of(app: Flask, template: str, scenario: Scenario, seen: "_Seen") -> Words | None:
    """What went wrong, if anything did."""
    with scratch.copy(app, template):
        one = player.Player(app, scenario)
        seen.begin(one, scenario)
        try:
            with _at_most(LONGEST_WORK, LONGEST):
                player.play(one, scenario, seen.look)
        except player.StepFailed as failed:
            one.world.do(seen.look, failed.number, one.case, failed.said)
            return failed.said
        except TooLong:
            return lazy("It took longer than %(most)s seconds.", most=LONGEST_WORK)
    return None


class _Seen:
    """Looks into the scratch database after every step, and notes what it finds."""

    def __init__(self, book: Notebook, number: int) -> None:
        self.book, self.number = book, number
        self.reached: set[str] = set()

    def begin(self, one: player.Player, scenario: Scenario) -> None:
        """Begin with the first step of this scenario."""
        self.player, self.steps = one, [scenario.start, *scenario.steps]

    def look(self, number: int, case: int, wrong: Words | None = None) -> None:
        """Note how things stand after a step."""
        step = self.steps[number]
        noted = _as_written(step) | {"n": number, "at": clock.local(clock.now()).isoformat()}
        if case:
            found = facts.of(case, self.player.since_notice)
            passed = set(facts.passed(case))
            noted |= {"open": found.diagram, "state": found.state}
            noted["taken"] = sorted(passed - self.reached)
            self.reached |= passed
            if isinstance(step, Expect):
                noted["found"] = _plain(found_as_asked(step, found))
        if wrong is not None:
            noted["error"] = in_both(wrong)
        self.book.note(self.number, noted)


def _as_written(step: Step) -> dict[str, Any]:
    """A step as it is kept: its verb, its line, and what it says."""
    said = {key: value for key, value in asdict(step).items() if value not in (None, {}, "", 0)}
    said.pop("scenario", None)
    return {"verb": type(step).__name__.lower(), "says": _plain(said)}


def _plain(value: Any) -> Any:
    """As JSON can hold it."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else value


@contextmanager
def _at_most(work: float, seconds: float) -> Iterator[None]:
    """Raise `TooLong` where what is inside takes more of the processor, or of the clock."""

    def enough(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    timers = (
        (signal.ITIMER_PROF, signal.SIGPROF, work),
        (signal.ITIMER_REAL, signal.SIGALRM, seconds),
    )
    before = {sign: signal.signal(sign, enough) for _timer, sign, _most in timers}
    for timer, _sign, most in timers:
        signal.setitimer(timer, most)
    try:
        yield
    finally:
        for timer, sign, _most in timers:
            signal.setitimer(timer, 0)
            signal.signal(sign, before[sign])

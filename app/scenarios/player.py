"""Play a scenario's steps one by one, through the pages that people use."""

from collections.abc import Callable
from datetime import datetime
from functools import singledispatchmethod
from io import BytesIO
from typing import Any

from flask import Flask
from flask_babel import LazyString

from app import jobs
from app.foundation.i18n import lazy
from app.scenarios import expectations, facts, page, starts
from app.scenarios.actions import ACTIONS, FILE, PDF
from app.scenarios.browser import Browser, NoSuchAccount
from app.scenarios.outcomes import (
    PERMISSION,
    Failed,
    joined,
    listed,
    moment_said,
    must_be_asked,
    must_be_unchanged,
    no_ring,
    not_accepted,
    not_refused,
    outcome,
    target_of,
    too_early,
    without_end,
)
from app.scenarios.page import Page, Pairs
from app.scenarios.script import (
    Advance,
    Answers,
    Do,
    Expect,
    Play,
    Refuse,
    Scenario,
    Start,
    Step,
    Submit,
)
from app.scenarios.world import World

# What time alone sets going, in this order where it falls together.
OF_TIME = (jobs.fire_deadlines, jobs.send_reminders)
Watcher = Callable[[int, int], None]
MOST_EVENTS = 2_000
MOST_SAID = 500


class StepFailed(Failed):
    """Where a scenario went wrong, by the number of its step (0: the start)."""

    def __init__(self, number: int, said: LazyString | str) -> None:
        super().__init__(said)
        self.number = number


def play(player: "Player", scenario: Scenario, watch: Watcher | None = None) -> None:
    """Play from the start to the last step.  Raises `StepFailed`.

    `watch` is called inside the application after every step, with its number and the case.
    """
    for number, step in enumerate([scenario.start, *scenario.steps]):
        try:
            player.take(step)
        except Failed as failed:
            raise StepFailed(number, failed.said) from failed
        except NoSuchAccount as nobody:
            said = lazy("expected an account “%(login)s”, found none", login=str(nobody))
            raise StepFailed(number, said) from nobody
        except Exception as error:  # where the application lets errors through, they end the step
            said = lazy("expected an answer, found %(error)s", error=repr(error)[:MOST_SAID])
            raise StepFailed(number, said) from error
        if watch:
            player.world.do(watch, number, player.case)


class Player:
    """Knows the case, the clock, and who has signed in so far."""

    def __init__(self, app: Flask, scenario: Scenario) -> None:
        self.world = World(app, scenario.clock)
        self.process = scenario.process
        self.case = 0
        self.since_notice = 0
        self.browsers: dict[str, Browser] = {}

    @singledispatchmethod
    def take(self, step: Step) -> None:
        """Do what one step says."""
        raise TypeError(step)

    @take.register
    def _start(self, step: Start) -> None:
        begins = starts.page_of(self.process, step.form)
        if begins is None or not self.world.do(facts.is_in_force, self.process):
            raise Failed(
                lazy("expected a process that can be started, found “%(name)s”", name=self.process)
            )
        asked = self.world.do(facts.asked_at_start, self.process)
        must_be_asked(lazy("the application"), step.form, asked)
        before = self.world.do(facts.newest_case)
        self._listen()
        view, parts = begins
        path = self._address(view, **parts)
        answer = self.fill_in(self._browser(step.by), path, step.form)
        self._must_be_accepted(lazy("the application"), answer)
        self.case = self.world.do(facts.newest_case) or 0
        if not self.case or self.case == before:
            raise Failed(lazy("expected a new case, found the page “%(page)s”", page=answer.title))

    @take.register
    def _submit(self, step: Submit) -> None:
        tasks = self._open(step.task)
        if not tasks:
            raise Failed(
                lazy(
                    "expected %(task)s to be open, found %(found)s",
                    task=step.task,
                    found=self._what_is_open(),
                )
            )
        must_be_asked(step.task, step.form, self.world.do(facts.asked_in, tasks[0].id))
        self._listen()
        browser = self._browser(step.by)
        path = self._path_for(browser, tasks)
        answer = self.fill_in(browser, path, step.form)
        self._must_be_accepted(step.task, answer)

    @take.register
    def _refuse(self, step: Refuse) -> None:
        before = self.world.do(facts.fingerprint)
        found = self._attempt(step)
        after = self.world.do(facts.fingerprint)
        wanted = f"validation:{step.refused_field}" if step.refused_field else step.error
        if wanted not in found:
            raise Failed(not_refused(step.task, wanted, listed(found)))
        must_be_unchanged(before, after)

    @take.register
    def _do(self, step: Do) -> None:
        before = self.world.do(facts.fingerprint) if step.error else {}
        self._listen()
        found = self._act(step)
        if not step.error:
            if not 300 <= found.status < 400:
                raise Failed(not_accepted(step.action, found))
            return
        refused = [f"validation:{field}" for field in found.refused_fields()]
        said = {403: ["permission"], 404: ["permission"], 409: ["conflict"], 422: refused}
        wanted = f"validation:{step.refused_field}" if step.refused_field else step.error
        if wanted not in said.get(found.status, []):
            raise Failed(not_refused(step.action, wanted, outcome(found)))
        must_be_unchanged(before, self.world.do(facts.fingerprint))

    def _act(self, step: Do) -> Page:
        """Send the form of an action; `file:NAME` in it uploads a small PDF of that name."""
        browser = self._browser(step.by)
        form = dict(step.form)
        view, parts = self.world.do(ACTIONS[step.action], self.case, form)
        fields: list[tuple[str, Any]] = [("csrf_token", self._any_token(browser))]
        for name, value in page.raw(form):
            is_file = value.startswith(FILE)
            fields.append((name, (BytesIO(PDF), value[len(FILE) :]) if is_file else value))
        return browser.send(self._address(view, **parts), fields, multipart=True)

    @take.register
    def _advance(self, step: Advance) -> None:
        target = self.world.do(target_of, step)
        if target < self.world.moment:
            raise Failed(too_early(self.world.moment, target))
        self._listen()
        self._let_time_pass(target)
        self.world.moment = target

    @take.register
    def _expect(self, step: Expect) -> None:
        found = self.world.do(facts.of, self.case, self.since_notice)
        if wrong := expectations.differences(step, found):
            raise Failed(joined(wrong))

    @take.register
    def _play(self, step: Play) -> None:
        """Another case of the city goes its way; this one's deadlines ring meanwhile."""
        other = step.scenario
        if other.clock < self.world.moment:
            raise Failed(
                lazy(
                    "expected %(file)s to begin later, found %(found)s",
                    file=other.path.name,
                    found=moment_said(other.clock),
                )
            )
        self._let_time_pass(other.clock)
        self.world.moment = other.clock
        player = type(self)(self.world.app, other)
        player.world = self.world
        try:
            play(player, other)
        except StepFailed as failed:
            said = lazy(
                "in %(file)s, step %(number)s: %(said)s",
                file=other.path.name,
                number=failed.number,
                said=failed.said,
            )
            raise Failed(said) from failed
        self._listen()

    # --- Time

    def _let_time_pass(self, target: datetime) -> None:
        """Ring what falls due until `target`, each at its own moment."""
        for _turn in range(MOST_EVENTS):
            moment = self.world.do(facts.next_event, self.world.moment)
            if moment is None or moment > target:
                return
            self.world.moment = moment
            rung = sum(self.world.do(job) for job in OF_TIME)
            if trouble := self.world.do(facts.trouble):
                raise Failed(no_ring(moment, trouble))
            if not rung:
                raise Failed(no_ring(moment, ""))
        raise Failed(without_end(target))

    def _listen(self) -> None:
        """From here on notices count."""
        self.since_notice = self.world.do(facts.newest_notice)

    # --- People

    def _browser(self, login: str) -> Browser:
        if login not in self.browsers:
            self.browsers[login] = Browser(self.world, login)
        return self.browsers[login]

    def _open(self, name: str) -> list[facts.OpenTask]:
        return self.world.do(facts.open_tasks, self.case, name) if self.case else []

    def _path_for(self, browser: Browser, tasks: list[facts.OpenTask]) -> str:
        """The page of the one task among those of one id that this account may complete."""
        own = [task for task in tasks if task.unit_id == browser.unit_id]
        paths = [self._address("inbox.show", task_id=task.id) for task in own or tasks[:1]]
        if len(paths) == 1:
            return paths[0]
        return next((path for path in paths if browser.open(path).form()), paths[0])

    def fill_in(self, browser: Browser, path: str, answers: Answers) -> Page:
        """Open a page, fill in its form and send it; where there is none, send it all the same."""
        opened = browser.open(path)
        form = opened.form()
        if form:
            return browser.send(path, form.filled(answers), multipart=form.multipart)
        fields: Pairs = [("csrf_token", opened.token() or self._any_token(browser))]
        return browser.send(path, fields + page.raw(answers))

    def _any_token(self, browser: Browser) -> str:
        """The account's token, from a page that everybody may see."""
        return browser.open(self._address("inbox.index")).token()

    def _address(self, view: str, **parts: str | int) -> str:
        return self.world.app.url_map.bind("").build(view, parts)

    def _attempt(self, step: Refuse) -> list[LazyString | str]:
        """Try what must not succeed; says in the scenario's words how it was turned down."""
        tasks = self._open(step.task)
        browser = self._browser(step.by)
        if not tasks:
            closed = self.world.do(facts.last_closed, self.case, step.task)
            if closed:
                self.fill_in(browser, self._address("inbox.show", task_id=closed), step.form)
            return ["not_open"]
        if step.refused_field:  # to be refused for what it says, not for a name written wrong
            asked = self.world.do(facts.asked_in, tasks[0].id) | {step.refused_field}
            must_be_asked(step.task, step.form, asked)
        answer = self.fill_in(browser, self._path_for(browser, tasks), step.form)
        if answer.status in PERMISSION:
            return ["permission"]
        if answer.status == 422:
            self.world.do(facts.forget_drafts)
            refused = [f"validation:{field}" for field in answer.refused_fields()]
            return refused or [lazy("no field named")]
        return [outcome(answer)]

    def _must_be_accepted(self, what: LazyString | str, answer: Page) -> None:
        if not 300 <= answer.status < 400:
            raise Failed(not_accepted(what, answer))

    def _what_is_open(self) -> str:
        tasks = self.world.do(facts.open_tasks, self.case) if self.case else []
        return f"[{', '.join(sorted(task.name for task in tasks))}]"

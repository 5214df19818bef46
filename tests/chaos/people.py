"""People who go on working whatever happens, and remember every word the server gave them."""

import itertools
import random
import secrets
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from app.scenarios.page import Pairs, raw
from tests.chaos.place import Place
from tests.chaos.program import pace
from tests.support import desks
from tests.support.http import GONE, Person, Reply

OPEN = "SELECT id, name FROM task WHERE instance_id = %s AND closed_at IS NULL ORDER BY id"
STILL_OPEN = "SELECT closed_at IS NULL FROM task WHERE id = %s"
# What a command that is sent again must leave as it was; the clock may go on meanwhile.
TRACES = """
    SELECT (SELECT count(*) FROM task WHERE instance_id = %(case)s AND closed_by = 'answered'),
           (SELECT count(*) FROM audit_entry WHERE instance_id = %(case)s
            AND action IN ('task completed', 'case started')),
           (SELECT count(*) FROM sharing_case WHERE id >= %(case)s
            AND submission_key = (SELECT submission_key FROM sharing_case WHERE id = %(case)s))"""
START = f"/applications/new/{desks.RESOURCE}"
APPLICANT = "jtw_share"
Answer = tuple[str, dict[str, Any]]

# Who answers which task, and how: one of these, by chance.
BOOK: dict[str, list[Answer]] = {
    "provider_response": [
        ("gsj_share", {"outcome": "counter", "scope": "仅限{}"}),
        ("gsj_share", {"outcome": "agree"}),
        (
            "gsj_share",
            {"outcome": "refuse", "reason_code": "law", "reason": "{}", "legal_basis": "条例"},
        ),
    ],
    "consider_counter": [
        ("jtw_share", {"outcome": "accept"}),
        ("jtw_share", {"outcome": "counter", "scope": "扩大到{}"}),
    ],
}
for _login, _name, _answers in (
    *(desks.APPROVED, desks.AGREED[1], *desks.SIGNED),
    *(*desks.DELIVERED, *desks.USED),
):
    BOOK[_name] = [(_login, _answers)]
LOGINS = sorted({login for answers in BOOK.values() for login, _ in answers})
IMPATIENCE = 6  # after so many seconds one presses the button again
PATIENCE = 90  # and gives up after so many
AGAIN = 0.1
MOST_SIGN_INS = 3
SILENCE = 0.2  # so many cases the unit asked leaves unanswered: their clocks run out


@dataclass
class Command:
    """Something that somebody wanted, from the first press of the button to the last answer."""

    who: str
    path: str
    began: float
    case: int = 0
    ended: float = 0.0
    tries: int = 0
    status: int = 0

    @property
    def waited(self) -> float:
        """How long it took, or has taken so far."""
        return (self.ended or time.monotonic()) - self.began


@dataclass
class Memory:
    """What all of them sent and were told; `strange` is what nobody should ever be told."""

    commands: list[Command] = field(default_factory=list)
    started: dict[str, int] = field(default_factory=dict)  # key of the form → case
    sent: set[str] = field(default_factory=set)  # keys of every form sent, confirmed or not
    answered: dict[int, dict[str, Any]] = field(default_factory=dict)  # task → what was said
    repeated: int = 0
    strange: list[str] = field(default_factory=list)
    troubles: list[tuple[float, str]] = field(default_factory=list)

    @property
    def confirmed(self) -> int:
        """How many commands the server has confirmed."""
        return len(self.started) + len(self.answered)


class Official(threading.Thread):
    """Applies and answers, case after case, for all who take part in them."""

    def __init__(self, place: Place, memory: Memory, seed: int, thinks: float) -> None:
        super().__init__(daemon=True)
        self.place, self.memory, self.thinks = place, memory, thinks
        self.random, self.enough = random.Random(seed), threading.Event()
        self.people = {login: Person(place.front.port, login) for login in LOGINS}
        self.case, self.hasty = 0, 0
        self.silent = False  # the unit asked does not answer this case
        self.hindrance = ""  # why the last try did not even reach the form
        for person in self.people.values():
            person.connection.timeout = IMPATIENCE

    def run(self) -> None:
        """Until told to stop."""
        while not self.enough.is_set():
            with suppress(TimeoutError):
                self._case()

    def _case(self) -> None:
        key = secrets.token_urlsafe(24)
        self.memory.sent.add(key)
        self.case = 0
        reply = self._send(APPLICANT, START, [*raw(desks.APPLICATION), ("submission_key", key)])
        if reply is None or reply.status != 302:
            return
        self.case = int(reply.location.rsplit("/", 1)[1])
        self.memory.started[key] = self.case
        self.silent = self.random.random() < SILENCE
        while not self.enough.is_set() and self._step():
            self.enough.wait(self.random.random() * 2 * self.thinks)

    def _step(self) -> bool:
        """Answer one open task of the case; False where there is none for these people."""
        waiting = self.place.database.sql(OPEN, self.case)
        book = BOOK.keys() - ({"provider_response"} if self.silent else set())
        known = [(task, name) for task, name in waiting if name in book]
        if not known:
            return False
        task, name = self.random.choice(known)
        login, answers = self.random.choice(BOOK[name])
        said = {k: self._worded(v) for k, v in answers.items()}
        reply = self._send(login, f"/tasks/{task}", raw(said), task)
        if reply is not None and reply.status == 302:
            self.memory.answered[task] = said
        return True

    def _worded(self, value: Any) -> Any:
        return value.format(self.random.randrange(10**6)) if isinstance(value, str) else value

    def _send(self, login: str, path: str, fields: Pairs, task: int = 0) -> Reply | None:
        """Send a form, again and again until it is answered, as a person would."""
        command = Command(login, path, time.monotonic(), self.case)
        self.memory.commands.append(command)
        unsure = False  # was it sent, and the answer never came?
        entered, reply = 0, None
        while command.waited < PATIENCE * pace():
            command.tries += 1
            send = self._hasten if self.hasty else self._once
            reply = send(login, path, fields)
            if reply is None:
                unsure = True
            elif (reply.status == 302 and "/sign-in" in reply.location) or reply.status in (
                400,
                401,
            ):
                entered += 1
                if entered > MOST_SIGN_INS * 4:
                    break
                self._enter(login)
            elif reply.status < 500 and not (reply.status == 409 and self._is_open(task)):
                if unsure and reply.status == 302:
                    self._again(login, path, fields, reply)
                return self._done(command, reply)
            elif reply.status not in (409, 503):
                self.memory.troubles.append((time.monotonic(), f"{path}: {reply.status}"))
            time.sleep(AGAIN)
        command.ended = time.monotonic()
        last = f"{reply.status} {reply.text[:300]}" if reply else self.hindrance or "no answer"
        self.memory.strange.append(
            f"{login} gave up {path} after {command.tries} tries, the last time: {last}"
        )
        raise TimeoutError(path)

    def _again(self, login: str, path: str, fields: Pairs, first: Reply) -> None:
        """Its answer was lost, so it was sent twice, and is now a third time: nothing changes."""
        self.memory.repeated += 1
        case = {"case": int(first.location.rsplit("/", 1)[1])}
        before = self.place.database.sql(TRACES, case)
        reply = self._once(login, path, fields)
        if self.place.database.sql(TRACES, case) != before:
            self.memory.strange.append(f"{path} was sent again and changed something: {before}")
        away = reply is None or reply.status != 302 or "/sign-in" in reply.location
        if not away and first.location != reply.location:
            self.memory.strange.append(f"{path} was sent again and led to {reply.location}")

    def _done(self, command: Command, reply: Reply) -> Reply:
        command.ended, command.status = time.monotonic(), reply.status
        if reply.status not in (302, 409):
            self.memory.strange.append(f"{command.path}: {reply.status} {reply.text[:300]}")
        return reply

    def _once(self, login: str, path: str, fields: Pairs) -> Reply | None:
        person, self.hindrance = self.people[login], ""
        try:
            if not person.token:
                person.sign_in()
            return person.post(path, fields)
        except GONE:
            return None
        except AssertionError as refused:  # a page on the way in was not to be had
            self._enter(login)  # from the beginning: who is half in is led past the sign-in page
            self.hindrance = str(refused)
            return None

    def _hasten(self, login: str, path: str, fields: Pairs) -> Reply | None:
        """The same again from several windows of the same browser, at the same moment."""
        windows, got = self.hasty, list[Reply]()
        self.hasty = 0

        def press() -> None:
            window = Person(self.place.front.port, login)
            window.cookies, window.token = self.people[login].cookies, self.people[login].token
            window.settled, window.connection.timeout = True, PATIENCE
            with suppress(*GONE):
                got.append(window.post(path, fields))
            window.close()

        together = [threading.Thread(target=press) for _ in range(windows)]
        for each in together:
            each.start()
        for each in together:
            each.join()
        return next((reply for reply in got if reply.status == 302), got[0] if got else None)

    def _enter(self, login: str) -> None:
        person = self.people[login]
        person.token = ""
        person.cookies.clear()

    def _is_open(self, task: int) -> bool:
        """Is a task that was refused still to be answered?"""
        rows = self.place.database.sql(STILL_OPEN, task) if task else []
        return bool(rows and rows[0][0])


class Crowd:
    """All of them."""

    def __init__(self, place: Place, seed: int, count: int, thinks: float) -> None:
        self.memory = Memory()
        self.hung: set[int] = set()  # cases that a fault holds up; their users must wait
        numbers = itertools.count(seed)
        self.people = [Official(place, self.memory, next(numbers), thinks) for _ in range(count)]

    def start(self) -> None:
        """Everybody begins."""
        for person in self.people:
            person.start()

    def stop(self) -> None:
        """Everybody finishes what was begun, and goes home."""
        for person in self.people:
            person.enough.set()
        for person in self.people:
            person.join(PATIENCE * pace() + 30)

    def waits(self, since: float, until: float, but: Iterable[int] = ()) -> float:
        """The longest that anybody waited for a command within a span of time."""
        left_out = set(but)
        return max(
            (
                min(command.ended or until, until) - max(command.began, since)
                for command in list(self.memory.commands)
                if command.began <= until
                and (command.ended or until) >= since
                and command.case not in left_out
            ),
            default=0.0,
        )

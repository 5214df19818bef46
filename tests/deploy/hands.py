"""Somebody who applies and answers on one node, case after case; every answer must be taken."""

import random
import secrets
import threading
from typing import Any

import psycopg

from app.scenarios.page import raw
from tests.chaos.people import APPLICANT, BOOK, LOGINS, OPEN, START
from tests.support import desks
from tests.support.http import GONE, Person


class Worker(threading.Thread):
    """Works until told to stop; `strange` is whatever was not simply taken."""

    def __init__(self, port: int, url: str, seed: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.chance, self.stop, self.url = random.Random(seed), stop, url
        self.people = {login: Person.signed_in(port, login) for login in LOGINS}
        self.started: list[int] = []
        self.answered: list[int] = []
        self.strange: list[str] = []

    def run(self) -> None:
        """Until told to stop, or until something is strange."""
        try:
            while not self.stop.is_set() and not self.strange:
                case = self.begin()
                while case and not self.stop.is_set() and self.step(case):
                    pass
        except GONE as gone:
            self.strange.append(repr(gone))

    def begin(self) -> int:
        """Apply; the number of the case."""
        key = [("submission_key", secrets.token_urlsafe(24))]
        reply = self.people[APPLICANT].post(START, raw(desks.APPLICATION) + key)
        if reply.status != 302:
            self.strange.append(f"start: {reply.status}")
            return 0
        self.started.append(int(reply.location.rsplit("/", 1)[1]))
        return self.started[-1]

    def step(self, case: int) -> bool:
        """Answer one open task of the case; False where there is none for these people."""
        with psycopg.connect(self.url, autocommit=True) as database:
            waiting = database.execute(OPEN, [case]).fetchall()
        known = [(task, name) for task, name in waiting if name in BOOK]
        if not known:
            return False
        task, name = self.chance.choice(known)
        login, answers = self.chance.choice(BOOK[name])
        said = {key: self._worded(value) for key, value in answers.items()}
        reply = self.people[login].post(f"/tasks/{task}", raw(said))
        if reply.status != 302:
            self.strange.append(f"{name}: {reply.status}")
            return False
        self.answered.append(task)
        return True

    def _worded(self, value: Any) -> Any:
        return value.format(self.chance.randrange(10**6)) if isinstance(value, str) else value

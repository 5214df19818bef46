"""People who go on working while the server is killed under them."""

import random
import secrets
import threading
import time
from contextlib import suppress
from typing import Any

import psycopg

from app.scenarios.page import Pairs, raw
from tests.support import desks
from tests.support.http import GONE, Person, Reply

OPEN = "SELECT id, name FROM task WHERE instance_id = %s AND closed_at IS NULL ORDER BY id"
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
PATIENCE = 120


class Worker(threading.Thread):
    """Applies and answers, case after case; what the server confirmed is noted."""

    def __init__(self, port: int, url: str, seed: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.random, self.stop = random.Random(seed), stop
        self.people = {login: Person.signed_in(port, login) for login in LOGINS}
        self.database = psycopg.connect(url, autocommit=True)
        self.started: list[int] = []
        self.answered: list[int] = []
        self.strange: list[str] = []

    def run(self) -> None:
        """Until told to stop."""
        with suppress(TimeoutError):
            while not self.stop.is_set():
                self._case()
        self.database.close()

    def _case(self) -> None:
        key = [("submission_key", secrets.token_urlsafe(24))]
        reply = self._send(APPLICANT, START, raw(desks.APPLICATION) + key)
        if reply.status != 302:
            self.strange.append(f"start: {reply.status}")
            return
        case = int(reply.location.rsplit("/", 1)[1])
        self.started.append(case)
        while not self.stop.is_set() and self._step(case):
            pass

    def _step(self, case: int) -> bool:
        """Answer one open task of the case; False where there is none for these people."""
        waiting = self.database.execute(OPEN, [case]).fetchall()
        known = [(task, name) for task, name in waiting if name in BOOK]
        if not known:
            return False
        task, name = self.random.choice(known)
        login, answers = self.random.choice(BOOK[name])
        said = {k: self._worded(v) for k, v in answers.items()}
        reply = self._send(login, f"/tasks/{task}", raw(said))
        if reply.status == 302:
            self.answered.append(task)
        elif reply.status != 409:  # 409: the clock was faster
            self.strange.append(f"{name}: {reply.status}")
            return False
        return True

    def _worded(self, value: Any) -> Any:
        return value.format(self.random.randrange(10**6)) if isinstance(value, str) else value

    def _send(self, login: str, path: str, fields: Pairs) -> Reply:
        """Send a form, again and again until somebody answers it, as a person would."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(*GONE):
                reply = self.people[login].post(path, fields)
                if reply.status < 500:
                    return reply
                if reply.status != 503:
                    self.strange.append(f"{path}: {reply.status}")
            time.sleep(0.02)
        raise TimeoutError(path)

"""One run: a load, one fault after another by a seed, then quiet, then the checks."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.factory import create_app
from app.foundation.database import db
from tests.chaos import checks, place
from tests.chaos.faults import KINDS, Kind, Scene
from tests.chaos.people import Crowd
from tests.chaos.place import Place
from tests.chaos.program import pace, until
from tests.support import settings

CLIENTS, THINKS = 5, 0.15
RECOVERY = 120
QUIET = 120
# Whoever has another case than one that hangs waits no longer: less than two who wait their ten
# seconds for its row, one after the other, in the thread that is needed (docs/chaos.md).
MOST_KEPT_WAITING = 20
# The day of some clocks comes: a moment from now, as if the case had waited since.
MAKE_DUE = """
WITH late AS (
    SELECT i.id FROM process_instance i JOIN clock c ON c.instance_id = i.id
    WHERE c.name = 'answer' AND c.ended_at IS NULL AND c.fired_at IS NULL
    AND c.due_at > now() + interval '1 hour'
    ORDER BY i.id LIMIT 2 FOR UPDATE OF i, c SKIP LOCKED
), moved AS (
    UPDATE clock SET due_at = now() + interval '2 seconds' FROM late
    WHERE clock.instance_id = late.id AND clock.name = 'answer' AND clock.ended_at IS NULL
)
UPDATE process_instance SET wake_at = now() + interval '2 seconds'
FROM late WHERE process_instance.id = late.id
"""
# What waits for its next try after a fault; an operator need not wait with it.
TRY_AGAIN = "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'"
# Five browsers share an account here, and a fault comes every ten seconds: attempts to sign in that
# a killed worker left counted would close the door for the quarter of an hour that follows.
FORGIVE = "DELETE FROM rate_limit"
Say = Callable[[str], None]


@dataclass
class Fault:
    """A fault that was: when, how soon all was well again, the longest that a user waited."""

    kind: Kind
    began: float
    lasted: float = 0.0
    recovered: float = 0.0
    wait: float = 0.0
    kept_waiting: float = 0.0  # one who had nothing to do with a case that hung


@dataclass
class Outcome:
    """What came of a run."""

    seed: int
    faults: list[Fault] = field(default_factory=list)
    confirmed: int = 0
    repeated: int = 0
    rang: int = 0
    mails: int = 0
    doubled_mails: int = 0
    seconds: float = 0.0
    breaches: list[str] = field(default_factory=list)


def plan(seed: int, count: int, kinds: list[Kind]) -> list[tuple[Kind, int]]:
    """Which faults, in which order, each with a seed of its own; every kind as often as another."""
    chance = random.Random(seed)
    faults: list[Kind] = []
    while len(faults) < count:
        faults += chance.sample(kinds, len(kinds))
    return [(kind, chance.getrandbits(32)) for kind in faults[:count]]


class Run:
    """The load, the faults, the notes."""

    def __init__(self, place: Place, seed: int, say: Say, clients: int = CLIENTS) -> None:
        self.place, self.say = place, say
        self.outcome = Outcome(seed)
        self.crowd = Crowd(place, seed, clients, THINKS)
        self.began = time.monotonic()

    def play(self, faults: list[tuple[Kind, int]], seconds: float) -> None:
        """One fault after another, as long as there is time."""
        self.crowd.start()
        self._goes_on()
        for number, (kind, seed) in enumerate(faults, 1):
            if time.monotonic() - self.began > seconds:
                self.say(f"time is up after {number - 1} faults")
                break
            self._one(number, kind, random.Random(seed))

    def _one(self, number: int, kind: Kind, chance: random.Random) -> None:
        self.place.database.sql(MAKE_DUE)
        self.place.database.sql(FORGIVE)
        self.crowd.hung.clear()
        self.say(f"{number:4} begins: {kind.name}")
        fault = Fault(kind, time.monotonic())
        scene = Scene(self.place, self.crowd, chance)
        kind.do(scene)
        self.outcome.breaches += [f"fault {number} ({kind.name}): {what}" for what in scene.wrong]
        ended = time.monotonic()
        fault.lasted = ended - fault.began
        self.place.heal()
        if not (self.place.serves(RECOVERY) and self._goes_on()):
            self.outcome.breaches.append(f"fault {number} ({kind.name}): no recovery")
        now = time.monotonic()
        fault.recovered = now - ended
        fault.wait = self.crowd.waits(fault.began, now)
        if self.crowd.hung:
            fault.kept_waiting = self.crowd.waits(fault.began, ended, self.crowd.hung)
            if fault.kept_waiting > MOST_KEPT_WAITING * pace():
                self.outcome.breaches.append(
                    f"fault {number} ({kind.name}): others waited {fault.kept_waiting:.1f} s"
                )
        for moment, trouble in self.crowd.memory.troubles:
            if fault.began <= moment <= now and not kind.may_fail:
                self.outcome.breaches.append(f"fault {number} ({kind.name}): {trouble}")
        self.outcome.faults.append(fault)
        self.say(
            f"{number:4} ended after {fault.lasted:.1f} s, well after {fault.recovered:.1f} s more,"
            f" longest wait {fault.wait:.1f} s"
            + (f", of who had another case {fault.kept_waiting:.1f} s" if self.crowd.hung else "")
        )

    def _goes_on(self) -> bool:
        """Wait until somebody's command was confirmed after now."""
        before = self.crowd.memory.confirmed
        return until(lambda: self.crowd.memory.confirmed > before, RECOVERY)

    def judge(self) -> Outcome:
        """Let everybody finish, wait until all is quiet, look at everything."""
        self.crowd.stop()
        self.place.database.sql(TRY_AGAIN)
        if not until(lambda: checks.is_quiet(self.place), QUIET, 0.2):
            self.outcome.breaches.append("it did not become quiet")
        memory, office = self.crowd.memory, self.place.post_office
        self.outcome.breaches += found(self.place, self.crowd)
        self.outcome.confirmed, self.outcome.repeated = memory.confirmed, memory.repeated
        self.outcome.rang = self.place.database.one("SELECT count(*) FROM chaos.rang")
        self.outcome.mails = len(office.letters)
        self.outcome.doubled_mails = sum(times > 1 for times in office.letters.values())
        self.outcome.seconds = time.monotonic() - self.began
        return self.outcome


def found(there: Place, crowd: Crowd) -> list[str]:
    """What is wrong now."""
    own = settings.on(there.database.own_url, as_owner=True)
    with create_app(own).app_context():
        wrong = checks.breaches(db.session(), crowd.memory, there.post_office)
        db.session.remove()
        db.engine.dispose()
    return wrong


def run(folder: Path, seed: int, count: int, minutes: float, say: Say) -> Outcome:
    """Everything, from an empty folder."""
    kinds = list(KINDS.values())
    with place.opened(folder) as there:
        new = Run(there, seed, say)
        new.play(plan(seed, count, kinds), minutes * 60)
        return new.judge()

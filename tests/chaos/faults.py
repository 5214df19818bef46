"""What can go wrong: each function breaks something for a while; `Place.heal` undoes all of it.

Whatever a fault does by chance it takes from `chance`, so that a seed repeats it.
"""

import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random

import psutil
import psycopg

from app.foundation.queue.kinds import SILENCE
from tests.chaos.people import APPLICANT, LOGINS, START, Crowd
from tests.chaos.place import Machine, Place, stop
from tests.chaos.post_office import AWAY, FORGETFUL, FULL, HANGING, NEVER, WELL
from tests.chaos.program import Program, pace, until
from tests.support.http import GONE, Person

SHORT, LONG = 1.5, 5.0
DAY = 24 * 3600
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Scene:
    """What a fault may touch: the place, the people, and chance."""

    place: Place
    crowd: Crowd
    chance: Random
    wrong: list[str] = field(default_factory=list)

    @property
    def machine(self) -> Machine:
        """One of the machines."""
        return self.chance.choice(self.place.machines)

    def in_the_middle(self) -> None:
        """Wait, not for long, until somebody is in a transaction."""
        until(self.place.database.busy, 2, 0.005)
        time.sleep(self.chance.random() * 0.02)


@dataclass(frozen=True)
class Kind:
    """A kind of fault."""

    name: str
    do: Callable[[Scene], None]
    may_fail: bool  # a request may be answered by “something went wrong” meanwhile


KINDS: dict[str, Kind] = {}


def fault(
    name: str,
    *,
    may_fail: bool = False,
) -> Callable[[Callable[[Scene], None]], Callable[[Scene], None]]:
    """Enter a function into the list of kinds."""

    def entered(do: Callable[[Scene], None]) -> Callable[[Scene], None]:
        KINDS[name] = Kind(name, do, may_fail)
        return do

    return entered


# --- Processes


def _hurt_web_worker(scene: Scene, sign: int) -> psutil.Process | None:
    workers = scene.machine.web.children()
    scene.in_the_middle()
    if not workers:
        return None
    victim: psutil.Process = scene.chance.choice(workers)
    with suppress(psutil.NoSuchProcess):
        victim.send_signal(sign)
    return victim


@fault("a web worker is killed")
def web_worker_killed(scene: Scene) -> None:
    _hurt_web_worker(scene, signal.SIGKILL)


@fault("web workers are killed, one after the other")
def web_workers_killed(scene: Scene) -> None:
    """A dozen in a row, each in the middle of a transaction; they are back in a moment."""
    killed, end = 0, time.monotonic() + 4 * LONG
    while killed < 12 and time.monotonic() < end:
        killed += _hurt_web_worker(scene, signal.SIGKILL) is not None


@fault("a web worker is ended (SIGTERM)")
def web_worker_ended(scene: Scene) -> None:
    _hurt_web_worker(scene, signal.SIGTERM)


@fault("a web worker stands still")
def web_worker_frozen(scene: Scene) -> None:
    victim = _hurt_web_worker(scene, signal.SIGSTOP)
    time.sleep(2 * SHORT)
    if victim:
        with suppress(psutil.NoSuchProcess):
            victim.send_signal(signal.SIGCONT)


@fault("a web worker has no memory left (RLIMIT_AS)", may_fail=True)
def web_worker_starved(scene: Scene) -> None:
    web = scene.machine.web
    web.limit(resource.RLIMIT_AS, lambda one: one.memory_info().vms + MEGABYTE // 4)
    time.sleep(2 * SHORT)


@fault("a web node's master is killed")
def web_master_killed(scene: Scene) -> None:
    web = scene.machine.web
    orphans = web.children()
    scene.in_the_middle()
    web.signal(signal.SIGKILL)
    until(lambda: not web.lives, 5)
    # The port is free again when the last worker has noticed.
    until(lambda: not any(orphan.is_running() for orphan in orphans), 20)


@fault("a web node is stopped (SIGTERM)")
def web_node_stopped(scene: Scene) -> None:
    scene.machine.web.stop()


@fault("a web node stands still")
def web_node_frozen(scene: Scene) -> None:
    _frozen(scene, [scene.machine.web], 2 * SHORT)


@fault("the machines start anew, one after the other (a deployment)")
def deployment(scene: Scene) -> None:
    for machine in scene.place.machines:
        stop(machine.programs)
        machine.heal()
        until(machine.answers, 60, 0.1)


@fault("the code is loaded anew (SIGHUP)")
def reloaded(scene: Scene) -> None:
    scene.machine.web.signal(signal.SIGHUP)
    time.sleep(SHORT)


@fault("a jobs process is killed")
def jobs_killed(scene: Scene) -> None:
    jobs = scene.machine.jobs
    scene.in_the_middle()
    jobs.kill()


@fault("a jobs process is stopped (SIGTERM)")
def jobs_stopped(scene: Scene) -> None:
    scene.machine.jobs.stop()


@fault("a jobs process stands still for long, then goes on")
def jobs_frozen(scene: Scene) -> None:
    _frozen(scene, [scene.machine.jobs], LONG)


@fault("no jobs process runs for a while")
def no_jobs(scene: Scene) -> None:
    _all_dead(scene, [machine.jobs for machine in scene.place.machines])


@fault("a worker is killed")
def worker_killed(scene: Scene) -> None:
    scene.machine.worker.kill()


@fault("a worker is stopped (SIGTERM)")
def worker_stopped(scene: Scene) -> None:
    scene.machine.worker.stop()


@fault("a worker stands still until it is taken for dead, then goes on")
def worker_frozen(scene: Scene) -> None:
    worker = scene.machine.worker
    worker.signal_all(signal.SIGSTOP)
    time.sleep(SILENCE.total_seconds() + LONG)


@fault("no worker runs for a while")
def no_workers(scene: Scene) -> None:
    _all_dead(scene, [machine.worker for machine in scene.place.machines])


@fault("a worker is killed at its work, which another takes up within 30 s")
def worker_killed_at_work(scene: Scene) -> None:
    """The mail server hangs, so that both are at work."""
    dying = scene.machine.worker
    jobs = _at_work(scene)
    dying.kill()
    scene.place.post_office.mode = WELL
    _taken_up(scene, jobs)


@fault("so is the one that notices: a third takes up the work of both within 30 s")
def noticer_killed(scene: Scene) -> None:
    first, second = scene.chance.sample(scene.place.machines, 2)
    third = first.spare
    before = scene.place.database.one(LIVING)
    third.start()
    until(lambda: scene.place.database.one(LIVING) > before, 60)
    time.sleep(MINDFUL)  # from then on it judges over others
    jobs = _at_work(scene)
    first.worker.kill()
    time.sleep(SILENCE.total_seconds() - 1 + 2 * scene.chance.random())
    second.worker.kill()
    scene.place.post_office.mode = WELL
    _taken_up(scene, jobs)
    third.stop()


LIVING = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '12 s'"
MINDFUL = 15
HALF_A_MINUTE = 30
DOING = "SELECT id, worker_id FROM procrastinate_jobs WHERE status = 'doing'"


def _at_work(scene: Scene) -> set[tuple[int, int]]:
    """Jobs that somebody is at, and that do not end by themselves."""
    scene.place.post_office.mode = HANGING
    until(lambda: len(scene.place.database.sql(DOING)) > 1, 20, 0.1)
    time.sleep(SHORT)
    return {(job, worker) for job, worker in scene.place.database.sql(DOING)}


def _taken_up(scene: Scene, jobs: set[tuple[int, int]]) -> None:
    """Wait until none of them is where it was."""
    began = time.monotonic()
    if not jobs:
        scene.wrong.append("nobody was at work")
    until(lambda: jobs.isdisjoint(scene.place.database.sql(DOING)), 2 * HALF_A_MINUTE, 0.1)
    if (took := time.monotonic() - began) > HALF_A_MINUTE * pace():
        scene.wrong.append(f"the work of the dead was taken up after {took:.0f} s")


def _frozen(scene: Scene, programs: list[Program], seconds: float) -> None:
    scene.in_the_middle()
    for program in programs:
        program.signal_all(signal.SIGSTOP)
    time.sleep(seconds)
    for program in programs:
        program.signal_all(signal.SIGCONT)


def _all_dead(scene: Scene, programs: list[Program]) -> None:
    scene.in_the_middle()
    for program in programs:
        program.kill()
    time.sleep(2 * SHORT)


@fault("a whole machine dies")
def machine_dies(scene: Scene) -> None:
    machine = scene.machine
    scene.in_the_middle()
    for program in machine.programs:
        program.signal_all(signal.SIGKILL)
    _gone(machine.programs)
    time.sleep(SHORT)


@fault("a whole machine stands still")
def machine_frozen(scene: Scene) -> None:
    _frozen(scene, scene.machine.programs, LONG)


@fault("every machine dies at once")
def all_die(scene: Scene) -> None:
    scene.in_the_middle()
    for program in scene.place.programs:
        program.signal_all(signal.SIGKILL)
    _gone(scene.place.programs)


def _gone(programs: list[Program]) -> None:
    """Wait until all have ended: one that is still dying would not be started again."""
    for program in programs:
        program.wait_for_end()


# --- The database


@fault("PostgreSQL is restarted (fast)")
def database_restarted(scene: Scene) -> None:
    scene.in_the_middle()
    scene.place.database.stop("fast")
    scene.place.database.start()


@fault("PostgreSQL crashes (immediate) and recovers")
def database_crashed(scene: Scene) -> None:
    scene.in_the_middle()
    scene.place.database.stop("immediate")
    time.sleep(scene.chance.random())
    scene.place.database.start()


@fault("PostgreSQL stands still")
def database_frozen(scene: Scene) -> None:
    scene.in_the_middle()
    scene.place.database.pause()
    time.sleep(2 * SHORT)


@fault("one backend is terminated")
def backend_terminated(scene: Scene) -> None:
    _terminate(scene, "LIMIT 1")


@fault("every backend is terminated")
def backends_terminated(scene: Scene) -> None:
    _terminate(scene, "")


def _terminate(scene: Scene, how_many: str) -> None:
    scene.in_the_middle()
    scene.place.database.sql(
        "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity"
        f" WHERE usename = 'node' ORDER BY xact_start NULLS LAST {how_many}) AS them"
    )


@fault("a backend is killed, PostgreSQL recovers from a crash")
def backend_killed(scene: Scene) -> None:
    scene.in_the_middle()
    scene.place.database.kill_backend()
    time.sleep(SHORT / 2)


@fault("no connection is left at the database")
def no_connection_left(scene: Scene) -> None:
    database, held = scene.place.database, []
    _terminate(scene, "")
    try:
        with suppress(psycopg.Error):
            while True:
                held.append(psycopg.connect(database.url(database.port), connect_timeout=3))
        time.sleep(2 * SHORT)
    finally:
        for connection in held:
            connection.close()


@fault("the database is slow")
def database_slow(scene: Scene) -> None:
    scene.place.database.sql("INSERT INTO chaos.slow VALUES (0.15, NULL)")
    time.sleep(2 * SHORT)


@fault("an operator locks a table")
def table_locked(scene: Scene) -> None:
    with scene.place.database.session() as operator:
        operator.execute("LOCK TABLE number_sequence IN ACCESS EXCLUSIVE MODE")
        time.sleep(2 * SHORT)


@fault("an operator's session crosses a command (deadlock)")
def deadlock(scene: Scene) -> None:
    """Two want what the other has; the database ends one of them."""
    waits = "SELECT 1 FROM pg_stat_activity WHERE usename = 'node' AND wait_event_type = 'Lock'"
    with scene.place.database.session() as operator, suppress(psycopg.Error):
        operator.execute("SELECT * FROM number_sequence FOR UPDATE")
        until(lambda: scene.place.database.sql(waits), 5, 0.02)
        operator.execute("SELECT id FROM process_instance WHERE finished_at IS NULL FOR UPDATE")


@contextmanager
def _of_one_case(scene: Scene) -> Iterator[int]:
    """A case with which somebody is busy."""
    busy = [person.case for person in scene.crowd.people if person.case]
    case = scene.chance.choice(busy) if busy else 0
    scene.crowd.hung.add(case)
    yield case


@fault("an operator holds the row of one case")
def case_held(scene: Scene) -> None:
    with _of_one_case(scene) as case, scene.place.database.session() as operator:
        operator.execute("SELECT id FROM process_instance WHERE id = %s FOR UPDATE", [case])
        time.sleep(2 * SHORT)


@fault("one case hangs in the middle of a step")
def case_hangs(scene: Scene) -> None:
    with _of_one_case(scene) as case:
        scene.place.database.sql("INSERT INTO chaos.slow VALUES (8, %s)", case)
        time.sleep(LONG)


# --- The lines between machines and database


@fault("the connections of a machine to the database are cut")
def line_cut(scene: Scene) -> None:
    line = scene.machine.line
    scene.in_the_middle()
    line.cut()


@fault("a machine cannot reach the database")
def line_dead(scene: Scene) -> None:
    line = scene.machine.line
    scene.in_the_middle()
    line.refusing = True
    line.cut()
    time.sleep(2 * SHORT)


@fault("nothing comes through between a machine and the database")
def line_stalled(scene: Scene) -> None:
    line = scene.machine.line
    scene.in_the_middle()
    line.stall()
    time.sleep(2 * SHORT)


@fault("the connections of a machine to the database are half closed")
def line_half_closed(scene: Scene) -> None:
    line = scene.machine.line
    scene.in_the_middle()
    line.half_close()
    time.sleep(SHORT)


@fault("the line between a machine and the database is slow")
def line_slow(scene: Scene) -> None:
    scene.machine.line.delay = 0.01
    time.sleep(2 * SHORT)


# --- People, and the lines between them and the machines


@fault("answers are lost: the command was done, and is sent again")
def answers_lost(scene: Scene) -> None:
    front = scene.place.front
    before = front.lost
    front.lose_answers(4)
    until(lambda: front.lost >= before + 4, 5)


@fault("requests break off in the middle")
def requests_cut(scene: Scene) -> None:
    front = scene.place.front
    before = front.robbed
    front.rob_requests(3)
    until(lambda: front.robbed >= before + 3, 5)


@fault("everybody's connection is cut")
def front_cut(scene: Scene) -> None:
    scene.in_the_middle()
    scene.place.front.cut()


@fault("an upload breaks off in the middle")
def upload_cut(scene: Scene) -> None:
    """A form with a file, half of which never comes."""
    port = scene.machine.port
    with suppress(*GONE, AssertionError):
        person = Person.signed_in(port, APPLICANT)
        person.connection.connect()
        assert person.connection.sock
        head = (
            f"POST {START} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 5000000\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\n"
            f"Cookie: {'; '.join(f'{k}={v}' for k, v in person.cookies.items())}\r\n\r\n--b\r\n"
            'Content-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.4\n'
        )
        person.connection.sock.sendall(head.encode() + bytes(2_000_000))
        time.sleep(SHORT / 2)
        person.close()


@fault("a user presses the button five times at once")
def impatient(scene: Scene) -> None:
    """The same answer from five browser windows; it counts once."""
    busy = [person for person in scene.crowd.people if person.case]
    if not busy:
        return
    official = scene.chance.choice(busy)
    official.hasty = 5
    until(lambda: not official.hasty, 5)


@fault("every session of an account is revoked")
def sessions_revoked(scene: Scene) -> None:
    """As when its owner, or an administrator, ends them all: a new nonce."""
    scene.place.database.sql(
        "UPDATE account SET session_nonce = md5(random()::text) WHERE login = %s",
        scene.chance.choice(LOGINS),
    )
    time.sleep(SHORT)


@fault("a browser forgets its cookies")
def cookies_lost(scene: Scene) -> None:
    for official in scene.crowd.people:
        person = scene.chance.choice(list(official.people.values()))
        person.cookies.clear()


@fault("too many browsers at once")
def too_many(scene: Scene) -> None:
    """A hundred that ask for a page at the same moment, many of which never read it."""

    def visit() -> None:
        person = Person(scene.place.front.port, "")
        person.connection.timeout = 10
        with suppress(*GONE):
            person.get("/sign-in")
        person.close()

    visitors = [threading.Thread(target=visit, daemon=True) for _ in range(100)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(15)


@fault("another release of diagrams and forms comes into force")
def release(scene: Scene) -> None:
    scene.place.database.sql(
        """WITH made AS (
            INSERT INTO release (sha256, note, created_at)
            SELECT sha256, 'chaos', now() FROM release ORDER BY id DESC LIMIT 1 RETURNING id)
        INSERT INTO release_item (release_id, kind, key, filename, number, sha256, content)
        SELECT made.id, i.kind, i.key, i.filename, i.number, i.sha256, i.content
        FROM made, release_item i WHERE i.release_id = (SELECT max(id) FROM release)"""
    )


# --- Clocks


@fault("a machine's clock jumps two days ahead")
def clock_ahead(scene: Scene) -> None:
    _jump(scene, [scene.machine], 2 * DAY)


@fault("a machine's clock jumps two days back")
def clock_back(scene: Scene) -> None:
    _jump(scene, [scene.machine], -2 * DAY)


@fault("every machine's clock jumps, each elsewhere")
def clocks_apart(scene: Scene) -> None:
    for machine in scene.place.machines:
        machine.set_clock(scene.chance.randrange(-3 * DAY, 3 * DAY))
    time.sleep(2 * SHORT)


def _jump(scene: Scene, machines: list[Machine], seconds: int) -> None:
    for machine in machines:
        machine.set_clock(seconds)
    time.sleep(2 * SHORT)


# --- Disks and mail


@fault("a machine's disk is full", may_fail=True)
def disk_full(scene: Scene) -> None:
    """No file of any of its programs may grow."""
    for program in scene.machine.programs:
        program.limit(resource.RLIMIT_FSIZE, lambda _one: 0)
    time.sleep(2 * SHORT)


def _mail(scene: Scene, mode: int) -> None:
    scene.place.post_office.mode = mode
    time.sleep(2 * SHORT)


@fault("the mail server is away")
def mail_away(scene: Scene) -> None:
    _mail(scene, AWAY)


@fault("the mail server hangs")
def mail_hangs(scene: Scene) -> None:
    _mail(scene, HANGING)


@fault("the mail server is full")
def mail_full(scene: Scene) -> None:
    _mail(scene, FULL)


@fault("the mail server takes mail and does not say so")
def mail_forgetful(scene: Scene) -> None:
    _mail(scene, FORGETFUL)


@fault("the mail server refuses for good")
def mail_never(scene: Scene) -> None:
    _mail(scene, NEVER)

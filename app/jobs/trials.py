"""Have the scenarios of a trial played, in programs of their own with bounds on memory and time."""

import logging
import os
import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from typing import IO

import psutil
from flask import current_app
from flask_babel import LazyString

from app.foundation import paths, queue
from app.foundation.database import transaction
from app.foundation.identity import acting
from app.workflow.studio.trials import running
from app.workflow.studio.trials.running import BROKE_OFF, ENDED, NO_SCRATCH, NOT_LENT, Claimed

# All scenarios of the house take two minutes; what takes so long stands still.
LONGEST = 45 * 60
SECONDS_BETWEEN_LOOKS = 0.5
BEAT_EVERY = 5.0
SECONDS_TO_END = 10
# A program takes four seconds to begin: for fewer scenarios a second one is not worth it.
WORTH_ANOTHER = 4
MOST_PROGRAMS = 4
log = logging.getLogger(__name__)
Program = subprocess.Popen[bytes]


def carry_out(trial_id: int) -> None:
    """Play a trial to its end."""
    with acting.as_system("trial"):
        with transaction():
            claimed = running.take_up(trial_id)
        if claimed:
            _carry_out(claimed)


def _carry_out(claimed: Claimed) -> None:
    with transaction():
        if running.worn_out(claimed):
            running.end(claimed, BROKE_OFF)
            return
    with tempfile.TemporaryFile() as said:
        programs = [_program(claimed, said) for _number in range(_how_many(claimed.size))]
        try:
            _wait_for(programs, claimed)
        finally:
            for program in programs:
                _put_an_end_to(program)
        if queue.is_stopping():
            with transaction():
                running.give_back(claimed)
            raise queue.GivenBack
        numbers = {program.returncode for program in programs}
        if numbers != {0}:
            said.seek(0)
            log.warning("trial %d: %s: %s", claimed.trial_id, numbers, said.read()[-4_000:])
    with transaction():
        running.end(claimed, NOT_LENT if NO_SCRATCH in numbers else _why(numbers))


def _why(numbers: set[int]) -> LazyString | None:
    """What is said of the numbers with which programs end by themselves."""
    return ENDED if any(number in (1, 2) for number in numbers) else None


def _how_many(size: int) -> int:
    """How many programs play beside each other: not more than there are processors."""
    return max(1, min(os.cpu_count() or 1, MOST_PROGRAMS, size // WORTH_ANOTHER))


def _program(claimed: Claimed, log_file: IO[bytes]) -> Program:
    """A program that plays; the key of this site's sessions is not its business."""
    config = current_app.config
    own = {"SECRET_KEY": secrets.token_hex(32), "RUN_JOBS": "0", "PYTHONUNBUFFERED": "1"}
    own |= {"DEMO": "1" if config["DEMO"] else "0", "DATABASE_ROLE": config["DATABASE_ROLE"]}
    if config["DATABASE_URL"]:
        own["DATABASE_URL"] = config["DATABASE_URL"]
    command = ["-m", "flask", "--app", "wsgi:app", "scenario", "trial"]
    return subprocess.Popen(
        [sys.executable, *command, str(claimed.trial_id), claimed.claim],
        cwd=paths.ROOT,
        env=os.environ | own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log_file,
    )


def _wait_for(programs: list[Program], claimed: Claimed) -> None:
    """Until all have ended, or it is enough; looks meanwhile whether the trial is to stop."""
    began = beaten = time.monotonic()
    while any(program.poll() is None for program in programs) and not queue.is_stopping():
        time.sleep(SECONDS_BETWEEN_LOOKS)
        now = time.monotonic()
        if now - began > LONGEST:
            log.warning("trial %d took too long", claimed.trial_id)
            return
        if now - beaten > BEAT_EVERY:
            beaten = now
            with transaction():
                lives = running.beat(claimed)
            if not lives:
                return


def _put_an_end_to(program: Program) -> None:
    """Stop it where it still runs; one that does not listen is killed with all it began."""
    if program.poll() is None:
        program.terminate()
    try:
        program.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        for one in _family(program):
            with suppress(psutil.NoSuchProcess):
                one.kill()
        program.wait()


def _family(program: Program) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(program.pid)
        return [*parent.children(recursive=True), parent]
    return []

"""PostgreSQL 15 as Debian has it, beside the embedded 18; for the tests that must run on both."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

BINARIES = Path(os.environ.get("POSTGRESQL_15", "/usr/lib/postgresql/15/bin"))
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


def program(name: str) -> str:
    """One of its programs; a test that needs it is skipped where it is not."""
    if not (BINARIES / name).exists():
        if os.environ.get("REQUIRE_SERVERS") == "1":
            pytest.fail("PostgreSQL 15 is missing: bash .ci/servers installs it")
        pytest.skip("PostgreSQL 15 is not installed (bash .ci/servers)")
    return str(BINARIES / name)


@contextmanager
def running(database: str = "xieshang") -> Iterator[str]:
    """A new server with an empty database; the URL of its owner, who may do everything."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    user = _user()
    with tempfile.TemporaryDirectory(prefix="xieshang-15-", ignore_cleanup_errors=True) as path:
        folder = Path(path).resolve()
        if user:
            shutil.chown(folder, user)
        data = str(folder / "data")
        _run(user, initdb, "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C")
        options = " ".join([f'-k "{folder}" -h ""', *(f"-c {each}" for each in HASTY)])
        log = str(folder / "log")
        _run(user, pg_ctl, "-D", data, "-w", "-o", options, "-l", log, "start")
        host = f"host={quote(str(folder), safe='')}"
        try:
            _run(user, program("createdb"), "-h", str(folder), "-U", "postgres", database)
            yield f"postgresql://postgres@/{database}?{host}"
        finally:
            _run(user, pg_ctl, "-D", data, "-w", "-m", "immediate", "stop")


def _user() -> str | None:
    """PostgreSQL refuses to run as root: Debian's package brought somebody."""
    if os.geteuid():
        return None
    return pwd.getpwnam("postgres").pw_name


def _run(user: str | None, *command: str) -> None:
    done = subprocess.run(
        command, user=user, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert not done.returncode, f"{command[0]}: {done.stdout}{done.stderr}"

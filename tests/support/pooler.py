"""PgBouncer as Debian has it, lending its connections by the transaction; for one test."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import make_url

PATIENCE = 30
SETTINGS = """\
[databases]
* = {server}
[pgbouncer]
unix_socket_dir = {folder}
listen_addr =
listen_port = 6432
auth_type = trust
auth_file = {folder}/accounts
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 500
logfile = {folder}/log
pidfile =
server_login_retry = 1
{more}
"""


def program() -> str:
    """Where it is; a test that needs it is skipped where it is not."""
    found = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not found:
        if os.environ.get("REQUIRE_SERVERS") == "1":
            pytest.fail("PgBouncer is missing: bash .ci/servers installs it")
        pytest.skip("PgBouncer is not installed (bash .ci/servers)")
    return found


@contextmanager
def before(url: str, account: str, size: int = 4, more: str = "") -> Iterator[str]:
    """Stand a pooler before a server; the URL under which this account reaches it."""
    to = make_url(url)
    user = _owner_of(Path(to.query["host"]))  # its socket may be closed to others
    with tempfile.TemporaryDirectory(prefix="xieshang-pool-", ignore_cleanup_errors=True) as path:
        folder = Path(path).resolve()
        server = f"host={to.query['host']} port={to.query.get('port', 5432)}"
        (folder / "accounts").write_text(f'"{account}" ""\n')
        text = SETTINGS.format(server=server, folder=folder, size=size, more=more)
        (folder / "settings.ini").write_text(text)
        for each in (folder, *folder.iterdir()):
            if user:
                shutil.chown(each, user)
        command = [program(), "-q", str(folder / "settings.ini")]
        running = subprocess.Popen(command, user=user, cwd=folder, stdin=subprocess.DEVNULL)
        try:
            ready = f"postgresql://{account}@/{to.database}?host={quote(path, safe='')}&port=6432"
            _wait(folder)
            yield ready
        finally:
            running.send_signal(signal.SIGTERM)  # at once; SIGINT would wait for its clients
            running.wait(PATIENCE)


def _owner_of(folder: Path) -> str | None:
    """Whom the server's socket belongs to; none where we are nobody who could become them."""
    return folder.owner() if os.geteuid() == 0 and folder.owner() != "root" else None


def _wait(folder: Path) -> None:
    """Until it listens; whether an account may pass is another matter."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as door:
            door.connect(str(folder / ".s.PGSQL.6432"))
            return
        time.sleep(0.02)
    raise AssertionError(f"PgBouncer does not listen: {(folder / 'log').read_text()}")

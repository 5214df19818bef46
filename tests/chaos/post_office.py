"""A mail server that keeps what it was given, and may be away, hang, refuse or forget to answer."""

import re
import socketserver
import threading
import time

NAME = re.compile(rb"^Message-ID:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)
WELL, AWAY, HANGING, FULL, FORGETFUL, NEVER = range(6)
LONGEST_HANG = 60


class PostOffice(socketserver.ThreadingTCPServer):
    """Listens on a port of its own; `letters` says how often each mail came."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.mode, self.door = WELL, threading.Lock()
        self.letters: dict[str, int] = {}
        self.never: set[str] = set()
        threading.Thread(target=self.serve_forever, daemon=True, name="post office").start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever breaks off is nobody's mistake here."""

    def keep(self, letter: bytes) -> bytes:
        """Take a mail, or not; what is answered."""
        found = NAME.search(letter)
        name = found[1].decode() if found else "without a name"
        with self.door:
            if self.mode == NEVER:
                self.never.add(name)
                return b"554 never\r\n"
            self.letters[name] = self.letters.get(name, 0) + 1
        return b"250 taken\r\n"


class Visit(socketserver.StreamRequestHandler):
    """One program that brings mail."""

    server: PostOffice

    def handle(self) -> None:
        """Speak as much SMTP as `smtplib` needs."""
        if self.server.mode == AWAY:
            return
        self._say(b"220 post office\r\n")
        while word := self.rfile.readline().strip().upper():
            self._wait()
            if word.startswith(b"QUIT"):
                self._say(b"221 bye\r\n")
                return
            if word.startswith(b"RCPT") and self.server.mode == FULL:
                self._say(b"452 full\r\n")
            elif word.startswith(b"DATA"):
                self._say(b"354 go on\r\n")
                answer = self.server.keep(self._letter())
                if self.server.mode == FORGETFUL:
                    return  # taken, and nobody hears of it
                self._say(answer)
            else:
                self._say(b"250 well\r\n")

    def _wait(self) -> None:
        end = time.monotonic() + LONGEST_HANG
        while self.server.mode == HANGING and time.monotonic() < end:
            time.sleep(0.1)

    def _letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def _say(self, words: bytes) -> None:
        self.wfile.write(words)

"""A person at a browser, over a real connection that is kept open, without a browser's cost."""

import http.client
import secrets
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from app.foundation.identity import passwords
from app.scenarios.page import Page, Pairs

GONE = (OSError, http.client.HTTPException)
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Reply:
    """What the server answered."""

    status: int
    location: str
    body: bytes
    retry_after: str = ""

    @property
    def text(self) -> str:
        return self.body.decode()


class Person:
    """Signs in once, takes the token of the session once, then sends forms."""

    def __init__(self, port: int, login: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.login = login
        self.token = ""
        self.cookies: dict[str, str] = {}
        # From then on the cookies stay: a browser would go on to the page that an answer names,
        # which shows its message and takes it out of the session again.
        self.settled = False

    @classmethod
    def signed_in(cls, port: int, login: str) -> Self:
        """Somebody who has signed in, the way people do."""
        person = cls(port, login)
        person.sign_in()
        return person

    def sign_in(self) -> None:
        """Fill in the sign-in page; a new session has a new token."""
        self.settled = False
        self.token = self.page("/sign-in").token()
        words = [("login", self.login), ("password", passwords.PUBLISHED)]
        reply = self.post("/sign-in", words)
        assert reply.status == 302, f"{self.login}: {reply.status}"
        self.token = self.page("/account").token()
        self.settled = True

    def page(self, path: str) -> Page:
        """Look at a page, to fill in its form."""
        return Page((reply := self.get(path)).status, path, reply.text)

    def get(self, path: str, *, part: bool = False) -> Reply:
        """Look at a page, or at the part of it that its script asks for."""
        return self._send("GET", path, part=part)

    def post(self, path: str, fields: Pairs, *, multipart: bool = False) -> Reply:
        """Send a form with the session's token."""
        fields = [pair for pair in fields if pair[0] != "csrf_token"]
        fields.append(("csrf_token", self.token))
        if not multipart:
            return self._send("POST", path, urlencode(fields).encode(), URLENCODED)
        border = secrets.token_hex(8)
        kind = f"multipart/form-data; boundary={border}"
        return self._send("POST", path, _parts(fields, border), kind)

    def go_to(self, port: int) -> None:
        """Go on with the same session at another server of the same house."""
        self.connection.close()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def close(self) -> None:
        """Leave."""
        self.connection.close()

    def _send(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", part: bool = False
    ) -> Reply:
        headers = {"Accept": "text/html"} | ({"HX-Request": "true"} if part else {})
        if kind:
            headers["Content-Type"] = kind
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except GONE:
            self.connection.close()  # the next request opens another
            raise
        self._take_cookies(answer.headers)
        got = answer.headers
        return Reply(answer.status, got.get("Location", ""), content, got.get("Retry-After", ""))

    def _take_cookies(self, headers: http.client.HTTPMessage) -> None:
        for cookie in headers.get_all("Set-Cookie") or ():
            name, _, rest = cookie.partition("=")
            if not self.settled:
                self.cookies[name] = rest.partition(";")[0]


def _parts(fields: Pairs, border: str) -> bytes:
    head = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    lines = [f"--{border}\r\n" + head.format(name, value) for name, value in fields]
    return "".join([*lines, f"--{border}--\r\n"]).encode()

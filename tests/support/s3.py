"""A small server that speaks as much of S3 as our store needs; for one test.

It takes any signature: what is tested is our own side.  `deaf` makes it answer nothing but 503.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class Shelf(ThreadingHTTPServer):
    """The objects of one bucket, in memory."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, tuple[bytes, datetime]] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.deaf = False

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def age(self, key: str, moment: datetime) -> None:
        """As if an object had been put then."""
        self.objects[key] = self.objects[key][0], moment


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Shelf

    def log_message(self, *said: object) -> None:
        pass

    def _asked(self) -> tuple[str, dict[str, str]]:
        split = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(split.query, keep_blank_values=True).items()}
        _bucket, _, key = unquote(split.path).strip("/").partition("/")
        return key, query

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        if self.server.deaf:
            status, body, headers = 503, b"", {}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", headers.get("length") or str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def do_PUT(self) -> None:
        key, query = self._asked()
        body = self._body()
        if "partNumber" in query:
            self.server.parts[query["uploadId"]][int(query["partNumber"])] = body
        elif not self.server.deaf:
            self.server.objects[key] = body, datetime.now(UTC)
        self._answer(200, ETag=f'"{hashlib.md5(body).hexdigest()}"')

    def do_POST(self) -> None:
        key, query = self._asked()
        self._body()
        if "uploads" in query:
            self.server.parts[upload := f"upload-{len(self.server.parts)}"] = {}
            told = f"<UploadId>{upload}</UploadId>"
            self._answer(200, _xml("InitiateMultipartUploadResult", told))
        else:
            parts = self.server.parts.pop(query["uploadId"])
            whole = b"".join(parts[number] for number in sorted(parts))
            self.server.objects[key] = whole, datetime.now(UTC)
            self._answer(200, _xml("CompleteMultipartUploadResult", "<ETag>x</ETag>"))

    def do_GET(self) -> None:
        key, query = self._asked()
        if "list-type" in query:
            self._list(query.get("prefix", ""))
        elif key not in self.server.objects:
            self._answer(404, _xml("Error", "<Code>NoSuchKey</Code>"))
        else:
            body, since = self.server.objects[key]
            when = format_datetime(since, usegmt=True)
            self._answer(200, body, Last_Modified=when, ETag='"x"', length=str(len(body)))

    do_HEAD = do_GET

    def do_DELETE(self) -> None:
        self.server.objects.pop(self._asked()[0], None)
        self._answer(204)

    def _list(self, prefix: str) -> None:
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(body)}</Size><ETag>x</ETag>"
            f"<LastModified>{since:%Y-%m-%dT%H:%M:%S}.000Z</LastModified></Contents>"
            for key, (body, since) in sorted(self.server.objects.items())
            if key.startswith(prefix)
        )
        self._answer(200, _xml("ListBucketResult", f"<IsTruncated>false</IsTruncated>{rows}"))


def _xml(name: str, inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><{name}>{inner}</{name}>'.encode()


@contextmanager
def running() -> Iterator[Shelf]:
    """The server, in a thread."""
    shelf = Shelf()
    thread = threading.Thread(target=shelf.serve_forever, daemon=True)
    thread.start()
    try:
        yield shelf
    finally:
        shelf.shutdown()
        shelf.server_close()
        thread.join()

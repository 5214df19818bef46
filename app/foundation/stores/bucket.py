"""Contents in a bucket of a store that speaks S3: of a cloud, or one of your own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from app.foundation import clock
from app.foundation.stores.store import PIECE, Kept, Missing, Unavailable

SCHEME = "s3://"
# Of what is larger than a part, two parts are on their way at once: so much memory is enough.
PART = 8 * PIECE
AT_ONCE = 2
# What was put so lately need not be sent again to count as put just now.
FRESH = timedelta(hours=12)
SECONDS_TO_CONNECT, SECONDS_IN_ALL, RETRIES = 5, 120, 3


@dataclass(frozen=True)
class Keys:
    """Which server, and with which keys; what is empty is as the library finds it (`AWS_…`)."""

    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = ""


class Bucket:
    """Objects under a prefix of a bucket, named by their hash."""

    def __init__(self, address: str, keys: Keys) -> None:
        self.bucket, _, self.prefix = address.removeprefix(SCHEME).strip("/").partition("/")
        self.keys = keys
        self._store: S3Store | None = None

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.prefix}".rstrip("/")

    def put(self, sha256: str, content: BinaryIO) -> None:
        """Send it, unless it is there since lately."""
        with _answers():
            found = self._head(sha256)
            if found is None or found < clock.now() - FRESH:
                content.seek(0)
                obstore.put(self.store, sha256, content, chunk_size=PART, max_concurrency=AT_ONCE)

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Fetch it in pieces."""
        with _answers():
            for piece in obstore.get(self.store, sha256).stream(PIECE):
                yield bytes(piece)

    def has(self, sha256: str) -> bool:
        """Ask for it."""
        with _answers():
            return self._head(sha256) is not None

    def kept(self) -> Iterator[Kept]:
        """List the bucket, page by page."""
        with _answers():
            for page in obstore.list(self.store):
                for each in page:
                    yield Kept(each["path"], each["size"], each["last_modified"])

    def drop(self, sha256: str, before: datetime) -> bool:
        """Delete it, unless it was sent again since then."""
        with _answers():
            found = self._head(sha256)
            if found is None or found >= before:
                return False
            obstore.delete(self.store, sha256)
            return True

    @property
    def store(self) -> S3Store:
        """The library's client, made at its first use: never in a process that forks later."""
        if self._store is None:
            given = {
                "endpoint": self.keys.endpoint,
                "region": self.keys.region,
                "access_key_id": self.keys.access_key,
                "secret_access_key": self.keys.secret_key,
            }
            keys: Any = {name: value for name, value in given.items() if value}
            keys["disable_bulk_delete"] = True  # not everything that speaks S3 knows it
            self._store = S3Store(
                self.bucket,
                prefix=self.prefix or None,
                client_options={
                    "allow_http": self.keys.endpoint.startswith("http://"),
                    "connect_timeout": timedelta(seconds=SECONDS_TO_CONNECT),
                    "timeout": timedelta(seconds=SECONDS_IN_ALL),
                },
                config=keys,
                retry_config={
                    "max_retries": RETRIES,
                    "retry_timeout": timedelta(seconds=SECONDS_IN_ALL),
                },
            )
        return self._store

    def _head(self, sha256: str) -> datetime | None:
        """When it was sent; none where it is not there."""
        try:
            return obstore.head(self.store, sha256)["last_modified"]
        except (NotFoundError, FileNotFoundError):
            return None


@contextmanager
def _answers() -> Iterator[None]:
    """What the library says, in words of ours; never its keys."""
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        raise Missing("not in the bucket") from error
    except (BaseError, OSError) as error:
        raise Unavailable(f"The bucket of files does not answer: {type(error).__name__}") from error

"""What a store of contents can do, and what may go wrong there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

PIECE = 1 << 20


class Missing(Exception):
    """There is no content of this hash in the store."""


class Unfit(Exception):
    """Something that is no file of ours stands where the content should lie."""


class Unavailable(RuntimeError):
    """The store does not answer, or has no room; nothing was kept."""


@dataclass(frozen=True)
class Kept:
    """A content that is there: its size, and when it was last put."""

    sha256: str
    size: int
    since: datetime


class Store(Protocol):
    """A place for contents, by their hash."""

    def put(self, sha256: str, content: BinaryIO) -> None:
        """Keep a content, read from its start; one that is there counts as put just now."""

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """The content, piece by piece; raises `Missing`."""

    def has(self, sha256: str) -> bool:
        """Whether it is there."""

    def kept(self) -> Iterator[Kept]:
        """Everything that is there."""

    def drop(self, sha256: str, before: datetime) -> bool:
        """Throw a content away, unless it was put again since then."""


@contextmanager
def room(place: object) -> Iterator[None]:
    """A disk that is full, or gone, is no fault of whoever uploads, and no half of a file stays."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"{place} cannot be written: {error.strerror}") from error


def pieces_of(content: BinaryIO) -> Iterator[bytes]:
    """A file from its start, piece by piece."""
    content.seek(0)
    while piece := content.read(PIECE):
        yield piece

"""Contents of files: kept by their hash in the store of this installation, checked when read.

What is read is copied aside first and compared with its hash: nobody gets half a file, or another
one, and a slow reader holds nothing of the database.  A content that no row names (the
transaction was rolled back and the store is not the database) is harmless: the next upload of
the same finds it, and a night later it is swept.
"""

import hashlib
import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select

from app.foundation import clock, paths
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.kept import KeptName
from app.foundation.stores.bucket import SCHEME, Bucket, Keys
from app.foundation.stores.folder import Folder
from app.foundation.stores.large_objects import LargeObjects
from app.foundation.stores.store import Missing, Store, room

DATABASE = "database"
DAY = timedelta(days=1)
TOGETHER = 500
# Columns of the house that name contents by their hash: what none of them names may be swept.
NAMED_BY: list[Any] = []
log = logging.getLogger(__name__)


class Damaged(Exception):
    """What lies in the store is not what its hash says."""


@dataclass
class Settings:
    """Where contents are kept, and where they lay before; set once by the factory."""

    store: Store = field(default_factory=LargeObjects)
    # Installations that kept files in UPLOAD_FOLDER: what was not moved yet is found there.
    before: Folder = field(default_factory=lambda: Folder(paths.UPLOADS))


settings = Settings()


def configure(config: Mapping[str, Any]) -> None:
    """Say where this installation keeps the contents of its files."""
    settings.store = store(config["FILES"], config)
    settings.before = Folder(Path(config["UPLOAD_FOLDER"]))


def store(address: str, config: Mapping[str, Any]) -> Store:
    """The store of this name: `database`, `s3://bucket/prefix`, or a folder."""
    if address == DATABASE:
        return LargeObjects()
    if address.startswith(SCHEME):
        names = ("S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY")
        return Bucket(address, Keys(*(config[name] or "" for name in names)))
    return Folder(Path(address))


def problem(address: str) -> str | None:
    """Why this names no store; None where it does."""
    if address == DATABASE or address.startswith("/"):
        return None
    bucket = address.removeprefix(SCHEME).partition("/")[0]
    if address.startswith(SCHEME) and bucket:
        return None
    return "must be database, s3://bucket/prefix, or the full path of a folder"


@contextmanager
def lent(other: Store) -> Iterator[None]:
    """Keep contents elsewhere inside the `with` block."""
    usual, settings.store = settings.store, other
    try:
        yield
    finally:
        settings.store = usual


def put(sha256: str, content: BinaryIO) -> None:
    """Keep a content whose hash was counted."""
    settings.store.put(sha256, content)


@contextmanager
def opened(sha256: str) -> Iterator[BinaryIO]:
    """A checked copy of a content, to be read from its start."""
    file = copied(sha256)
    with file:
        yield file


def copied(sha256: str) -> BinaryIO:
    """A checked copy of a content, which whoever asked for it closes."""
    for place in (settings.store, settings.before):
        try:
            return copied_from(place, sha256)
        except Missing:
            continue
        except Damaged as damaged:
            log.error("%s", damaged)
    raise NotFound(_("This file is not there any more."))


def copied_from(place: Store, sha256: str) -> BinaryIO:
    """The same from one store; raises `Missing`, and `Damaged` where it is another content."""
    digest = hashlib.sha256()
    with ExitStack() as closing, room("The folder for temporary files"):
        file = closing.enter_context(tempfile.TemporaryFile())
        for piece in place.pieces(sha256):
            digest.update(piece)
            file.write(piece)
        if digest.hexdigest() != sha256:
            raise Damaged(f"{sha256} in {place} is another content")
        file.seek(0)
        closing.pop_all()
        return file


def has(sha256: str) -> bool:
    """Whether a content is in the store, or where contents lay before."""
    return settings.store.has(sha256) or settings.before.has(sha256)


def named(after: str = "") -> Iterator[str]:
    """Every hash that some row names, in order."""
    while True:
        found = set[str]()
        for column in _naming():
            some = select(column).where(column > after).distinct().order_by(column).limit(TOGETHER)
            found |= set(db.session.scalars(some))
        if not found:
            return
        these = sorted(found)[:TOGETHER]
        yield from these
        after = these[-1]


def _naming() -> Iterator[Any]:
    """Where names may stand: the archive's first and last, as a case may move while we look."""
    yield from (KeptName.sha256, *NAMED_BY, KeptName.sha256)


def orphans(place: Store) -> Iterator[str]:
    """What lies in a store, and was not put lately, and no row names."""
    before = clock.now() - DAY
    if isinstance(place, Folder):
        place.clear(before)
    old = (each.sha256 for each in place.kept() if each.since < before)
    while unnamed := set(islice(old, TOGETHER)):
        for column in _naming():
            unnamed -= set(db.session.scalars(select(column).where(column.in_(unnamed))))
        yield from sorted(unnamed)


def sweep(place: Store, sha256: str) -> bool:
    """Throw an orphan away, unless somebody put it again meanwhile."""
    return place.drop(sha256, clock.now() - DAY)


def move(sha256: str, source: Store, target: Store) -> bool:
    """Copy a content from store to store, checked; False where it was there already."""
    if target.has(sha256):
        return False
    with copied_from(source, sha256) as file:
        target.put(sha256, file)
    return True


def leave(sha256: str, source: Store, target: Store) -> None:
    """Take a moved content from where it was, once it was read back from where it is."""
    copied_from(target, sha256).close()
    source.drop(sha256, clock.now() + DAY)

"""Contents in a folder: of one machine, or one that all machines share.

Nothing of it is served, and a name from outside is never part of a path.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from app.foundation.stores.store import PIECE, Kept, Missing, Unfit, pieces_of, room

SHA256 = re.compile(r"[0-9a-f]{64}")


class Folder:
    """Each content is a file named by its hash, in folders of its first two signs."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    def location(self, sha256: str) -> Path:
        """Where the content of this hash lies."""
        if not SHA256.fullmatch(sha256):
            raise Missing(sha256)
        return self.path / sha256[:2] / sha256

    def put(self, sha256: str, content: BinaryIO) -> None:
        """Write beside, then move into place in one move."""
        place = self.location(sha256)
        if place.is_symlink():
            raise Unfit(str(place))
        with room(self):
            if place.exists():
                os.utime(place)  # in use again: not an orphan for another day
                return
            self._settle(content, place)

    def _settle(self, content: BinaryIO, place: Path) -> None:
        incoming = self.path / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        descriptor, copy = tempfile.mkstemp(dir=incoming)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for piece in pieces_of(content):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            place.parent.mkdir(exist_ok=True)
            os.chmod(copy, 0o440)
            os.replace(copy, place)
        finally:
            Path(copy).unlink(missing_ok=True)

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Read the file; a link in its place is not followed."""
        try:
            descriptor = os.open(self.location(sha256), os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            raise Missing(sha256) from None
        with os.fdopen(descriptor, "rb") as file:
            while piece := file.read(PIECE):
                yield piece

    def has(self, sha256: str) -> bool:
        """Whether a file lies there that is no link."""
        place = self.location(sha256)
        return place.is_file() and not place.is_symlink()

    def kept(self) -> Iterator[Kept]:
        """All files that are named like a content."""
        for file in sorted(self.path.glob("??/*")):
            if SHA256.fullmatch(file.name) and not file.is_dir():
                seen = file.lstat()
                yield Kept(file.name, seen.st_size, datetime.fromtimestamp(seen.st_mtime, UTC))

    def drop(self, sha256: str, before: datetime) -> bool:
        """Delete the file, unless it was put again since then."""
        place = self.location(sha256)
        try:
            if place.lstat().st_mtime >= before.timestamp():
                return False
            place.unlink()
        except FileNotFoundError:
            return False
        return True

    def clear(self, before: datetime) -> None:
        """Delete copies that were never settled: whoever wrote them was killed."""
        for copy in self.path.glob("incoming/*"):
            if copy.lstat().st_mtime < before.timestamp():
                copy.unlink(missing_ok=True)

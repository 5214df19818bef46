"""Attachments: who uploaded what under which name; their contents are kept by their hash."""

import hashlib
import re
import tempfile
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Protocol
from urllib.parse import quote

from sqlalchemy import BigInteger, ForeignKey, Index, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock, scanning
from app.foundation import contents as kept
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.filetypes import KINDS, Kind, extension, kind_of
from app.foundation.i18n import _
from app.foundation.stores.store import Unfit, room

MEGABYTE = 1024 * 1024
CHUNK = 1 << 18
LONGEST_NAME = 150
ACCEPTED = ",".join(f".{name}" for name in KINDS)


class Upload(Protocol):
    """A file as the web hands it over."""

    filename: str | None
    stream: Any


class Uploader(Protocol):
    """Whoever uploads; an account."""

    id: Any


@dataclass
class Settings:
    """How large a file may be; set once by the factory."""

    largest: int = 20 * MEGABYTE


settings = Settings()


def configure(largest: int) -> None:
    """Say how large a file may be."""
    settings.largest = largest


class Attachment(db.Model):
    """A file that somebody attached to a case.  No foreign key to it: the ground knows no case."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_instance_id", "instance_id"),
        Index("ix_attachment_sha256", "sha256"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    content_path: Mapped[str] = mapped_column(String(80))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    instance_id: Mapped[int | None]
    task_id: Mapped[int | None]
    field: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def disposition(self) -> str:
        """The header that has the file saved under its name, whatever signs are in it."""
        return attachment_header(self.filename)

    def __str__(self) -> str:
        return f"attachment:{self.id}"


kept.NAMED_BY.append(Attachment.sha256)


def store(
    upload: Upload,
    field: str,
    account: Uploader,
    instance_id: int | None = None,
    kinds: Mapping[str, Kind] = KINDS,
) -> Attachment:
    """Check an upload and keep it; raise `Invalid` on its field where it cannot be taken."""
    name = tidy_name(upload.filename or "")
    try:
        sha256, size = _keep(upload, name, kinds)
    except Refusal as refusal:
        told = _("“%(name)s”: %(fault)s", name=name, fault=str(refusal))
        raise Invalid({field: [told]}) from None
    kind = kind_of(name, kinds)
    assert kind is not None, "a file of no known kind is refused before"
    attachment = Attachment(
        filename=name,
        media_type=kind.media_type,
        size=size,
        sha256=sha256,
        content_path=f"{sha256[:2]}/{sha256}",
        uploaded_by_id=account.id,
        instance_id=instance_id,
        field=field,
    )
    db.session.add(attachment)
    db.session.flush()  # its id is the value of the form's field
    return attachment


@contextmanager
def read(attachment: Attachment) -> Iterator[BinaryIO]:
    """The content of an attachment, to be streamed."""
    with kept.opened(attachment.sha256) as file:
        yield file


def waiting(ids: Iterable[str], account_id: int, instance_id: int | None) -> list[Attachment]:
    """Those of these files that the account uploaded for the case, or for none yet."""
    wanted = [found for found in map(_uuid, ids) if found]
    if not wanted:
        return []
    query = select(Attachment).where(
        Attachment.id.in_(wanted),
        Attachment.uploaded_by_id == account_id,
        Attachment.instance_id.is_(None) | (Attachment.instance_id == instance_id),
    )
    return list(db.session.scalars(query))


def attach(ids: Iterable[str], instance_id: int, task_id: int | None = None) -> list[Attachment]:
    """Tie files to the case and the task whose answer named them."""
    wanted = [found for found in map(_uuid, ids) if found]
    found = list(db.session.scalars(select(Attachment).where(Attachment.id.in_(wanted))))
    for attachment in found:
        attachment.instance_id = instance_id
        attachment.task_id = attachment.task_id or task_id
    return found


def hand_over(ids: Iterable[str], giver_id: int, taker_id: int) -> None:
    """Of these files, those that wait in one account's draft wait in another's from now on."""
    waits = Attachment.id.in_([found for found in map(_uuid, ids) if found])
    mine = waits & (Attachment.uploaded_by_id == giver_id) & Attachment.task_id.is_(None)
    db.session.execute(update(Attachment).where(mine).values(uploaded_by_id=taker_id))


def contents(ids: Iterable[str]) -> set[tuple[str, str]]:
    """The names of these files, each with the hash of its content."""
    wanted = [found for found in map(_uuid, ids) if found]
    query = select(Attachment.filename, Attachment.sha256).where(Attachment.id.in_(wanted))
    return {(name, sha256) for name, sha256 in db.session.execute(query)}


def content_of(upload: Upload) -> tuple[str, str]:
    """The name and the hash of an upload, whether or not it was read before."""
    upload.stream.seek(0)
    digest = hashlib.file_digest(upload.stream, "sha256")
    return tidy_name(upload.filename or ""), digest.hexdigest()


def tidy_name(name: str) -> str:
    """A name as it is kept: any script, but no folder, no control sign, and not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    # Control signs break headers; the ones for direction make `exe.pdf` of `fdp.exe`.
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    kept = unicodedata.normalize("NFC", kept).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not stem:
        return kept[:LONGEST_NAME] if not dot else f"file.{ending}"[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"[:LONGEST_NAME]


def attachment_header(filename: str) -> str:
    """`Content-Disposition` for a file to be saved: a plain name, and the true one (RFC 5987)."""
    plain = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", plain).strip(" ._-") or "attachment"
    if extension(plain) != extension(filename):
        plain = f"attachment.{extension(filename)}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def readable_size(size: int) -> str:
    """A size for people."""
    if size < MEGABYTE:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / MEGABYTE:.1f} MB"


class Refusal(Exception):
    """Why a file is not taken."""


def _keep(upload: Upload, name: str, kinds: Mapping[str, Kind]) -> tuple[str, int]:
    kind = kind_of(name, kinds)
    if kind is None:
        raise Refusal(
            _(
                "Files of this kind are not accepted; possible are %(kinds)s.",
                kinds="、".join(kinds),
            )
        )
    with room("The folder for temporary files"), tempfile.TemporaryFile() as file:
        sha256, size = _copy(upload.stream, file)
        if not kind.is_one(file):
            raise Refusal(
                _("The content is not what the name says (.%(kind)s).", kind=extension(name))
            )
        _scan(file, name)
        try:
            kept.put(sha256, file)
        except Unfit:
            raise Refusal(_("The file could not be stored.")) from None
    return sha256, size


def _scan(file: BinaryIO, name: str) -> None:
    try:
        scanning.look(file, name)
    except scanning.Infected:
        raise Refusal(_("The virus scanner objects to this file; it was not kept.")) from None
    except scanning.Unreachable:
        raise Refusal(
            _("The virus scanner does not answer; please send the file again in a while.")
        ) from None


def _copy(source: Any, file: BinaryIO) -> tuple[str, int]:
    """Stream to disk, never more than may be kept; return hash and size."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > settings.largest:
            raise Refusal(
                _("The file is larger than %(most)s.", most=readable_size(settings.largest))
            )
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise Refusal(_("The file is empty."))
    file.flush()  # the checks read it from the start, one of them past Python's buffer
    return digest.hexdigest(), size


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None

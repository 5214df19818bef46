"""Which files may be attached, and whether one is what its name says.

A name proves nothing, so the content is looked at; and a content that is two things at once
(a picture with an archive behind it) is neither.
"""

import codecs
import mmap
import stat
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

TAIL = 66_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND\xaeB`\x82"
ZIP_END = b"PK\x05\x06"
CHUNK = 1 << 16
# An archive is opened by whoever receives it: not too many files, not too much, nothing inside
# that could not be attached by itself, and no archive within the archive.
MOST_MEMBERS = 2_000
LARGEST_CONTENT = 500 * 1024 * 1024
MARKUP = (
    b"<!doctype",
    b"<html",
    b"<script",
    b"<svg",
    b"<?php",
    b"#!",
    b"mz\x90",
    b"%pdf-",
    b"{\\rtf",
)
TEXT_CONTROLS = {*range(32)} - {9, 10, 12, 13}

Check = Callable[[BinaryIO], bool]


@dataclass(frozen=True)
class Kind:
    """A kind of file: what it is sent as, and how it is known."""

    media_type: str
    is_one: Check


def kind_of(filename: str, kinds: Mapping[str, "Kind"] | None = None) -> Kind | None:
    """The kind that a name promises; None for one that may not be attached."""
    return (KINDS if kinds is None else kinds).get(extension(filename))


def extension(filename: str) -> str:
    """What stands behind the last dot, in small letters."""
    return PurePosixPath(filename.replace("\\", "/")).suffix[1:].lower()


def _pdf(file: BinaryIO) -> bool:
    return _head(file, 5) == b"%PDF-" and b"%%EOF" in _tail(file) and not _hides_archive(file)


def _png(file: BinaryIO) -> bool:
    return _head(file, 8) == PNG and _tail(file).endswith(PNG_END)


def _jpeg(file: BinaryIO) -> bool:
    return (
        _head(file, 3) == b"\xff\xd8\xff"
        and b"\xff\xd9" in _tail(file)
        and not _hides_archive(file)
    )


def _text(file: BinaryIO) -> bool:
    head = _head(file, 512)
    if head.lower().lstrip(b"\xef\xbb\xbf \t\r\n").startswith(MARKUP) or _hides_archive(file):
        return False
    return any(_decodes(file, encoding) for encoding in ("utf-8-sig", "gb18030"))


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            if any(ord(sign) in TEXT_CONTROLS for sign in set(decoder.decode(chunk))):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _old_office(*streams: str) -> Check:
    """A compound file with a stream that only this program writes."""
    names = [stream.encode("utf-16-le") for stream in streams]

    def check(file: BinaryIO) -> bool:
        if _head(file, 8) != OLE or _hides_archive(file):
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return any(content.find(name) > 0 for name in names)

    return check


def _package(main_part: str) -> Check:
    """A ZIP with the one part that makes it a document of this kind, and no macros."""

    def check(file: BinaryIO) -> bool:
        members = _members(file)
        names = {member.filename for member in members or ()}
        return main_part in names and not any("vbaproject" in name.lower() for name in names)

    return check


def _archive(file: BinaryIO) -> bool:
    members = _members(file) or []
    return members != [] and all(map(_harmless, members))


def _harmless(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    escapes = name.startswith("/") or ".." in PurePosixPath(name).parts
    if escapes or stat.S_ISLNK(member.external_attr >> 16) or set(name) & set("\\:\0\r\n"):
        return False
    kind = extension(member.filename)
    return member.is_dir() or (kind in KINDS and kind != "zip")


def _members(file: BinaryIO) -> list[zipfile.ZipInfo] | None:
    """What is in a ZIP that starts and ends as one; None for anything doubtful."""
    if _head(file, 4) != b"PK\x03\x04":
        return None
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            # Behind the directory stands its end and a comment, and nothing else.
            ends_well = _tail(file).rfind(ZIP_END) == len(_tail(file)) - 22 - len(archive.comment)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
        return None
    secret = any(member.flag_bits & 1 for member in members)
    large = sum(member.file_size for member in members) > LARGEST_CONTENT
    return None if secret or large or not ends_well or len(members) > MOST_MEMBERS else members


def _head(file: BinaryIO, count: int) -> bytes:
    file.seek(0)
    return file.read(count)


def _tail(file: BinaryIO) -> bytes:
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    return file.read()


def _hides_archive(file: BinaryIO) -> bool:
    """An archive is read from its end: it can stand behind anything else."""
    return ZIP_END in _tail(file)


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, Kind] = {
    "pdf": Kind("application/pdf", _pdf),
    "ofd": Kind("application/ofd", _package("OFD.xml")),
    "doc": Kind("application/msword", _old_office("WordDocument")),
    "docx": Kind(_OFFICE + "wordprocessingml.document", _package("word/document.xml")),
    "wps": Kind("application/vnd.ms-works", _old_office("WordDocument")),
    "xls": Kind("application/vnd.ms-excel", _old_office("Workbook", "Book")),
    "xlsx": Kind(_OFFICE + "spreadsheetml.sheet", _package("xl/workbook.xml")),
    "csv": Kind("text/csv", _text),
    "txt": Kind("text/plain", _text),
    "png": Kind("image/png", _png),
    "jpg": Kind("image/jpeg", _jpeg),
    "jpeg": Kind("image/jpeg", _jpeg),
    "zip": Kind("application/zip", _archive),
}
# What is handed in to be read by the program, and is no attachment of a case.
TABLES: dict[str, Kind] = {
    "xlsx": KINDS["xlsx"],
    "csv": KINDS["csv"],
    "json": Kind("application/json", _text),
}

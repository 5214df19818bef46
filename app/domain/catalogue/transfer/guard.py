"""Before a workbook is opened: is it one, and is nothing in it that could do harm?

What is said of a ZIP in its directory may be a lie, so that sizes are looked at here and the
content is counted again while it is read (`xlsx.py`).
"""

import zipfile
from typing import BinaryIO

from app.domain.catalogue.transfer.faults import Wrong
from app.foundation.i18n import lazy

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
HEAD = 1 << 20
MOST_MEMBERS = 500
LARGEST = 150 * 1024 * 1024
# Tables of text shrink to a tenth or a thirtieth, a bomb to a thousandth.
SUSPICIOUS, RATIO = 1024 * 1024, 150
MAIN = "xl/workbook.xml"
# What may hold code, or fetch something from elsewhere when the workbook is opened.
FORBIDDEN = {
    "vbaproject": lazy("The workbook holds macros: save it as a plain .xlsx."),
    "xl/macrosheets/": lazy("The workbook holds macros: save it as a plain .xlsx."),
    "xl/externallinks/": lazy("The workbook links to other files: break the links and save it."),
    "xl/connections": lazy("The workbook fetches data from elsewhere: remove the connections."),
    "xl/querytables/": lazy("The workbook fetches data from elsewhere: remove the connections."),
    "xl/embeddings/": lazy("The workbook holds embedded files: remove them."),
    "xl/activex/": lazy("The workbook holds controls: remove them."),
}
BOMB = lazy("The workbook unpacks to far more than a table of this catalogue can be.")
BROKEN = lazy("The file is damaged or is no Excel workbook (.xlsx).")


def opened(file: BinaryIO) -> zipfile.ZipFile:
    """The archive of a workbook that may be read; raises `Wrong` with what to do instead."""
    _check_kind(file)
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
        raise Wrong(BROKEN) from None
    _check_members(members)
    if MAIN not in {member.filename for member in members}:
        raise Wrong(lazy("The file is no Excel workbook (.xlsx)."))
    return archive


def _check_kind(file: BinaryIO) -> None:
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(OLE):
        file.seek(0)
        if ENCRYPTED in file.read():
            raise Wrong(lazy("The workbook is protected by a password: save it without one."))
        raise Wrong(lazy("This is an old Excel file (.xls): save it as .xlsx."))
    if not head.startswith(b"PK\x03\x04"):
        raise Wrong(BROKEN)


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename.lower().lstrip("/") for member in members]
    if len(members) > MOST_MEMBERS or len(set(names)) != len(names):
        raise Wrong(BROKEN)
    if any(member.flag_bits & 1 for member in members):
        raise Wrong(lazy("The workbook is protected by a password: save it without one."))
    if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in members):
        raise Wrong(BROKEN)
    if sum(member.file_size for member in members) > LARGEST or any(map(_bursts, members)):
        raise Wrong(BOMB)
    for part, said in FORBIDDEN.items():
        if any(part in name for name in names):
            raise Wrong(said)


def _bursts(member: zipfile.ZipInfo) -> bool:
    packed = max(member.compress_size, 1)
    return member.file_size > SUSPICIOUS and member.file_size / packed > RATIO

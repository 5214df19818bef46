"""What may be attached: the content must be what the name says, and only that."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from app.foundation.filetypes import kind_of

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 17 + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 40 + b"\xff\xd9"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def packed(*names: str, secret: bool = False) -> bytes:
    """A ZIP with files of these names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "内容")
    found = content.getvalue()
    # Bit 0 of the flags, in the directory: encrypted.
    return (
        found.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
        if secret
        else found
    )


def with_link() -> bytes:
    """A ZIP in which a member is a symbolic link."""
    content = io.BytesIO()
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return content.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
XLSX = packed("[Content_Types].xml", "xl/workbook.xml")
OFD = packed("OFD.xml", "Doc_0/Document.xml")
Opened = Callable[[bytes], BinaryIO]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """A real file with this content."""

    def make(content: bytes) -> BinaryIO:
        path = tmp_path / "file"
        path.write_bytes(content)
        return path.open("rb")

    return make


GOOD = [
    ("a.pdf", PDF),
    ("a.PDF", PDF),
    ("a.png", PNG),
    ("a.jpg", JPEG),
    ("a.jpeg", JPEG),
    ("a.docx", DOCX),
    ("a.xlsx", XLSX),
    ("a.ofd", OFD),
    ("a.doc", OLE + "WordDocument".encode("utf-16-le")),
    ("a.wps", OLE + "WordDocument".encode("utf-16-le")),
    ("a.xls", OLE + "Workbook".encode("utf-16-le")),
    ("a.txt", "依据《条例》第二十条".encode()),
    ("a.txt", "依据《条例》第二十条".encode("gb18030")),
    ("a.csv", "\ufeff编号,名称\r\n1,甲\r\n".encode()),
    ("a.csv", ("编号,名称\r\n" * 20_000).encode("gb18030")),
    ("a.zip", packed("方案.pdf", "表/数据.xlsx")),
]
BAD = [
    ("a.pdf", PNG),
    ("a.pdf", b"%PDF-1.7 without an end"),
    ("a.pdf", b"MZ" + PDF),
    ("a.pdf", PDF + packed("x.txt")),
    ("a.png", PDF),
    ("a.png", PNG + packed("x.txt")),
    ("a.png", PNG + b"<script>"),
    ("a.jpg", JPEG + packed("x.txt")),
    ("a.jpg", b"GIF89a"),
    ("a.docx", XLSX),
    ("a.docx", packed("x.txt")),
    ("a.docx", packed("word/document.xml", "word/vbaProject.bin")),
    ("a.docx", PDF + DOCX),
    ("a.docx", DOCX + b"more"),
    ("a.docx", DOCX[:-30]),
    ("a.docx", OLE + "WordDocument".encode("utf-16-le")),
    ("a.doc", OLE),
    ("a.doc", DOCX),
    ("a.xls", OLE + "WordDocument".encode("utf-16-le")),
    ("a.ofd", DOCX),
    ("a.txt", b"abc\0def"),
    ("a.txt", PNG),
    ("a.txt", b"<html><script>alert(1)</script>"),
    ("a.csv", b"  <!DOCTYPE html>"),
    ("a.txt", b"text" + packed("x.txt")),
    ("a.txt", b"\xff\xff\xff"),
    ("a.zip", PDF),
    ("a.zip", packed()),
    ("a.zip", packed("virus.exe")),
    ("a.zip", packed("inner.zip")),
    ("a.zip", packed("../../evil.txt")),
    ("a.zip", packed("a.txt", secret=True)),
    ("a.zip", with_link()),
    ("a.zip", b"PK\x03\x04 broken"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"), GOOD, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_file_that_is_what_it_says_is_taken(opened: Opened, name: str, content: bytes) -> None:
    kind = kind_of(name)

    assert kind
    with opened(content) as file:
        assert kind.is_one(file)


@pytest.mark.parametrize(
    ("name", "content"), BAD, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_file_that_is_something_else_is_refused(
    opened: Opened, name: str, content: bytes
) -> None:
    kind = kind_of(name)

    assert kind
    with opened(content) as file:
        assert not kind.is_one(file)


@pytest.mark.parametrize(
    "name", ["a.exe", "a.html", "a.svg", "a.js", "a.docm", "a", "", ".pdf", "pdf", "a.pdf.exe"]
)
def test_other_kinds_are_not_taken(name: str) -> None:
    assert kind_of(name) is None

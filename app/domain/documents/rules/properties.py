"""What a .docx says of itself.  The file may come from anybody, so nothing in it is trusted."""

import lzma
import struct
import zipfile
import zlib
from io import BytesIO
from typing import NamedTuple

from lxml import etree

CORE = "docProps/core.xml"
LARGEST_CORE = 64 * 1024
MOST_PARTS = 2000
IDENTIFIER = "{http://purl.org/dc/elements/1.1/}identifier"
KEYWORDS = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords"
HASH = "sha256:"
NO_DOCX = "is not a .docx"

# What unpacking a hostile file raises: no ZIP, a broken or encrypted part, an unknown method.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError,
           NotImplementedError, RuntimeError, struct.error, OverflowError)  # fmt: skip


class Unreadable(Exception):
    """The file cannot be one of ours; the message says why."""


class Said(NamedTuple):
    """The number and the hash of the content that a file claims; empty where it says nothing."""

    number: str = ""
    sha256: str = ""


def said(content: bytes) -> Said:
    """What the file claims to be; raises Unreadable where it is no .docx."""
    core = _core(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(core, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(NO_DOCX) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(NO_DOCX)
    number = (root.findtext(IDENTIFIER) or "").strip()
    keywords = (root.findtext(KEYWORDS) or "").strip()
    return Said(number, keywords.removeprefix(HASH) if keywords.startswith(HASH) else "")


def _core(content: bytes) -> bytes:
    """The part with the properties, unpacked only as far as an honest one goes."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if len(packed.infolist()) > MOST_PARTS:
                raise Unreadable(NO_DOCX)
            with packed.open(CORE) as part:
                core = part.read(LARGEST_CORE + 1)
    except KeyError as error:
        raise Unreadable("carries no properties, so it is not one of ours") from error
    except DAMAGED as error:
        raise Unreadable(NO_DOCX) from error
    if len(core) > LARGEST_CORE:
        raise Unreadable("has properties too large to be ours")
    return core

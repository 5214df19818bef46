"""Pages sent compressed: a list of tasks is a seventh of its size on the wire.

Whoever can put words of their own on a page and read its size on the wire might guess at what
else stands there (BREACH).  Three things stand against it.  The cookie of the session is
`SameSite=Lax`, so that no other site can ask for pages in somebody's name and in numbers.  The
token of the forms carries the moment it was made and is signed anew with each page, so that
guesses at it never add up.  And a name of random length in the head of what is packed hides a
few bytes more or less; sizes would have to be averaged over far more pages than one can ask for.
"""

import secrets
import struct
import zlib

from flask import Flask, Response, request

SHORTEST = 1024
LEVEL = 4  # half the time of the usual 6, for a few bytes in a hundred more
LONGEST_NAME = 128
# Two bytes that say gzip, deflate, “a name follows”, no time, no special effort, no system.
HEAD = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"
WORDS = frozenset({"text/html", "application/json", "text/csv", "image/svg+xml"})


def install(app: Flask) -> None:
    """Pack every long page for those who take it."""
    app.after_request(pack)


def pack(answer: Response) -> Response:
    """Pack what is text and whole; files and what flows stay as they are."""
    if answer.mimetype not in WORDS or answer.is_streamed or answer.direct_passthrough:
        return answer
    answer.vary.add("Accept-Encoding")
    length = answer.calculate_content_length() or 0
    if (
        length < SHORTEST
        or answer.content_encoding
        or "gzip" not in request.accept_encodings
        or answer.status_code == 206
    ):
        return answer
    answer.set_data(packed(answer.get_data()))
    answer.content_encoding = "gzip"
    return answer


def packed(content: bytes) -> bytes:
    """In the form of gzip, under a name whose length nobody can foresee."""
    squeezer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = squeezer.compress(content) + squeezer.flush()
    name = b"x" * secrets.randbelow(LONGEST_NAME)
    tail = struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return b"".join((HEAD, name, b"\0", body, tail))

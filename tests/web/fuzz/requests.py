"""Requests that nobody means well with: any address, with anything in its gaps, fields and head."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_from_bytes

from hypothesis import strategies as st
from werkzeug.routing import Map, Rule

from app.foundation import paths

ASKED = re.compile(
    r"(?:args|form|values|files)(?:\.get|\.getlist)?[(\[]\s*\"(\w+)\"|def \w+\(.*\"(\w+)\""
    r"|asking\.\w+\([\w.]+, \"(\w+)\"|    (\w+): \w+ = asking\."
)
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LONG = 20_000


def names() -> list[str]:
    """Every name by which a page asks for a parameter, and every key of a form."""
    code = " ".join(file.read_text() for file in sorted((paths.APP / "web").rglob("*.py")))
    found = {name for pair in ASKED.findall(code) for name in pair if name}
    for file in (paths.ROOT / "forms").rglob("*.json"):
        found |= set(re.findall(r'"key": "(\w+)"', file.read_text()))
    return sorted(found | {"page", "sort", "next", "_version", "csrf_token", "on"})


NASTY = [
    "", " ", "0", "-1", "1", "2147483648", "9" * 30, "9" * 5000, "1e400", "NaN", "٣", "1_000",
    "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202e", "\u200b", "\ufeff", "\U0001f9ff",
    "é́" * 50,
    "协商",
    "长" * LONG, "a" * LONG, "'", "\"", "';--", "%", "_", "%%%s%(x)s", "\\", "\\x", "{{7*7}}",
    "{0.__class__}",
    "${x}", "<script>alert(1)</script>", "]]>", "../../etc/passwd", "/",
    "//x.test",
    "http://x.test/", "\r\nSet-Cookie: a=b", "2026-02-30", "0000-00-00", "9999-12-31",
    "10000-01-01",
    "2026-W01-1", "2026-09", "2026-13", "25:61", "None", "null", "true", "[]", "{}", "[[1]]",
    "IR0001",
    "GSJ", "XXB", "a,b,,", "=cmd|' /C calc'!A0", "\t\n", "-", ".", "..", "__class__",
    "sharing_application",
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY),
    st.integers().map(str),
    st.dates().map(str),
    st.text(max_size=40),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Co", "Mn"]), max_size=10),
)
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


def _zipped(name: str, content: bytes, level: int = 9) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def _workbook(part: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", part)
        archive.writestr("xl/worksheets/sheet1.xml", part)
    return file.getvalue()


def _laughs() -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{lines}]><x>&l9;</x>'.encode()


LAUGHS = _laughs()
BOMB = _zipped("a.txt", bytes(30_000_000))
CONTENTS = [
    b"", b"\x00" * 10, b"text", b"\xff\xfe\xff", PDF, PDF + _zipped("a.txt", b"x"), BOMB,
    _zipped("../../x.txt", b"x"), _zipped("a.zip", BOMB), _zipped("a.txt", b"x")[:-9],
    OLE + bytes(600),
    _workbook(LAUGHS), _workbook(bytes(20_000_000)), _workbook(b"<workbook/>"), LAUGHS,
    b"<x" * 5_000,
    b"<bpmn/>", b'{"a":' * 3_000, b"[" * 50_000, b"{}", b"[]", b'"x"', b"a,b\n" * 3_000,
    b"\xef\xbb\xbfterm,canonical\n\x00,b",
    b"date,is_workday,name\n9999-99-99,Q,\n", b"\x89PNG\r\n\x1a\n", "甲,乙\n".encode("gb18030"),
]  # fmt: skip
ENDINGS = [
    "pdf",
    "zip",
    "xlsx",
    "csv",
    "json",
    "txt",
    "bpmn",
    "xml",
    "exe",
    "doc",
    "png",
    "",
    "PDF",
]
files = st.tuples(
    st.sampled_from(CONTENTS) | st.binary(max_size=200),
    st.tuples(st.sampled_from(["a", "..", "a\x00", "长" * 300, "\u202efdp", 'a"b', "a\r\nb"]),
              st.sampled_from(ENDINGS)).map(".".join),
)  # fmt: skip
plain = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
HEADERS = [
    "Accept", "Accept-Language", "Accept-Encoding", "HX-Request", "HX-Target", "HX-Current-URL",
    "X-Request-Id", "If-None-Match", "If-Modified-Since", "If-Range", "Range", "Referer", "Origin",
    "User-Agent", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Authorization",
    "X-CSRFToken", "X-Requested-With", "Forwarded", "X-HTTP-Method-Override", "Content-Encoding",
    "Transfer-Encoding", "Cookie",
]  # fmt: skip
VALUES = [
    "", "*", "*/*;q=9", "application/json", "text/html;q=x", "xx-YY;q=1e9",
    "zh-Hans-CN-x-" + "a" * 300,
    "bytes=0-", "bytes=-1", "bytes=9-1", "bytes=0-0," * 50, "true", "W/\"x\"",
    "Thu, 99 Foo 9999 99:99:99 GMT",
    "Bearer " + "x" * 5000, "Basic !!!", "Digest a=b", "null", "http://[::1",
    "http://x.test/\x7f", "a" * 5000,
    "chunked", "gzip", "xieshang=garbage", "xieshang=.eJx.aaa.bbb", "127.0.0.1, ::1, x", "\xff\xfe",
]  # fmt: skip
headers = st.dictionaries(st.sampled_from(HEADERS), st.sampled_from(VALUES) | plain, max_size=3)


@dataclass(frozen=True)
class Asked:
    """One request."""

    rule: str
    method: str
    path: str
    how: dict[str, Any] = field(default_factory=dict)


@st.composite
def of_any(draw: st.DrawFn, rules: list[Rule], things: dict[str, Any], known: list[str]) -> Asked:
    """A request to one of these addresses."""
    rule = draw(st.sampled_from(rules))
    return draw(of(rule, things, known))


@st.composite
def of(draw: st.DrawFn, rule: Rule, things: dict[str, Any], known: list[str]) -> Asked:
    """A request to this address."""
    methods = sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
    method = draw(st.sampled_from([*methods, *methods, *methods, "HEAD", "OPTIONS", "PUT", "FOO"]))
    path = "".join(draw(_part(piece, things)) for piece in _pieces(rule.rule))
    how: dict[str, Any] = {"headers": draw(headers)}
    fields = st.lists(st.tuples(st.sampled_from(known) | texts, texts), max_size=6)
    if draw(st.booleans()):
        how["query_string"] = "&".join(f"{_quoted(k)}={_quoted(v)}" for k, v in draw(fields))
    if method not in ("GET", "HEAD", "OPTIONS"):
        how |= draw(_body(fields, known))
    return Asked(rule.rule, method, path, how)


@st.composite
def _body(draw: st.DrawFn, fields: Any, known: list[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from(["form", "form", "form", "files", "json", "raw", "none"]))
    if kind == "form":
        body = "&".join(f"{_quoted(k)}={_quoted(v)}" for k, v in draw(fields))
        return {"data": body, "content_type": "application/x-www-form-urlencoded"}
    if kind == "files":
        parts = b""
        for name, value in draw(fields):
            parts += _part_of_form(name, value.encode("utf-8", "surrogatepass"))
        named = st.sampled_from(["file", "scans", "attachments", "files"]) | st.sampled_from(known)
        for name, (content, filename) in draw(st.lists(st.tuples(named, files), max_size=3)):
            parts += _part_of_form(name, content, filename)
        ends = draw(st.sampled_from([b"--edge--\r\n", b"--edge--\r\n", b"", b"--edge"]))
        return {"data": parts + ends, "content_type": "multipart/form-data; boundary=edge"}
    if kind == "json":
        tree = draw(trees | st.dictionaries(st.sampled_from(known), trees, max_size=5))
        return {"data": json.dumps(tree), "content_type": "application/json"}
    if kind == "raw":
        types = ["application/json", "multipart/form-data", "text/xml", "x",
        "text/plain;charset=\x7f",
                 "multipart/form-data; boundary=",
                 "application/x-www-form-urlencoded;charset=utf-7"]  # fmt: skip
        content = st.binary(max_size=300) | st.sampled_from(CONTENTS)
        return {"data": draw(content), "content_type": draw(st.sampled_from(types))}
    return {}


def _part_of_form(name: str, content: bytes, filename: str | None = None) -> bytes:
    def safe(text: str) -> bytes:
        return re.sub(r'[\r\n"]', "_", text).encode("utf-8", "surrogatepass")

    head = b'--edge\r\nContent-Disposition: form-data; name="' + safe(name) + b'"'
    if filename is not None:
        head += b'; filename="' + safe(filename) + b'"\r\nContent-Type: application/pdf'
    return head + b"\r\n\r\n" + content + b"\r\n"


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


def _pieces(rule: str) -> Iterator[tuple[bool, str]]:
    """Text and gaps of an address, in order."""
    for at, piece in enumerate(re.split(r"<(?:[^<>:]*:)?(\w+)>", rule)):
        yield at % 2 == 1, piece


def _part(piece: tuple[bool, str], things: dict[str, Any]) -> Any:
    is_gap, text = piece
    if not is_gap:
        return st.just(text)
    real = things.get(text, 1)
    known = [
        quote(str(one), safe="") for one in (real.values() if isinstance(real, dict) else [real])
    ]
    return st.one_of(st.sampled_from(known), st.sampled_from(known), texts.map(_in_path))


def _in_path(text: str) -> str:
    return _quoted(text[:500]) or "x"


def addresses(url_map: Map) -> list[Rule]:
    """Every address of the application, in a fixed order."""
    return sorted(url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))

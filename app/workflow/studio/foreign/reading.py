"""Read a file that somebody was handed by another tool: refused with a reason, in bounded time."""

import codecs
import re

from flask_babel import LazyString
from lxml import etree

from app.foundation.i18n import _, lazy
from app.workflow.engine import malformed
from app.workflow.engine.diagram import BPMN, LARGEST_FILE, MOST_NODES, NODES, BadDiagram

DC = "{http://www.omg.org/spec/DD/20100524/DC}"
LINES = "{http://www.omg.org/spec/DD/20100524/DI}"
PLACE = ("x", "y", "width", "height")
NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,2})?", re.ASCII)
MOST_ELEMENTS, MOST_ATTRIBUTES = 20_000, 200
ELEMENTS = lazy("The file has more than %(most)s elements.")
BOXES = lazy("The diagram has more than %(most)s boxes.")
ATTRIBUTES = lazy("An element has more than %(most)s attributes.")
PREFIXES = lazy("The file declares more than %(most)s prefixes.")
# What begins a file that is no text at all.
PACKED = {
    b"PK\x03\x04": lazy("a ZIP archive; unpack it first"),
    b"\x1f\x8b": lazy("a gzip archive; unpack it first"),
    b"%PDF": lazy("a PDF document"),
    b"\x89PNG": lazy("a picture"),
    b"\xd0\xcf\x11\xe0": lazy("an Office or Visio document; save it as BPMN 2.0 there"),
}
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The first characters of `<?xml` or `<definitions` where each takes two bytes.
UNMARKED = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,200}?\?>", re.ASCII)
ENCODING = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
BEFORE_ROOT = re.compile(r"(?:[^<]|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
TEXTS = re.compile(
    r"utf-?8|utf-?16(-?[lb]e)?|us-ascii|ascii|iso-?8859-?\d{1,2}|latin-?1|windows-125\d|cp125\d"
    r"|gb2312|gbk|gb18030|big5|shift_jis|euc-(jp|kr)"
)
# Roots of files that people take for BPMN: the end of the namespace → what it is.
OTHERS = {
    "/DMN/": lazy("a decision table (DMN)"),
    "/CMMN/": lazy("a case model (CMMN)"),
    "/XPDL": lazy("a process in XPDL"),
    "/BPMN/20100524/DI": lazy("only the drawing of a process"),
    "w3.org/2000/svg": lazy("a picture (SVG)"),
    "w3.org/1999/xhtml": lazy("a web page"),
}


class Refused(BadDiagram):
    """The file is not taken in; the text says why."""


def read_foreign(content: bytes) -> etree._Element:
    """The root of a BPMN file with its comments; raise `Refused` where it is none, or harms."""
    if len(content) > LARGEST_FILE:
        raise Refused(_("The file is larger than %(most)s bytes.", most=LARGEST_FILE))
    text = _text(content)
    before = BEFORE_ROOT.match(text)
    if before and text.startswith("<!", before.end()):
        raise Refused(_("A document type (DOCTYPE) is not allowed."), 1)
    root = _parsed(text)
    _must_be_bpmn(root)
    _must_be_of_human_size(root)
    _must_be_drawable(root)
    return root


def _text(content: bytes) -> str:
    """The file as text without its first line, whatever encoding it is in."""
    for mark, what in PACKED.items():
        if content.startswith(mark):
            raise Refused(_("This is no diagram but %(what)s.", what=str(what)))
    encoding = _encoding(content)
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as wrong:
        reason = _("It holds bytes that are no text in its encoding (%(name)s).", name=encoding)
        raise Refused(reason) from wrong
    if not text.strip():
        raise Refused(_("The file is empty."))
    if "\x00" in text:
        raise Refused(_("It holds a character that XML does not allow."))
    return DECLARATION.sub("", text, count=1) if DECLARATION.match(text) else text


def _encoding(content: bytes) -> str:
    for mark, encoding in (*MARKS, *UNMARKED):
        if content.startswith(mark):
            return encoding
    named = ENCODING.match(content)
    encoding = named.group(1).decode("ascii") if named else "utf-8"
    if not TEXTS.fullmatch(encoding.lower()):
        raise Refused(_("Files in the encoding %(name)s are not read.", name=encoding))
    return encoding


def _parsed(text: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        strip_cdata=False,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(text.strip().encode(), parser)
    except UnicodeEncodeError as wrong:
        raise Refused(_("It holds a character that XML does not allow.")) from wrong
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise Refused(malformed.why(wrong), getattr(wrong, "lineno", 0) or 0) from wrong


def _must_be_bpmn(root: etree._Element) -> None:
    name = etree.QName(root)
    if root.tag == f"{BPMN}definitions":
        return
    known = (what for part, what in OTHERS.items() if part in (name.namespace or ""))
    what = next(known, None)
    if what is not None:
        raise Refused(_("This is no diagram but %(what)s.", what=str(what)), 1)
    raise Refused(_("This is not a BPMN 2.0 file."), 1)


def _must_be_of_human_size(root: etree._Element) -> None:
    """Nobody draws by hand what would keep the server, or the browser, busy for minutes."""
    boxes = elements = depth = prefixes = 0
    for event, e in etree.iterwalk(root, events=("start", "end", "start-ns", "end-ns")):
        prefixes += {"start-ns": 1, "end-ns": -1}.get(event, 0)
        depth += {"start": 1, "end": -1}.get(event, 0)
        if event == "start":
            elements += 1
            boxes += is_box(e)
            _must_be_within(len(e.attrib), MOST_ATTRIBUTES, ATTRIBUTES)
        _must_be_within(elements, MOST_ELEMENTS, ELEMENTS)
        _must_be_within(boxes, MOST_NODES, BOXES)
        _must_be_within(prefixes, MOST_ATTRIBUTES, PREFIXES)
        if depth >= malformed.DEEPEST:
            raise Refused(malformed.too_deep())


def _must_be_within(number: int, most: int, words: LazyString) -> None:
    if number > most:
        raise Refused(str(words) % {"most": most})


def _must_be_drawable(root: etree._Element) -> None:
    """A place that is no number would keep the editor, and so the browser, busy for ever."""
    for e in root.iter(f"{DC}Bounds", f"{LINES}waypoint"):
        for name in PLACE:
            value = e.get(name, "0").strip()
            if not NUMBER.fullmatch(value):
                reason = _("In the drawing, “%(value)s” is not a number.", value=value[:40])
                raise Refused(reason, e.sourceline if isinstance(e.sourceline, int) else 0)


def is_box(e: etree._Element) -> bool:
    """Is it something that happens: a task, an event, a gateway, a sub-process?"""
    return is_bpmn(e) and bool(NODES.fullmatch(local(e)))


def is_bpmn(e: etree._Element) -> bool:
    """Is it an element of BPMN itself?"""
    return isinstance(e.tag, str) and e.tag.startswith(BPMN)


def said(e: etree._Element) -> dict[str, str]:
    """An element's attributes as text."""
    return {str(name): str(value) for name, value in e.attrib.items()}


def local(e: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(e).localname

"""What a diagram said before and does not say after: element, attribute, old, new.

Harmless, and so not told: prefixes, attribute order, white space between elements, processing
instructions, how a number or a yes is written, the order in which a drawing lists its shapes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DRAWING = "http://www.omg.org/spec/BPMN/20100524/DI"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
# Lists whose order says something.
ORDERED = {"flowNodeRef", "waypoint", "participant", "lane", "incoming", "outgoing"}


@dataclass(frozen=True)
class Loss:
    """One thing that was there and is not there, or is another."""

    element: str
    what: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.element}, {self.what}: {_short(self.old)} → {_short(self.new)}"


def losses(before: bytes, after: bytes) -> list[Loss]:
    """All that the second file does not say any more."""
    one, two = _read(before), _read(after)
    found = list(_compared(one, two, _path(one)))
    found += _comments_around(one, two)
    return found


def _read(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_pis=True)
    return etree.fromstring(content, parser)


def _compared(old: etree._Element, new: etree._Element, path: str) -> Iterator[Loss]:
    if old.tag is etree.Comment:
        return
    for name in old.attrib:
        was, now = _value(old, name), _value(new, name)
        if was != now:
            yield Loss(path, f"@{_plain(name)}", old.get(name, ""), _raw(new, name))
    if _texts(old) != _texts(new):
        yield Loss(path, "text", " | ".join(_texts(old)), " | ".join(_texts(new)))
    pairs = _pairs(old, new)
    for child in old:
        if child not in pairs:
            yield Loss(path, "child", _path(child, path), "nothing")
        else:
            yield from _compared(child, pairs[child], _path(child, path))
    yield from _reordered(old, pairs, path)


def _pairs(old: etree._Element, new: etree._Element) -> dict[etree._Element, etree._Element]:
    """Which child of the one is which of the other."""
    left: dict[object, list[etree._Element]] = {}
    for child in new:
        left.setdefault(child.tag, []).append(child)
    pairs: dict[etree._Element, etree._Element] = {}
    for same in (_same_key, _same_words, _same_name):
        for child in old:
            alike = left.get(child.tag, [])
            found = next((o for o in alike if child not in pairs and same(child, o)), None)
            if found is not None:
                alike.remove(found)
                pairs[child] = found
    return pairs


def _same_key(one: etree._Element, other: etree._Element) -> bool:
    return bool(_key(one)) and _key(one) == _key(other)


def _same_words(one: etree._Element, other: etree._Element) -> bool:
    return not _key(one) and _words(one) == _words(other)


def _same_name(one: etree._Element, other: etree._Element) -> bool:
    return one.tag is not etree.Comment and not _key(one) and not _key(other)


def _key(e: etree._Element) -> str:
    return "" if e.tag is etree.Comment else e.get("id") or e.get("bpmnElement") or ""


def _words(e: etree._Element) -> tuple:
    if e.tag is etree.Comment:
        return (e.text,)
    said = tuple(sorted((name, _value(e, name)) for name in e.attrib))
    return (e.tag, said, _texts(e), tuple(_words(child) for child in e))


def _reordered(old: etree._Element, pairs: dict, path: str) -> Iterator[Loss]:
    for tag in dict.fromkeys(child.tag for child in old):
        if tag is etree.Comment or etree.QName(tag).localname not in ORDERED:
            continue
        kept = [pairs[child] for child in old.iterchildren(tag) if child in pairs]
        places = [e.getparent().index(e) for e in kept]
        if places != sorted(places):
            yield Loss(path, f"order of {_plain(tag)}", "as drawn", "another")


def _comments_around(old: etree._Element, new: etree._Element) -> Iterator[Loss]:
    def before(root: etree._Element) -> list[str]:
        return [c.text for c in root.itersiblings(etree.Comment, preceding=True)]

    for text in before(old):
        if text not in before(new):
            yield Loss("/", "comment", text, "nothing")


def _value(e: etree._Element, name: str) -> object:
    """What an attribute says, however it is written."""
    value = e.get(name)
    if value is None:
        return None
    if name == TYPE or (":" in value and not value.startswith(("http:", "https:", "urn:"))):
        return _qualified(e, value)
    if value.strip() in ("true", "false") or (
        value in ("1", "0") and name.startswith(("is", "can"))
    ):
        return value.strip() in ("true", "1")
    return float(value) if NUMBER.fullmatch(value) and len(value) < 16 else value


def _raw(e: etree._Element, name: str) -> str:
    value = e.get(name)
    return "nothing" if value is None else value


def _texts(e: etree._Element) -> tuple[object, ...]:
    """The pieces of text between the children; a reference is its name in its namespace."""
    pieces = [e.text, *(child.tail for child in e)]
    found = [piece for piece in pieces if piece and piece.strip()]
    reference = len(found) == 1 and not len(e) and etree.QName(e).namespace == MODEL
    if reference and len(found[0]) < 200 and not re.search(r"\s", found[0].strip()):
        return (_qualified(e, found[0].strip()),)
    return tuple(found)


def _qualified(e: etree._Element, value: str) -> object:
    """A name with a prefix that means this file is the same name without."""
    prefix, colon, name = value.partition(":")
    home = e.getroottree().getroot().get("targetNamespace")
    if not colon or not re.fullmatch(r"[\w.-]+", prefix):
        return value
    uri = e.nsmap.get(prefix)
    if uri is None:
        return value
    return name if uri == home else f"{{{uri}}}{name}"


def _path(e: etree._Element, above: str = "") -> str:
    if e.tag is etree.Comment:
        return f"{above}/comment “{_short(e.text)}”"
    key = _key(e)
    if key:
        return f"{etree.QName(e).localname} “{key}”"
    return f"{above}/{etree.QName(e).localname}"


def _plain(name: object) -> str:
    return etree.QName(name).localname


def _short(text: str) -> str:
    text = " ".join(str(text).split())
    return text if len(text) <= 80 else f"{text[:80]}…"

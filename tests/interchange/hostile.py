"""Files made to harm whoever opens them; run by itself, it tells what each of them costs.

`python -m tests.interchange.hostile` prints a line of JSON for each of them.
"""

import gzip
import io
import json
import resource
import time
import zipfile
from collections.abc import Iterator

from app.workflow.studio.foreign.reading import Refused
from app.workflow.studio.foreign.receiving import receive
from tests.support.memory import peak

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OPEN = f'<definitions xmlns="{MODEL}" id="d" targetNamespace="x">'
CLOSE = "</definitions>"
DRAWING = "http://www.omg.org/spec/BPMN/20100524/DI"
PLACES = "http://www.omg.org/spec/DD/20100524/DC"
DECISIONS = "https://www.omg.org/spec/DMN/20191111/MODEL/"
MEMORY = 1_500_000_000


def file(inside: str, before: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}{OPEN}{inside}{CLOSE}'.encode()


def process(inside: str) -> bytes:
    return file(f'<process id="p">{inside}</process>')


GOOD = process('<startEvent id="s"/>')
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def files() -> Iterator[tuple[str, bytes, str]]:
    """Name, content, and a word of the reason for which it must be refused."""
    yield from _entities()
    yield from _no_text()
    yield from _too_much()
    yield from _broken()
    yield from _other_formats()


def _entities() -> Iterator[tuple[str, bytes, str]]:
    laughs = f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]>'
    yield "a billion laughs", file("<process id='p' name='&l9;'/>", laughs), "DOCTYPE"
    yield "laughs in a text", file("<process id='p'>&l9;</process>", laughs), "DOCTYPE"
    blow = f'<!DOCTYPE d [<!ENTITY a "{"x" * 50_000}">]>'
    yield "quadratic blow-up", file("&a;" * 5_000, blow), "DOCTYPE"
    outside = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    yield "a file of the server", file("<process id='&a;'/>", outside), "DOCTYPE"
    net = '<!DOCTYPE d [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>'
    yield "an address", file("", net), "DOCTYPE"
    yield "an empty type", file("", "<!DOCTYPE d>"), "DOCTYPE"
    yield "a type behind a comment", file("", "<!-- a --><?b c?>\n<!DOCTYPE d>"), "DOCTYPE"
    wide = f"<!DOCTYPE d>{OPEN}{CLOSE}"
    yield "a type in UTF-16", wide.encode("utf-16"), "DOCTYPE"
    yield "a type in UTF-16 unmarked", wide.encode("utf-16-be"), "DOCTYPE"
    yield "an entity of nobody", file("&nobody;"), "entity"


def _no_text() -> Iterator[tuple[str, bytes, str]]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.bpmn", b" " * 5_000_000)
    yield "a zip", packed.getvalue(), "ZIP"
    yield "gzip", gzip.compress(GOOD), "gzip"
    yield "a Visio file", b"\xd0\xcf\x11\xe0" + bytes(500), "Visio"
    yield "a PDF", b"%PDF-1.7", "PDF"
    yield "nothing", b"", "empty"
    yield "white space", b" \n\t", "empty"
    yield "only a mark", b"\xef\xbb\xbf", "empty"
    yield "a NUL byte", GOOD.replace(b'"s"', b'"s\x00"'), "character"
    yield "a hundred NULs", bytes(100), "character"
    yield "no UTF-8", GOOD.replace(b'"s"', b'"\xff\xfe"'), "encoding"
    yield "half a UTF-16 file", GOOD.decode().encode("utf-16")[:-1], "encoding"
    yield "UTF-7", GOOD.replace(b"UTF-8", b"UTF-7"), "UTF-7"
    yield "EBCDIC", GOOD.decode().encode("cp037"), "text"
    yield "an encoding of nobody", GOOD.replace(b"UTF-8", b"x-mac"), "x-mac"
    yield "a codec that unpacks", GOOD.replace(b"UTF-8", b"zlib_codec"), "encoding"
    yield "a control character", GOOD.replace(b'"s"', b'"&#1;"'), "character"
    yield "half a pair", GOOD.replace(b'"s"', b'"&#xD800;"'), "character"


def _too_much() -> Iterator[tuple[str, bytes, str]]:
    yield "50 MB", process("<!--" + "x" * 50_000_000 + "-->"), "larger"
    tasks = "".join(f'<task id="t{n}"/>' for n in range(10_000))
    yield "10,000 tasks", process(tasks), "boxes"
    inner = '<subProcess id="s"><task id="a"/></subProcess>' * 300
    yield "boxes inside boxes", process(inner), "boxes"
    second = f'<process id="p"/><process id="q">{"<task/>" * 500}</process>'
    yield "boxes of the second process", file(second), "boxes"
    yield "100,000 elements", file("<a/>" * 100_000), "elements"
    yield "a deep file", file("<a>" * 100_000 + "</a>" * 100_000), "nested"
    yield "300 levels", file("<a>" * 300 + "</a>" * 300), "nested"
    groups = "<extensionElements>" * 250 + "</extensionElements>" * 250
    yield "250 levels of extensions", process(groups + "<a>" * 8 + "</a>" * 8), ""
    named = " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(20_000))
    yield "20,000 namespaces", file(f"<process id='p' {named}/>"), "prefixes"
    many = " ".join(f'a{n}="1"' for n in range(50_000))
    yield "50,000 attributes", file(f"<process id='p' {many}/>"), "attributes"
    some = " ".join(f'a{n}="p:q"' for n in range(190))
    yield "many with many attributes", file("<process id='p'/>" + f"<a {some}/>" * 400), ""
    yield "an id of 900,000 letters", file(f"<process id='{'a' * 900_000}'/>"), ""
    words = " ".join(["p"] * 400_000)
    flows = f"<startEvent id='s'><outgoing>{words}</outgoing></startEvent>"
    yield "400,000 references", process(flows), ""
    ring = "".join(
        f'<callActivity id="c{n}" calledElement="p"/>'
        f'<sequenceFlow id="f{n}" sourceRef="c{n}" targetRef="c{(n + 1) % 390}"/>'
        for n in range(390)
    )
    yield "a ring of 390 calls of itself", process(ring), ""
    dense = "".join(f'<task id="t{n}"/>' for n in range(390)) + "".join(
        f'<sequenceFlow id="f{n}" sourceRef="t{n % 390}" targetRef="t{n * 7 % 390}"/>'
        for n in range(3_000)
    )
    yield "3,000 arrows", process(dense), "arrows"
    same = '<task id="t"/>' * 390 + '<sequenceFlow id="t" sourceRef="t" targetRef="t"/>' * 3_000
    yield "3,000 times the same id", process(same), "arrows"


def _broken() -> Iterator[tuple[str, bytes, str]]:
    for part in (10, 50, 90, 99):
        yield f"the first {part} %", GOOD[: len(GOOD) * part // 100], "well-formed"
    yield "an attribute twice", file('<process id="p" id="q"/>'), "twice"
    yield "a prefix of nobody", file("<x:process/>"), "prefix"
    yield "two roots", GOOD + GOOD.split(b"?>")[1], "last element"
    yield "a mark in the middle", process('<startEvent name="<script>"/>'), "attribute"
    shape = f'<BPMNShape xmlns="{DRAWING}"><Bounds xmlns="{PLACES}" width="%s"/></BPMNShape>'
    for value in ("NaN", "INF", "1e999", "0x10", "١٢", "1" * 400, "", "1,5"):
        yield f"a width of “{value[:9]}”", file(shape % value), "number"


def _other_formats() -> Iterator[tuple[str, bytes, str]]:
    yield "a decision table", f'<definitions xmlns="{DECISIONS}"/>'.encode(), "DMN"
    yield "a case model", b'<c xmlns="http://www.omg.org/spec/CMMN/20151109/MODEL/"/>', "CMMN"
    yield "XPDL", b'<Package xmlns="http://www.wfmc.org/2009/XPDL2.2"/>', "XPDL"
    yield "a web page", b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "web page"
    yield "a picture", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"
    yield "BPMN 1", b'<definitions xmlns="http://schema.omg.org/spec/BPMN/1.0"/>', "BPMN"
    yield "a process alone", f'<process xmlns="{MODEL}" id="p"/>'.encode(), "BPMN"
    yield "JSON", b'{"a": 1}', "well-formed"
    yield "a template", b"{% for a in range(9) %}{{ a }}{% endfor %}", "well-formed"


def main() -> None:
    """Try each of them under a limit of memory."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    receive(GOOD)  # what is loaded once is not counted
    for name, content, _word in files():
        began, memory = time.process_time(), peak()
        try:
            receive(content, f"{name}.bpmn")
            reason = ""
        except Refused as wrong:
            reason = wrong.reason
        cost = {"seconds": time.process_time() - began, "more": peak() - memory}
        print(json.dumps({"name": name, "reason": reason, **cost}))


if __name__ == "__main__":
    main()

"""What stands in a BPMN file at each element, as flat facts, so that no difference is overlooked.

The plain values of `Diagram` hold what the machinery reads.  A file may hold more: parameters of an
operation, scripts, what other tools wrote.  Here all of it is path → text.
"""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from app.workflow.engine.diagram import parse_xml

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
# Told as steps, ways and places themselves.
ELSEWHERE = frozenset({"incoming", "outgoing", "flowNodeRef", "laneSet", "process", "lane"})
PARTS = frozenset({"laneSet", "documentation", "extensionElements", "ioSpecification"})
# What `Diagram` knows already, of any element.
KNOWN = re.compile(
    r"@(name|sourceRef|targetRef|attachedToRef|default|calledElement|cancelActivity|isExecutable"
    r"|errorCode|processRef)"
    r"|documentation|conditionExpression|ioSpecification(/.*)?"
    r"|extensionElements/spiffworkflow:properties/spiffworkflow:property.*"
    r"|extensionElements/spiffworkflow:serviceTaskOperator(@id|@resultVariable)"
    r"|.*/spiffworkflow:parameter@(id|type)"
    r"|\w+EventDefinition(@id|@errorRef|/timeDate(@id)?)?"
    r"|multiInstanceLoopCharacteristics/(loopDataInputRef|inputDataItem(@id|@name))"
)
# Written by one editor and left out by another, and the same either way.
DEFAULTS = frozenset({("isSequential", "false"), ("gatewayDirection", "Unspecified"),
                      ("isInterrupting", "true"), ("parallelMultiple", "false"),
                      ("triggeredByEvent", "false"), ("isClosed", "false"),
                      ("isCollection", "false"), ("startQuantity", "1"),
                      ("completionQuantity", "1")})  # fmt: skip

Facts = Mapping[str, str]


def facts(xml: bytes) -> dict[str, Facts]:
    """Element id → what is written there and is not told otherwise."""
    root = parse_xml(xml)
    process = root.find(f"{BPMN}process")
    inside = [] if process is None else [*process, *process.iter(f"{BPMN}lane")]
    besides = [e for e in root if e.tag.startswith(BPMN) and _tag(e) != "process"]
    found: dict[str, Facts] = {}
    for element in [*inside, *besides]:
        if _tag(element) not in PARTS:
            found.setdefault(element.get("id") or _tag(element), dict(_facts(element)))
    if process is not None:
        held = process.find(f"{BPMN}extensionElements")
        more = {} if held is None else dict(_facts(held, "extensionElements", "extensionElements"))
        found[process.get("id", "")] = {**dict(_attributes(process, "", "")), **more}
    return found


def _facts(e: etree._Element, plain: str = "", shown: str = "") -> Iterator[tuple[str, str]]:
    """What stands in an element; `plain` is its path in tags only, `shown` tells twins apart."""
    yield from _attributes(e, plain, shown)
    if plain and (said := (e.text or "").strip()) and not KNOWN.fullmatch(plain):
        yield shown, said
    counted: dict[str, int] = {}
    for child in e:
        tag = _short(str(child.tag))
        if _tag(child) in ELSEWHERE:
            continue
        mark = child.get("name") or (child.get("id") if tag.endswith("parameter") else "")
        step = f"{tag}[{mark}]" if mark else tag
        counted[step] = counted.get(step, 0) + 1
        again = f"#{counted[step]}" if counted[step] > 1 else ""
        yield from _facts(child, f"{plain}/{tag}".strip("/"), f"{shown}/{step}{again}".strip("/"))


def _attributes(e: etree._Element, plain: str, shown: str) -> Iterator[tuple[str, str]]:
    for name, value in e.attrib.items():
        attribute = _short(str(name))
        nameless = attribute == "id" and not plain
        usual = (attribute, str(value)) in DEFAULTS or str(name).startswith(XSI)
        if not (nameless or usual or KNOWN.fullmatch(f"{plain}@{attribute}")):
            yield f"{shown}@{attribute}", str(value)


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _short(name: str) -> str:
    """`{uri}parameter` as people write it: `spiffworkflow:parameter`."""
    if name.startswith(SPIFF):
        return f"spiffworkflow:{name.removeprefix(SPIFF)}"
    if name.startswith(BPMN):
        return name.removeprefix(BPMN)
    uri, brace, local = name.removeprefix("{").partition("}")
    if not brace:
        return name
    words = re.findall(r"[A-Za-z]+", uri)
    return f"{words[-1] if words else 'x'}:{local}"

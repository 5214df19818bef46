"""Somebody who may draw tries to run code, read files, or bring the server to a stop."""

import pytest

from app.workflow.engine.diagram import BadDiagram, read
from tests.workflow.drawings import BPMN, faults, with_change
from tests.workflow.hostile import strokes as s

SUBCLASSES = "().__class__.__base__.__subclasses__()"
CONDITIONS = {
    "imports a module": "__import__('os').system('id')",
    "reads a file": "open('/etc/passwd').read()",
    "climbs to all classes": f"[c for c in {SUBCLASSES} if c.__name__ == '_wrap_close']",
    "reaches the globals of a function": "deadline.__globals__",
    "formats its way to an attribute": "'{0.__class__}'.format(mismatch)",
    "formats with a percent sign": "'%s' % mismatch",
    "puts a value into a text": "f'{mismatch.__class__}'",
    "evaluates a text": "eval('1')",
    "compiles a text": "exec('x = 1')",
    "asks for an attribute by name": "getattr(mismatch, '__class__')",
    "asks for the built-in names": "__builtins__",
    "calls a function of its own": "(lambda: 1)()",
    "assigns while comparing": "(mismatch := True)",
    "counts to the end of memory": "9 ** 9 ** 9",
    "repeats a text without end": "'a' * 10 ** 10",
    "shifts a number without end": "1 << 10 ** 10",
    "nests brackets without end": "(" * 400 + "1" + ")" * 400,
    "nests lists without end": "[" * 300 + "]" * 300,
    "strings a thousand comparisons together": " or ".join(["mismatch"] * 400),
    "writes a number of five thousand digits": "mismatch == " + "9" * 900,
    "writes an expression of 100 kB": "mismatch or " * 9_000 + "mismatch",
    "calls in look-alike letters": "lеn(mismatch)",
    "calls in full-width letters": "ｏｐｅｎ('x')",
    "unpacks into a call": "len(*mismatch)",
    "waits for something": "await mismatch",
    "yields": "(yield mismatch)",
    "takes a slice": "mismatch[0:10**9]",
    "compares with bytes": "mismatch == b'x'",
    "reads what it may not know": "_hidden",
    "reads the engine's own key": "typename == 'UUID'",
    "goes on behind a line's end": "mismatch\nimport os",
    "goes on behind a semicolon": "mismatch; import os",
}
TIMERS = {
    "imports in a timer": s.timer("__import__('os').getcwd()"),
    "hides code behind a clock": s.timer("deadline('file_use') or open('x')"),
    "hides code in a clock's name": s.timer("deadline(open('x'))"),
    "writes days of its own": s.timer("'P30D'"),
    "lets a timer ring ten thousand times": s.timer("'R10000/PT1S'", "timeCycle"),
    "lets a timer ring at once for ever": s.timer("'R/PT0S'", "timeCycle"),
    "names a clock that nobody has": s.timer("deadline('never')"),
    "names a clock of 100 kB": s.timer(f"deadline('{'x' * 100_000}')"),
}
CODE = {
    "draws a script": s.script("import os; os.system('id')"),
    "writes a script before a step": s.beside(s.TASK, "preScript", "import os"),
    "writes a script after a step": s.beside(s.TASK, "postScript", "import os"),
    "writes a test that is a script": s.beside(s.TASK, "unitTests", "import os"),
    "asks a decision table": s.kind(s.SERVICE, "businessRuleTask"),
    "names a decision table beside a step": s.beside(s.TASK, "calledDecisionId", "x"),
    "gives an operation an expression": s.parameter("open('/etc/passwd').read()"),
    "calls an operation that is a path": s.operation("../../os.system"),
    "calls an operation of Python": s.operation("os.system"),
    "loops until code says stop": s.inside(
        s.TASK, "standardLoopCharacteristics", testBefore="true", loopMaximum="1000000000"
    ),
    "asks a million units": s.many("loopCardinality", "1000000"),
    "stops asking when code says so": s.many("completionCondition", "__import__('os')"),
    "takes the units from code": s.list_of("__import__('os').listdir('/')"),
    "takes the units from another's data": s.list_of("typename"),
    "collects answers under a name of its own": s.many("outputDataItem", id="case"),
    "waits for a condition": s.inside("used", "conditionalEventDefinition"),
    "sends a message": s.at_the_top("message", id="m", name="__import__('os')"),
    "correlates messages by code": s.at_the_top("correlationProperty", id="c", name="x"),
    "waits for a signal": s.inside("in_use", "signalEventDefinition", signalRef="s"),
    "keeps data in a store": s.inside("sharing_usage", "dataStoreReference", id="d"),
    "keeps data in an object": s.inside("sharing_usage", "dataObject", id="o"),
    "takes data into a single step": s.data_into(s.TASK),
    "hides a process in a step": s.kind(s.TASK, "subProcess"),
    "hides a process that a signal starts": s.inside(
        "sharing_usage", "subProcess", id="e", triggeredByEvent="true"
    ),
    "compensates what was done": s.inside("used", "compensateEventDefinition"),
    "jumps by a link": s.inside("used", "linkEventDefinition", name="x"),
    "lets an event wait for two things": s.inside(s.TIMER, "errorEventDefinition"),
    "ends everything at once": s.inside("used", "terminateEventDefinition"),
}
NAMES = {
    "calls a result as the engine calls its objects": s.result("typename"),
    "calls a result as the case": s.result("case"),
    "calls a result as a private name": s.result("__class__"),
    "calls a result in look-alike letters": s.result("сase"),
    "names a step with 100 kB": s.deep_names,
    "names a step with nothing to be seen": s.named(s.TASK, "\u200b"),
    "turns the direction of a name": s.named(s.TASK, "反馈\u202eexe.txt"),
    "hides a sign in a name": s.named(s.TASK, "共享\u2060效果反馈"),
    "numbers a step in look-alike letters": s.renumbered(s.TASK, "give_feedbаck"),
    "numbers a step with a path": s.renumbered(s.TASK, "../../forms/x"),
    "numbers a step with 100 kB": s.renumbered(s.TASK, "x" * 100_000),
    "numbers a step as another": s.renumbered(s.TASK, "file_usage"),
    "takes a form by a path": lambda d: d.set_property(s.TASK, "formKey", "../../etc/passwd"),
    "takes a form of 100 kB": lambda d: d.set_property(s.TASK, "formKey", "x" * 100_000),
    "invents a post": lambda d: d.set_property(s.TASK, "post", "sysadmin"),
    "invents a party": lambda d: d["office"].set("id", "everybody"),
    "says a thing twice": s.beside(s.SERVICE, "serviceTaskOperator", id="sharing.archive_case"),
}
SHAPES = {
    "lets a process call itself": lambda d: (
        s.kind(s.SERVICE, "callActivity")(d),
        d[s.SERVICE].set("calledElement", "sharing_usage"),
    ),
    "calls a process that is not there": lambda d: (
        s.kind(s.SERVICE, "callActivity")(d),
        d[s.SERVICE].set("calledElement", "file:///etc/passwd"),
    ),
    "keeps the machine in a circle": s.circle,
    "fans out to very many ends": s.fan(60),
    "doubles the ways with every step": s.remembered(40),
    "leads into nothing": lambda d: d["sum_up_usage_to_used"].set("targetRef", "nowhere"),
    "draws something at the end of the world": lambda d: d.root.find(".//{*}Bounds").set(
        "x", "1e308"
    ),
}
ALL = {
    **{f"condition {name}": s.condition(text) for name, text in CONDITIONS.items()},
    **TIMERS,
    **CODE,
    **NAMES,
    **SHAPES,
}
ELSEWHERE = {"asks a million units", "stops asking when code says so"}
ELSEWHERE |= {"takes the units from code", "takes the units from another's data"}
ELSEWHERE |= {"collects answers under a name of its own"}


def drawn(name):
    """The shipped diagrams with one attempt in them."""
    return with_change("decision" if name in ELSEWHERE else "usage", ALL[name])


def test_there_are_more_than_sixty_attempts():
    assert len(ALL) > 60


@pytest.mark.parametrize("name", ALL)
def test_nothing_can_be_released_when_somebody(name):
    found = faults(drawn(name))

    assert found
    assert all(fault.reason and fault.clause for fault in found)
    assert max(len(str(fault)) for fault in found) < 3_000


@pytest.mark.parametrize("name", CODE)
def test_the_reason_names_the_place_when_somebody(name):
    files = drawn(name)
    known = {e.get("id") for xml in files.values() for e in _elements(xml)}

    assert {fault.element for fault in faults(files)} & known


def _elements(xml):
    return s.etree.fromstring(xml).iter()


HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
MODEL = b'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'


def document(inner: bytes = b"", before: bytes = b"", more: bytes = b"") -> bytes:
    """A small diagram around something hostile."""
    process = b'<process id="sharing_usage" isExecutable="true">%s</process>' % inner
    return b"%s%s<definitions %s %s>%s</definitions>" % (HEAD, before, MODEL, more, process)


LAUGHS = b"".join(b"<!ENTITY l%d '&l%d;&l%d;&l%d;&l%d;'>" % (n + 1, n, n, n, n) for n in range(30))
XML = {
    "reads a file by an entity": document(
        b"&x;", b"<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    ),
    "asks the network by an entity": document(
        b"&x;", b"<!DOCTYPE d [<!ENTITY x SYSTEM 'http://127.0.0.1:9/x'>]>"
    ),
    "asks the network by a parameter entity": document(
        b"", b"<!DOCTYPE d [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/x'> %x;]>"
    ),
    "asks the network by an external DTD": document(
        b"", b"<!DOCTYPE definitions SYSTEM 'http://127.0.0.1:9/x.dtd'>"
    ),
    "declares a document type and nothing else": document(b"", b"<!DOCTYPE definitions>"),
    "laughs a billion times": document(
        b"&l30;", b"<!DOCTYPE d [<!ENTITY l0 'ha'>" + LAUGHS + b"]>"
    ),
    "repeats one long entity": document(
        b"&a;" * 50_000, b"<!DOCTYPE d [<!ENTITY a '" + b"a" * 50_000 + b"'>]>"
    ),
    "takes in another file by XInclude": document(
        b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    ),
    "nests 3,000 levels": document(b"<task>" * 3_000 + b"</task>" * 3_000),
    "nests 257 levels of its own": document(b"<x xmlns='y'>" * 257 + b"</x>" * 257),
    "draws 10,000 boxes": document(b"".join(b'<task id="t%d"/>' % n for n in range(10_000))),
    "draws 10,000 arrows": document(
        b"".join(b'<sequenceFlow id="f%d" sourceRef="a"/>' % n for n in range(10_000))
    ),
    "repeats 100,000 empty elements": document(b'<x xmlns="y"/>' * 60_000),
    "sends more than a megabyte": document(b" " * 1_000_001),
    "sends fifty megabytes": document(b" " * 50_000_000),
    "writes in UTF-16": document().decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "writes in UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-definitions/+AD4-',
    "writes in an encoding that nobody knows": document().replace(b"UTF-8", b"x-none"),
    "writes in another alphabet": document().replace(b"UTF-8", b"iso-8859-5"),
    "breaks off in a sign": document()[:-20] + b"\xff\xfe",
    "hides a NUL": document(b"<documentation>\x00</documentation>"),
    "hides a NUL as a number": document(b"<documentation>&#0;</documentation>"),
    "uses a prefix that means nothing": document(b"<bad:task/>"),
    "gives an attribute twice": document(b'<task id="a" id="b"/>'),
    "writes behind the end": document() + b"<definitions/>",
    "sends a decision table": b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
    "sends a web page": b"<html><script>alert(1)</script></html>",
    "sends nothing": b"",
    "sends a ZIP archive": b"PK\x03\x04" + b"\x00" * 100,
    "sends a pickle": b"\x80\x04\x95cos\nsystem\n(S'id'\ntR.",
}


@pytest.mark.parametrize("name", XML)
def test_a_file_is_not_even_read_when_somebody(name):
    with pytest.raises(BadDiagram) as wrong:
        read(XML[name])

    assert wrong.value.reason
    assert len(wrong.value.reason) < 300
    assert "root:" not in wrong.value.reason


def test_a_task_in_a_namespace_of_its_own_is_no_task():
    def change(d):
        d[s.SERVICE].tag = "{http://www.omg.org/spec/BPMN/20100524/MODEL/}scriptTask"

    assert "sum_up_usage_to_used" in {f.element for f in faults(with_change("usage", change))}


def test_a_script_hidden_in_a_foreign_extension_stays_dead():
    def change(d):
        inner = d[s.TASK].find(f"{BPMN}extensionElements")
        foreign = s.etree.SubElement(inner, "{http://camunda.org/schema/1.0/bpmn}executionListener")
        foreign.text = "import os"

    assert faults(with_change("usage", change)) == []

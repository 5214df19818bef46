"""What another tool's own words say of an element, and to which setting of ours they point."""

import difflib
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from lxml import etree

from app.foundation.i18n import _, lazy
from app.workflow.engine.diagram import BPMN, SPIFF
from app.workflow.studio.foreign import reading
from app.workflow.studio.foreign.tools import TOOLS

SHOWN = 120


@dataclass(frozen=True)
class Ours:
    """What the program has, to be suggested: posts with their names, operations, processes."""

    posts: Mapping[str, str] = field(default_factory=dict)
    operations: Set[str] = frozenset()
    processes: Set[str] = frozenset()
    parties: Set[str] = frozenset()


WHO, FORM, WHEN, WORK, CODE, VALUES = (
    lazy("who does it"),
    lazy("its form"),
    lazy("by when"),
    lazy("what the program does"),
    lazy("code that would run"),
    lazy("values handed over"),
)
# The names under which the five tools, in attributes or elements, say these things.
SAID: Mapping[str, object] = {
    "candidateGroups": WHO,
    "candidateUsers": WHO,
    "assignee": WHO,
    "owner": WHO,
    "candidateStarterGroups": WHO,
    "candidateStarterUsers": WHO,
    "initiator": WHO,
    "formKey": FORM,
    "formRef": FORM,
    "formId": FORM,
    "externalReference": FORM,
    "formJsonSchemaFilename": FORM,
    "formUiSchemaFilename": FORM,
    "dueDate": WHEN,
    "followUpDate": WHEN,
    "topic": WORK,
    "class": WORK,
    "delegateExpression": WORK,
    "expression": WORK,
    "type": WORK,
    "decisionRef": WORK,
    "decisionId": WORK,
    "calledDecisionId": WORK,
    "processId": WORK,
    "script": CODE,
    "preScript": CODE,
    "postScript": CODE,
    "source": VALUES,
    "sourceExpression": VALUES,
}
# Elements that carry such names as attributes, and those that run code when something happens.
CARRIERS = frozenset(
    [
        "formDefinition",
        "assignmentDefinition",
        "taskSchedule",
        "taskDefinition",
        "calledDecision",
        "calledElement",
        "serviceTaskOperator",
        "in",
        "out",
        "input",
        "output",
    ]
)
LISTENERS = frozenset(
    ["executionListener", "taskListener", "eventListener", "script", "preScript", "postScript"]
)
EMPTY_WORDS = {("type", "external")}
FOREIGN = frozenset(uri for tool in TOOLS for uri in tool.namespaces)


@dataclass(frozen=True)
class Said:
    """One thing that a file says in another tool's words."""

    about: str
    value: str
    suggestion: str = ""


def hints(e: etree._Element, ours: Ours) -> Iterator[Said]:
    """What the file says of an element in other tools' words, and what that suggests here."""
    for name, value in _words(e):
        if value.strip() and (name, value) not in EMPTY_WORDS:
            about = SAID[name]
            yield Said(str(about), shortened(value), _suggested(about, value, ours))
    for code in _code(e):
        yield Said(str(CODE), shortened(code), _("It is kept and never run."))


def _words(e: etree._Element) -> Iterator[tuple[str, str]]:
    for full, value in reading.said(e).items():
        name = etree.QName(full)
        if name.namespace in FOREIGN and name.localname in SAID:
            yield name.localname, value
    for child in _extensions(e):
        local = etree.QName(child).localname
        if local in CARRIERS:
            yield from ((n, v) for n, v in reading.said(child).items() if n in SAID)
        if local == "serviceTaskOperator":
            yield "topic", child.get("id", "")
        if local == "calledDecisionId":
            yield local, child.text or ""
    for one in e.iterfind(f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property"):
        if one.get("name") in SAID and one.get("name") != "formKey":
            yield one.get("name", ""), one.get("value", "")


def _code(e: etree._Element) -> Iterator[str]:
    """Everything that another engine would run at this element."""
    yield from (s.text for s in e.iterchildren(f"{BPMN}script") if s.text and s.text.strip())
    for child in _extensions(e):
        if etree.QName(child).localname not in LISTENERS:
            continue
        names = ("class", "expression", "delegateExpression", "type")
        said = next((v for n in names if (v := child.get(n))), "") or child.text or ""
        if said.strip():
            yield said


def _extensions(e: etree._Element) -> Iterator[etree._Element]:
    held = e.find(f"{BPMN}extensionElements")
    return iter(()) if held is None else held.iterdescendants(etree.Element)


def _suggested(about: object, value: str, ours: Ours) -> str:
    if about is WHO:
        posts = [f"{ours.posts[p]} ({p})" for p in _alike(value, ours.posts)]
        if posts:
            return _("Post: %(posts)s", posts=", ".join(posts))
        return _("Choose the post and the lane; persons are named by the units, not in a diagram.")
    if about is FORM:
        return _("Make a form of the same name in the draft, and choose it here.")
    if about is WHEN:
        return _("Set a timer at its edge that names a clock; the days stand in the table.")
    if about is WORK:
        found = difflib.get_close_matches(value.lower(), sorted(ours.operations), 2, 0.6)
        return _("Operation: %(names)s", names=", ".join(found)) if found else ""
    return ""


def _alike(value: str, posts: Mapping[str, str]) -> list[str]:
    """The posts whose code or name stands among the words of a value."""
    words = {w.strip().lower() for w in re.split(r"[,;${}=\"'\s]+", value)} - {""}
    found = []
    for code, name in posts.items():
        names = {code.lower(), code.replace("_", "-").lower(), name.lower()}
        if names & words or any(len(w) > 3 and w.rstrip("s") in code.split("_") for w in words):
            found.append(code)
    return found[:3]


def shortened(text: str) -> str:
    """A value as it is shown: on one line, and cut."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"

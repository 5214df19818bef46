"""What somebody draws to use up the machine: each is a way to have diagrams checked."""

from collections.abc import Callable

from app.workflow import wiring
from app.workflow.engine.diagram import BadDiagram, read
from app.workflow.forms import faults_of
from tests.workflow.drawings import Drawing, faults, shipped, with_change
from tests.workflow.grown import grown
from tests.workflow.hostile import strokes as s
from tests.workflow.hostile.test_designers import CONDITIONS, XML

USAGE = "sharing/usage.bpmn"


def _drawn(change: s.Change) -> Callable[[], bool]:
    return lambda: bool(faults(with_change("usage", change)))


def _file(name: str) -> Callable[[], bool]:
    return lambda: _is_refused(XML[name])


def _is_refused(xml: bytes) -> bool:
    try:
        read(xml)
    except BadDiagram:
        return True
    return False


def _calls(processes: int, calls: int) -> Callable[[], bool]:
    """Processes that call one another in astronomically many chains."""

    def check() -> bool:
        text = shipped()[USAGE].decode()
        files = shipped()
        for number in range(processes):
            d = Drawing(text.replace("sharing_usage", f"deep_{number}").encode())
            before = d.out("sum_up_usage")[0].get("id")
            target = d[before].get("targetRef")
            for call in range(1, calls + 1):
                name = f"call_{number}_{call}"
                d.add("callActivity", name, "office", calledElement=f"deep_{number + call}")
                d.redirect(before, name)
                before = d.connect(name, target).get("id")
            files[f"deep/{number}.bpmn"] = d.bytes()
        return bool(faults(files))

    return check


def _many_drafts() -> bool:
    """The same large diagram again and again, each time a little different."""
    found = []
    for number in range(12):
        pad = b"<!-- %d %s -->" % (number, b"x" * 700_000)
        files = shipped() | {USAGE: shipped()[USAGE] + pad}
        found += faults(files)
    return not found


def _large(boxes: int) -> Callable[[], bool]:
    def check() -> bool:
        files, forms = grown(boxes)
        known = {**wiring.shipped_forms(), **forms}
        return bool(wiring.check(files.items(), known, frozenset(), wiring.shipped_clocks()))

    return check


def _crossed(d: Drawing) -> None:
    """Every step leads back to every other."""
    steps = [e.get("id") for e in d.all("userTask")]
    for step in steps:
        d.add("exclusiveGateway", f"x_{step}", "office")
        (onward,) = d.out(step)
        target = onward.get("targetRef")
        d.redirect(onward.get("id"), f"x_{step}")
        for other in steps:
            d.connect(f"x_{step}", other, f"outcome == '{other}'")
        d.connect(f"x_{step}", target, "outcome == 'on'")


def _deep_form() -> bool:
    return bool(faults_of(b'{"components":' + b"[" * 100_000 + b"]" * 100_000 + b"}"))


def _wide_form() -> bool:
    one = b'{"type":"textfield","key":"a%d","label":"x"},'
    inner = b"".join(one % number for number in range(20_000))
    return bool(faults_of(b'{"type":"default","components":[' + inner[:-1] + b"]}"))


EXHAUSTING: dict[str, Callable[[], bool]] = {
    **{
        name: _file(name)
        for name in XML
        if name.split()[0] in ("laughs", "repeats", "nests", "draws", "sends")
    },
    **{
        f"condition {name}": _drawn(s.condition(text))
        for name, text in CONDITIONS.items()
        if "end" in name or "100 kB" in name or "thousand" in name
    },
    "leads everywhere at once": _drawn(lambda d: (s.mesh(60, 17)(d), s.circle(d))),
    "leads everywhere with 1,100 arrows": _drawn(s.mesh(80, 18)),
    "doubles the ways with every step": _drawn(s.remembered(40)),
    "doubles the ways a hundred times": _drawn(s.remembered(120)),
    "fans out to very many ends": _drawn(s.fan(300)),
    "leads from every step to every other": _drawn(_crossed),
    "calls in astronomically many chains": _calls(30, 6),
    "names a step with 100 kB": _drawn(s.deep_names),
    "draws 390 boxes": _large(390),
    "saves large files again and again": _many_drafts,
    "nests a form 100,000 levels": _deep_form,
    "writes a form of 20,000 fields": _wide_form,
}

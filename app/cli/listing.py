"""Who does what in a diagram, as lines: what stands behind every box, with file and line."""

import inspect
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app.foundation import paths
from app.workflow import registry, seed
from app.workflow.engine.diagram import Diagram, Node, steps
from app.workflow.studio.shipped import Deployed

KINDS = {"userTask": "person", "serviceTask": "system", "callActivity": "process"}
NO_RULE = "until a date that the case names"
BESIDE = "when it runs out, the task stays open"
INDENT, FIRST = " " * 8, 8
Row = tuple[str, ...]


def lines(diagram: Diagram) -> Iterator[str]:
    """The steps in their order, below each what stands behind it; at the end the clocks' days."""
    shown = [node for node in steps(diagram) if _kind(node)]
    yield f"{diagram.id}  {diagram.name}"
    for node, line in zip(shown, _table([_row(diagram, n) for n in shown]), strict=True):
        yield line
        for what, said in _behind(diagram, node):
            yield f"{INDENT}{_padded(what, FIRST)}  {said}"
    if clocks := list(dict.fromkeys(n.clock for n in diagram.nodes.values() if n.clock)):
        yield ""
        yield from _table([row for clock in clocks for row in _rules(clock)])


def _kind(node: Node) -> str:
    return "person" if "formKey" in node.properties else KINDS.get(node.kind, "")


def _row(diagram: Diagram, node: Node) -> Row:
    lane = diagram.lanes.get(node.lane)
    party = lane.name if lane else ""
    who = f"{party} {','.join(node.posts)}".strip()
    return _kind(node), node.id, node.name, who, _where(node)


def _where(node: Node) -> str:
    if node.called:
        return node.called
    if "formKey" in node.properties:
        return _form(node.properties["formKey"])
    if node.operator not in registry.names():
        return f"{node.operator}: no function"
    return _source(registry.function(node.operator))


def _form(key: str) -> str:
    """file:line of a form, where it says its id."""
    file = paths.FORMS / f"{key}.json"
    if not file.is_file():
        return f"forms/{key}.json: no form"
    title = re.compile(rf'\s*"id": "{re.escape(Path(key).name)}"')
    written = file.read_text(encoding="utf-8").splitlines()
    line = next((n for n, text in enumerate(written, 1) if title.match(text)), 1)
    return f"forms/{key}.json:{line}"


def _behind(diagram: Diagram, node: Node) -> Iterator[tuple[str, str]]:
    """The functions beside the form, then what time and errors do: (what, where or when)."""
    if "formKey" in node.properties:
        yield from _functions(node.properties["formKey"].replace("/", "."))
    for event in diagram.boundary(node.id):
        onward = ", ".join(_called(diagram, name) for name in diagram.following(event.id))
        if event.event == "timer":
            then = "when it runs out" if event.interrupting else BESIDE
            yield "clock", f"{event.clock}, {then} → {onward}"
        else:
            yield event.event, f"{event.error} → {onward}"
    if node.holds:
        yield "holds", ", ".join(node.holds)


def _functions(name: str) -> Iterator[tuple[str, str]]:
    found: list[tuple[str, Callable[..., Any] | None]] = [
        ("opens", registry.guard(name)),
        ("offers", registry.context(name)),
        ("answers", registry.recorder(name)),
    ]
    for what, function in found:
        if function:
            yield what, _source(function)


def _called(diagram: Diagram, node_id: str) -> str:
    node = diagram.nodes.get(node_id)
    return f"{node_id} {node.name}".strip() if node else node_id


def _rules(clock: str) -> list[Row]:
    """What the shipped table says of a clock: a row for each case that it knows."""
    rows: list[Row] = [
        ("clock", clock, _days(rule), str(rule["name"]), f"{rule['source']} ({rule['rule']})")
        for rule in seed.shipped_rules()
        if rule["clock"] == clock
    ]
    return rows or [("clock", clock, NO_RULE, "", "")]


def _days(rule: Mapping[str, Any]) -> str:
    """`10 working days`."""
    unit = str(rule["unit"]).replace("_", " ")
    return f"{rule['amount']} {unit}" if rule["amount"] == 1 else f"{rule['amount']} {unit}s"


def _source(function: Callable[..., Any]) -> str:
    """file:line of a function, and the first line of what it says of itself."""
    function = inspect.unwrap(function)
    file = Path(inspect.getsourcefile(function) or "?").resolve()
    says = (inspect.getdoc(function) or "").partition("\n")[0]
    shown = file.relative_to(paths.ROOT) if file.is_relative_to(paths.ROOT) else file
    return f"{shown}:{inspect.getsourcelines(function)[1]}  {says}"


def _table(rows: list[Row]) -> Iterator[str]:
    """Rows as lines, their columns below each other."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(_padded(c, w) for c, w in zip(row, widths, strict=True)).rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def deployed(done: Deployed) -> Iterator[str]:
    """What became of the shipped diagrams and forms."""
    if done.release:
        yield f"Release {done.release} is in force."
    if done.draft:
        yield (
            f"Draft {done.draft} of the process studio holds what was changed here as well and "
            f"waits for an administrator: {', '.join(done.kept)}."
        )
    if done.why:
        yield f"Nothing was released by itself: {done.why}"
    if not (done.release or done.draft):
        yield "Nothing has changed."

"""The steps of a played scenario, in words: who did what, what was expected, what was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.foundation.i18n import _, speaks_english
from app.web import trial_words as words
from app.workflow.engine.drawing import Diagram
from app.workflow.studio import listing
from app.workflow.studio.trials.models import TrialResult

NOTHING = "–"


@dataclass(frozen=True)
class Compared:
    """One thing that was expected, and what was there."""

    label: str
    expected: str
    found: str

    @property
    def is_same(self) -> bool:
        """Was it as expected?"""
        return self.expected == self.found


@dataclass(frozen=True)
class Shown:
    """A step as the page shows it; `open` and `taken` are elements as 'process/element'."""

    number: int
    line: int
    said: str
    at: str
    fills: list[tuple[str, str]] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    error: str = ""


class Names:
    """What the elements of the played diagrams are called in the reader's language."""

    def __init__(self, drawn: Mapping[str, Diagram]) -> None:
        self.drawn = drawn

    def process(self, process: str) -> str:
        """A diagram's title."""
        return listing.title(self.drawn[process]) if process in self.drawn else process

    def element(self, name: str) -> str:
        """An element by 'process/element'; an arrow by its name, or by what it joins."""
        process, _slash, element = name.partition("/")
        diagram = self.drawn.get(process)
        if diagram is None:
            return element
        flow = next((one for one in diagram.flows if one.id == element), None)
        if flow is None:
            return self._node(diagram, element)
        ends = [self._node(diagram, one) for one in (flow.source, flow.target)]
        named = f"（{flow.name}）" if flow.name and not speaks_english() else ""
        return " → ".join(ends) + named

    def task(self, name: str) -> str:
        """A task by its id alone, in whichever diagram it stands."""
        found = (d.nodes[name] for d in self.drawn.values() if name in d.nodes)
        node = next(found, None)
        return ((speaks_english() and node.name_en) or node.name or name) if node else name

    def _node(self, diagram: Diagram, element: str) -> str:
        node = diagram.nodes.get(element)
        return ((speaks_english() and node.name_en) or node.name or element) if node else element


def of(result: TrialResult, names: Names) -> list[Shown]:
    """The steps that were taken, in order."""
    return [_shown(step, names) for step in result.steps or ()]


def in_language(said: Mapping[str, str] | None) -> str:
    """What is kept in both languages, for this reader."""
    return (said or {}).get("en" if speaks_english() else "zh", "")


def _shown(step: Mapping[str, Any], names: Names) -> Shown:
    says = step["says"]
    return Shown(
        number=step["n"],
        line=says.get("line", 0),
        said=_said(step["verb"], says, step, names),
        at=step["at"][:16].replace("T", " "),
        fills=[(name, _value(value)) for name, value in says.get("form", {}).items()],
        compared=list(_compared(says, step.get("found", {}))),
        open=step.get("open", []),
        taken=step.get("taken", []),
        error=in_language(step.get("error")),
    )


def _said(verb: str, says: Mapping[str, Any], step: Mapping[str, Any], names: Names) -> str:
    by, task = says.get("by", ""), names.task(says.get("task", ""))
    if verb == "start":
        return _("%(by)s begins the case", by=by)
    if verb == "submit":
        return _("%(by)s completes “%(task)s”", by=by, task=task)
    if verb == "refuse":
        said = _("%(by)s tries “%(task)s” and must be turned down", by=by, task=task)
        return f"{said}{_(': ')}{_why(says)}"
    if verb == "do":
        action = str(words.ACTIONS.get(says["action"], says["action"]))
        if says.get("error"):
            said = _("%(by)s %(action)s; must be turned down", by=by, action=action)
            return f"{said}{_(': ')}{_why(says)}"
        return _("%(by)s %(action)s", by=by, action=action)
    if verb == "advance":
        return _("The clock moves on to %(at)s", at=step["at"][:16].replace("T", " "))
    return _("How things must stand") if verb == "expect" else _("Another scenario is played")


def _why(says: Mapping[str, Any]) -> str:
    error = says.get("error", "")
    told = str(words.TURNED_DOWN.get(error, error))
    return f"{told} ({says['refused_field']})" if says.get("refused_field") else told


def _compared(says: Mapping[str, Any], found: Mapping[str, Any]) -> Iterable[Compared]:
    for key, label in words.FACTS.items():
        if key not in found and key not in says:
            continue
        expected, there = says.get(key, []), found.get(key)
        if isinstance(expected, dict):
            yield from _each(str(label), expected, there or {})
        else:
            yield Compared(
                str(label), _value(_ordered(key, expected)), _value(_ordered(key, there))
            )


def _each(label: str, expected: Mapping[str, Any], there: Mapping[str, Any]) -> Iterable[Compared]:
    """Things expected by name: due dates of tasks, notices to accounts."""
    for name, wanted in expected.items():
        now = there.get(name) or []
        if isinstance(wanted, list):
            now = [one for one in now if one in wanted] or now
        elif len(set(map(str, now))) <= 1:
            now = now[0] if now else None
        yield Compared(f"{label}{_(': ')}{name}", _value(wanted), _value(now))


def _ordered(key: str, value: Any) -> Any:
    """What has no order is shown sorted."""
    in_order = {"filings", "documents"}
    return sorted(value) if isinstance(value, list) and key not in in_order else value


def _value(value: Any) -> str:
    """A value as a scenario would write it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NOTHING
    return NOTHING if value in (None, "") else str(value)

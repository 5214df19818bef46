"""The lines of the heat map: a step or an arrow of the diagram with what was counted on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from app.foundation.i18n import speaks_english
from app.web.heat_asked import Asked, drawn
from app.workflow.engine.drawing import Diagram, Flow, Node
from app.workflow.engine.steps import ROUTING, steps
from app.workflow.studio.heat.counting import Step

LEVELS = 4


@dataclass(frozen=True)
class Row:
    """A step, or an arrow: its name, whose it is, its figures, how much of all days it takes."""

    name: str
    title: str
    party: str
    cases: int
    step: Step | None = None
    level: int = 0


def rows(asked: Asked, counted: Mapping[str, Step]) -> list[Row]:
    """The steps of people in the diagram's order, then those that it no longer has."""
    diagram = drawn(asked).diagram(asked.process)
    most = max((one.all_days for one in counted.values()), default=0)
    known = [node for node in steps(diagram) if node.kind == "userTask"]
    found = [_row(diagram, node, counted.get(node.id), most) for node in known]
    names = {node.id for node in known} | {n.id for n in diagram.of_kind("startEvent")}
    gone = [one for name, one in sorted(counted.items()) if name not in names]
    return found + [Row(one.name, one.name, "", one.cases, one, _level(one, most)) for one in gone]


def arrows(asked: Asked, passed: Mapping[str, int]) -> list[Row]:
    """The arrows that cases took, in the order of the diagram."""
    diagram = drawn(asked).diagram(asked.process)
    return [
        Row(flow.id, _way(diagram, flow), "", passed[flow.id])
        for flow in diagram.flows
        if flow.id in passed
    ]


def sorted_rows(found: list[Row], wanted: str) -> list[Row]:
    """By the column asked for, downwards with a minus; what has no number comes last."""
    column, down = wanted.removeprefix("-"), wanted.startswith("-")
    if column not in ORDERS:
        return found
    value = ORDERS[column]
    known = [row for row in found if value(row) is not None]
    unknown = [row for row in found if value(row) is None]
    return sorted(known, key=value, reverse=down) + unknown


def _of_step(name: str) -> Callable[[Row], Any]:
    return lambda row: getattr(row.step, name) if row.step else None


ORDERS: dict[str, Callable[[Row], Any]] = {
    "step": lambda row: row.title,
    "party": lambda row: row.party,
    "cases": lambda row: row.cases,
    "visits": _of_step("visits"),
    "waiting": _of_step("waiting"),
    "median": _of_step("median"),
    "slow": _of_step("slowest_tenth"),
    "late": _of_step("late_share"),
}


def _row(diagram: Diagram, node: Node, one: Step | None, most: int) -> Row:
    lane = diagram.lanes.get(node.lane)
    english = speaks_english()
    party = ((english and lane.name_en) or lane.name) if lane else ""
    return Row(node.id, _name(node), party, one.cases if one else 0, one, _level(one, most))


def _level(one: Step | None, most: int) -> int:
    """How much of all working days a step takes, from 0 to 4, against the step that takes most."""
    return ceil(LEVELS * one.all_days / most) if one and most else 0


def _way(diagram: Diagram, flow: Flow) -> str:
    ends = [_name(diagram.nodes[end]) for end in (flow.source, flow.target)]
    label = f" ({flow.name})" if flow.name and not speaks_english() else ""
    return " → ".join(ends) + label


def _name(node: Node) -> str:
    if node.kind in ROUTING and not node.name:
        return "◇"
    return (speaks_english() and node.name_en) or node.name or node.id

"""What the heat map says: its columns, its numbers, and why a step is called a bottleneck."""

from app.foundation.i18n import _, lazy, speaks_english
from app.web.heat_asked import Asked
from app.web.heat_rows import Row
from app.workflow.engine.drawing import Diagram
from app.workflow.studio.heat.counting import LATE, LONG

COLUMNS = {
    "step": lazy("Step"),
    "party": lazy("Party"),
    "cases": lazy("Cases"),
    "visits": lazy("Times"),
    "waiting": lazy("Waiting now"),
    "median": lazy("Median, working days"),
    "slow": lazy("90th percentile, working days"),
    "late": lazy("Late"),
    "mark": lazy("Bottleneck"),
}
MARKS = {
    LATE: lazy("a fifth or more of its deadlines ran out"),
    LONG: lazy("a quarter or more of all working days are spent here"),
}
WHATS = {
    "all": lazy("all"),
    "late": lazy("late"),
    "waiting": lazy("waiting now"),
    "slow": lazy("the slowest tenth"),
}


def number(said: float | None) -> str:
    """A number of days with one figure behind the point, where it needs it."""
    return "–" if said is None else f"{said:.1f}".removesuffix(".0")


def share(said: float | None) -> str:
    """A share in per cent."""
    return "–" if said is None else f"{said * 100:.0f} %"


def marks(row: Row) -> str:
    """By which rules a step is a bottleneck; empty where it is none."""
    found = row.step.marks if row.step else ()
    return _("; ").join(str(MARKS[one]) for one in found)


def cells(row: Row) -> list[str]:
    """A line of the table as texts."""
    one = row.step
    if one is None:
        return [row.title, row.party, "0", "0", "0", "–", "–", "–", ""]
    return [
        row.title,
        row.party,
        str(one.cases),
        str(one.visits),
        str(one.waiting),
        number(one.median),
        number(one.slowest_tenth),
        share(one.late_share),
        marks(row),
    ]


def badge(row: Row) -> str:
    """What stands at a step of the drawing."""
    one = row.step
    if one is None:
        return ""
    days = f"{number(one.median)}/{number(one.slowest_tenth)}"
    sign = "▲ " if one.marks else ""
    late = f" · {share(one.late_share)}" if one.late else ""
    return f"{sign}{one.cases} · {days}{late}"


def told(row: Row) -> str:
    """The same in words."""
    one = row.step
    if one is None:
        return row.title
    said = _(
        "%(step)s: %(cases)s cases; median %(median)s, 90th percentile %(slow)s working days; "
        "late %(late)s",
        step=row.title,
        cases=one.cases,
        median=number(one.median),
        slow=number(one.slowest_tenth),
        late=share(one.late_share),
    )
    return _("%(told)s. Bottleneck: %(why)s", told=said, why=marks(row)) if one.marks else said


def took(row: Row) -> str:
    """An arrow in words."""
    return _("%(way)s: %(cases)s cases", way=row.title, cases=row.cases)


def behind(asked: Asked, diagram: Diagram) -> str:
    """Which number was opened."""
    node = diagram.nodes.get(asked.name)
    if node is None:
        return asked.name if asked.of == "step" else _("Cases that took this way")
    name = (speaks_english() and node.name_en) or node.name or node.id
    return f"{name} · {WHATS[asked.what]}" if asked.of == "step" else name

"""Find what keeps diagrams from being released: for `flask process check`, the editor, tests."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache

from app.foundation import paths
from app.workflow import forms as form_files
from app.workflow.checks import (
    calls,
    choices,
    document,
    fields,
    hands,
    names,
    picture,
    rails,
    results,
    shape,
    wires,
    words,
)
from app.workflow.checks.fault import Drawn, Fault, Known, in_file
from app.workflow.engine.acceptance import refusals
from app.workflow.engine.diagram import BadDiagram, Diagram, read

__all__ = [
    "Fault",
    "check",
    "check_shipped_forms",
    "diagram",
    "outcomes",
    "shipped_clocks",
    "shipped_forms",
]

# Clocks that run until a date which the case names, and so have no row in the table of days.
WITHOUT_RULE = frozenset({"vote"})
# Faults with which one can still walk through a diagram, to say at once what else is wrong.
LETS_WALK = {"unreachable", "name-too-long", "name-twice", "task-without-name", "state-missing"}
LETS_WALK |= {"picture-missing", "picture-of-nothing", "picture-out-of-place", "picture-twice"}


def check(
    files: Iterable[tuple[str, bytes]],
    forms: Mapping[str, Set[str]],
    operations: Set[str],
    clocks: Set[str],
) -> list[Fault]:
    """Every fault of these diagrams taken together; none means that they may be released.

    `forms` maps each form's key to the outcomes it offers, see `outcomes`.
    """
    known = Known(forms, operations, clocks)
    contents, faults = dict(files), []
    drawn: list[Drawn] = []
    for name, xml in contents.items():
        try:
            drawn.append(Drawn(name, diagram(xml)))
        except BadDiagram as wrong:
            line = f"line {wrong.line}" if wrong.line else "-"
            faults.append(in_file("file-unreadable", name, line, wrong.reason))
    faults += _each(drawn, known)
    sound = {d.file: contents[d.file] for d in drawn} if not faults else {}
    faults += [in_file("not-standard", *refusal) for refusal in refusals(sound)]
    if all(fault.code in LETS_WALK for fault in faults):
        faults += rails.check(_by_process(drawn), known)
    return list(dict.fromkeys(faults))


@lru_cache(maxsize=32)
def diagram(xml: bytes) -> Diagram:
    """A diagram that did not change since the last check is not read again."""
    return read(xml)


def outcomes(forms: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """What can be chosen in each form; nothing where there is no choice or no readable form."""
    offered = {}
    for key, content in forms.items():
        try:
            field = form_files.parse(content).fields.get("outcome")
        except form_files.BadForm:
            field = None
        offered[key] = frozenset(o.value for o in field.options) if field else frozenset()
    return offered


def shipped_forms() -> dict[str, frozenset[str]]:
    """The forms in `forms/`, with what each offers."""
    return outcomes(_form_files())


def check_shipped_forms() -> list[Fault]:
    """Fields that the law wants filled in, and that the forms in `forms/` leave open."""
    return list(fields.check(_form_files()))


def _form_files() -> dict[str, bytes]:
    files = sorted(paths.FORMS.rglob("*.json"))
    return {
        file.relative_to(paths.FORMS).with_suffix("").as_posix(): file.read_bytes()
        for file in files
    }


def shipped_clocks() -> frozenset[str]:
    """The clocks of the table that the product ships."""
    with (paths.DEMO / "deadlines.csv").open(encoding="utf-8-sig") as file:
        return WITHOUT_RULE | {row["clock"] for row in csv.DictReader(file)}


def _each(drawn: list[Drawn], known: Known) -> Iterator[Fault]:
    """What can be said without walking the paths."""
    diagrams = _by_process(drawn)
    crowded = [fault for one in drawn for fault in shape.crowded(one)]
    yield from crowded
    for one in [] if crowded else drawn:
        yield from document.check(one)
        yield from names.check(one)
        yield from picture.check(one)
        yield from shape.check(one)
        yield from wires.check(one, known)
        yield from results.check(one)
        conditions = list(words.check(one, diagrams, known))
        yield from conditions
        if not any(fault.code == "condition-unsafe" for fault in conditions):
            yield from choices.check(one, diagrams)
        yield from hands.beside(one)
    yield from document.shared(drawn)
    yield from wires.states(diagrams)
    yield from calls.check(diagrams)


def _by_process(drawn: Iterable[Drawn]) -> dict[str, Drawn]:
    return {one.diagram.id: one for one in drawn}

"""Find what keeps diagrams from being released: for `flask process check`, the editor, tests."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Set

from app.foundation import paths
from app.workflow import forms as form_files
from app.workflow.checks import calls, document, picture, rails, results, shape, wires, words
from app.workflow.checks.fault import Drawn, Fault, Known, in_file
from app.workflow.engine.acceptance import refusals
from app.workflow.engine.diagram import BadDiagram, read

__all__ = ["Fault", "check", "outcomes", "shipped_clocks", "shipped_forms"]

# Clocks that run until a date which the case names, and so have no row in the table of days.
WITHOUT_RULE = frozenset({"vote"})


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
            drawn.append(Drawn(name, read(xml)))
        except BadDiagram as wrong:
            line = f"line {wrong.line}" if wrong.line else "-"
            faults.append(in_file("file-unreadable", name, line, wrong.reason))
    faults += _each(drawn, known)
    sound = {d.file: contents[d.file] for d in drawn} if not faults else {}
    faults += [in_file("not-standard", *refusal) for refusal in refusals(sound)]
    if not faults:
        faults += rails.check(_by_process(drawn), known)
    return list(dict.fromkeys(faults))


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
    files = sorted(paths.FORMS.rglob("*.json"))
    names = {f.relative_to(paths.FORMS).with_suffix("").as_posix(): f for f in files}
    return outcomes({name: file.read_bytes() for name, file in names.items()})


def shipped_clocks() -> frozenset[str]:
    """The clocks of the table that the product ships."""
    with (paths.DEMO / "deadlines.csv").open(encoding="utf-8-sig") as file:
        return WITHOUT_RULE | {row["clock"] for row in csv.DictReader(file)}


def _each(drawn: list[Drawn], known: Known) -> Iterator[Fault]:
    """What can be said without walking the paths."""
    diagrams = _by_process(drawn)
    for one in drawn:
        yield from document.check(one)
        yield from picture.check(one)
        yield from shape.check(one)
        yield from wires.check(one, known)
        yield from results.check(one)
        yield from words.check(one, diagrams, known)
    yield from document.shared(drawn)
    yield from wires.states(diagrams)
    yield from calls.check(diagrams)


def _by_process(drawn: Iterable[Drawn]) -> dict[str, Drawn]:
    return {one.diagram.id: one for one in drawn}

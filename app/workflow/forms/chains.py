"""Conditions that hang on each other: an answer that hides another that hides a third.

Each link costs another look at every field of every row, so a chain is short and never a circle.
"""

from collections.abc import Iterator, Mapping, Set
from typing import Any

from app.foundation.i18n import _
from app.workflow.forms.conditions import Unreadable, compile_condition
from app.workflow.forms.fault import FormFault, Spec
from app.workflow.forms.form import SHOWN_ONLY

LONGEST = 12

Graph = Mapping[str, Set[str]]


def check(specs: list[Any]) -> Iterator[FormFault]:
    """Chains that are too long, in the form and in its rows; at most one of each is told."""
    graph = {_key(spec): names for spec, names in _hidden_by(specs, frozenset())}
    lengths: dict[str, int] = {}
    for name in graph:
        length = _length(name, graph, lengths, ())
        if length > LONGEST:
            told = _("“%(name)s”: its condition hangs on more than %(most)s others, or on itself")
            yield FormFault("chain", told % {"name": name, "most": LONGEST})
            break
    for spec, _names in _hidden_by(specs, frozenset()):
        if spec.get("type") == "dynamiclist":
            yield from check(spec.get("components") or [])


def _hidden_by(specs: list[Any], outer: frozenset[str]) -> Iterator[tuple[Spec, frozenset[str]]]:
    """Each component that holds an answer, with the answers that may hide it."""
    for spec in specs:
        names = outer | _asked(spec)
        if spec.get("type") == "group":
            yield from _hidden_by(spec.get("components") or [], names)
        elif spec.get("type") not in SHOWN_ONLY:
            yield spec, names


def _length(name: str, graph: Graph, lengths: dict[str, int], way: tuple[str, ...]) -> int:
    """How many conditions hang on each other from here on; a circle is longer than any chain."""
    if name in way or len(way) > LONGEST:
        return LONGEST + 1
    if name not in lengths:
        further = [_length(n, graph, lengths, (*way, name)) for n in graph.get(name, ())]
        lengths[name] = 1 + max(further) if further else 0
    return lengths[name]


def _asked(spec: Spec) -> frozenset[str]:
    hide = (spec.get("conditional") or {}).get("hide")
    try:
        return compile_condition(hide).names if hide else frozenset()
    except Unreadable:
        return frozenset()  # said already


def _key(spec: Spec) -> str:
    return str(spec.get("path") or spec.get("key"))

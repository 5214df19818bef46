"""What differs between two versions of a diagram, in plain words."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from app.foundation.i18n import _, lazy, speaks_english
from app.workflow.engine.diagram import Flow, Node, Shape
from app.workflow.studio.changes import (
    ADDED,
    CHANGED,
    CLOCK,
    FLOW,
    FORM,
    LAYOUT,
    MOVED,
    PROCESS,
    REMOVED,
    SERVICE,
    STEP,
    SUBJECTS,
    TECHNICAL,
    TEXT,
    Change,
)
from app.workflow.studio.drawing_words import NONE, Drawing

__all__ = ["Drawing", "changes"]

PARAMETER = re.compile(r"serviceTaskOperator/.*parameter\[([^\]]+)\]@value$")
ALREADY_SAID = frozenset({"formKey", "post", "separate_from", "state", "holds", "name_en"})


class Fact(NamedTuple):
    """Something that is true of a step: what it is called, its code, and how that is said."""

    subject: str
    title: Any
    code: Callable[[Node], Any]
    said: Callable[[Drawing, Node], str]
    told_of_new: bool = False


def _plain(subject: str, title: Any, code: Callable[[Node], str], new: bool = True) -> Fact:
    return Fact(subject, title, code, lambda _drawing, node: code(node), new)


def _property(name: str) -> Callable[[Node], str]:
    return lambda node: node.properties.get(name, "")


FACTS = (
    Fact(STEP, lazy("kind"), lambda n: (n.kind, n.event), lambda d, n: d.kind(n)),
    _plain(FORM, lazy("form"), _property("formKey")),
    Fact(STEP, lazy("posts that may act"), lambda n: n.posts, lambda d, n: d.posts(n), True),
    Fact(
        STEP,
        lazy("not by whoever did"),
        _property("separate_from"),
        lambda d, n: d.names(n.listed("separate_from")),
        True,
    ),
    Fact(
        STEP,
        lazy("state of the case"),
        _property("state"),
        lambda d, n: d.words.state(n.properties.get("state", "")),
    ),
    Fact(
        CLOCK, lazy("deadlines that stand still"), lambda n: n.holds, lambda d, n: d.clocks(n.holds)
    ),
    Fact(CLOCK, lazy("clock of the deadline"), lambda n: n.timer, lambda d, n: d.timer(n), True),
    Fact(
        CLOCK,
        lazy("when it happens, the step"),
        lambda n: n.interrupting,
        lambda d, n: _("ends") if n.interrupting else _("stays open"),
    ),
    Fact(
        STEP,
        lazy("at the edge of"),
        lambda n: n.attached_to,
        lambda d, n: d.name(n.attached_to) if n.attached_to else "",
    ),
    _plain(SERVICE, lazy("operation"), lambda n: n.operator),
    _plain(SERVICE, lazy("result"), lambda n: n.result),
    _plain(STEP, lazy("error"), lambda n: n.error),
    _plain(STEP, lazy("called process"), lambda n: n.called),
    _plain(STEP, lazy("once for each of"), lambda n: n.collection),
    _plain(STEP, lazy("name of the single one"), lambda n: n.item, False),
    _plain(TEXT, lazy("documentation"), lambda n: n.documentation, False),
)


def changes(old: Drawing, new: Drawing) -> list[Change]:
    """Every difference, in the order in which one would tell it."""
    found = [
        *_process(old, new),
        *_lanes(old, new),
        *_nodes(old, new),
        *_flows(old, new),
        *_residue(old, new),
        *_layout(old, new),
    ]
    return sorted(found, key=lambda c: (c.kind == LAYOUT, SUBJECTS.index(c.subject)))


def _process(old: Drawing, new: Drawing) -> Iterator[Change]:
    was, now = old.diagram, new.diagram
    for title, before, after, subject in (
        (lazy("name"), was.name, now.name, PROCESS),
        (lazy("English name"), was.name_en, now.name_en, TEXT),
        (lazy("documentation"), was.documentation, now.documentation, TEXT),
        (lazy("may run"), _yes(was.executable), _yes(now.executable), PROCESS),
        (lazy("what it is given"), _listed(was.inputs), _listed(now.inputs), PROCESS),
        (lazy("what it gives back"), _listed(was.outputs), _listed(now.outputs), PROCESS),
    ):
        if before != after:
            yield _changed(subject, "", _("The process"), title, before, after)


def _lanes(old: Drawing, new: Drawing) -> Iterator[Change]:
    was, now = old.diagram.lanes, new.diagram.lanes
    for lane in now.values():
        if lane.id not in was:
            name = (speaks_english() and lane.name_en) or lane.name or lane.id
            yield Change(ADDED, PROCESS, lane.id, _("New party: %(name)s", name=name))
            continue
        before, party = was[lane.id], _("The party “%(name)s”", name=was[lane.id].name or lane.id)
        if before.name != lane.name:
            yield _changed(PROCESS, lane.id, party, lazy("name"), before.name, lane.name)
        if before.name_en != lane.name_en:
            title = lazy("English name")
            yield _changed(TEXT, lane.id, party, title, before.name_en, lane.name_en)
    for lane in was.values():
        if lane.id not in now:
            name = (speaks_english() and lane.name_en) or lane.name or lane.id
            yield Change(REMOVED, PROCESS, lane.id, _("Party removed: %(name)s", name=name))


def _nodes(old: Drawing, new: Drawing) -> Iterator[Change]:
    was, now = old.diagram.nodes, new.diagram.nodes
    for node in now.values():
        if node.id not in was:
            yield Change(ADDED, STEP, node.id, _new_step(new, node))
        else:
            yield from _node(old, new, was[node.id], node)
    for node in was.values():
        if node.id not in now:
            said = {"kind": old.kind(node), "name": old.name(node.id)}
            yield Change(REMOVED, STEP, node.id, _("Removed: %(kind)s “%(name)s”", **said))


def _new_step(drawing: Drawing, node: Node) -> str:
    """A new step with where it stands and what it needs."""
    known = drawing.diagram
    parts = [_("New: %(kind)s “%(name)s”", kind=drawing.kind(node), name=drawing.name(node.id))]
    if party := drawing.party(node):
        parts.append(_("of %(party)s", party=party))
    if before := tuple(flow.source for flow in known.incoming(node.id)):
        parts.append(_("after “%(steps)s”", steps=drawing.names(before)))
    if node.attached_to:
        parts.append(_("at the edge of “%(step)s”", step=drawing.name(node.attached_to)))
    if after := tuple(flow.target for flow in known.outgoing(node.id)):
        parts.append(_("before “%(steps)s”", steps=drawing.names(after)))
    for fact in FACTS:
        if fact.told_of_new and (said := fact.said(drawing, node)):
            parts.append(_("%(what)s: %(said)s", what=str(fact.title), said=said))
    return _("; ").join(parts)


def _node(old: Drawing, new: Drawing, was: Node, now: Node) -> Iterator[Change]:
    step = _("“%(name)s”", name=old.name(was.id))
    if was.name != now.name:
        said = {"old": was.name or was.id, "new": now.name or now.id}
        text = _("“%(old)s” is now called “%(new)s”", **said)
        yield Change(CHANGED, STEP, now.id, text)
    if was.name_en != now.name_en:
        yield _changed(TEXT, now.id, step, lazy("English name"), was.name_en, now.name_en)
    if was.lane != now.lane:
        said = {"old": old.party(was) or NONE, "new": new.party(now) or NONE}
        text = _("%(step)s moved from %(old)s to %(new)s", step=step, **said)
        yield Change(MOVED, STEP, now.id, text)
    for fact in FACTS:
        if fact.code(was) != fact.code(now):
            before, after = fact.said(old, was), fact.said(new, now)
            yield _changed(fact.subject, now.id, step, fact.title, before, after)
    if _leads(old, was.default) != _leads(new, now.default):
        title, ways = lazy("otherwise goes to"), (_target(old, was), _target(new, now))
        yield _changed(FLOW, now.id, step, title, *ways)
    for name in sorted((was.properties.keys() | now.properties.keys()) - ALREADY_SAID):
        before, after = was.properties.get(name, ""), now.properties.get(name, "")
        if before != after:
            title = _("property “%(name)s”", name=name)
            yield _changed(TECHNICAL, now.id, step, title, before, after)


def _flows(old: Drawing, new: Drawing) -> Iterator[Change]:
    was = {flow.id: flow for flow in old.diagram.flows}
    now = {flow.id: flow for flow in new.diagram.flows}
    for flow in now.values():
        if flow.id not in was:
            when = new.condition(flow)
            text = _("New way %(way)s", way=new.way(flow))
            if when:
                text = _("%(text)s, if %(condition)s", text=text, condition=when)
            yield Change(ADDED, FLOW, flow.id, text)
        else:
            yield from _flow(old, new, was[flow.id], flow)
    for flow in was.values():
        if flow.id not in now:
            yield Change(REMOVED, FLOW, flow.id, _("Way removed %(way)s", way=old.way(flow)))


def _flow(old: Drawing, new: Drawing, was: Flow, now: Flow) -> Iterator[Change]:
    if (was.source, was.target) != (now.source, now.target):
        said = {"old": old.way(was), "new": new.way(now)}
        text = _("The way %(old)s now goes %(new)s", **said)
        yield Change(CHANGED, FLOW, now.id, text)
    way = _("The way %(way)s", way=new.way(now))
    if was.condition != now.condition:
        conditions = old.condition(was), new.condition(now)
        yield _changed(FLOW, now.id, way, lazy("condition"), *conditions)
    if was.name != now.name:
        yield _changed(TEXT, now.id, way, lazy("name"), was.name, now.name)


def _leads(drawing: Drawing, default: str) -> tuple[str, str]:
    """Which way is the default; another id for the same way is the same."""
    flow = next((f for f in drawing.diagram.flows if f.id == default), None)
    return (flow.source, flow.target) if flow else (default, "")


def _target(drawing: Drawing, node: Node) -> str:
    flow = next((f for f in drawing.diagram.flows if f.id == node.default), None)
    return drawing.name(flow.target) if flow else node.default


def _residue(old: Drawing, new: Drawing) -> Iterator[Change]:
    """What no other line tells: parameters, scripts, annotations, words of other tools."""
    gone = {*old.diagram.nodes, *(f.id for f in old.diagram.flows), *old.diagram.lanes}
    come = {*new.diagram.nodes, *(f.id for f in new.diagram.flows), *new.diagram.lanes}
    for element in sorted(old.facts.keys() | new.facts.keys()):
        if element in gone and element not in come:  # told as a whole already
            continue
        was, now = old.facts.get(element, {}), new.facts.get(element, {})
        step = _("“%(name)s”", name=new.name(element))
        for path in sorted(was.keys() | now.keys()):
            before, after = was.get(path, ""), now.get(path, "")
            if before != after:
                parameter = PARAMETER.search(path)
                title = _("parameter “%(name)s”", name=parameter[1]) if parameter else _short(path)
                subject = SERVICE if parameter else TECHNICAL
                yield _changed(subject, element, step, title, before, after)


def _short(path: str) -> str:
    """Where it stands, as far as one needs to know."""
    return "/".join(path.split("/")[-2:]).replace("spiffworkflow:", "")


def _layout(old: Drawing, new: Drawing) -> Iterator[Change]:
    was = {shape.element: _place(shape) for shape in old.diagram.shapes}
    kept = (old.facts.keys() & new.facts.keys()) | was.keys()
    for shape in new.diagram.shapes:
        if shape.element in kept and was.get(shape.element) != _place(shape):
            text = _("“%(name)s” is only drawn elsewhere", name=new.name(shape.element))
            yield Change(LAYOUT, TECHNICAL, shape.element, text)


def _place(shape: Shape) -> tuple[object, ...]:
    return (*(tuple(map(_number, point)) for point in shape.points), *map(_number, shape.size))


def _number(written: str) -> object:
    try:
        return float(written)
    except ValueError:
        return written


def _changed(subject: str, element: str, what: str, title: Any, before: str, after: str) -> Change:
    said = {"old": before or NONE, "new": after or NONE}
    text = _("%(what)s: %(title)s: %(old)s → %(new)s", what=what, title=str(title), **said)
    return Change(CHANGED, subject, element, text)


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")


def _listed(names: tuple[str, ...]) -> str:
    return _(", ").join(names)

"""Read scenario files; a file that is not a valid scenario is refused with the line to blame."""

import re
from datetime import date, datetime
from pathlib import Path

import yaml
from flask_babel import LazyString

from app.foundation.i18n import lazy
from app.scenarios import document, nodes
from app.scenarios.actions import ACTIONS, FILE
from app.scenarios.nodes import Fault, NotAScenario
from app.scenarios.script import (
    Advance,
    Answers,
    Do,
    Expect,
    Play,
    Refuse,
    Scenario,
    Start,
    Step,
    Submit,
)

MOST_STEPS = 500
# Ten years: the longest step of time that a case could need.
FARTHEST = {"days": 3_660, "working_days": 2_600, "hours": 87_840}
KEYS = ("title", "process", "clock", "start", "steps")
VERBS = ("submit", "advance", "refuse", "expect", "do", "play")
LISTS = ("open", "filings", "held", "provisional", "diagram", "documents", "orders")
EXPECTED = (*LISTS, "state", "due", "notified")
AHEAD = re.compile(r"\+(\d{1,5})(d|wd|h)")
ERROR = re.compile(r"permission|not_open|validation:(?P<field>\w+)")
TURNED_DOWN = re.compile(r"permission|conflict|validation:(?P<field>\w+)")
NEIGHBOUR = re.compile(r"[\w-]+\.ya?ml", re.ASCII)
PLAIN_FILE = re.compile(r"file:[\w（）()·-]{1,100}\.pdf")
ELEMENT = re.compile(r"\w+/\w+")


def read(path: Path) -> Scenario:
    """The scenario in a file, or `NotAScenario`."""
    return parse(path, path.read_bytes())


def parse(path: Path, raw: bytes) -> Scenario:
    """The scenario that a text is, or `NotAScenario`; `path` is where it lies or would lie."""
    try:
        return _scenario(path, document.read(path, raw))
    except Fault as fault:
        raise NotAScenario(path, fault.line, fault.said) from fault


def files(path: Path) -> list[Path]:
    """The scenario files a path means: itself, or all below a folder, in order."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix in {".yaml", ".yml"})


def _scenario(path: Path, root: yaml.Node) -> Scenario:
    keys = nodes.mapping(root, lazy("the scenario"), required=KEYS, allowed=())
    return Scenario(
        path=path,
        title=nodes.text(keys["title"], "title"),
        process=nodes.text(keys["process"], "process"),
        clock=nodes.moment(keys["clock"], "clock"),
        start=_start(keys["start"]),
        steps=_steps(keys["steps"], path),
    )


def _steps(node: yaml.Node, path: Path) -> list[Step]:
    found = nodes.sequence(node, "steps")
    if len(found) > MOST_STEPS:
        raise Fault(node, lazy("more than %(most)s steps", most=MOST_STEPS))
    return [_step(one, path) for one in found]


def _start(node: yaml.Node) -> Start:
    keys = nodes.mapping(node, "start", required=("by",), allowed=("form",))
    by, form = nodes.text(keys["by"], "by"), _form(keys.get("form"))
    return Start(line=nodes.line_of(node), by=by, form=form)


def _step(node: yaml.Node, path: Path) -> Step:
    """One step: exactly one verb, and the keys that belong to it."""
    keys = nodes.mapping(node, lazy("the step"))
    verbs = [verb for verb in VERBS if verb in keys]
    if not verbs:
        first = next(iter(keys), "nothing")
        raise Fault(
            node,
            lazy(
                "unknown verb “%(verb)s”; a step has one of %(known)s",
                verb=first,
                known=", ".join(VERBS),
            ),
        )
    if len(verbs) > 1:
        raise Fault(node, lazy("two verbs in one step: %(verbs)s", verbs=", ".join(verbs)))
    return _play(node, path) if verbs == ["play"] else READERS[verbs[0]](node)


def _play(node: yaml.Node, path: Path) -> Play:
    """A scenario beside this one; it plays none itself, so that no two play each other."""
    keys = nodes.mapping(node, lazy("the step"), required=("play",), allowed=())
    name = nodes.text(keys["play"], "play")
    if not NEIGHBOUR.fullmatch(name) or not (path.parent / name).is_file():
        raise Fault(
            keys["play"], lazy("there is no scenario “%(name)s” beside this one", name=name)
        )
    played = read(path.parent / name) if name != path.name else None
    if played is None or any(isinstance(step, Play) for step in played.steps):
        raise Fault(keys["play"], lazy("“%(name)s” plays a scenario itself", name=name))
    return Play(line=nodes.line_of(node), scenario=played)


def _submit(node: yaml.Node) -> Submit:
    keys = nodes.mapping(node, lazy("the step"), required=("submit", "by"), allowed=("form",))
    return Submit(
        line=nodes.line_of(node),
        task=nodes.text(keys["submit"], "submit"),
        by=nodes.text(keys["by"], "by"),
        form=_form(keys.get("form")),
    )


def _refuse(node: yaml.Node) -> Refuse:
    keys = nodes.mapping(
        node, lazy("the step"), required=("refuse", "by", "error"), allowed=("form",)
    )
    error = nodes.text(keys["error"], "error")
    known = ERROR.fullmatch(error)
    if not known:
        raise Fault(keys["error"], _no_error("permission, not_open, validation:FIELD", error))
    return Refuse(
        line=nodes.line_of(node),
        task=nodes.text(keys["refuse"], "refuse"),
        by=nodes.text(keys["by"], "by"),
        form=_form(keys.get("form")),
        error=error.partition(":")[0],
        refused_field=known["field"] or "",
    )


def _no_error(allowed: str, error: str) -> LazyString:
    return lazy("error must be one of %(allowed)s, not “%(error)s”", allowed=allowed, error=error)


def _do(node: yaml.Node) -> Do:
    keys = nodes.mapping(node, lazy("the step"), required=("do", "by"), allowed=("form", "error"))
    action, form = nodes.text(keys["do"], "do"), _form(keys.get("form"))
    if action not in ACTIONS:
        raise Fault(
            keys["do"],
            lazy(
                "unknown action “%(action)s”; known: %(known)s",
                action=action,
                known=", ".join(sorted(ACTIONS)),
            ),
        )
    for value in form.values():
        if isinstance(value, str) and value.startswith(FILE) and not PLAIN_FILE.fullmatch(value):
            raise Fault(keys["form"], lazy("a file is written as file:NAME.pdf"))
    error = nodes.text(keys["error"], "error") if "error" in keys else ""
    known = TURNED_DOWN.fullmatch(error)
    if error and not known:
        raise Fault(keys["error"], _no_error("permission, conflict, validation:FIELD", error))
    return Do(
        line=nodes.line_of(node),
        action=action,
        by=nodes.text(keys["by"], "by"),
        form=form,
        error=error.partition(":")[0],
        refused_field=(known["field"] if known else None) or "",
    )


def _advance(node: yaml.Node) -> Advance:
    value = nodes.mapping(node, lazy("the step"), required=("advance",), allowed=())["advance"]
    line, written = nodes.line_of(node), nodes.text(value, "advance")
    ahead = AHEAD.fullmatch(written)
    if not ahead:
        if written.startswith("+"):
            said = lazy(
                "advance must be like +3d, +10wd or +2h, not “%(written)s”", written=written
            )
            raise Fault(value, said)
        return Advance(line=line, until=nodes.moment(value, "advance"))
    much = int(ahead[1])
    unit = {"d": "days", "wd": "working_days", "h": "hours"}[ahead[2]]
    if much > FARTHEST[unit]:
        said = lazy("%(what)s lies too far away: %(written)s", what="advance", written=written)
        raise Fault(value, said)
    return Advance(line=line, **{unit: much})  # type: ignore[arg-type]


def _expect(node: yaml.Node) -> Expect:
    facts = nodes.mapping(node, lazy("the step"), required=("expect",), allowed=())["expect"]
    keys = nodes.mapping(facts, "expect", allowed=EXPECTED)
    if not keys:
        raise Fault(facts, lazy("expect says nothing to check"))
    lists = {key: nodes.texts(keys[key], key) for key in LISTS if key in keys}
    for element in lists.get("diagram", []):
        if not ELEMENT.fullmatch(element):
            raise Fault(
                keys["diagram"],
                lazy("diagram names process/element, not “%(element)s”", element=element),
            )
    return Expect(
        line=nodes.line_of(node),
        state=nodes.text(keys["state"], "state") if "state" in keys else None,
        due=_due(keys["due"]) if "due" in keys else None,
        notified=_notified(keys["notified"]) if "notified" in keys else None,
        **lists,
    )


def _due(node: yaml.Node) -> dict[str, date | datetime | None]:
    """Due dates by task; `null` where the task has none."""
    return {
        task: None
        if value.tag == nodes.NULL
        else nodes.day_or_moment(value, lazy("due of %(task)s", task=task))
        for task, value in nodes.mapping(node, "due").items()
    }


def _notified(node: yaml.Node) -> dict[str, list[str]]:
    """Kinds of notices by login; one kind or several."""
    return {
        login: nodes.texts(value, lazy("notified of %(login)s", login=login))
        if isinstance(value, yaml.SequenceNode)
        else [nodes.text(value, lazy("notified of %(login)s", login=login))]
        for login, value in nodes.mapping(node, "notified").items()
    }


def _form(node: yaml.Node | None) -> Answers:
    if node is None or node.tag == nodes.NULL:
        return {}
    filled: Answers = {}
    for key, value in nodes.mapping(node, "form").items():
        filled |= _rows(key, value) or {key: nodes.answer(value, key)}
    return filled


def _rows(key: str, node: yaml.Node) -> Answers:
    """A list of rows, `items: [{name: 车位数, data_type: 整型I}]`, as a page sends them."""
    entries = node.value if isinstance(node, yaml.SequenceNode) else []
    if not any(isinstance(entry, yaml.MappingNode) for entry in entries):
        return {}
    return {
        f"{key}__{number}__{field}": nodes.answer(value, field)
        for number, row in enumerate(entries)
        for field, value in nodes.mapping(row, lazy("a row of %(list)s", list=key)).items()
    }


READERS = {
    "submit": _submit,
    "refuse": _refuse,
    "advance": _advance,
    "expect": _expect,
    "do": _do,
}

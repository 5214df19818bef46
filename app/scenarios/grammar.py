"""Read scenario files; a file that is not a valid scenario is refused with the line to blame."""

import re
from datetime import date, datetime
from pathlib import Path

import yaml

from app.scenarios import nodes
from app.scenarios.actions import ACTIONS
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

LARGEST = 256 * 1024
DEEPEST = 10
KEYS = ("title", "process", "clock", "start", "steps")
VERBS = ("submit", "advance", "refuse", "expect", "do", "play")
LISTS = ("open", "filings", "held", "provisional", "diagram", "documents", "orders")
EXPECTED = (*LISTS, "state", "due", "notified")
AHEAD = re.compile(r"\+(\d{1,5})(d|wd|h)")
ERROR = re.compile(r"permission|not_open|validation:(?P<field>\w+)")
TURNED_DOWN = re.compile(r"permission|conflict|validation:(?P<field>\w+)")
NEIGHBOUR = re.compile(r"[\w-]+\.ya?ml", re.ASCII)
ELEMENT = re.compile(r"\w+/\w+")


def read(path: Path) -> Scenario:
    """The scenario in a file, or `NotAScenario`."""
    try:
        return _scenario(path, _document(path))
    except Fault as fault:
        raise NotAScenario(path, fault.line, fault.reason) from fault


def files(path: Path) -> list[Path]:
    """The scenario files a path means: itself, or all below a folder, in order."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix in {".yaml", ".yml"})


def _document(path: Path) -> yaml.Node:
    """The file's one YAML document, as nodes that know their lines."""
    raw = path.read_bytes()
    if len(raw) > LARGEST:
        raise NotAScenario(path, 1, f"larger than {LARGEST // 1024} KB")
    try:
        written = raw.decode("utf-8-sig")
        _refuse_tricks(path, written)
        document = yaml.compose(written, Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise NotAScenario(path, raw[: error.start].count(b"\n") + 1, "not UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise NotAScenario(path, line, str(error.problem)) from error
    except yaml.YAMLError as error:
        raise NotAScenario(path, 1, str(error)) from error
    if document is None:
        raise NotAScenario(path, 1, "the file is empty")
    return document


def _refuse_tricks(path: Path, written: str) -> None:
    """Aliases of aliases and deep nesting can keep a machine busy; no scenario needs them."""
    depth = 0
    for event in yaml.parse(written, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise NotAScenario(path, line, "aliases (*) are not allowed")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise NotAScenario(path, line, "nested too deeply")


def _scenario(path: Path, document: yaml.Node) -> Scenario:
    keys = nodes.mapping(document, "the scenario", required=KEYS, allowed=())
    return Scenario(
        path=path,
        title=nodes.text(keys["title"], "title"),
        process=nodes.text(keys["process"], "process"),
        clock=nodes.moment(keys["clock"], "clock"),
        start=_start(keys["start"]),
        steps=[_step(node, path) for node in nodes.sequence(keys["steps"], "steps")],
    )


def _start(node: yaml.Node) -> Start:
    keys = nodes.mapping(node, "start", required=("by",), allowed=("form",))
    by, form = nodes.text(keys["by"], "by"), _form(keys.get("form"))
    return Start(line=nodes.line_of(node), by=by, form=form)


def _step(node: yaml.Node, path: Path) -> Step:
    """One step: exactly one verb, and the keys that belong to it."""
    keys = nodes.mapping(node, "the step")
    verbs = [verb for verb in VERBS if verb in keys]
    if not verbs:
        first = next(iter(keys), "nothing")
        raise Fault(node, f"unknown verb “{first}”; a step has one of {', '.join(VERBS)}")
    if len(verbs) > 1:
        raise Fault(node, f"two verbs in one step: {' and '.join(verbs)}")
    return _play(node, path) if verbs == ["play"] else READERS[verbs[0]](node)


def _play(node: yaml.Node, path: Path) -> Play:
    """A scenario beside this one; it plays none itself, so that no two play each other."""
    keys = nodes.mapping(node, "the step", required=("play",), allowed=())
    name = nodes.text(keys["play"], "play")
    if not NEIGHBOUR.fullmatch(name) or not (path.parent / name).is_file():
        raise Fault(keys["play"], f"there is no scenario “{name}” beside this one")
    played = read(path.parent / name) if name != path.name else None
    if played is None or any(isinstance(step, Play) for step in played.steps):
        raise Fault(keys["play"], f"“{name}” plays a scenario itself")
    return Play(line=nodes.line_of(node), scenario=played)


def _submit(node: yaml.Node) -> Submit:
    keys = nodes.mapping(node, "the step", required=("submit", "by"), allowed=("form",))
    return Submit(
        line=nodes.line_of(node),
        task=nodes.text(keys["submit"], "submit"),
        by=nodes.text(keys["by"], "by"),
        form=_form(keys.get("form")),
    )


def _refuse(node: yaml.Node) -> Refuse:
    keys = nodes.mapping(node, "the step", required=("refuse", "by", "error"), allowed=("form",))
    error = nodes.text(keys["error"], "error")
    known = ERROR.fullmatch(error)
    if not known:
        allowed = "permission, not_open or validation:FIELD"
        raise Fault(keys["error"], f"error must be {allowed}, not “{error}”")
    return Refuse(
        line=nodes.line_of(node),
        task=nodes.text(keys["refuse"], "refuse"),
        by=nodes.text(keys["by"], "by"),
        form=_form(keys.get("form")),
        error=error.partition(":")[0],
        refused_field=known["field"] or "",
    )


def _do(node: yaml.Node) -> Do:
    keys = nodes.mapping(node, "the step", required=("do", "by"), allowed=("form", "error"))
    action = nodes.text(keys["do"], "do")
    if action not in ACTIONS:
        raise Fault(keys["do"], f"unknown action “{action}”; known: {', '.join(sorted(ACTIONS))}")
    error = nodes.text(keys["error"], "error") if "error" in keys else ""
    known = TURNED_DOWN.fullmatch(error)
    if error and not known:
        allowed = "permission, conflict or validation:FIELD"
        raise Fault(keys["error"], f"error must be {allowed}, not “{error}”")
    return Do(
        line=nodes.line_of(node),
        action=action,
        by=nodes.text(keys["by"], "by"),
        form=_form(keys.get("form")),
        error=error.partition(":")[0],
        refused_field=(known["field"] if known else None) or "",
    )


def _advance(node: yaml.Node) -> Advance:
    value = nodes.mapping(node, "the step", required=("advance",), allowed=())["advance"]
    line, written = nodes.line_of(node), nodes.text(value, "advance")
    ahead = AHEAD.fullmatch(written)
    if not ahead:
        if written.startswith("+"):
            raise Fault(value, f"advance must be like +3d, +10wd or +2h, not “{written}”")
        return Advance(line=line, until=nodes.moment(value, "advance"))
    much = int(ahead[1])
    unit = {"d": "days", "wd": "working_days", "h": "hours"}[ahead[2]]
    return Advance(line=line, **{unit: much})  # type: ignore[arg-type]


def _expect(node: yaml.Node) -> Expect:
    facts = nodes.mapping(node, "the step", required=("expect",), allowed=())["expect"]
    keys = nodes.mapping(facts, "expect", allowed=EXPECTED)
    if not keys:
        raise Fault(facts, "expect says nothing to check")
    lists = {key: nodes.texts(keys[key], key) for key in LISTS if key in keys}
    for element in lists.get("diagram", []):
        if not ELEMENT.fullmatch(element):
            raise Fault(keys["diagram"], f"diagram names process/element, not “{element}”")
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
        task: None if value.tag == nodes.NULL else nodes.day_or_moment(value, f"due of {task}")
        for task, value in nodes.mapping(node, "due").items()
    }


def _notified(node: yaml.Node) -> dict[str, list[str]]:
    """Kinds of notices by login; one kind or several."""
    return {
        login: nodes.texts(value, f"notified of {login}")
        if isinstance(value, yaml.SequenceNode)
        else [nodes.text(value, f"notified of {login}")]
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
        for field, value in nodes.mapping(row, f"a row of {key}").items()
    }


READERS = {
    "submit": _submit,
    "refuse": _refuse,
    "advance": _advance,
    "expect": _expect,
    "do": _do,
}

"""The YAML of a scenario: read without tricks, every node with its line."""

import re
from pathlib import Path

import yaml
from flask_babel import LazyString

from app.foundation.i18n import lazy
from app.scenarios.nodes import NotAScenario

LARGEST = 256 * 1024
DEEPEST = 10
# What neither the database nor a page can hold, written as an escape.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PLAIN_TAG = re.compile(r"tag:yaml\.org,2002:(str|int|float|bool|null|timestamp|map|seq)$")


def read(path: Path, raw: bytes) -> yaml.Node:
    """The one YAML document, as nodes that know their lines."""
    if len(raw) > LARGEST:
        raise NotAScenario(path, 1, lazy("larger than %(most)s KB", most=LARGEST // 1024))
    try:
        written = raw.decode("utf-8-sig")
        _refuse_tricks(path, written)
        document = yaml.compose(written, Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise NotAScenario(path, raw[: error.start].count(b"\n") + 1, lazy("not UTF-8")) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise NotAScenario(path, line, _no_yaml(error.problem)) from error
    except yaml.YAMLError as error:
        raise NotAScenario(path, 1, _no_yaml(error)) from error
    if document is None:
        raise NotAScenario(path, 1, lazy("the file is empty"))
    return document


def _no_yaml(problem: object) -> LazyString:
    return lazy("this cannot be read as YAML: %(problem)s", problem=problem)


def _refuse_tricks(path: Path, written: str) -> None:
    """Aliases of aliases and deep nesting can keep a machine busy; no scenario needs them."""
    depth = 0
    for event in yaml.parse(written, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise NotAScenario(path, line, lazy("aliases (*) are not allowed"))
        tag = getattr(event, "tag", None)
        if tag and not PLAIN_TAG.match(tag):
            raise NotAScenario(path, line, lazy("types (!) are not allowed"))
        if isinstance(event, yaml.ScalarEvent) and UNSTORABLE.search(event.value):
            raise NotAScenario(path, line, lazy("characters that cannot be kept"))
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise NotAScenario(path, line, lazy("nested too deeply"))

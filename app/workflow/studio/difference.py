"""What differs between two sets of diagrams and forms, in plain words.

Every difference is told, those inside extension elements too; what is only drawn elsewhere on the
picture is told apart.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.foundation.i18n import _, in_language, speaks_english
from app.workflow.definitions import FORM, PROCESS, SCENARIO, Source
from app.workflow.engine.diagram import BadDiagram, Diagram, read
from app.workflow.studio import diagram_difference, form_difference
from app.workflow.studio.changes import (
    ADDED,
    CHANGED,
    LAYOUT,
    REMOVED,
    TECHNICAL,
    TEXT,
    Change,
    FileChange,
    Words,
)
from app.workflow.studio.revisions import Name

Files = Mapping[Name, Source]
LANGUAGES = ("zh", "en")


def between(old: Files, new: Files, words: Words = Words()) -> list[FileChange]:  # noqa: B008 (frozen)
    """Every diagram and form that is not the same, the diagrams first."""
    names = sorted(old.keys() | new.keys(), key=lambda name: (name[0] != PROCESS, name[1]))
    found = [one_file(old.get(name), new.get(name), old, new, words) for name in names]
    told = [one for one in found if one]
    if all(one.kind == PROCESS for one in told):
        return told
    known = titles({**old, **new})
    return [replace(one, title=known.get((one.kind, one.key), one.title)) for one in told]


def titles(files: Files) -> dict[Name, str]:
    """What diagrams are called, and forms after the steps that use them, for the reader."""
    known: dict[Name, str] = {}
    for (kind, key), source in files.items():
        if kind != PROCESS:
            continue
        try:
            drawn = read(source.content)
        except BadDiagram:
            continue
        known[PROCESS, key] = (speaks_english() and drawn.name_en) or drawn.name or key
        for node in drawn.nodes.values():
            if form := node.properties.get("formKey"):
                name = (speaks_english() and node.name_en) or node.name or form
                known.setdefault((FORM, form), name)
    return known


def one_file(
    old: Source | None,
    new: Source | None,
    olds: Files | None = None,
    news: Files | None = None,
    words: Words = Words(),  # noqa: B008 (frozen)
) -> FileChange | None:
    """What differs between two versions of one file; nothing where they are the same."""
    shown = new or old
    if shown is None or (old and new and old.content == new.content):
        return None
    title = _title(shown)
    if old is None or new is None:
        state = ADDED if old is None else REMOVED
        return FileChange(shown.kind, shown.key, title, state)
    if shown.kind == PROCESS:
        changes = _diagrams(old, new, olds or {}, news or {}, words)
    elif shown.kind == SCENARIO:
        changes = [Change(CHANGED, TEXT, "", _("The steps of the scenario are others."))]
    else:
        changes = form_difference.changes(old.content, new.content)
    state = LAYOUT if all(c.kind == LAYOUT for c in changes) else CHANGED
    return FileChange(shown.kind, shown.key, title, state, changes)


def as_json(old: Files, new: Files, words: Words = Words()) -> list[dict[str, Any]]:  # noqa: B008
    """The same for programs, each text in both languages."""
    told = {}
    for language in LANGUAGES:
        with in_language(language):
            told[language] = between(old, new, words)
    return [
        {
            "kind": first.kind,
            "key": first.key,
            "title": {language: told[language][n].title for language in LANGUAGES},
            "state": first.state,
            "changes": [
                {
                    "kind": change.kind,
                    "subject": change.subject,
                    "element": change.element,
                    "text": {language: told[language][n].changes[m].text for language in LANGUAGES},
                }
                for m, change in enumerate(first.changes)
            ],
        }
        for n, first in enumerate(told["zh"])
    ]


def _diagrams(old: Source, new: Source, olds: Files, news: Files, words: Words) -> list[Change]:
    try:
        drawings = [
            diagram_difference.Drawing.of(source.content, files, words)
            for source, files in ((old, olds), (new, news))
        ]
    except BadDiagram as wrong:
        text = _("One of the two cannot be read as a diagram: %(reason)s", reason=wrong.reason)
        return [Change(CHANGED, TECHNICAL, "", text)]
    return diagram_difference.changes(*drawings)


def _title(source: Source) -> str:
    if source.kind != PROCESS:
        return source.key
    try:
        drawn: Diagram = read(source.content)
    except BadDiagram:
        return source.key
    return (speaks_english() and drawn.name_en) or drawn.name or source.key

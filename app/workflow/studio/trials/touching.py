"""What a draft touches: the processes it changes, and which scenarios would show it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.workflow.definitions import FORM, PROCESS, Source
from app.workflow.engine.drawing import Diagram
from app.workflow.studio import checking, revisions
from app.workflow.studio.models import Revision
from app.workflow.studio.revisions import Name
from app.workflow.studio.trials import reading, shelf
from app.workflow.studio.trials.shelf import Sheet


@dataclass(frozen=True)
class Touched:
    """What a draft touches: `processes` changed by themselves or in a form that they ask for."""

    processes: frozenset[str]
    sheets: tuple[Sheet, ...]
    # Touched processes that people can get into, and that no scenario plays.
    unplayed: tuple[str, ...]


def by(revision: Revision, files: Mapping[Name, Source]) -> Touched:
    """What the draft touches; `files` are all that it would release."""
    drawn = diagrams(files)
    changed = {(item.kind, item.key) for item in revision.items}
    touched = {key for kind, key in changed if kind == PROCESS}
    touched |= {
        name
        for name, diagram in drawn.items()
        if any((FORM, key) in changed for key in _form_keys(diagram))
    }
    reach = {name: reached(name, drawn) for name in drawn}
    sheets = tuple(
        one
        for one in shelf.sheets(files)
        if any(touched & reach.get(process, {process}) for process in one.about.processes)
    )
    played = {
        p for one in sheets for process in one.about.processes for p in reach.get(process, ())
    }
    entered = {one for name in drawn if reading.may_begin(name) for one in reach[name]}
    unplayed = tuple(sorted((touched & entered) - played))
    return Touched(frozenset(touched), sheets, unplayed)


def diagrams(files: Mapping[Name, Source]) -> dict[str, Diagram]:
    """The diagrams among the files, by process."""
    texts = revisions.texts(files, PROCESS)
    return {key: checking.drawn(content) for key, content in texts.items()}


def reached(process: str, drawn: Mapping[str, Diagram]) -> set[str]:
    """A process and all that it calls, they and those they call."""
    found, ahead = set(), [process]
    while ahead:
        name = ahead.pop()
        if name not in found and name in drawn:
            found.add(name)
            ahead += [node.called for node in drawn[name].of_kind("callActivity")]
    return found or {process}


def _form_keys(diagram: Diagram) -> set[str]:
    keys = (node.properties.get("formKey", "") for node in diagram.nodes.values())
    return {key for key in keys if key}

"""What a diagram of a draft may name: forms with their answers, operations, clocks, processes.

The editor offers these to choose from, so that nobody has to know a name by heart.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.workflow import forms as form_files
from app.workflow import registry
from app.workflow.checks.fault import users
from app.workflow.checks.laws.answers import ANSWERS
from app.workflow.definitions import FORM, PROCESS
from app.workflow.engine.diagram import BadDiagram, Diagram, Node, read
from app.workflow.forms.form import Option
from app.workflow.studio import revisions
from app.workflow.studio.models import Revision


@dataclass(frozen=True)
class Operation:
    """What the system can do in a service task: how the diagrams call it, what it answers."""

    name: str
    title: str = ""
    title_en: str = ""
    documentation: str = ""
    documentation_en: str = ""
    answers: tuple[object, ...] = ()


@dataclass(frozen=True)
class Called:
    """A process as another one that calls it sees it: its results and how it can break off."""

    id: str
    title: str
    title_en: str
    results: Mapping[str, tuple[object, ...]]
    errors: tuple[str, ...]
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """All that can be named in the diagrams of one draft; `used` says which process has a form."""

    forms: Mapping[str, tuple[Option, ...]]
    used: Mapping[str, str]
    operations: Mapping[str, Operation]
    processes: Mapping[str, Called]


def of(revision: Revision) -> Vocabulary:
    """What the diagrams of a draft may name as the draft stands now."""
    files = revisions.files(revision)
    drawn = list(_readable(revisions.texts(files, PROCESS).values()))
    return Vocabulary(
        forms={k: _outcomes(content) for k, content in revisions.texts(files, FORM).items()},
        used={n.properties["formKey"]: d.id for d in drawn for n in users(d) if _has_form(n)},
        operations=_operations(drawn),
        processes={one.id: _called(one) for one in drawn},
    )


def _has_form(node: Node) -> bool:
    return "formKey" in node.properties


def _readable(contents: Iterable[bytes]) -> Iterator[Diagram]:
    for content in contents:
        try:
            yield read(content)
        except BadDiagram:
            continue  # told by the checks


def _outcomes(content: bytes) -> tuple[Option, ...]:
    """What can be chosen as the outcome of a form; nothing where it has none or is broken."""
    try:
        field = form_files.parse(content).fields.get("outcome")
    except form_files.BadForm:
        return ()
    return field.options if field else ()


def _operations(drawn: list[Diagram]) -> dict[str, Operation]:
    """Every operation, described as the first diagram that uses it does."""
    used: dict[str, Node] = {}
    for diagram in drawn:
        for node in diagram.of_kind("serviceTask"):
            used.setdefault(node.operator, node)
    return {name: _operation(name, used.get(name)) for name in sorted(registry.names())}


def _operation(name: str, node: Node | None) -> Operation:
    doc = (registry.function(name).__doc__ or "").strip()
    return Operation(
        name=name,
        title=node.name if node else "",
        title_en=node.name_en if node else "",
        documentation=node.documentation if node else "",
        documentation_en=doc.partition("\n")[0],
        answers=tuple(ANSWERS.get(name, ())),
    )


def _called(diagram: Diagram) -> Called:
    ends = [node.error for node in diagram.of_kind("endEvent") if node.event == "error"]
    return Called(
        id=diagram.id,
        title=diagram.name,
        title_en=diagram.name_en,
        results={name: _answers(diagram, name) for name in diagram.outputs},
        errors=tuple(dict.fromkeys(ends)),
        inputs=diagram.inputs,
    )


def _answers(diagram: Diagram, name: str) -> tuple[object, ...]:
    """What a result of a process can be, as far as its operations say so."""
    setting = [n for n in diagram.of_kind("serviceTask") if n.result == name]
    return tuple(dict.fromkeys(a for node in setting for a in ANSWERS.get(node.operator, ())))

"""A fault, and what a check must know of the program to find it."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from app.foundation.i18n import speaks_english
from app.workflow.checks import clauses
from app.workflow.engine.diagram import Diagram, Node

ERROR, WARNING = "error", "warning"
LONGEST_ID, LONGEST_REASON = 100, 600


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which file, at which element, why, and on which path.

    `code` names the kind of mistake and never changes; `clause` is the rule that it breaks, in
    the reader's language; `process` the diagram's process id, or the key of a form.  A warning
    does not keep a draft from being released: it is shown to whoever releases it.
    """

    file: str
    element: str
    reason: str
    path: tuple[str, ...] = ()
    code: str = ""
    clause: str = ""
    process: str = ""
    severity: str = ERROR

    def __str__(self) -> str:
        way = f" [{' → '.join(self.path)}]" if self.path else ""
        return f"{self.file}: {self.element}: {self.reason}{way}"


def _cut(text: str, most: int) -> str:
    """What a hostile file says at length is not repeated at length."""
    return text if len(text) <= most else f"{text[:most]}…"


@dataclass(frozen=True)
class Drawn:
    """A diagram and the file it stands in."""

    file: str
    diagram: Diagram

    def fault(self, code: str, element: str, reason: str, path: tuple[str, ...] = ()) -> Fault:
        """Something of this kind is wrong with one of its elements."""
        clause = clauses.protected_by(code)
        where, why = _cut(element, LONGEST_ID), _cut(reason, LONGEST_REASON)
        return Fault(self.file, where, why, path, code, clause, self.diagram.id)

    def named(self, element: str) -> str:
        """What an element is called, for people: its name and, as two may have one, its id."""
        node = self.diagram.nodes.get(element)
        name = (speaks_english() and node.name_en) or node.name if node else ""
        return f"{name} ({element})" if name and name != element else element


def in_file(code: str, file: str, element: str, reason: str) -> Fault:
    """Something of this kind is wrong with a file of which no more is known."""
    return Fault(file, element, reason, code=code, clause=clauses.protected_by(code), process=file)


@dataclass(frozen=True)
class Known:
    """What the program has: forms (each with the outcomes it offers), operations, clocks."""

    forms: Mapping[str, Set[str]] = field(default_factory=dict)
    operations: Set[str] = frozenset()
    clocks: Set[str] = frozenset()

    def outcomes(self, node: Node) -> Set[str]:
        """What can be chosen in a user task; nothing where its form has no choice."""
        return self.forms.get(node.properties.get("formKey", ""), frozenset())


def users(diagram: Diagram) -> Iterator[Node]:
    """What people do: the tasks, and a start that has a form."""
    yield from (n for n in diagram.of_kind("startEvent") if "formKey" in n.properties)
    yield from diagram.of_kind("userTask")

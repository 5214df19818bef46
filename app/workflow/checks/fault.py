"""A fault, and what a check must know of the program to find it."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from app.workflow.engine.diagram import Diagram, Node


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which file, at which element, why, and on which path."""

    file: str
    element: str
    reason: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        way = f" [{' → '.join(self.path)}]" if self.path else ""
        return f"{self.file}: {self.element}: {self.reason}{way}"


@dataclass(frozen=True)
class Drawn:
    """A diagram and the file it stands in."""

    file: str
    diagram: Diagram

    def fault(self, element: str, reason: str) -> Fault:
        """Something wrong with one of its elements."""
        return Fault(self.file, element, reason)


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

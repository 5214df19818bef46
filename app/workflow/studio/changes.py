"""One change between two versions, in the reader's words."""

from collections.abc import Callable
from dataclasses import dataclass, field

# What kind of change: `layout` is the picture only, which changes nothing for anybody.
ADDED, REMOVED, CHANGED, MOVED, LAYOUT = KINDS = (
    "added", "removed", "changed", "moved", "layout",
)  # fmt: skip
# What it is about, in the order in which it is told.
PROCESS, STEP, FLOW, CLOCK, SERVICE, FORM, TEXT, TECHNICAL = SUBJECTS = (
    "process", "step", "flow", "clock", "service", "form", "text", "technical",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """What is different at one element of a diagram, or one field of a form."""

    kind: str
    subject: str
    element: str
    text: str


@dataclass(frozen=True)
class FileChange:
    """A diagram or a form that is not the same any more."""

    kind: str
    key: str
    title: str
    state: str  # added, removed, changed, or layout where only the picture is another
    changes: list[Change] = field(default_factory=list)

    def marked(self, kind: str) -> list[str]:
        """The elements that have a change of this kind, each once."""
        return list(dict.fromkeys(c.element for c in self.changes if c.kind == kind and c.element))


def _as_it_is(code: str) -> str:
    return code


@dataclass(frozen=True)
class Words:
    """How codes that the doors have words for are said: clocks and states of cases."""

    clock: Callable[[str], str] = _as_it_is
    state: Callable[[str], str] = _as_it_is

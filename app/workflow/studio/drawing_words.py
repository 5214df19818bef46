"""A diagram as one says it: its steps, ways and conditions by the names that people know."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.foundation.i18n import _, lazy, speaks_english
from app.foundation.identity import posts
from app.workflow.definitions import FORM, Source
from app.workflow.engine.diagram import Diagram, Flow, Node, read
from app.workflow.studio import residue
from app.workflow.studio.changes import Words

KINDS: dict[str, Any] = {
    "userTask": lazy("step of people"),
    "manualTask": lazy("step of people"),
    "serviceTask": lazy("step of the system"),
    "callActivity": lazy("called process"),
    "exclusiveGateway": lazy("choice"),
    "parallelGateway": lazy("parallel branches"),
    "startEvent": lazy("start"),
    "endEvent": lazy("end"),
    "boundaryEvent": lazy("event at the edge of a step"),
}
DEADLINE = lazy("deadline")
QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
NONE = "—"


@dataclass(frozen=True)
class Drawing:
    """One version of a diagram, with the forms that its conditions speak of."""

    diagram: Diagram
    facts: Mapping[str, residue.Facts]
    labels: Mapping[str, Mapping[str, str]]  # form → value of its outcome → label
    words: Words

    @classmethod
    def of(cls, xml: bytes, files: Mapping[tuple[str, str], Source], words: Words) -> "Drawing":
        """Read a version; its forms are taken from the same set."""
        diagram = read(xml)
        used = {
            n.properties["formKey"] for n in diagram.nodes.values() if "formKey" in n.properties
        }
        labels = {key: _labels(files[FORM, key].content) for key in used if (FORM, key) in files}
        return cls(diagram, residue.facts(xml), labels, words)

    def name(self, element: str) -> str:
        """What a step is called; a nameless one by its id."""
        node = self.diagram.nodes.get(element)
        if node is None:
            return element
        return (speaks_english() and node.name_en) or node.name or node.id

    def names(self, elements: tuple[str, ...]) -> str:
        """Several of them."""
        return _(", ").join(map(self.name, elements))

    def party(self, node: Node) -> str:
        """Whose lane it stands in."""
        lane = self.diagram.lanes.get(node.lane)
        return ((speaks_english() and lane.name_en) or lane.name or lane.id) if lane else ""

    def kind(self, node: Node) -> str:
        """What sort of element it is."""
        if node.event == "timer":
            return str(DEADLINE)
        return str(KINDS.get(node.kind, node.kind))

    def posts(self, node: Node) -> str:
        """Who may do it."""
        return _(", ").join(posts.title(post) for post in node.posts)

    def clocks(self, names: tuple[str, ...]) -> str:
        """Deadlines by their names."""
        return _(", ").join(self.words.clock(name) for name in names)

    def timer(self, node: Node) -> str:
        """Which deadline it is; what names none is shown as it is written."""
        return self.words.clock(node.clock) if node.clock else node.timer

    def way(self, flow: Flow) -> str:
        """An arrow by where it comes from and leads to."""
        ends = {"source": self.name(flow.source), "target": self.name(flow.target)}
        return _("from “%(source)s” to “%(target)s”", **ends)

    def condition(self, flow: Flow) -> str:
        """A condition as it is written, with what its values are called on the form before it."""
        if not flow.condition:
            return ""
        known = self._outcomes(flow.source)
        quoted = [first or second for first, second in QUOTED.findall(flow.condition)]
        said = [known[value] for value in quoted if value in known]
        return f"{flow.condition} ({_(', ').join(said)})" if said else flow.condition

    def _outcomes(self, gateway: str) -> dict[str, str]:
        """The values of the forms of the steps right before a choice."""
        found: dict[str, str] = {}
        for arriving in self.diagram.incoming(gateway):
            node = self.diagram.nodes.get(arriving.source)
            found |= self.labels.get(node.properties.get("formKey", ""), {}) if node else {}
        return found


def _labels(content: bytes) -> dict[str, str]:
    """The options of a form's outcome; nothing where the form cannot be read."""
    try:
        components = json.loads(content)["components"]
        field = next(c for c in components if c.get("key") == "outcome")
        english = (field.get("properties") or {}).get("options_en") or {}
        return {
            str(one["value"]): str((speaks_english() and english.get(one["value"])) or one["label"])
            for one in field.get("values") or ()
        }
    except (ValueError, TypeError, KeyError, AttributeError, StopIteration, RecursionError):
        return {}

"""Plays the shipped diagrams on the engine package alone, saved and loaded at every step."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from app.foundation import paths
from app.workflow import engine

# What the service tasks return unless a story says otherwise.
USUAL: dict[str, Any] = {
    "sharing.deliver_answer": "agree",
    "sharing.escalate_refusal": "refusal",
    "sharing.escalate_overdue": "overdue",
    "sharing.escalate_non_delivery": "non_delivery",
    "sharing.dispute_filing": False,
    "sharing.list_consulted": [],
    "sharing.deliver_settlement": ["DEM", "PRO"],
    "sharing.weigh_answers": "settled",
    "sharing.adopt_settlement": "settled",
    "sharing.confirm_refusal": "refused",
    "sharing.refer_decision": "referred",
    "sharing.call_vote": ["M1", "M2"],
    "sharing.announce_decision": "provide",
    "sharing.draw_up_agreement": False,
    "sharing.void_agreement": "first",
    "sharing.enter_into_force": "signed",
    "sharing.record_receipt": "received",
    "sharing.record_deficiency": 1,
    "sharing.record_default": "non_delivery",
    "sharing.compare_returns": False,
    "sharing.sum_up_usage": "used",
}


@lru_cache(maxsize=1)
def shipped() -> engine.Specs:
    """The shipped diagrams, parsed."""
    folder = paths.PROCESSES / "sharing"
    return engine.parse({path.name: path.read_bytes() for path in folder.glob("*.bpmn")})


class Play:
    """One case on the engine; `returns` changes what service tasks give."""

    def __init__(
        self,
        process_id: str = "sharing_application",
        returns: Mapping[str, Any] | None = None,
        specs: engine.Specs | None = None,
        **data: Any,
    ) -> None:
        self.returns = USUAL | {f"sharing.{k}": v for k, v in (returns or {}).items()}
        self.called: list[str] = []
        self.specs = specs or shipped()
        self.largest = self.longest = 0
        self._take(engine.start(self.specs, process_id, {"case": 1} | data, self.dispatch))

    def dispatch(self, operation: str, data: Mapping[str, Any]) -> Any:
        """Stands for the rooms."""
        self.called.append(operation.removeprefix("sharing."))
        result = self.returns.get(operation)
        if isinstance(result, Exception):
            raise result
        return result

    def do(self, name: str, outcome: str | None = None, item: str | None = None) -> "Play":
        """Complete the open task of that name (of that unit)."""
        task = next(t for t in self.tasks if t.name == name and item in (None, t.item))
        snapshot = engine.complete(self.specs, self.state, task.id, outcome, self.dispatch)
        self._take(snapshot)
        return self

    def ring(self, *clocks: str) -> "Play":
        """Let clocks run out."""
        self._take(engine.wake(self.specs, self.state, set(clocks), self.dispatch))
        return self

    def migrate(self, new: engine.Specs) -> "Play":
        """Go on by another version of the diagrams."""
        self._take(engine.migrate(self.specs, new, self.state, self.dispatch))
        self.specs = new
        return self

    @property
    def open(self) -> list[str]:
        """The ids of the open tasks, sorted."""
        return sorted(t.name for t in self.tasks)

    def _take(self, snapshot: engine.Snapshot) -> None:
        self.snapshot, self.state, self.tasks = snapshot, snapshot.state, snapshot.open_tasks
        self.largest = max(self.largest, snapshot.tree_size)
        self.longest = max(self.longest, len(snapshot.state))


def answered(play: Play, how: str = "agree") -> Play:
    """The provider's head approves an answer."""
    play.returns["sharing.deliver_answer"] = how
    return play.do("provider_response", how).do("provider_approval", "approve")


def signed(play: Play) -> Play:
    """Both sides sign."""
    return play.do("sign_demander", "sign").do("sign_provider", "sign")

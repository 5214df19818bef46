"""What a room says of a clock before it begins: by which rule it runs, how long, from when."""

from dataclasses import dataclass
from datetime import date

from app.foundation.database import db
from app.workflow.models import ProcessInstance


@dataclass(frozen=True)
class Planned:
    """How a clock will run when it next begins; `days` or `until` instead of the rule's own."""

    rule: str
    days: int | None = None
    until: date | None = None
    since: date | None = None
    runs: bool = True


def plan(
    instance_id: int,
    name: str,
    *,
    rule: str | None = None,
    days: int | None = None,
    until: date | None = None,
    since: date | None = None,
) -> None:
    """Say by which rule, with how many days or until when `name` runs when it next begins.

    It counts from the day on which it begins, or from an earlier one, `since`, where what it is
    about happened then.
    """
    wanted = {
        "rule": rule,
        "days": days,
        "until": until.isoformat() if until else None,
        "since": since.isoformat() if since else None,
    }
    _keep(instance_id, name, {k: v for k, v in wanted.items() if v is not None})


def plan_none(instance_id: int, name: str) -> None:
    """Say that `name` does not run in this case, whatever carries it, until it is planned anew."""
    _keep(instance_id, name, {"runs": False})


def planned(instance: ProcessInstance, name: str) -> Planned:
    """What was said of a clock; its own rule where nothing was."""
    said = instance.clock_plans.get(name, {})
    return Planned(
        said.get("rule", name),
        said.get("days"),
        date.fromisoformat(said["until"]) if said.get("until") else None,
        date.fromisoformat(said["since"]) if said.get("since") else None,
        said.get("runs", True),
    )


def _keep(instance_id: int, name: str, said: dict[str, object]) -> None:
    instance = db.session.get_one(ProcessInstance, instance_id)
    instance.clock_plans = instance.clock_plans | {name: said}

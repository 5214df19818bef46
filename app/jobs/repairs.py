"""All cases of a process are held up, or let go on: one transaction a case."""

from app.foundation import queue
from app.foundation.database import transaction
from app.workflow.studio.repairs import sweeps


def carry_out(sweep_id: int) -> None:
    """Go on with what an administrator asked for, until no case is left."""
    while _step(sweep_id):
        queue.go_on()


def _step(sweep_id: int) -> bool:
    with transaction():
        return sweeps.step(sweep_id)

"""The machinery: the ways a process moves, and the one way back."""

from app.workflow.runtime import complete, context, due, start, wake
from app.workflow.undo import take_back

__all__ = ["complete", "context", "due", "start", "take_back", "wake"]

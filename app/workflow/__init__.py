"""The machinery: the ways a process moves."""

from app.workflow.runtime import complete, due, start, wake

__all__ = ["complete", "due", "start", "wake"]

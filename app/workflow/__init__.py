"""The machinery: the ways a process moves."""

from app.workflow.runtime import complete, context, due, start, wake

__all__ = ["complete", "context", "due", "start", "wake"]

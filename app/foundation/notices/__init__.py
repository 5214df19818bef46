"""Notices: what an account should know, in the application and by mail."""

from app.foundation.notices.models import KINDS, Notice
from app.foundation.notices.outbox import deliver, queue

__all__ = ["KINDS", "Notice", "deliver", "queue"]

"""Tell those on whose desks a task lies."""

from typing import Any

from app.foundation import notices
from app.workflow.models import Task


def holders(kind: str, task: Task, **params: Any) -> None:
    """Queue a notice about a task for the posts of its unit that may answer it."""
    notices.queue(
        kind,
        instance_id=task.instance_id,
        unit_id=task.unit_id,
        posts=task.posts,
        task_id=task.id,
        task=task.name,
        **params,
    )

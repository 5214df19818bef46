"""How a case was begun: the answers to its first form, by the form as it was then."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.foundation.database import db
from app.workflow import definitions, forms
from app.workflow.models import Task


def said_before(case_id: int, form_key: str, answers: Mapping[str, Any]) -> bool:
    """Did the start form say the same when it was submitted?"""
    sent = select(Task).where(Task.instance_id == case_id, Task.form_key == form_key)
    first = db.session.scalars(sent.order_by(Task.id).limit(1)).one()
    drawn = definitions.release(first.instance.release_id).form(form_key)
    return forms.same(drawn, answers, first.answers or {})

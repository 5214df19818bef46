"""What the pages of repairs say: the troubles, the states of requests, errors in plain words."""

import re
from typing import Any

from app.foundation.i18n import _, lazy, speaks_english
from app.foundation.identity import posts
from app.workflow.engine.drawing import Node
from app.workflow.forms import Option
from app.workflow.studio.repairs import troubles
from app.workflow.studio.repairs.models import CONFIRMED, REFUSED, WAITING, WITHDRAWN

KINDS = {
    troubles.FAILED: lazy("a step failed"),
    troubles.OVERDUE: lazy("a deadline did not ring"),
    troubles.STRANDED: lazy("waits for nobody"),
    troubles.UNIT_CLOSED: lazy("the unit is closed"),
    troubles.NO_POST: lazy("nobody holds the post"),
    troubles.OWN: lazy("nobody else may approve it"),
    troubles.SUSPENDED: lazy("case suspended"),
    troubles.RUNS: lazy("every running case"),
}
SORTS = {
    "longest": lazy("longest first"),
    "latest": lazy("latest first"),
    "case": lazy("number"),
    "process": lazy("process"),
}
REQUESTS = {
    WAITING: lazy("the case moved on"),
    CONFIRMED: lazy("confirmed by another"),
    REFUSED: lazy("turned down"),
    WITHDRAWN: lazy("withdrawn"),
}
# What the program raised → what it means to somebody who never wrote one.
RAISED = {
    "Runaway": lazy("The diagram runs in a circle without ever asking a person."),
    "NoResultFound": lazy("A record is missing that an earlier step should have made."),
    "IntegrityError": lazy("The database refused a record that contradicts another."),
    "OperationalError": lazy("The database could not be reached, or was too busy."),
    "StaleDataError": lazy("Somebody else changed the case at the same moment."),
    "WorkflowTaskException": lazy("A condition or a value of the diagram could not be worked out."),
    "KeyError": lazy("A value is missing that the step needs."),
}
EXCEPTION = re.compile(r"(\w+): (.*)", re.DOTALL)


def plain(error: str) -> str:
    """An error in plain words, with what the program itself said behind."""
    raised = EXCEPTION.fullmatch(error)
    meaning = RAISED.get(raised.group(1)) if raised else None
    if raised is None or meaning is None:
        return error
    return f"{meaning} ({raised.group(1)})"


def trouble(row: Any) -> str:
    """What is wrong with a case, in one sentence."""
    unit = (speaks_english() and row.unit_en) or row.unit
    if row.kind == troubles.FAILED:
        return plain(row.what)
    if row.kind == troubles.OVERDUE:
        return _("Its deadline ran out, and nothing happened. Look whether the clock job runs.")
    if row.kind == troubles.STRANDED:
        return _("No step is open and no deadline runs: it can only be moved by hand.")
    if row.kind == troubles.UNIT_CLOSED:
        return _("%(unit)s is out of use: nobody can do the step.", unit=unit)
    if row.kind == troubles.NO_POST:
        able = " / ".join(posts.title(post) for post in row.what.split(","))
        return _("Nobody of %(unit)s holds the post “%(post)s”.", unit=unit, post=able)
    if row.kind == troubles.OWN:
        return _(
            "All who could approve it in %(unit)s submitted it themselves; another holder of the "
            "post is needed.",
            unit=unit,
        )
    if row.kind == troubles.SUSPENDED:
        return _("Suspended: %(reason)s", reason=row.what)
    return ""


def step(row: Any) -> str:
    """The step where a case stands, in the reader's language."""
    return str((speaks_english() and row.title_en) or row.title)


def node(one: Node) -> str:
    """A box's name in the reader's language."""
    return (speaks_english() and one.name_en) or one.name or one.id


def option(one: Option) -> str:
    """A choice of a form in the reader's language."""
    return (speaks_english() and one.label_en) or one.label


def value(said: Any) -> str:
    """A value of the diagram, for people."""
    if isinstance(said, bool):
        return _("yes") if said else _("no")
    return str(said)

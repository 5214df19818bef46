"""Index of the diagrams in `processes/catalogue/`: box name → function.  Read it beside them."""

from collections.abc import Callable, Collection
from typing import Any

from app.domain.catalogue.services import compile_entry, publication, reminder, review, update

# What the system does: fn(case) → what the next gateway reads.
SERVICE_TASKS: dict[str, Callable[[int], Any]] = {
    # publication.bpmn
    "catalogue.open_publication": publication.open_publication,
    "catalogue.send_to_office": review.send_to_office,
    "catalogue.decide_extension": update.decide,
    "catalogue.send_back": review.send_back,
    "catalogue.publish_entry": review.publish,
    "catalogue.withdraw_matter": compile_entry.withdraw,
    # several
    "catalogue.remind": reminder.remind,
}
# What a person answers: fn(task, answers, account), before the diagram moves.
USER_TASKS: dict[str, Callable[..., Any]] = {
    # publication.bpmn
    "catalogue.compile_entry": compile_entry.compile_entry,
    "catalogue.compile_change": compile_entry.compile_change,
    "catalogue.revise_entry": compile_entry.revise,
    "catalogue.review_update_extension": update.review,
    "catalogue.review_entry": review.review,
}
# What a form offers in this case: fn(task, account).
FORM_CONTEXTS: dict[str, Callable[..., Any]] = {
    # publication.bpmn
    "catalogue.compile_entry": compile_entry.context,
    "catalogue.compile_change": compile_entry.change_context,
    "catalogue.revise_entry": compile_entry.context,
    "catalogue.review_update_extension": update.context,
}
# What is wrong with an answer beside what its form says: fn(task, answers) → field → messages.
CHECKERS: dict[str, Callable[..., Any]] = {
    # publication.bpmn
    "catalogue.compile_entry": compile_entry.faults,
    "catalogue.compile_change": compile_entry.faults,
    "catalogue.revise_entry": compile_entry.faults,
}
# What is looked at once more when a task opens: fn(case), raises where the task must not open.
ON_OPEN: dict[str, Callable[[int], None]] = {}
# What may be taken back until the other side has seen it: fn(task, told), puts the rows back.
UNDOABLE: dict[str, Callable[..., None]] = {}
# What hears that tasks wait no longer, answered or left behind: fn(tasks).
ON_OVER: tuple[Callable[[Collection[Any]], None], ...] = ()

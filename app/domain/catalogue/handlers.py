"""Index of the diagrams in `processes/catalogue/`: box name → function.  Read it beside them."""

from collections.abc import Callable, Collection
from typing import Any

from app.domain.catalogue.services import (
    closing,
    collection,
    compile_entry,
    coordination,
    database,
    database_filing,
    deregistration,
    keys,
    operation,
    proposing,
    publication,
    registration,
    reminder,
    review,
    sending_back,
    update,
)
from app.workflow.registry import WayBack

# What the system does: fn(case) → what the next gateway reads.
SERVICE_TASKS: dict[str, Callable[[int], Any]] = {
    # publication.bpmn
    "catalogue.open_publication": publication.open_publication,
    "catalogue.send_to_office": review.send_to_office,
    "catalogue.decide_extension": update.decide,
    "catalogue.send_back": review.send_back,
    "catalogue.publish_entry": review.publish,
    "catalogue.withdraw_matter": compile_entry.withdraw,
    # collection.bpmn
    "catalogue.query_collection": proposing.query,
    "catalogue.weigh_reviews": keys.weigh,
    "catalogue.adopt_coordination": coordination.adopt,
    "catalogue.register_collection": registration.register,
    # database.bpmn
    "catalogue.begin_database": database.begin,
    "catalogue.query_database": proposing.query,
    "catalogue.file_database": database_filing.file,
    "catalogue.list_database": database_filing.enlist,
    "catalogue.note_stale": operation.note_stale,
    "catalogue.record_update": operation.record_update,
    "catalogue.record_change": operation.record_change,
    "catalogue.deregister_database": deregistration.deregister,
    # several
    "catalogue.close_withdrawn": closing.withdrawn,
    "catalogue.close_shared": closing.shared,
    "catalogue.close_rejected": closing.rejected,
    "catalogue.close_deregistered": closing.deregistered,
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
    # collection.bpmn
    "catalogue.revise_collection": collection.revise,
    "catalogue.review_statistics": keys.review,
    "catalogue.review_registration": keys.review,
    "catalogue.coordinate_collection": coordination.propose,
    "catalogue.answer_coordination": coordination.answer,
    "catalogue.decide_collection": coordination.decide,
    # database.bpmn
    "catalogue.revise_database": database.revise,
    "catalogue.register_database": database_filing.register,
    "catalogue.operate_database": operation.operate,
    "catalogue.review_deregistration": deregistration.review,
}
# What a form offers in this case: fn(task, account).
FORM_CONTEXTS: dict[str, Callable[..., Any]] = {
    # publication.bpmn
    "catalogue.compile_entry": compile_entry.context,
    "catalogue.compile_change": compile_entry.change_context,
    "catalogue.revise_entry": compile_entry.context,
    "catalogue.review_update_extension": update.context,
    # collection.bpmn
    "catalogue.revise_collection": collection.revise_context,
    "catalogue.coordinate_collection": coordination.context,
    "catalogue.decide_collection": coordination.context,
    # database.bpmn
    "catalogue.revise_database": database.revise_context,
    "catalogue.register_database": database_filing.register_context,
    "catalogue.operate_database": operation.context,
    "catalogue.review_deregistration": deregistration.context,
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
# What is said when a matter is put back to an earlier step, and what becomes of its rows.
WAYS_BACK = {"catalogue": WayBack(sending_back.why_not, sending_back.prepare)}

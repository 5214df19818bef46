"""The rule that stands behind each kind of fault, in words of the reader's language.

A kind of fault is called by a slug that never changes: the editor, records and tests know it.
"""

from collections.abc import Mapping

from app.foundation.i18n import lazy

SAFETY = lazy("Security: a diagram holds no program code")
READABLE = lazy("Limits of the engine: what it can read safely (guard rail 7)")
ENGINE = lazy("Limits of the engine: what it runs as it is drawn")
WHOLE = lazy("Limits of the engine: every case must come to an end")
DATA = lazy("Limits of the engine: a value is written once, before it is read")
CHOICE = lazy("Limits of the engine: every answer leads on in exactly one way")
CALLS = lazy("Limits of the engine: what called processes give back (guard rail 7)")
NAMED = lazy("Guard rail 6: everything that a step names exists")
SHOWN = lazy("What people see drawn is what happens")
TOLD_APART = lazy("People tell their tasks apart by name")

CLAUSES: Mapping[str, object] = {
    "file-unreadable": READABLE,
    "form-wrong": lazy("Limits of the forms: components and rules that the page knows"),
    "code-in-diagram": SAFETY,
    "condition-unsafe": SAFETY,
    "not-standard": ENGINE,
    "not-executable": ENGINE,
    "several-processes": ENGINE,
    "process-drawn-twice": ENGINE,
    "id-used-elsewhere": ENGINE,
    "element-not-used": ENGINE,
    "element-passed-over": ENGINE,
    "id-twice": ENGINE,
    "id-missing": ENGINE,
    "operation-twice": ENGINE,
    "property-twice": ENGINE,
    "start-with-event": ENGINE,
    "end-loses-result": ENGINE,
    "end-of-other-kind": ENGINE,
    "event-on-nothing": ENGINE,
    "error-event-on-task": ENGINE,
    "event-of-other-kind": ENGINE,
    "several-units-elsewhere": ENGINE,
    "several-units-misnamed": ENGINE,
    "arrow-into-nothing": ENGINE,
    "default-not-an-arrow": CHOICE,
    "name-too-long": TOLD_APART,
    "task-without-name": TOLD_APART,
    "name-twice": TOLD_APART,
    "picture-missing": SHOWN,
    "picture-of-nothing": SHOWN,
    "picture-out-of-place": SHOWN,
    "picture-twice": SHOWN,
    "start-not-one": WHOLE,
    "end-missing": WHOLE,
    "unreachable": WHOLE,
    "dead-end": WHOLE,
    "arrow-out-of-end": WHOLE,
    "arrow-into-start": WHOLE,
    "arrows-not-one": WHOLE,
    "arrows-to-one-place": CHOICE,
    "join-waits-for-ever": WHOLE,
    "branches-meet-unjoined": WHOLE,
    "reminder-into-main-way": WHOLE,
    "state-missing": NAMED,
    "lanes-missing": NAMED,
    "party-unknown": NAMED,
    "lane-member-missing": NAMED,
    "in-two-lanes": NAMED,
    "in-no-lane": NAMED,
    "property-unknown": NAMED,
    "state-unknown": NAMED,
    "clock-unknown": NAMED,
    "clock-twice": NAMED,
    "separate-from-unknown": NAMED,
    "operation-missing": NAMED,
    "operation-unknown": NAMED,
    "timer-without-clock": NAMED,
    "form-missing": NAMED,
    "form-of-other-name": NAMED,
    "form-unknown": NAMED,
    "post-missing": NAMED,
    "post-unknown": NAMED,
    "condition-without-choice": CHOICE,
    "default-with-condition": CHOICE,
    "condition-missing": CHOICE,
    "conditions-alike": CHOICE,
    "outcome-read-elsewhere": CHOICE,
    "outcome-unknown": CHOICE,
    "outcome-without-way": CHOICE,
    "outcome-with-two-ways": CHOICE,
    "value-never-set": DATA,
    "value-not-on-every-way": DATA,
    "value-from-parallel-branch": DATA,
    "written-in-two-branches": DATA,
    "result-name-reserved": DATA,
    "result-name-not-plain": DATA,
    "result-name-taken": DATA,
    "called-process-missing": CALLS,
    "called-process-without-result": CALLS,
    "called-process-other-result": CALLS,
    "error-not-caught": CALLS,
    "error-never-thrown": CALLS,
    "calls-in-a-circle": CALLS,
    "calls-too-deep": CALLS,
    # What the guard rails protect.
    "refusal-past-the-office": lazy("Policy 3(4): what is not provided is reported to the office"),
    "overdue-past-the-office": lazy("条例 21, policy 3(4): silence goes before the office"),
    "non-delivery-past-the-office": lazy(
        "条例 22, policy 3(4): what is not delivered as agreed is reported to the office"
    ),
    "provided-unfiled": lazy("Policy 3(4): applications and results of negotiation are filed"),
    "secret-provided-unfiled": lazy("Policy 3(5): secrecy agreements are filed with the bureau"),
    "task-without-deadline": lazy("条例 21 and 22: answer and provide within the days of the law"),
    "end-without-archive": lazy("Guard rail 5: every case ends in the archive"),
    "task-missing": lazy("Guard rail 1: the steps of the negotiation that the law requires"),
}


def protected_by(code: str) -> str:
    """The clause that a kind of fault breaks."""
    return str(CLAUSES[code])

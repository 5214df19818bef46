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
CHECKED_BY_BOTH = lazy("Policy 2: the statistics bureau and the office review what is collected")
TIGHTER = lazy("A version or a district's copy may ask for more, not for less")
LIFE = lazy("Policy 3(2): databases are filed, registered, operated, updated and deregistered")
TIMED = lazy("条例 17 and the deadline table: what happens when the days have run out")

CLAUSES: Mapping[str, object] = {
    "file-unreadable": READABLE,
    "form-wrong": lazy("Limits of the forms: components and rules that the page knows"),
    "field-of-law": lazy("条例 20 and 21, policy 3: what must be said, and for what reasons"),
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
    "id-not-plain": TOLD_APART,
    "name-with-unseen-signs": TOLD_APART,
    "event-of-two-kinds": ENGINE,
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
    "arrows-too-many": lazy("Limits of the engine: what can be checked in reasonable time"),
    "join-waits-for-ever": WHOLE,
    "branches-meet-unjoined": WHOLE,
    "reminder-into-main-way": WHOLE,
    "circle-without-people": WHOLE,
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
    "default-missing": CHOICE,
    "result-without-way": CHOICE,
    "result-with-two-ways": CHOICE,
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
    "step-lost": lazy("Guard rail 1: steps that the law requires stay on the way"),
    "step-in-other-hands": lazy("条例 20 and policy 2: who answers for a step by law or by office"),
    "answer-lost": lazy("条例 20 and 28, policy 3: whoever is asked can also say no"),
    "acts-beside-the-way": lazy("Guard rail 4: a reminder reminds, and decides nothing"),
    "too-many-ways": lazy("Limits of the engine: what can be checked in reasonable time"),
    # Of the catalogue.
    "office-before-the-head": lazy("条例 13 and policy 2: a unit's head answers for what it sends"),
    "published-unreviewed": lazy("条例 17: the office reviews what is published"),
    "task-past-the-clock": lazy("条例 17: 10 days to update, 2 days to review and publish"),
    "key-before-the-head": lazy("Policy 3(1): application and query come before registration"),
    "key-missing": CHECKED_BY_BOTH,
    "registered-without-both-keys": CHECKED_BY_BOTH,
    "coordination-unanswered": lazy("Policy 3(1): coordination hears the unit"),
    "closed-otherwise": lazy("Policy 3(1): what was coordinated is what happens"),
    "filed-unreviewed": LIFE,
    "registered-unfiled": LIFE,
    "operated-unregistered": LIFE,
    "deregistered-unreviewed": LIFE,
    "filed-database-dropped": LIFE,
    "deregistered-past-agreements": lazy("条例 27: what is shared does not end without reason"),
    "end-without-close": lazy("Every matter ends in one way, which all who took part are told"),
    "goes-on-after-close": lazy("Every matter ends in one way, which all who took part are told"),
    "clock-lost": TIMED,
    "clock-of-other-kind": TIMED,
    "clock-without-effect": TIMED,
    # What became easier: nothing is broken, but whoever releases it should know.
    "loosened-process-dropped": TIGHTER,
    "loosened-step-dropped": TIGHTER,
    "loosened-other-party": TIGHTER,
    "loosened-more-posts": TIGHTER,
    "loosened-same-person": TIGHTER,
    "loosened-clock-dropped": TIGHTER,
    "loosened-only-reminds": TIGHTER,
    "loosened-hold-dropped": TIGHTER,
    "loosened-hold-added": TIGHTER,
    "loosened-operation-dropped": TIGHTER,
    "loosened-step-skipped": TIGHTER,
    "loosened-answer-added": TIGHTER,
    "loosened-answer-dropped": TIGHTER,
    "loosened-field-dropped": TIGHTER,
    "loosened-field-optional": TIGHTER,
    "loosened-field-hidden": TIGHTER,
}


def protected_by(code: str) -> str:
    """The clause that a kind of fault breaks."""
    return str(CLAUSES[code])

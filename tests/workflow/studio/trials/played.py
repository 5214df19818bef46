"""A trial as it stands after two scenarios were played: one as expected, one not."""

from app.workflow.studio.trials.models import DONE, FAILED, PASSED
from tests.workflow.studio.trying import tried

OWN = "sharing_application"
REVIEW, RESPONSE = f"{OWN}/unit_review", f"{OWN}/provider_response"
TO_REVIEW = f"{OWN}/application_to_unit_review"
ON_THE_WAY = [
    f"{OWN}/unit_review_to_unit_review_outcome",
    f"{OWN}/unit_review_outcome_to_application_filing",
]
AT = "2026-09-01T09:30:00+08:00"
STEPS = [
    {"n": 0, "verb": "start", "at": AT, "open": [REVIEW], "taken": [TO_REVIEW, REVIEW],
     "state": "under_review",
     "says": {"line": 5, "by": "yjb_share", "form": {"resource": "IR0043", "urgent": False}}},
    {"n": 1, "verb": "submit", "at": AT, "open": [RESPONSE], "taken": [*ON_THE_WAY, RESPONSE],
     "state": "awaiting_provider",
     "says": {"line": 9, "by": "yjb_head", "task": "unit_review", "form": {"outcome": "approve"}}},
    {"n": 2, "verb": "refuse", "at": AT, "open": [RESPONSE], "taken": [],
     "says": {"line": 12, "by": "gaj_share", "task": "provider_response", "error": "validation",
              "refused_field": "reason", "form": {"outcome": "refuse"}}},
    {"n": 3, "verb": "do", "at": AT, "open": [RESPONSE], "taken": [],
     "says": {"line": 14, "by": "xxb_escal", "action": "recall", "error": "conflict"}},
    {"n": 4, "verb": "advance", "at": "2026-09-04T10:00:00+08:00", "open": [RESPONSE], "taken": [],
     "says": {"line": 16, "until": "2026-09-04 10:00"}},
    {"n": 5, "verb": "expect", "at": "2026-09-04T10:00:00+08:00", "open": [RESPONSE], "taken": [],
     "says": {"line": 17, "open": ["sign_demander"], "due": {"provider_response": "2026-09-14"},
              "notified": {"wsj_share": ["task_assigned"]}},
     "found": {"open": ["provider_response"], "due": {"provider_response": ["2026-09-15"]},
               "notified": {"wsj_share": ["task_assigned", "other"]}},
     "error": {"zh": "应为 sign_demander", "en": "expected sign_demander"}},
]  # fmt: skip


def played(revision):
    """The trial; its first scenario failed at its sixth step, its second passed."""
    trial = tried(revision)
    first, second = trial.results[:2]
    first.state, first.steps, first.taken = FAILED, STEPS, len(STEPS)
    first.error = STEPS[-1]["error"]
    second.state, second.steps, second.taken = PASSED, STEPS[:2], 2
    for one in (first, second):
        one.reached = [element for step in one.steps for element in step["taken"]]
    trial.state = DONE
    return trial

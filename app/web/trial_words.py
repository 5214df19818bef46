"""How trials and the steps of scenarios are said to people."""

from app.foundation.i18n import lazy
from app.workflow.studio.trials.models import (
    BROKEN,
    DONE,
    FAILED,
    PASSED,
    RUNNING,
    STOPPED,
    WAITING,
)

TRIALS = {
    WAITING: (lazy("waits to be played"), "waiting"),
    RUNNING: (lazy("being played"), "going"),
    DONE: (lazy("played"), "closed"),
    STOPPED: (lazy("stopped"), "calm"),
    BROKEN: (lazy("broken off"), "dispute"),
}
RESULTS = {
    WAITING: (lazy("waits"), "calm"),
    RUNNING: (lazy("being played"), "waiting"),
    PASSED: (lazy("as expected"), "going"),
    FAILED: (lazy("not as expected"), "dispute"),
    STOPPED: (lazy("not played"), "calm"),
}
FACTS = {
    "open": lazy("Open tasks"),
    "state": lazy("State"),
    "due": lazy("Due dates"),
    "filings": lazy("Filings"),
    "held": lazy("Clocks that stand still"),
    "provisional": lazy("Provisional due dates"),
    "notified": lazy("Notices"),
    "diagram": lazy("Elements in the diagram"),
    "documents": lazy("Documents"),
    "orders": lazy("Supervision orders"),
}
ACTIONS = {
    "begin_matter": lazy("begins another matter of the catalogue"),
    "recall": lazy("takes the last answer back"),
    "mediation_note": lazy("writes a note of the mediation"),
    "share_note": lazy("shares a note of the mediation"),
    "issue_supervision": lazy("issues a supervision order"),
    "withdraw_supervision": lazy("withdraws the supervision order"),
    "enter_paper_reply": lazy("enters a reply that came on paper"),
    "plan_meeting": lazy("plans a meeting"),
    "call_meeting": lazy("calls the meeting"),
    "move_meeting": lazy("moves the meeting"),
    "grant_proxy": lazy("records a proxy"),
    "revoke_proxy": lazy("takes a proxy back"),
    "vote_by_proxy": lazy("votes by proxy"),
    "recuse": lazy("declares not to take part"),
    "note_attendance": lazy("notes who attends"),
    "add_resolution": lazy("adds a resolution"),
    "report_resolution": lazy("reports a resolution done"),
    "confirm_resolution": lazy("confirms a resolution done"),
    "draft_minutes": lazy("drafts the minutes"),
    "submit_minutes": lazy("submits the minutes"),
    "return_minutes": lazy("returns the minutes"),
    "sign_minutes": lazy("signs the minutes"),
}
TURNED_DOWN = {
    "permission": lazy("not allowed"),
    "not_open": lazy("not open"),
    "conflict": lazy("in conflict with how things stand"),
    "validation": lazy("wrongly filled in"),
}

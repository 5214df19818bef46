"""What each kind of notice says, in the reader's language."""

from app.foundation.i18n import _, lazy
from app.foundation.notices.models import Notice

TITLES = {
    "task_assigned": lazy("A task waits for your unit"),
    "deadline_reminder": lazy("A deadline is near"),
    "deadline_missed": lazy("A deadline was missed"),
    "dispute_reported": lazy("A dispute was reported to the office"),
    "settlement_proposed": lazy("The office proposes a settlement"),
    "decision_made": lazy("The leading group has decided"),
    "agreement_effective": lazy("The agreement is in force"),
    "data_provided": lazy("The data has been provided"),
    "feedback_received": lazy("Feedback on the shared data"),
    "due_date_moved": lazy("A due date has moved"),
    "case_closed": lazy("The case is closed"),
}


def title(notice: Notice) -> str:
    """The notice in one line, with the case it speaks of."""
    about = notice.params.get("case") or ""
    return f"{TITLES[notice.kind]}  {about}".strip()


def body(notice: Notice) -> str:
    """The text of the notice's mail."""
    lines = [title(notice)]
    if "due_on" in notice.params:
        lines.append(_("Due on %(day)s", day=notice.params["due_on"]))
    lines.append(_("Please sign in to see the case."))
    return "\n".join(lines) + "\n"

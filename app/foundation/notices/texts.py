"""What each kind of notice says, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from app.foundation.i18n import _, lazy, speaks_english
from app.foundation.notices import wording
from app.foundation.notices.models import Notice

TITLES = {
    "task_assigned": lazy("A task waits for your unit"),
    "task_changed": lazy("A task that waits for your unit has changed"),
    "deadline_reminder": lazy("A deadline is near"),
    "deadline_missed": lazy("A deadline was missed"),
    "dispute_reported": lazy("A dispute was reported to the office"),
    "settlement_proposed": lazy("The office proposes a settlement"),
    "settlement_recalled": lazy("The office took back what it had sent"),
    "decision_made": lazy("The leading group has decided"),
    "supervision_issued": lazy("A supervision order was issued"),
    "supervision_closed": lazy("A supervision order is closed"),
    "agreement_effective": lazy("The agreement is in force"),
    "data_provided": lazy("The data has been provided"),
    "feedback_received": lazy("Feedback on the shared data"),
    "due_date_moved": lazy("A due date has moved"),
    "case_closed": lazy("The case is closed"),
    "urged": lazy("The office urges your unit to act"),
    "case_suspended": lazy("An administrator has suspended a case"),
    "case_resumed": lazy("A suspended case goes on"),
    "case_mended": lazy("An administrator has changed the course of a case"),
    "meeting_called": lazy("You are invited to a meeting of the leading group"),
    "meeting_changed": lazy("A meeting of the leading group has changed"),
    "minutes_to_sign": lazy("Minutes wait for a signature"),
    "minutes_issued": lazy("The minutes of a meeting were issued"),
    "resolution_assigned": lazy("The leading group has resolved what your unit is to do"),
    "resolution_overdue": lazy("A resolution of the leading group is overdue"),
    "paper_entered": lazy("What came on paper was entered"),
    "import_news": lazy("News of an import into the catalogues"),
    "demand_filed": lazy("A unit asks for data that nobody lists"),
    "demand_assigned": lazy("Your unit is asked whether it holds data that are in demand"),
    "demand_answered": lazy("There is news of a demand for data"),
    "demand_overdue": lazy("A demand for data is overdue"),
    "database_stale": lazy("A database was not updated for two cycles"),
    "deregistration_blocked": lazy("A database could not be deregistered"),
    "entry_changed": lazy("An entry of the catalogues that you follow has changed"),
    "draft_submitted": lazy("A draft of the process studio waits for a second person"),
    "draft_sent_back": lazy("A draft of the process studio was sent back"),
    "release_made": lazy("Changed diagrams or forms were released"),
    "release_withdrawn": lazy("A release that was still to come was withdrawn"),
    "setting_changed": lazy("A change of the settings waits for a second person, or was decided"),
    "destruction": lazy("A register of destruction waits for a second person, or was decided"),
    "sign_in_changed": lazy("The way into your account has changed"),
    "shipped_changed": lazy("An upgrade brings changes of what you have changed yourselves"),
}


def moved(params: Mapping[str, Any]) -> str:
    """Of a date that moved: what it was, what it is now, and why."""
    cause, _space, detail = str(params.get("reason") or "").partition(" ")
    days = {"was_on": params.get("was_on") or "", "due_on": params.get("due_on") or ""}
    if not days["was_on"]:
        return _("now due on %(due_on)s", **days)
    if cause == "calendar":
        told = _(
            "due on %(was_on)s before, now on %(due_on)s: the holidays of %(years)s were announced",
            **days,
            years=detail.replace(",", ", "),
        )
    elif cause == "extension":
        told = _(
            "due on %(was_on)s before, now on %(due_on)s: the office granted %(days)s more "
            "working days",
            **days,
            days=detail,
        )
    else:
        told = _("due on %(was_on)s before, now on %(due_on)s", **days)
    return told


def urged(params: Mapping[str, Any]) -> str:
    """Of a unit that is urged: by whom, to which step, until when."""
    english = speaks_english()
    said = {
        "office": (english and params.get("office_en")) or params.get("office") or "",
        "what": (english and params.get("step_en")) or params.get("step") or "",
    }
    if not params.get("due_on"):
        return _("%(office)s urges you to act: “%(what)s”", **said)
    due_on = params["due_on"]
    return _("%(office)s urges you to act: “%(what)s”, due on %(due_on)s", **said, due_on=due_on)


SIGN_IN = {
    "second_factor_reset": lazy("An administrator reset your second factor"),
    "sessions_ended": lazy("An administrator ended your sessions"),
    "password_reset": lazy("An administrator gave your account a new password"),
    "password_recovered": lazy("Your password was set anew by a link that was mailed to you"),
    "connected": lazy("An administrator connected your account with another sign-in"),
    "disconnected": lazy("An administrator disconnected your account from another sign-in"),
}


def sign_in(params: Mapping[str, Any]) -> str:
    """Of an account's ways in: what was changed."""
    code = str(params.get("sign_in") or "")
    return str(SIGN_IN.get(code, code))


def named(kind: str) -> str:
    """What a kind of notice is called: in the city's own words where it has some."""
    return wording.own(kind) or str(TITLES[kind])


def title(notice: Notice) -> str:
    """The notice in one line, with the case it speaks of."""
    about = notice.params.get("case") or ""
    return f"{named(notice.kind)}  {about}".strip()


def body(notice: Notice) -> str:
    """The text of the notice's mail."""
    lines = [title(notice)]
    if notice.kind == "due_date_moved":
        lines.append(moved(notice.params))
    elif notice.kind == "urged":
        lines.append(urged(notice.params))
    elif notice.kind.startswith("case_") and notice.params.get("reason"):
        lines.append(_("Reason: %(reason)s", reason=notice.params["reason"]))
    elif notice.params.get("sign_in"):
        lines += [sign_in(notice.params), _("If that is not right, tell your administrator now.")]
    elif notice.params.get("held_on"):
        lines.append(_meeting(notice.params))
    elif notice.params.get("due_on"):
        lines.append(_("Due on %(day)s", day=notice.params["due_on"]))
    of_case = notice.instance_id is not None
    lines.append(
        _("Please sign in to see the case.") if of_case else _("Please sign in to see it.")
    )
    if footer := wording.own(wording.FOOTER):
        lines += ["", footer]
    return "\n".join(lines) + "\n"


# What a notice speaks of → the page about it.
PATHS = {
    "sign_in": "/account/sign-in",
    "draft": "/studio/drafts/{}",
    "destruction": "/archive/registers/{}",
    "setting": "/studio/settings/changes/{}",
    "release": "/studio/versions/{}",
    "resolution": "/group/resolutions/",
    "demand": "/demands/{}",
    "import": "/catalogue/transfer/{}",
    "meeting": "/group/meetings/{}",
}


def path(notice: Notice) -> str:
    """Which page the notice's mail leads to; none where it speaks of nothing to be seen."""
    for name, where in PATHS.items():
        if name in notice.params:
            return where.format(notice.params[name])
    if "entry" in notice.params:
        kind, _colon, entry_id = str(notice.params["entry"]).partition(":")
        return f"/portal/{kind}s/{entry_id}" if entry_id else "/account/follows/"
    return f"/cases/{notice.instance_id}" if notice.instance_id else ""


def _meeting(params: Mapping[str, Any]) -> str:
    """When and where; of one that was cancelled, that it was."""
    said = " ".join(str(params.get(name) or "") for name in ("held_on", "begins", "place")).strip()
    if params.get("cancelled"):
        return _("Cancelled: the meeting of %(meeting)s", meeting=said)
    return _("Meeting: %(meeting)s", meeting=said)

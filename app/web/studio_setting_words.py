"""Words of the settings: kinds and states of changes, and a change told in one line."""

from typing import Any

from app.foundation.i18n import _, lazy
from app.foundation.notices import texts, wording
from app.workflow.studio.settings.models import (
    CALENDAR,
    DEADLINE,
    IN_FORCE,
    NOTICE,
    PROPOSED,
    REFUSED,
    WITHDRAWN,
    SettingChange,
)

KIND_WORDS = {
    DEADLINE: lazy("Deadlines"),
    CALENDAR: lazy("Calendar"),
    NOTICE: lazy("Words of notices"),
}
STATE_WORDS = {
    PROPOSED: lazy("waits for a second person"),
    IN_FORCE: lazy("in force"),
    REFUSED: lazy("turned down"),
    WITHDRAWN: lazy("withdrawn"),
}
UNIT_WORDS = {
    "working_day": lazy("working days"),
    "calendar_day": lazy("calendar days"),
    "year": lazy("years"),
}


def subject(change: SettingChange) -> str:
    """What a change is about."""
    if change.kind == CALENDAR:
        return _("Calendar of %(years)s", years=change.key.replace(",", "、"))
    return notice_name(change.key) if change.kind == NOTICE else change.key


def notice_name(kind: str) -> str:
    """What a kind of notice is called by the program itself."""
    if kind == wording.FOOTER:
        return _("Line below every mail")
    return str(texts.TITLES.get(kind, kind))


def lines(change: SettingChange) -> list[tuple[str, str, str]]:
    """A change line by line: what, before, after; of a calendar only the days that differ."""
    if change.kind == DEADLINE:
        names = {"amount": _("Number of days"), "source": _("Source")}
    elif change.kind == NOTICE:
        names = {"chinese": _("Chinese"), "english": _("English")}
    else:
        return _days(change)
    before, after = change.before, change.after
    return [
        (name, str(before[key]), str(after[key]))
        for key, name in names.items()
        if before[key] != after[key]
    ]


def _days(change: SettingChange) -> list[tuple[str, str, str]]:
    before, after = (
        {day: (works, name) for day, works, name in content["days"]}
        for content in (change.before, change.after)
    )
    return [
        (day, _told(before.get(day)), _told(after.get(day)))
        for day in sorted(before.keys() | after.keys())
        if before.get(day) != after.get(day)
    ]


def _told(day: tuple[bool, str] | None) -> str:
    """What an import says of a day."""
    if day is None:
        return _("not listed")
    works, name = day
    return f"{_('working day') if works else _('day off')} · {name}"


def for_templates() -> dict[str, Any]:
    """What the templates of the settings call by name."""
    return {
        "setting_kinds": KIND_WORDS,
        "setting_states": STATE_WORDS,
        "setting_units": UNIT_WORDS,
        "setting_subject": subject,
        "setting_lines": lines,
        "notice_name": notice_name,
    }

"""What is wrong with what somebody entered: every fault is found before it is turned down."""

from collections import defaultdict
from datetime import date

from app.foundation import calendar, clock
from app.foundation.errors import Invalid
from app.foundation.i18n import _, speaks_english

LONGEST_TEXT, LONGEST_LINE = 4000, 200


class Faults:
    """Collects what is wrong, field by field."""

    def __init__(self) -> None:
        self.fields: dict[str, list[str]] = defaultdict(list)

    def add(self, field: str, message: str) -> None:
        """Something is wrong with a field."""
        self.fields[field].append(message)

    def text(self, field: str, value: str, longest: int = LONGEST_TEXT) -> None:
        """A text that must be there, and not be too long."""
        if not value:
            self.add(field, _("This field is required."))
        self.short(field, value, longest)

    def short(self, field: str, value: str, longest: int = LONGEST_TEXT) -> None:
        """A text that may be missing, but not be too long."""
        if len(value) > longest:
            self.add(field, _("At most %(most)d characters.", most=longest))

    def working_day(self, field: str, day: date | None, *, meeting: bool = True) -> None:
        """A working day, today or later; a holiday is refused with its name."""
        if day is None:
            self.add(field, _("Please enter a date."))
            return
        if day < clock.today():
            self.add(field, _("This date is past."))
        if off := day_off(day, meeting=meeting):
            self.add(field, off)

    def stop(self) -> None:
        """Turn it down if anything was wrong."""
        if self.fields:
            raise Invalid(self.fields)


def day_off(day: date, *, meeting: bool = True) -> str:
    """Why the group does not meet on that day, or nothing is due on it; empty if it may be."""
    found = calendar.current().describe(day)
    if found.is_workday:
        return ""
    name = found.name_en if speaks_english() else found.name
    told = _("%(day)s is a weekend", day=day.isoformat())
    if name:
        told = _("%(day)s is a holiday (%(name)s)", day=day.isoformat(), name=name)
    so = _(": the group meets on a working day.") if meeting else _(": choose a working day.")
    return told + so

"""What is wrong with what is entered on the group's pages."""

from datetime import date

from app.foundation import calendar
from app.foundation.faults import Faults as Gathered
from app.foundation.i18n import _, speaks_english

LONGEST_TEXT, LONGEST_LINE = 4000, 200


class Faults(Gathered):
    """Collects what is wrong with texts and dates, field by field."""

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
        self.not_past(field, day)
        if off := day_off(day, meeting=meeting):
            self.add(field, off)


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

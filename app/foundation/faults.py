"""What is wrong with what somebody entered: every fault is found before it is turned down."""

from collections import defaultdict
from datetime import date

from app.foundation import clock
from app.foundation.errors import Invalid
from app.foundation.i18n import _


class Faults:
    """Collects what is wrong, field by field."""

    def __init__(self) -> None:
        self.fields: dict[str, list[str]] = defaultdict(list)

    def add(self, field: str, message: str) -> None:
        """Something is wrong with a field."""
        self.fields[field].append(message)

    def not_past(self, field: str, day: date | None) -> None:
        """The date must not be past."""
        if day is not None and day < clock.today():
            self.add(field, _("This date is past."))

    def stop(self) -> None:
        """Turn it down if anything was wrong."""
        if self.fields:
            raise Invalid(self.fields)

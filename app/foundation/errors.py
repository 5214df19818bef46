"""The four ways a command is refused.  Each message is what the user reads."""

from collections.abc import Mapping, Sequence

from flask_babel import LazyString

from app.foundation.i18n import lazy

CORRECT = lazy("Please correct what is marked.")


class Refused(Exception):
    """Parent of the four; a door turns it into a page or a line."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(Refused):
    """There is nothing of that name, or nothing that this person may know of."""


class NotAllowed(Refused):
    """The person may see it, and may not do it."""


class Conflict(Refused):
    """Somebody was faster, or the matter stands differently by now."""


class Invalid(Refused):
    """The answer has faults; `fields` names them, field by field."""

    def __init__(
        self, fields: Mapping[str, Sequence[str]], message: str | LazyString = CORRECT
    ) -> None:
        super().__init__(str(message))
        self.fields: dict[str, list[str]] = {name: list(faults) for name, faults in fields.items()}

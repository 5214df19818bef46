"""Turn a form-js document's components into marshmallow fields.

The browser draws the form and the server checks it from the same file, so a field cannot be
of one kind in one place and of another in the other.  What hangs on the other answers and on the
case (required, hidden, which options) is decided in `validation.py`; here is what never changes,
so the schema is built once for each form.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import Email

from app.foundation import clock
from app.foundation.i18n import _
from app.workflow.forms.form import Component
from app.workflow.forms.patterns import LONGEST_INPUT, compile_pattern

LONGEST_TEXT = {"textfield": 200, "textarea": 2_000}
LONGEST_ENTRY = 200
MOST_ENTRIES = 200
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
DECIMAL = re.compile(r"[+-]?(?P<whole>\d+)(\.(?P<decimals>\d+))?", re.ASCII)
MOST_DIGITS = 15
# What a Chinese input method types where digits are meant.
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")
PHONE = re.compile(r"\+?\d[\d ()-]{5,22}(转\d{1,6})?", re.ASCII)
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Check = Callable[[Any], None]


def build_schema(components: Iterable[Component]) -> Schema:
    """Return the schema of the components that hold an answer; unknown keys are the caller's."""
    made = {c.key: _FIELDS[_kind(c)](c) for c in components if c.type != "dynamiclist"}
    return Schema.from_dict(made)(unknown=RAISE)


def _kind(component: Component) -> str:
    return "list" if component.is_list else component.type


class Text(fields.Field[str]):
    """Text that the database can hold; numbers and dates from JSON are read as text."""

    def __init__(self, longest: int, shortest: int = 0, checks: Iterable[Check] = ()) -> None:
        super().__init__(allow_none=True, validate=list(checks))
        self.longest = longest
        self.shortest = shortest

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        text = as_text(value)
        if len(text) > self.longest:
            raise ValidationError(
                _(
                    "At most %(most)d characters; there are %(count)d.",
                    most=self.longest,
                    count=len(text),
                )
            )
        if len(text) < self.shortest:
            raise ValidationError(_("At least %(least)d characters.", least=self.shortest))
        return text


class Number(fields.Field[int | float | str]):
    """A whole number, or one with decimals; never a word, an exponent or infinity."""

    def __init__(self, digits: int | None, low: Any, high: Any, as_string: bool) -> None:
        super().__init__(allow_none=True)
        self.digits = digits
        self.low = None if low is None else Decimal(str(low))
        self.high = None if high is None else Decimal(str(high))
        self.as_string = as_string

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> int | float | str:
        number = self._read(value)
        if self.low is not None and number < self.low:
            raise ValidationError(_("Not less than %(low)s.", low=self.low))
        if self.high is not None and number > self.high:
            raise ValidationError(_("Not more than %(high)s.", high=self.high))
        if self.as_string:
            return format(number, "f")
        return int(number) if self.digits == 0 else float(number)

    def _read(self, value: Any) -> Decimal:
        text = as_text(value).translate(FULL_WIDTH).replace(",", "")
        if self.digits == 0:
            text = re.sub(r"\.0+$", "", text)
        read = DECIMAL.fullmatch(text)
        if not read:
            raise ValidationError(_("Please enter a number."))
        if len(read["whole"].lstrip("0")) > MOST_DIGITS:
            told = _("At most %(most)d digits before the decimal point.", most=MOST_DIGITS)
            raise ValidationError(told)
        digits = len(read["decimals"] or "")
        if self.digits == 0 and digits:
            raise ValidationError(_("Please enter a whole number."))
        most = MOST_DIGITS if self.digits is None else self.digits
        if digits > most:
            raise ValidationError(_("At most %(most)d decimals.", most=most))
        return Decimal(text)


class Day(fields.Field[str]):
    """A date, kept as `2026-11-30`."""

    def __init__(self, earliest: str, latest: str) -> None:
        super().__init__(allow_none=True)
        self.earliest = earliest
        self.latest = latest

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        day = self._read(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(_("This date is too far away."))
        if self.earliest and day < named_day(self.earliest):
            raise ValidationError(self._too_early())
        if self.latest and day > named_day(self.latest):
            raise ValidationError(_("Not after %(day)s.", day=named_day(self.latest)))
        return day.isoformat()

    @staticmethod
    def _read(value: Any) -> date:
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        try:
            return datetime.strptime(as_text(value), "%Y-%m-%d").date()
        except ValueError:
            raise ValidationError(_("Please enter a date such as 2026-11-30.")) from None

    def _too_early(self) -> str:
        if self.earliest == "today":
            return _("The date must not be past.")
        return _("Not before %(day)s.", day=named_day(self.earliest))


class Moment(fields.Field[str]):
    """A date and time of the city, kept with its offset."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        try:
            moment = (
                value if isinstance(value, datetime) else datetime.fromisoformat(as_text(value))
            )
        except ValueError:
            raise ValidationError(_("Please enter a date and a time.")) from None
        if not FIRST_DAY <= moment.date() <= LAST_DAY:
            raise ValidationError(_("This date is too far away."))
        local = moment if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL)
        return local.astimezone(clock.LOCAL).isoformat(timespec="minutes")


class Hour(fields.Field[str]):
    """A time of day, kept as `09:30`."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        try:
            return time.fromisoformat(as_text(value)).isoformat(timespec="minutes")
        except ValueError:
            raise ValidationError(_("Please enter a time such as 09:30.")) from None


class YesNo(fields.Field[bool]):
    """A box that is ticked or not."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> bool:
        if isinstance(value, bool):
            return value
        text = as_text(value).lower()
        if text not in fields.Boolean.truthy | fields.Boolean.falsy:
            raise ValidationError(_("Please choose yes or no."))
        return text in fields.Boolean.truthy


class Entries(fields.Field[list[str]]):
    """A list of texts, each once, in the order given."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> list[str]:
        entries = list(dict.fromkeys(filter(None, (as_text(entry) for entry in value))))
        if len(entries) > MOST_ENTRIES:
            raise ValidationError(_("At most %(most)d entries.", most=MOST_ENTRIES))
        if any(len(entry) > LONGEST_ENTRY for entry in entries):
            raise ValidationError(_("At most %(most)d characters an entry.", most=LONGEST_ENTRY))
        return entries


def as_text(value: Any) -> str:
    """A value from a form or from JSON as tidy text; anything with parts is refused."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal | date | time):
        raise ValidationError(_("This is not in the expected form."))
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if UNWRITABLE.search(text):
        raise ValidationError(_("There are characters that cannot be stored."))
    return text


def named_day(name: str) -> date:
    """The day that a form means by `today` or by a date."""
    return clock.today() if name == "today" else date.fromisoformat(name)


def _text(component: Component) -> Text:
    rules = component.rules
    longest = int(rules.get("maxLength") or LONGEST_TEXT[component.type])
    return Text(longest, int(rules.get("minLength") or 0), list(_text_checks(rules)))


def _text_checks(rules: Mapping[str, Any]) -> Iterable[Check]:
    if rules.get("pattern"):
        yield _matches(compile_pattern(rules["pattern"]), rules.get("patternErrorMessage") or "")
    if rules.get("validationType") == "email":
        yield _email
    if rules.get("validationType") == "phone":
        yield _phone


def _matches(pattern: re.Pattern[str], message: str) -> Check:
    def check(text: str) -> None:
        # A pattern is for short codes; on long text it could take long.
        if len(text) > LONGEST_INPUT or not pattern.search(text):
            raise ValidationError(message or _("This is not in the expected form."))

    return check


def _email(text: str) -> None:
    try:
        Email()(text)
    except ValidationError:
        raise ValidationError(_("Please enter a valid e-mail address.")) from None


def _phone(text: str) -> None:
    if not PHONE.fullmatch(text):
        raise ValidationError(_("Please enter a valid telephone number."))


def _number(component: Component) -> Number:
    rules, spec = component.rules, component.spec
    as_string = bool(spec.get("serializeToString"))
    return Number(spec.get("decimalDigits"), rules.get("min"), rules.get("max"), as_string)


def _datetime(component: Component) -> fields.Field[str]:
    kind = component.spec.get("subtype") or "date"
    if kind == "datetime":
        return Moment(allow_none=True)
    if kind == "time":
        return Hour(allow_none=True)
    earliest = component.properties.get("min") or ""
    if not earliest and component.spec.get("disallowPassedDates"):
        earliest = "today"
    return Day(earliest, component.properties.get("max") or "")


_FIELDS: dict[str, Callable[[Component], fields.Field[Any]]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "datetime": _datetime,
    "checkbox": lambda component: YesNo(allow_none=True),
    "select": lambda component: Text(LONGEST_ENTRY),
    "radio": lambda component: Text(LONGEST_ENTRY),
    "list": lambda component: Entries(allow_none=True),
}

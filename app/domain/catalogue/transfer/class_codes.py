"""The four codes of the guide's classes (类、项、目、细目) and the code of a resource.

A code is the class's code, a stroke and a number: 102001/000001 is class 1, group 02, subgroup
001.  Classes and groups have one and two digits, subgroups three; details what they like.
"""

import re
import unicodedata

from sqlalchemy import Integer, cast, func, select

from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.rules.columns import RESOURCE
from app.domain.catalogue.transfer.faults import Found
from app.domain.catalogue.transfer.given import Entry, Given
from app.foundation.database import db
from app.foundation.i18n import lazy

LENGTHS = (1, 2, 3)
PARTS = ("class_1", "class_2", "class_3", "class_4")
CODE = re.compile(r"(\d)(\d{2})(\d{3})(\d*)/(.+)")
LONGEST = 40
DIGITS = 6
PREFIX = "class_prefix"  # among an entry's values: the class of one that has no code yet


def parts(code: str) -> tuple[str, str, str, str]:
    """The codes of the classes within a resource's code; empty where it has none."""
    found = CODE.fullmatch(code or "")
    return (found[1], found[2], found[3], found[4]) if found else ("", "", "", "")


def read(given: Given, entry: Entry, found: Found) -> None:
    """Take the four codes out of the values; they must be those of the resource's own code."""
    told = [_digits(str(entry.values.pop(part, "") or "")) for part in PARTS]
    if given.kind != RESOURCE or not any(told):
        return
    padded = [
        one.zfill(length) if one else "" for one, length in zip(told, (*LENGTHS, 0), strict=True)
    ]
    for part, value in zip(PARTS, padded, strict=True):
        if value and not value.isdecimal():
            found.add(given.place(entry, part), lazy("A class code has digits only."), value)
            return
    code = entry.key("code")
    if not code:
        if all(padded[:3]):
            entry.values[PREFIX] = "".join(padded)
        return
    for part, value, own in zip(PARTS, padded, parts(code), strict=True):
        if value and value != own:
            said = lazy("This is not the class of the code %(code)s.", code=code[:LONGEST])
            found.add(given.place(entry, part), said, value)


class Drawer:
    """The next free codes of classes."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}

    def draw(self, prefix: str) -> str:
        """A code of the class that no resource has."""
        if prefix not in self.last:
            own = Resource.code.regexp_match(f"^{prefix}/[0-9]{{1,9}}$")
            number = cast(func.substr(Resource.code, len(prefix) + 2), Integer)
            begins = Resource.code.startswith(f"{prefix}/")
            last = select(func.max(number)).where(begins, own)
            self.last[prefix] = db.session.scalar(last) or 0
        self.last[prefix] += 1
        return f"{prefix}/{self.last[prefix]:0{DIGITS}d}"


def _digits(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()

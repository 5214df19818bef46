"""Which unit somebody means: by its code, one of its names, a part of them, or how it sounds.

Some thousands of rows are read through faster than an index of pieces would be kept
(docs/decisions/0052-a-unit-is-typed.md has the figures).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select

from app.foundation.database import db
from app.foundation.identity.models import Unit

LONGEST = 100
MOST = 10
MOST_WORDS = 6
# With which two units of one name are told apart: 信息中心（C00012）.
WITH_CODE = re.compile(r"(.*?)\s*[(（]\s*([^()（）]{1,20}?)\s*[)）]")
EXACTLY, BEGINS, IN_NAME, SOUNDS = range(4)


@dataclass(frozen=True)
class Meant:
    """The unit, if it is unmistakable; otherwise those that might be meant, the first of them."""

    unit: Unit | None = None
    near: Sequence[Unit] = ()
    more: bool = False


def read(typed: str, *, closed: bool = True) -> Meant:
    """Whom the text means; with `closed` also units that are out of use."""
    found = _found(typed, closed=closed)
    same = [unit for unit, way in found if way == EXACTLY]
    if same:
        in_use = [unit for unit in same if unit.active] or same
        return Meant(in_use[0]) if len(in_use) == 1 else _several(same)
    named = [unit for unit, way in found if way != SOUNDS]
    only = named or [unit for unit, _way in found]
    return Meant(only[0]) if len(only) == 1 else _several([unit for unit, _way in found])


def suggest(typed: str, *, closed: bool = True) -> list[Unit]:
    """At most ten units that the text may become, the likeliest first."""
    return [unit for unit, _way in _found(typed, closed=closed)[:MOST]]


def texts(units: Iterable[Unit]) -> dict[int, str]:
    """For each unit what, typed, means it alone: its name, with the code where others bear it."""
    wanted = list(units)
    labels = {unit.label for unit in wanted}
    if not labels:
        return {}
    columns = (Unit.name, Unit.short_name, Unit.name_en, Unit.code)
    bearing = select(Unit.id, *columns).where(or_(*(column.in_(labels) for column in columns)))
    bearers: dict[str, set[int]] = {}
    for unit_id, *names in db.session.execute(bearing):
        for name in names:
            bearers.setdefault(name, set()).add(unit_id)
    return {
        unit.id: unit.label
        if bearers.get(unit.label, set()) <= {unit.id}
        else f"{unit.label}（{unit.code}）"
        for unit in wanted
    }


def _several(units: Sequence[Unit]) -> Meant:
    return Meant(None, units[:MOST], len(units) > MOST)


def _found(typed: str, *, closed: bool) -> list[tuple[Unit, int]]:
    """The units that the text fits, each with the best way in which it does; one more than ten."""
    text = " ".join(typed.replace("\x00", " ").split())[:LONGEST]
    plain = unicodedata.normalize("NFKC", text)
    words = plain.split()[:MOST_WORDS]
    if not words:
        return []
    named = and_(*(_holds(word) for word in words)) | _holds(text)
    same = _is_called(text) | _is_called(plain)
    way = case((same, EXACTLY), (_begins(plain), BEGINS), (named, IN_NAME), else_=SOUNDS)
    statement = select(Unit, way.label("way")).where(or_(same, named, _sounds(words)))
    if not closed:
        statement = statement.where(Unit.active)
    order = ("way", Unit.active.desc(), func.length(Unit.short_name), Unit.sort_key, Unit.id)
    rows = db.session.execute(statement.order_by(*order).limit(MOST + 1))
    return [(unit, found) for unit, found in rows]


def _is_called(text: str) -> ColumnElement[bool]:
    """The code or a name as a whole, or both: name（code）."""
    names = _names(text)
    if split := WITH_CODE.fullmatch(text):
        name, code = split.groups()
        of_code = func.lower(Unit.code) == code.lower()
        both = and_(of_code, or_(false(), *_names(name))) if name else of_code
        names.append(both)
    return or_(func.lower(Unit.code) == text.lower(), *names)


def _names(text: str) -> list[ColumnElement[bool]]:
    return [
        Unit.name == text,
        Unit.short_name == text,
        and_(Unit.name_en != "", func.lower(Unit.name_en) == text.lower()),
    ]


def _begins(text: str) -> ColumnElement[bool]:
    return or_(
        Unit.short_name.startswith(text, autoescape=True),
        Unit.name.startswith(text, autoescape=True),
        _small().startswith(text.lower(), autoescape=True),
    )


def _holds(word: str) -> ColumnElement[bool]:
    """Stands it in a name or in the code?  Only what has small letters is made small: it costs."""
    return or_(
        Unit.name.contains(word, autoescape=True),
        Unit.short_name.contains(word, autoescape=True),
        _small().contains(word.lower(), autoescape=True),
    )


def _small() -> Any:
    return func.lower(Unit.name_en + " " + Unit.code)


def _sounds(words: Iterable[str]) -> ColumnElement[bool]:
    """Letters only: the pinyin of the short name, or its initials."""
    if not all(word.isascii() and word.isalnum() for word in words):
        return false()
    sound = func.replace(Unit.sort_key, " ", "")
    initials = func.regexp_replace(Unit.sort_key, r"(\w)\w*\s*", r"\1", "g")
    return and_(
        *(
            or_(
                sound.contains(word.lower(), autoescape=True),
                initials.contains(word.lower(), autoescape=True),
            )
            for word in words
        )
    )

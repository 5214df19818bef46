"""Compile an entry: between the fields of its form and its content, and every fault at once."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import or_, select

from app.domain.catalogue.models.database import Database
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.rules import columns, law
from app.domain.catalogue.rules.columns import Column
from app.foundation.database import db
from app.foundation.i18n import _
from app.foundation.identity.models import Unit

Content = dict[str, Any]
Faults = dict[str, list[str]]
BETWEEN = re.compile(r"[,，;；、\s]+")
HOLDER = columns.HOLDER[columns.RESOURCE]
FIELDS = tuple(one for one in columns.filled_in(columns.RESOURCE) if one.key != HOLDER)


def as_content(answers: Mapping[str, Any], holder: Unit) -> Content:
    """The content that the fields of the form say; the unit that fills it in holds the entry.

    A unit that nobody knows stays as it was typed: `faults` says so.
    """
    names = _codes(str(answers.get(one.key) or "") for one in FIELDS if one.kind == columns.UNIT)
    content = {one.key: _read(one, answers.get(one.key), names) for one in FIELDS}
    items = [
        {one.key: _read(one, row.get(one.key), {}) for one in columns.ITEM_COLUMNS}
        for row in answers.get("items") or []
    ]
    return {**content, HOLDER: holder.code, "items": items}


def as_fields(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields of the form hold at first, so that nothing is typed twice."""
    codes = {str(content.get(one.key) or "") for one in FIELDS if one.kind == columns.UNIT}
    known = select(Unit.code, Unit.short_name).where(Unit.code.in_(codes))
    names = {code: name for code, name in db.session.execute(known)}
    fields = {one.key: _shown(one, content.get(one.key), names) for one in FIELDS}
    items = [
        {one.key: _shown(one, item.get(one.key), {}) for one in columns.ITEM_COLUMNS}
        for item in content.get("items") or []
    ]
    return {**fields, "items": items}


def faults(content: Mapping[str, Any], entry_id: str | None) -> Faults:
    """Everything for which the content may not be published, field by field."""
    found: Faults = {key: list(told) for key, told in law.faults(columns.RESOURCE, content).items()}
    for key, message in (*_unknown(content), *_taken(content, entry_id)):
        found.setdefault(key, []).append(message)
    return found


def _unknown(content: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Units and databases that there are not."""
    named = {one.key: content.get(one.key) for one in FIELDS if one.kind == columns.UNIT}
    wanted = [code for code in named.values() if code]
    known = set(db.session.scalars(select(Unit.code).where(Unit.code.in_(wanted))))
    for key, code in named.items():
        if code and code not in known:
            yield key, _("There is no unit %(code)s.", code=code)
    database = content.get("database")
    if database and db.session.get(Database, database) is None:
        yield "database", _("There is no database %(id)s.", id=database)


def _taken(content: Mapping[str, Any], entry_id: str | None) -> Iterable[tuple[str, str]]:
    """A code that another entry has."""
    code = content.get("code")
    other = select(Resource.id).where(Resource.code == code, Resource.id != (entry_id or ""))
    if code and db.session.scalar(other.limit(1)) is not None:
        yield "code", _("Another entry has this code.")


def _codes(typed: Iterable[str]) -> dict[str, str]:
    """What was typed for a unit, its code, short name or name → its code."""
    wanted = {one.strip() for one in typed if one.strip()}
    if not wanted:
        return {}
    named = or_(Unit.code.in_(wanted), Unit.short_name.in_(wanted), Unit.name.in_(wanted))
    rows = db.session.execute(select(Unit.code, Unit.short_name, Unit.name).where(named))
    found: dict[str, str] = {}
    for code, short_name, name in rows:
        found |= {name: code, short_name: code}
        found[code] = code
    return found


def _read(column: Column, value: Any, units: Mapping[str, str]) -> Any:
    """A value of a content from what a field holds."""
    if column.kind == columns.YES:
        return bool(value)
    if column.kind == columns.CHOICES:
        return list(value or [])
    if column.kind == columns.NUMBER:
        return int(value) if value not in (None, "") else None
    text = str(value or "").strip()
    if column.kind == columns.LIST:
        return [part for part in BETWEEN.split(text) if part]
    if column.kind == columns.ENTRY:
        return text.upper() or None
    return units.get(text, text) if column.kind == columns.UNIT else text


def _shown(column: Column, value: Any, units: Mapping[str, str]) -> Any:
    """What a field holds of a value of a content."""
    if column.kind == columns.LIST:
        return "、".join(map(str, value or []))
    if column.kind == columns.UNIT:
        return units.get(str(value), value)
    return value

"""An entry as a row of a table: each value as people write it, in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.columns import Column
from app.domain.catalogue.transfer import class_codes, layout, values_read
from app.domain.catalogue.transfer.stock import Stored
from app.foundation.database import db
from app.foundation.i18n import speaks_english
from app.foundation.identity.models import Unit

BETWEEN = "、"


@dataclass(frozen=True)
class Names:
    """What units are called: by a name that no other has, else by their code."""

    of: Mapping[str, str]

    @classmethod
    def now(cls) -> "Names":
        """As the register of units has them."""
        known = values_read.units()
        rows = db.session.execute(select(Unit.code, Unit.name))
        return cls(
            {
                code: name if known.get(values_read.folded(name)) == code else code
                for code, name in rows
            }
        )

    def said(self, code: str) -> str:
        """The name of a unit."""
        return self.of.get(code, code)


def entry(kind: str, stored: Stored, names: Names) -> list[Any]:
    """The cells of an entry, in the order of the columns."""
    content = stored.content
    special: dict[str, Any] = {"id": stored.id}
    special["holder_code"] = content[columns.HOLDER[kind]]
    if kind == columns.RESOURCE:
        parts = class_codes.parts(content["code"])
        special |= dict(zip(class_codes.PARTS, parts, strict=True))
    return [
        special[column.key] if column.key in special else cell(column, content[column.key], names)
        for column in layout.entry_columns(kind)
    ]


def keys(kind: str, stored: Stored) -> list[Any]:
    """The cells that say to which entry an item belongs."""
    told = {"id": stored.id, **stored.content}
    return [told[column.key] for column in layout.key_columns(kind)]


def items(stored: Stored, names: Names) -> Iterator[list[Any]]:
    """The cells of each item."""
    for item in stored.content["items"]:
        yield [cell(column, item[column.key], names) for column in layout.item_columns()]


def cell(column: Column, value: Any, names: Names) -> Any:
    """One value: text, a number or a day."""
    if value is None:
        return ""
    if column.kind == columns.YES:
        return said_yes(bool(value))
    if column.kind == columns.DATE:
        return date.fromisoformat(value) if value else ""
    if column.kind == columns.UNIT:
        return names.said(value) if value else ""
    if column.kind == columns.UNITS:
        return BETWEEN.join(map(names.said, value))
    if column.kind in (columns.CHOICES, columns.LIST):
        return BETWEEN.join(map(column.said, value))
    if column.key == "status" and value in layout.STATUS_WORDS:
        return layout.STATUS_WORDS[value][1 if speaks_english() else 0]
    return column.said(value) if column.choices else value


def said_yes(value: bool) -> str:
    """Yes or no, as a cell says it."""
    if speaks_english():
        return "yes" if value else "no"
    return "是" if value else "否"

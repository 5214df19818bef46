"""Publish many entries at once: the same as `entries.write` for each, with few statements.

Everything is checked before; what was changed meanwhile is a `Conflict` and nothing is written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, inspect, select, update

from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.columns import RESOURCE
from app.domain.catalogue.services import (
    census,
    contents,
    demand_replies,
    entries,
    following,
    indexing,
)
from app.domain.catalogue.viewing import MODELS, holder, listed
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _
from app.foundation.identity.models import Unit

BATCH = 500
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Change:
    """A whole content, with what the process keeps; new where it has no id yet."""

    content: Mapping[str, Any]
    act: str
    entry_id: str | None = None
    before: int | None = None


@dataclass(frozen=True)
class Written:
    """What became of a change."""

    entry_id: str
    number: int
    act: str


def write(
    kind: str,
    changes: Sequence[Change],
    *,
    note: str,
    account_id: int | None,
    subject: str,
    tell: Tell = lambda _: None,
) -> list[Written]:
    """Write all of it and say what each became; versions, search and followers as ever.

    `tell` hears how far it is, of twice as many as there are changes: written, then found.
    """
    _lock(kind, changes)
    writer = _Writer(kind, note, account_id)
    written: list[Written] = []
    for part in _parts(changes):
        written += writer.write(part)
        tell(len(written))
    audit.record("entries imported", subject=subject, kind=kind, entries=len(written))
    db.session.flush()
    db.session.expire_all()
    for number, part in enumerate(_parts(written)):
        ids = [one.entry_id for one in part]
        census.refresh(kind, ids)
        indexing.refresh(kind, ids)
        _answer_demands(kind, ids)
        tell(len(written) + number * BATCH)
    following.all_changed(kind, [(one.entry_id, one.act, one.number) for one in written])
    return written


def _answer_demands(kind: str, ids: Sequence[str]) -> None:
    """Who asked for what is listed now hears of it."""
    model: Any = MODELS[kind]
    shown = select(model.id, holder(kind)).where(model.id.in_(ids), listed(kind))
    demand_replies.all_published(kind, [(one, unit) for one, unit in db.session.execute(shown)])


def _lock(kind: str, changes: Sequence[Change]) -> None:
    """Hold what will be changed; whoever changed it since it was checked goes first."""
    model = MODELS[kind]
    expected = {one.entry_id: one.before for one in changes if one.entry_id}
    for part in _parts(sorted(expected)):
        held = select(model.id, model.version).where(model.id.in_(part)).order_by(model.id)
        found = {row.id: row.version for row in db.session.execute(held.with_for_update())}
        if changed := [one for one in part if found.get(one) != expected[one]]:
            raise Conflict(
                _("%(id)s was changed since the file was checked.", id=", ".join(changed[:5]))
            )


class _Writer:
    """Writes entries of one catalogue, batch by batch."""

    def __init__(self, kind: str, note: str, account_id: int | None) -> None:
        self.kind, self.note, self.account_id = kind, note, account_id
        self.model: type[Any] = MODELS[kind]
        self.items: Any = contents.ITEMS[kind]
        self.of_items = next(
            one.name for one in inspect(self.items).primary_key if one.name != "item_no"
        )
        self.units = contents.unit_ids()
        self.names = {
            code: (name, short)
            for code, name, short in db.session.execute(
                select(Unit.code, Unit.name, Unit.short_name)
            )
        }
        first = entries.next_id(kind)
        self.prefix = entries.PREFIXES[kind]
        self.next = int(first.removeprefix(self.prefix))
        self.today = clock.today()

    def write(self, changes: Sequence[Change]) -> list[Written]:
        """One batch: rows, items, versions."""
        made = [(one, *self._identified(one)) for one in changes]
        rows = [self._row(*one) for one in made]
        new = [row for row, one in zip(rows, changes, strict=True) if one.entry_id is None]
        old = [row for row, one in zip(rows, changes, strict=True) if one.entry_id is not None]
        if new:
            db.session.execute(insert(self.model), new)
        if old:
            db.session.execute(update(self.model), old)
            gone = [row["id"] for row in old]
            of = getattr(self.items, self.of_items)
            db.session.execute(delete(self.items).where(of.in_(gone)))
        if items := [item for made_one in made for item in self._items(*made_one)]:
            db.session.execute(insert(self.items), items)
        db.session.execute(insert(EntryVersion), [self._version(*one) for one in made])
        return [Written(entry_id, number, one.act) for one, entry_id, number, _content in made]

    def _identified(self, change: Change) -> tuple[str, int, dict[str, Any]]:
        """The id, the version and the content that the entry has from now on."""
        entry_id = change.entry_id
        if entry_id is None:
            entry_id = f"{self.prefix}{self.next:0{entries.DIGITS}d}"
            self.next += 1
        content = {
            column.key: change.content.get(column.key, _empty(column))
            for column in columns.of(self.kind)
        }
        if self.kind == RESOURCE:
            content["metadata_updated_on"] = self.today.isoformat()
            content["code"] = content["code"] or f"{entry_id[:2]}/{entry_id[2:]}"
        content["items"] = [
            {column.key: item.get(column.key, _empty(column)) for column in columns.ITEM_COLUMNS}
            for item in change.content.get("items") or []
        ]
        return entry_id, (change.before or 0) + 1, content

    def _row(
        self, change: Change, entry_id: str, number: int, content: dict[str, Any]
    ) -> dict[str, Any]:
        row: dict[str, Any] = {"id": entry_id, "version": number}
        for column in columns.of(self.kind):
            if (
                column.state
                and change.act == entries.CHANGED
                and column.key != "metadata_updated_on"
            ):
                continue  # the processes keep them, perhaps at this moment
            value = content[column.key]
            if column.kind == columns.UNIT:
                value = self.units[value] if value else None
            elif column.kind == columns.DATE:
                value = date.fromisoformat(value) if value else None
            row[contents.attribute(self.kind, column)] = contents.stored(column, value)
        if self.kind == RESOURCE:
            row["searched"] = self._searched(entry_id, content)
        return row

    def _searched(self, entry_id: str, content: dict[str, Any]) -> str:
        """The same line as `contents.searched` makes."""
        words = [content["title"], entry_id, content["keywords"], content["abstract"]]
        words += [content["application_area"], *self.names.get(content["provider"], ())]
        words += [item["name"] for item in content["items"]]
        return " ".join(word for word in words if word)

    def _items(
        self, change: Change, entry_id: str, number: int, content: dict[str, Any]
    ) -> Iterable[dict[str, Any]]:
        for item_no, item in enumerate(content["items"], 1):
            yield {self.of_items: entry_id, "item_no": item_no, **item}

    def _version(
        self, change: Change, entry_id: str, number: int, content: dict[str, Any]
    ) -> dict[str, Any]:
        return {
            "entry_kind": self.kind,
            "entry_id": entry_id,
            "number": number,
            "act": change.act,
            "content": content,
            "note": self.note,
            "by_id": self.account_id,
        }


def _empty(column: columns.Column) -> Any:
    if column.kind in (columns.CHOICES, columns.LIST, columns.UNITS):
        return []
    if column.kind == columns.YES:
        return False
    if column.kind in (columns.ENTRY, columns.NUMBER, columns.DATE):
        return None
    return ""


def _parts(whole: Sequence[Any]) -> Iterable[Any]:
    return (whole[at : at + BATCH] for at in range(0, len(whole), BATCH))

"""What an entry must say before it may be published; pure, every fault at once.

条例 13: fields; 条例 15: a conditional resource names scope and uses, one that is not shared the
reason and the law.  Policy 三(二): a database says which business makes its data and how it is
maintained; 四(一): a collection entry names data, unit and form of existence.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.rules.columns import Column
from app.foundation.i18n import _

MOST_ITEMS = 500
Faults = dict[str, list[str]]
Content = Mapping[str, Any]


def faults(kind: str, content: Content) -> Faults:
    """Everything that is wrong with a content, by column; of items under `items`."""
    found: dict[str, list[str]] = defaultdict(list)
    for column in columns.filled_in(kind):
        for message in of_value(column, content.get(column.key)):
            found[column.key].append(message)
    for key, message in (*_LAWS[kind](content), *_items(content.get("items") or [])):
        found[key].append(message)
    return dict(found)


def of_value(column: Column, value: Any) -> Iterator[str]:
    """What is wrong with one value of a column."""
    if value in (None, "", []):
        if column.required:
            yield _("This field is required.")
        return
    if column.kind in (columns.TEXT, columns.LONG) and len(str(value)) > column.most:
        yield _("The text has more than %(count)d characters.", count=column.most)
    chosen = value if isinstance(value, list | tuple) else [value]
    strange = [str(one) for one in chosen if column.choices and one not in column.choices]
    if strange:
        yield _("Unknown value: %(values)s", values=_(", ").join(strange)[:200])
    if column.kind == columns.NUMBER and not _is_count(value):
        yield _("Please enter a whole number, not below zero.")


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15


def _resource(content: Content) -> Iterator[tuple[str, str]]:
    if content.get("catalogue") == values.BASIC and not content.get("base_class"):
        yield "base_class", _("Basic information belongs to one of the four classes.")
    if content.get("catalogue") == values.APPLIED and not content.get("application_area"):
        yield "application_area", _("Application information belongs to one of the 15 areas.")
    yield from _sharing(content)
    yield from _protection(content)
    for key in ("online_url", "service_url"):
        address = str(content.get(key) or "")
        if address and not address.startswith(("http://", "https://")):
            yield key, _("An address begins with http:// or https://.")


def _sharing(content: Content) -> Iterator[tuple[str, str]]:
    """条例 15: no class without what the law asks of it."""
    shared = content.get("sharing_class")
    missing = [key for key in _ASKED.get(str(shared), ()) if not content.get(key)]
    for key in missing:
        if shared == "conditional":
            yield key, _("A resource shared under conditions names scope and uses (条例 15).")
        else:
            yield key, _("What is not shared needs a reason and its legal basis (条例 15).")
    if shared in ("unconditional", "conditional") and not content.get("share_modes"):
        yield "share_modes", _("Please choose at least one mode of sharing.")


def _protection(content: Content) -> Iterator[tuple[str, str]]:
    level = content.get("security_level")
    if content.get("is_open") and level not in ("", None, "公开"):
        yield "is_open", _("Only what is public may be opened to the public.")
    if level in _SECRET and not content.get("secrecy_required"):
        yield "secrecy_required", _("From the level 秘密 on a secrecy agreement is required.")


def _database(content: Content) -> Iterator[tuple[str, str]]:
    if not content.get("base_class") and not content.get("application_area"):
        yield "base_class", _("A database belongs to a base class or an application area.")


def _collection(content: Content) -> Iterator[tuple[str, str]]:
    if content.get("unit") in (content.get("joint_units") or []):
        yield "joint_units", _("The responsible unit is not one of those that join it.")


def _items(items: Any) -> Iterator[tuple[str, str]]:
    if not items:
        yield "items", _("Please enter at least one item.")
        return
    if len(items) > MOST_ITEMS:
        yield "items", _("An entry has at most %(count)d items.", count=MOST_ITEMS)
        return
    seen: set[str] = set()
    for number, item in enumerate(items, 1):
        for column in columns.ITEM_COLUMNS:
            for message in of_value(column, item.get(column.key)):
                yield "items", _item(number, f"{column.label}{_(': ')}{message}")
        name = str(item.get("name") or "")
        if name and name in seen:
            yield "items", _item(number, _("“%(name)s” is there twice.", name=name))
        seen.add(name)


def _item(number: int, message: str) -> str:
    return _("Item %(number)d: %(wrong)s", number=number, wrong=message)


_ASKED = {
    "conditional": ("use_scope", "use_purpose"),
    "not_shareable": ("refusal_reason", "refusal_basis"),
}
_SECRET = ("秘密", "机密", "绝密")
_LAWS = {
    columns.RESOURCE: _resource,
    columns.DATABASE: _database,
    columns.COLLECTION: _collection,
}

"""The terms that are negotiated: how a proposal changes them, and what it may not change."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

FIELDS = ("items", "scope", "scenario", "mode", "valid_until", "conditions")
MODES = ("service_interface", "batch_exchange", "file_download")


@dataclass(frozen=True)
class Values:
    """One full set of terms."""

    items: tuple[str, ...]
    scope: str
    scenario: str
    mode: str
    valid_until: date
    conditions: str = ""


@dataclass(frozen=True)
class Change:
    """One term that differs from the round before; for items also what came and what went."""

    field: str
    old: Any
    new: Any
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def merged(last: Values, given: Mapping[str, Any]) -> Values:
    """The terms proposed: what is not given stays as it was last."""
    said = {name: given[name] for name in FIELDS if given.get(name) not in (None, "", [], ())}
    if "items" in said:
        said["items"] = tuple(dict.fromkeys(said["items"]))
    if "valid_until" in said:
        said["valid_until"] = as_date(said["valid_until"])
    return replace(last, **said)


def changes(old: Values, new: Values) -> list[Change]:
    """What a round changed, term by term; the order of items is no change."""
    found = []
    for name in FIELDS:
        before, after = getattr(old, name), getattr(new, name)
        if name == "items":
            if set(before) != set(after):
                came, went = _missing_from(after, before), _missing_from(before, after)
                found.append(Change(name, before, after, came, went))
        elif before != after:
            found.append(Change(name, before, after))
    return found


def outside(items: Iterable[str], allowed: Collection[str]) -> list[str]:
    """The items that may not be agreed on, because nobody with authority applied for them."""
    return [item for item in items if item not in allowed]


def necessity_needed(items: Iterable[str], sensitive: Collection[str]) -> bool:
    """Must the applicant say why?  As soon as one chosen item is sensitive."""
    return any(item in sensitive for item in items)


def as_date(value: date | str | None) -> date | None:
    """A date, whether it came as one or as text of a form."""
    if value is None or value == "":
        return None
    return value if isinstance(value, date) else date.fromisoformat(value[:10])


def _missing_from(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item for item in these if item not in those)

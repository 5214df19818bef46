"""Compare how things stand with what a scenario expects; each difference in one clause."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import LazyString

from app.foundation import clock
from app.foundation.i18n import lazy
from app.scenarios.facts import Facts, OpenTask
from app.scenarios.script import Expect

Due = date | datetime | None


def differences(expected: Expect, found: Facts) -> list[LazyString]:
    """What is not as expected, key by key."""
    return [
        *_plain(expected, found),
        *_due(expected.due or {}, found),
        *_notified(expected.notified or {}, found),
    ]


def found_as_asked(expected: Expect, found: Facts) -> dict[str, Any]:
    """What is there instead of each thing that was expected, key by key."""
    there: dict[str, Any] = {
        key: now for key, (asked, now) in _pairs(expected, found).items() if asked is not None
    }
    if expected.due is not None:
        there["due"] = {
            name: [_as_asked(task, wanted) for task in found.open if task.name == name]
            for name, wanted in expected.due.items()
        }
    if expected.notified is not None:
        there["notified"] = {
            login: sorted(kind for told, kind in found.notified if told == login)
            for login in expected.notified
        }
    return there


def _plain(expected: Expect, found: Facts) -> Iterator[LazyString]:
    """The keys that are equal or not."""
    for key, (wanted, there) in _pairs(expected, found).items():
        if wanted is not None and wanted != there:
            yield _differs(key, wanted, there)


def _pairs(expected: Expect, found: Facts) -> dict[str, tuple[Any, Any]]:
    """What was expected and what was found, by key."""
    provisional = [task.name for task in found.open if task.provisional]
    return {
        "open": (_sorted(expected.open), sorted(task.name for task in found.open)),
        "state": (expected.state, found.state),
        "filings": (expected.filings, found.filings),
        "held": (_sorted(expected.held), found.held),
        "provisional": (_sorted(expected.provisional), sorted(provisional)),
        "diagram": (_sorted(expected.diagram), found.diagram),
        "documents": (expected.documents, found.documents),
        "orders": (_sorted(expected.orders), found.orders),
    }


def _due(expected: dict[str, Due], found: Facts) -> Iterator[LazyString]:
    for name, wanted in expected.items():
        tasks = [task for task in found.open if task.name == name]
        if not tasks:
            yield lazy(
                "due: expected %(task)s %(wanted)s, found no open task of this id",
                task=name,
                wanted=_said(wanted),
            )
        for task in tasks[:1] if _same(tasks) else tasks:
            there = _as_asked(task, wanted)
            if there != wanted:
                yield lazy(
                    "due: expected %(task)s %(wanted)s, found %(found)s",
                    task=name,
                    wanted=_said(wanted),
                    found=_said(there),
                )


def _same(tasks: list[OpenTask]) -> bool:
    return len({task.due_at for task in tasks}) == 1


def _as_asked(task: OpenTask, wanted: Due) -> Due:
    """The due date, or the due moment where a moment was asked for."""
    if isinstance(wanted, datetime):
        return task.due_at
    return task.due_on


def _notified(expected: dict[str, list[str]], found: Facts) -> Iterator[LazyString]:
    for login, kinds in expected.items():
        there = sorted(kind for told, kind in found.notified if told == login)
        for kind in kinds:
            if kind not in there:
                yield lazy(
                    "notified: expected %(kind)s to %(login)s, found %(told)s",
                    kind=kind,
                    login=login,
                    told=_said(there) if there else lazy("no notice"),
                )


def _differs(key: str, wanted: object, there: object) -> LazyString:
    return lazy(
        "%(key)s: expected %(wanted)s, found %(found)s",
        key=key,
        wanted=_said(wanted),
        found=_said(there),
    )


def _sorted(names: list[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)


def _said(value: object) -> str:
    """A value as a scenario would write it."""
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    if isinstance(value, datetime):
        local = clock.local(value)
        if (local.hour, local.minute) == (0, 0):
            return f"{local.date() - timedelta(days=1)} 24:00"
        return f"{local:%Y-%m-%d %H:%M}"
    return "none" if value is None else str(value)

"""Let a made-up city have its cases: play, cut, draw, write."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import func, select

from app.foundation import calendar, paths
from app.foundation.database import db, transaction
from app.foundation.identity.models import Account, Unit
from app.scenarios import scratch
from app.scenarios.city import cutting, drawing, people, rows
from app.scenarios.city.casting import Caster, Say
from app.scenarios.city.days import WorkingDays
from app.scenarios.city.drawing import Wanted
from app.scenarios.city.patterns import Pattern, There, Unusable
from app.scenarios.city.playing import Snapshot
from app.workflow import definitions
from app.workflow.models import ProcessInstance

# Lives that differ; each is played once.
PLAYED = (
    "01",
    "02",
    "03",
    "05",
    "06",
    "07",
    "10",
    "12",
    "15",
    "17",
    "18",
    "21",
    "22",
    "40",
    "45",
    "46",
)


def is_empty() -> bool:
    """Has nobody begun a case here yet?"""
    return not db.session.scalar(select(func.count()).select_from(ProcessInstance))


def shipped() -> list[Path]:
    """The scenarios that are multiplied."""
    return [file for file in sorted(paths.SCENARIOS.glob("*.yaml")) if file.name[:2] in PLAYED]


def cases(
    app: Flask,
    wanted: Wanted,
    played: Sequence[list[Snapshot]],
    say: Say = lambda line: None,
) -> int:
    """Write so many cases; all of them or none."""
    with transaction():
        people.staff()
    with scratch.owner_of(app, str(db.engine.url.database)) as database:
        _without_checks(database)
        there = _there(database)
        found = list(_patterns(played, there, say))
        days = WorkingDays(calendar.current())
        drawn = drawing.drawn(wanted, found, days)
        units = list(there.units.values())
        spoken_of = sorted({resource for pattern in found for resource in pattern.resources})
        with transaction():
            held = people.held(spoken_of, units[: people.PROVIDERS])
        caster = Caster(database, there, held, units)
        made = caster.cast(drawn, found, days, wanted.seed, say)
    return made


def _without_checks(database: psycopg.Connection[Any]) -> None:
    """Write without looking every reference up, where the owner of the database may do so."""
    try:
        with database.transaction():
            database.execute("SET LOCAL session_replication_role = replica")
    except psycopg.errors.InsufficientPrivilege:
        return
    database.execute("SET session_replication_role = replica")


def _there(database: psycopg.Connection[Any]) -> There:
    return There(
        rows.tables(database),
        people.parts(),
        dict(db.session.execute(select(Unit.code, Unit.id)).all()),
        dict(db.session.execute(select(Account.login, Account.id)).all()),
        definitions.current().id,
    )


def _patterns(played: Sequence[list[Snapshot]], there: There, say: Say) -> Iterator[Pattern]:
    """What can be multiplied, each state of a scenario once."""
    for snapshots in played:
        seen: set[tuple[str, ...]] = set()
        for snapshot in snapshots:
            if (snapshot.closed and snapshot is not snapshots[-1]) or snapshot.active in seen:
                continue
            seen.add(snapshot.active)
            try:
                yield cutting.cut(snapshot, there)
            except Unusable as why:
                say(f"{snapshot.scenario}, step {snapshot.step}, is left out: {why}")

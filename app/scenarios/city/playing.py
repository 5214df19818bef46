"""Play scenarios on a scratch database, and keep the rows of the case after every step."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import select

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit
from app.scenarios import grammar, player, scratch
from app.scenarios.city import rows
from app.scenarios.script import Advance, Do, Refuse, Scenario, Start, Step, Submit
from app.workflow.models import ProcessInstance


@dataclass(frozen=True)
class Known:
    """What the numbers of units and accounts in a scratch database mean."""

    units: dict[int, str]
    accounts: dict[int, str]


@dataclass(frozen=True)
class Snapshot:
    """A case after one step of a scenario, and the moment of the step that came next."""

    scenario: str
    step: int
    process: str
    at: datetime
    until: datetime
    wake_at: datetime | None
    closed: bool
    active: tuple[str, ...]
    rows: dict[str, list[rows.Line]]
    known: Known


def snapshots(app: Flask, files: Iterable[Path], template: str) -> Iterator[list[Snapshot]]:
    """The snapshots of each scenario, played on a copy of a database as `flask setup` leaves it."""
    for file in files:
        with scratch.copy(app, template) as database:
            yield _of(app, grammar.read(file), scratch.owner_of(app, database))


def _of(app: Flask, scenario: Scenario, database: psycopg.Connection) -> list[Snapshot]:
    kept: list[Snapshot] = []
    only = replace(scenario, steps=[step for step in scenario.steps if _moves(step)])
    one = player.Player(app, only)

    def look(number: int, case: int) -> None:
        instance = db.session.get_one(ProcessInstance, case)
        lines = rows.of_case(database, tables, case)
        kept.append(
            Snapshot(
                scenario=scenario.path.name,
                step=number,
                process=instance.process_id,
                at=clock.now(),
                until=clock.now(),
                wake_at=instance.wake_at,
                closed=instance.finished_at is not None,
                active=tuple(sorted(instance.active)),
                rows=lines,
                known=known,
            )
        )

    with database:
        database.execute("SET timezone TO 'UTC'")
        tables = rows.tables(database)
        known = one.world.do(_known)
        player.play(one, only, look)
    later = [snapshot.at for snapshot in kept[1:]] + [kept[-1].at]
    return [replace(s, until=at) for s, at in zip(kept, later, strict=True)]


def _moves(step: Step) -> bool:
    """Does the step move the case, rather than look at it or be turned down?"""
    if isinstance(step, Do):
        return not step.error
    return isinstance(step, Start | Submit | Advance) and not isinstance(step, Refuse)


def _known() -> Known:
    units = dict(db.session.execute(select(Unit.id, Unit.code)).all())
    accounts = dict(db.session.execute(select(Account.id, Account.login)).all())
    return Known(units, accounts)

"""A made-up city's cases: consistent, open and closed, and as alive as those they come from."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import workflow
from app.domain.catalogue.city import build
from app.domain.catalogue.city.entries import Size
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.filing import Filing
from app.foundation import clock, paths
from app.foundation.audit import AuditEntry
from app.foundation.chain import verifying
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.foundation.identity.models import Account, AccountPost, Unit
from app.foundation.notices import Notice
from app.jobs.record import seal_record
from app.scenarios import scratch
from app.scenarios.city import growing, playing, rows
from app.scenarios.city.drawing import Wanted
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance, Task
from tests.support import database, invariants
from tests.support.desks import Desks
from tests.support.matters import fill_in

PLAYED = ("01-straight-through.yaml", "02-unconditional-overdue.yaml")
CASES = 200


@pytest.fixture(scope="module")
def city(shared_app):
    """Three units beside the demonstration's own, and two hundred cases; in a database apart."""
    with database.owner("postgres") as server:
        like = "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'"
        template = next(name for (name,) in server.execute(like) if not name.endswith("_new"))
    files = [paths.SCENARIOS / name for name in PLAYED]
    played = list(playing.snapshots(shared_app, files, template))
    with scratch.copy(shared_app, template, "_city"), shared_app.app_context():
        with transaction():
            build.city(Size(3, 0, 0), 1)
        made = growing.cases(shared_app, Wanted(CASES, 2, 0.5, 1), played)
        assert made == CASES
        yield shared_app
        db.session.remove()


@pytest.fixture
def inside(city):
    """The application in that city."""
    with city.app_context():
        yield city
        db.session.remove()


def number_of(model, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def waiting(name: str) -> Task:
    """An open task of that name whose clock runs."""
    found = select(Task).where(
        Task.name == name, Task.closed_at.is_(None), Task.due_on.is_not(None)
    )
    return db.session.scalars(found.order_by(Task.id).limit(1)).one()


def test_all_of_it_is_as_it_must_be(inside):
    assert invariants.check(db.session) == []
    assert number_of(ProcessInstance) == CASES
    assert number_of(ProcessInstance, ProcessInstance.finished_at.is_(None)) == CASES // 2
    assert number_of(SharingCase, SharingCase.number.is_not(None)) == CASES


def test_a_cell_is_read_as_the_database_wrote_it():
    assert rows.plain(r'{"a": "x\\ny"}\t\\\n') == '{"a": "x\\ny"}\t\\\n'


def test_its_record_is_one_that_the_application_wrote(inside):
    seal_record()

    assert [*verifying.verify().faults] == []
    assert number_of(AuditEntry) > 5 * CASES


def test_it_is_a_city_of_some_years_with_nothing_left_to_be_sent(inside):
    now, sent = clock.now(), (Notice.mailed_at.is_(None), Clock.due_at <= clock.now())

    assert db.session.scalar(select(func.min(SharingCase.submitted_at))) < now - timedelta(days=200)
    assert number_of(Notice, sent[0]) == 0
    assert number_of(Clock, sent[1], Clock.ended_at.is_(None), Clock.fired_at.is_(None)) == 0
    assert number_of(ProcessInstance, ProcessInstance.started_at > now) == 0
    assert len(set(db.session.scalars(select(SharingCase.provider_id)))) > 5
    case, filing = db.session.execute(
        select(SharingCase, Filing).join(Filing).order_by(Filing.id.desc()).limit(1)
    ).one()
    assert filing.content["case"] == case.number
    assert filing.content["provider"] == db.session.get_one(Unit, case.provider_id).code


def test_a_copied_case_is_answered_on_its_page_and_its_clock_rings(inside):
    task = waiting("provider_response")
    desks = Desks(inside)
    login = select(Account.login).join(AccountPost).where(Account.unit_id == task.unit_id)
    officer = db.session.scalar(login.where(AccountPost.post == "sharing_officer"))
    answer = fill_in(desks, officer, "provider_response", outcome="agree")
    assert answer.status_code == 302, answer.text
    db.session.expire_all()
    assert not db.session.get_one(Task, task.id).is_open

    case = waiting("provider_response").instance
    later = clock.at(case.wake_at + timedelta(minutes=1))
    with later, acting.as_system("clock"), transaction():
        assert workflow.wake(case.id)
    assert number_of(Clock, Clock.instance_id == case.id, Clock.fired_at.is_not(None)) == 1

    assert invariants.check(db.session) == []

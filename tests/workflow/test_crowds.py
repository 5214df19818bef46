"""What holds where there are very many: the order of law, cases that fail, counts with an end."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import workflow
from app.foundation import clock, counting
from app.foundation.database import db, transaction
from app.foundation.identity.models import Account
from app.workflow import inbox
from app.workflow.models import ProcessInstance, Task
from tests.support.desks import APPROVED, Desks
from tests.support.people import account
from tests.support.statements import counted


@pytest.fixture
def cases(app) -> list[int]:
    """Three cases that wait for the same provider."""
    desks = Desks(app)
    made = []
    for _ in range(3):
        made.append(desks.apply())
        desks.walk(APPROVED)
    return made


def test_clocks_ring_longest_overdue_first_and_of_one_midnight_the_oldest_case(app, cases):
    midnight = clock.now() - timedelta(hours=1)
    first, second, third = cases
    for case, at in ((third, midnight), (first, midnight), (second, midnight - timedelta(days=1))):
        with transaction():
            moved = update(ProcessInstance).where(ProcessInstance.id == case)
            db.session.execute(moved.values(wake_at=at))

    assert workflow.due() == [second, first, third]


def test_cases_that_fail_do_not_stand_before_the_others(app, cases):
    with transaction():
        db.session.execute(update(ProcessInstance).values(wake_at=clock.now()))
    first, second, third = cases

    assert workflow.due(2, without={first, second}) == [third]


def test_counts_end_where_nobody_leafs_any_more_and_say_so(app, cases, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 2)

    page = inbox.waiting(account("gsj_share"), inbox.Filters())

    assert (page.total, str(page.total), page.last) == (2, "2+", 1)
    assert str(counting.total(select(Account.id).filter_by(login="gsj_share"))) == "1"


def test_a_text_is_looked_for_among_ones_own_tasks(app, cases):
    officer, seen = account("gsj_share"), []

    def found(among):
        seen.append(sorted(db.session.scalars(among)))
        return select(ProcessInstance.id).where(ProcessInstance.id == cases[1])

    page = inbox.waiting(officer, inbox.Filters(cases=found))

    assert seen[0] == cases
    assert [task.instance_id for task in page.tasks] == [cases[1]]


def test_tasks_are_counted_and_their_steps_named_from_one_index_alone(app, cases):
    (index,) = [one for one in Task.__table__.indexes if one.name == "ix_task_mine"]
    holds = {*index.columns.keys(), *index.dialect_options["postgresql"]["include"], "closed_at"}
    officer = account("gsj_share")
    with counted() as sent:
        assert inbox.counts(officer) == {"total": 3, "overdue": 0}
        assert [name for name, *_titles in inbox.steps(officer)] == ["provider_response"]

    (counts,) = [one for one in sent if "count(*)" in one]
    (steps,) = [one for one in sent if "min(task.id)" in one]
    within = steps[steps.index("(SELECT min(task.id)") :].split("GROUP BY")[0]
    for asked in (counts, within):
        columns = set(re.findall(r"\btask\.(\w+)", asked))
        assert {"posts", "claimed_by_id"} <= columns <= holds

"""`flask calendar`: due dates on the command line, and the import of an announced year."""

from datetime import datetime

import pytest
from sqlalchemy import select

from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.notices import Notice
from app.workflow.ledger import Clock
from app.workflow.models import Task
from tests.domain.sharing import cases


@pytest.fixture
def flask(app):
    """Runs a command and gives what it said."""
    return lambda *words: app.test_cli_runner().invoke(args=["calendar", *words])


def the_task() -> Task:
    """The task that the calendar dates, as the database has it now."""
    return db.session.scalars(select(Task).filter_by(name="provider_response")).one()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-09-18", "1"), "2026-09-20\n"),
        (("2026-09-18", "10"), "2026-10-09\n"),
        (("2026-12-18", "10"), "2027-01-04 暂定\n"),
    ],
)
def test_a_due_date_is_printed_and_said_to_be_provisional_where_it_is(flask, words, said):
    assert flask("due", *words).output == said


@pytest.mark.parametrize("words", [("tomorrow", "1"), ("2026-09-18", "-1"), ("2026-13-01", "1")])
def test_nonsense_is_refused_in_one_line(flask, words):
    answer = flask("due", *words)
    assert answer.exit_code != 0
    assert "Traceback" not in answer.output


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("date,is_workday,name\n2027-01-01,perhaps,元旦\n", ":2:"),
        ("date,is_workday,name\n2027-02-30,N,元旦\n", ":2:"),
        ("date,is_workday,name\n2027-01-01,N,元旦\n2027-01-01,Y,元旦\n", ":3:"),
        ("something,else\n1,2\n", ""),
        ("", ""),
    ],
)
def test_a_file_with_a_fault_imports_nothing_and_names_the_line(flask, tmp_path, content, fault):
    file = tmp_path / "2027.csv"
    file.write_text(content)
    answer = flask("import", str(file))
    assert answer.exit_code != 0
    assert f"2027.csv{fault}" in answer.output
    assert flask("due", "2026-12-18", "10").output == "2027-01-04 暂定\n"


def test_an_import_moves_the_open_clocks_and_tells_whose_date_moved(flask, tmp_path):
    with clock.at(datetime(2026, 12, 18, 10, tzinfo=clock.LOCAL)):
        cases.do(cases.a_case(), "unit_review", "wsj_head", "approve")
    task = the_task()
    assert (task.due_on.isoformat(), task.provisional) == ("2027-01-04", True)
    with transaction():
        db.session.query(Notice).delete()
    file = tmp_path / "2027.csv"
    file.write_text("date,is_workday,name\n2027-01-01,N,元旦\n2027-01-04,N,元旦调休\n")

    answer = flask("import", str(file))

    assert answer.output == "2 days imported for 2027; 1 due dates moved.\n"
    task = the_task()
    assert (task.due_on.isoformat(), task.provisional) == ("2027-01-05", False)
    assert db.session.scalars(select(Clock).filter_by(name="answer")).one().provisional is False
    told = {n.kind for n in db.session.scalars(select(Notice))}
    assert told == {"due_date_moved"}

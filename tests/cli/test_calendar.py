"""`flask calendar`: due dates on the command line, and the import of an announced year."""

from datetime import datetime

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.calendar import CalendarDay, CalendarImport
from app.foundation.database import db, transaction
from app.foundation.identity.models import Account
from app.foundation.notices import Notice, texts
from app.workflow.ledger import Clock
from app.workflow.models import Task
from tests.domain.sharing import cases
from tests.support.people import enter


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


@pytest.mark.parametrize(
    "words",
    [
        ("tomorrow", "1"),
        ("2026-09-18", "-1"),
        ("2026-13-01", "1"),
        ("2026-09-18", "99999999"),
        ("9999-12-30", "20"),
    ],
)
def test_nonsense_is_refused_in_one_line(flask, words):
    answer = flask("due", *words)
    assert answer.exit_code != 0
    assert isinstance(answer.exception, SystemExit)


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


# What the State Council announced of a year, as far as it differs from the usual week.
YEAR_2027 = """date,is_workday,name
2027-01-01,N,元旦
2027-01-03,Y,元旦调休
2027-02-05,N,除夕
2027-02-14,Y,春节调休
2027-04-05,N,清明节
2027-05-03,N,劳动节
2027-06-09,N,端午节
2027-09-15,N,中秋节
2027-10-01,N,国庆节
"""


@pytest.fixture
def import_file(flask, tmp_path):
    """Imports a file of this content, under this name."""

    def run(content, *options, name="2027.csv"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return flask("import", *options, str(file))

    return run


def without(content: str, day: str) -> str:
    """The file without the row of a day."""
    return "".join(row for row in content.splitlines(True) if not row.startswith(day))


def test_a_corrected_file_takes_the_place_of_the_earlier_one(flask, import_file):
    import_file(YEAR_2027)
    assert flask("due", "2027-02-12", "1").output == "2027-02-14\n"

    said = import_file(without(YEAR_2027, "2027-02-14")).output

    assert said == ("No longer listed: 2027-02-14\n8 days imported for 2027; 0 due dates moved.\n")
    assert flask("due", "2027-02-12", "1").output == "2027-02-15\n"


def test_what_an_earlier_file_said_stays_on_record(import_file):
    import_file(YEAR_2027)
    import_file(without(YEAR_2027, "2027-02-14"), name="2027-2.csv")

    listed = db.session.execute(
        select(CalendarImport.source, func.count())
        .join(CalendarDay)
        .group_by(CalendarImport.id)
        .order_by(CalendarImport.id)
    ).all()
    log = select(AuditEntry.details).where(AuditEntry.action == "calendar imported")

    assert [tuple(row) for row in listed] == [("2027.csv", 9), ("2027-2.csv", 8)]
    assert [one["dropped"] for one in db.session.scalars(log.order_by(AuditEntry.id))] == [
        [],
        ["2027-02-14"],
    ]


def test_an_import_of_one_year_leaves_another_as_it_was(flask, import_file):
    import_file(YEAR_2027)
    import_file("date,is_workday,name\n2028-02-05,Y,调休\n", "--complete", name="2028.csv")

    assert flask("due", "2027-02-12", "1").output == "2027-02-14\n"
    assert flask("due", "2028-02-04", "1").output == "2028-02-05\n"


def test_a_year_known_before_may_be_corrected_day_by_day(flask, import_file):
    assert flask("due", "2026-09-18", "1").output == "2026-09-20\n"

    answer = import_file("date,is_workday,name\n2026-09-20,N,国庆节\n", name="2026.csv")

    assert answer.output == "1 day imported for 2026; 0 due dates moved.\n"
    assert flask("due", "2026-09-18", "1").output == "2026-09-21\n"


def test_the_end_of_december_belongs_to_the_announcement_of_the_next_year(flask, import_file):
    import_file("date,is_workday,name\n2026-09-20,N,国庆节\n", name="2026.csv")
    with_december = YEAR_2027 + "2026-12-31,N,元旦调休\n"

    assert import_file(with_december).output.startswith("10 days imported for 2027;")
    assert flask("due", "2026-12-30", "1").output == "2027-01-03\n"
    assert flask("due", "2026-09-18", "1").output == "2026-09-21\n"  # 2026 keeps its own
    import_file(YEAR_2027)
    assert flask("due", "2026-12-30", "1").output == "2026-12-31\n"


def test_a_slip_of_the_pen_does_not_announce_a_year_far_away(flask, import_file):
    answer = import_file(YEAR_2027 + "2029-02-14,Y,春节调休\n")

    assert answer.exit_code == 1
    assert all(
        word in answer.output for word in ("2029: 2029-02-14,", "元旦、清明节", "--complete")
    )
    assert flask("due", "2027-02-12", "1").output == "2027-02-15 暂定\n"
    assert flask("due", "2029-03-01", "1").output == "2029-03-02 暂定\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (without(YEAR_2027, "2027-09-15"), "2027: 8 days, but nothing about 中秋节."),
        ("date,is_workday,name\n2027-01-04,N,元旦\n", "2027: 2027-01-04, but nothing about 春节、"),
    ],
)
def test_of_the_next_year_one_is_told_what_the_file_does_not_speak_of(
    flask, import_file, content, told
):
    answer = import_file(content)

    assert answer.exit_code == 0
    assert told in answer.stderr
    assert "takes the place of this one" in answer.stderr
    assert flask("due", "2027-03-01", "1").output == "2027-03-02\n"


def test_a_short_announcement_is_taken_when_one_says_that_it_is_all(flask, import_file):
    answer = import_file("date,is_workday,name\n2027-01-04,N,元旦\n", "--complete")

    assert answer.output == "1 day imported for 2027; 0 due dates moved.\n"
    assert flask("due", "2026-12-31", "1").output == "2027-01-05\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("2027-01-01,N,元\x00旦\n", "2027.csv:2: the name has a control character"),
        (f"2027-01-01,N,{'长' * 101}\n", "2027.csv:2: the name is longer than 100 characters"),
        (f"2027-01-01,N,{'长' * 140_000}\n", "2027.csv:2: field larger than field limit"),
        ("2027-01-01,N,元旦,更多\n", "2027.csv:2: 4 fields under 3 titles"),
        ("2027-01-01,N,元旦\n2027-01-01,N,元旦\n", "listed twice, before in line 2"),
        ("2072-01-01,N,元旦\n9999-12-31,N,除夕\n", "9999-12-31 is not between 2004 and 2099"),
        (f"2027-01-01,N,{'元' * 400_000}\n", "is larger than 1000000 bytes"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused_in_one_line(flask, import_file, content, told):
    answer = import_file(f"date,is_workday,name\n{content}")

    assert answer.exit_code == 1
    assert told in answer.output
    assert "Traceback" not in answer.output
    assert db.session.scalar(select(func.count()).select_from(CalendarImport)) == 0


def test_what_is_no_file_of_days_is_refused_at_once(flask, import_file):
    assert "larger than" in flask("import", "/dev/zero").output
    assert "not UTF-8" in import_file(b"\xff\xfe").output


def test_a_column_of_which_nothing_is_made_is_named(import_file):
    rows = [f"{row},x" for row in YEAR_2027.splitlines()[1:]]
    answer = import_file("\n".join(["date,is_workday,name,remark", *rows]))

    assert answer.exit_code == 0
    assert "Column not read: remark" in answer.output


def test_a_day_further_off_than_any_calendar_is_refused(flask):
    for words in (("9999-12-30", "9"), ("2026-09-18", "99999999")):
        answer = flask("due", *words)
        assert answer.exit_code != 0
        assert "Traceback" not in answer.output


@pytest.fixture
def waiting():
    """A case whose answer is due on the first days of 2027; nobody has been told anything."""
    with clock.at(datetime(2026, 12, 18, 10, tzinfo=clock.LOCAL)):
        case = cases.a_case()
        cases.do(case, "unit_review", "wsj_head", "approve")
    with transaction():
        db.session.query(Notice).delete()
    return case


def told_of_moves() -> list[tuple[str, str, str]]:
    """Who was told of a date that moved: login, old date, new date."""
    found = select(Account.login, Notice.params).join(Account, Account.id == Notice.account_id)
    rows = db.session.execute(found.where(Notice.kind == "due_date_moved").order_by(Account.login))
    return [(login, said["was_on"], said["due_on"]) for login, said in rows]


def test_an_import_moves_the_open_clocks_and_tells_whose_date_moved(flask, import_file, waiting):
    task = the_task()
    assert (task.due_on.isoformat(), task.provisional) == ("2027-01-04", True)

    answer = import_file(YEAR_2027 + "2027-01-04,N,元旦调休\n")

    assert answer.output == "10 days imported for 2027; 1 due date moved.\n"
    task = the_task()
    assert (task.due_on.isoformat(), task.provisional) == ("2027-01-03", False)
    assert db.session.scalars(select(Clock).filter_by(name="answer")).one().provisional is False
    assert told_of_moves() == [("gsj_share", "2027-01-04", "2027-01-03")]


def test_a_correction_moves_the_open_clocks_back(import_file, waiting):
    import_file(YEAR_2027)

    said = import_file(without(YEAR_2027, "2027-01-03")).output

    assert said.endswith("8 days imported for 2027; 1 due date moved.\n")
    assert the_task().due_on.isoformat() == "2027-01-04"


def test_the_notice_names_both_dates_and_why_in_both_languages(app, import_file, waiting):
    import_file(YEAR_2027)
    page = app.test_client()
    enter(page, "gsj_share")

    chinese = page.get("/notices/").text
    notice = db.session.scalars(select(Notice).filter_by(kind="due_date_moved")).one()
    with force_locale("zh"):
        letter = texts.body(notice)

    assert "原为 2027-01-04，现为 2027-01-03（2027 年放假安排已公布）" in chinese
    assert "原为 2027-01-04，现为 2027-01-03（2027 年放假安排已公布）" in letter
    with force_locale("en"):
        letter = texts.body(notice)
    told = "due on 2027-01-04 before, now on 2027-01-03: the holidays of 2027 were announced"
    assert told in letter


def test_whoever_answers_for_a_clock_is_told_though_no_task_of_theirs_is_open(import_file):
    with clock.at(datetime(2026, 12, 1, 10, tzinfo=clock.LOCAL)):
        case = cases.refused(cases.approved(cases.a_case()))
        cases.do(case, "accept_dispute", "xxb_escal", responsibility="built")
        grounds = {"criteria": ["cross_system"], "grounds": "涉及多个系统"}
        cases.do(case, "propose_settlement", "xxb_escal", "refer", **grounds)
        agenda = {"title": "共享", "summary": "争议", "options": ["提供", "不提供"]}
        cases.do(case, "prepare_agenda", "ldxz_sec", meeting_date="2026-12-15", **agenda)
        assert set(cases.open_names(case)) == {"cast_vote"}
    with transaction():
        db.session.query(Notice).delete()

    answer = import_file(YEAR_2027)

    assert answer.output.endswith("1 due date moved.\n")
    running = db.session.scalars(select(Clock).filter_by(name="major")).one()
    assert [who for who, _was, due in told_of_moves() if due == str(running.due_on)] == ["ldxz_sec"]
    assert len(told_of_moves()) == 1

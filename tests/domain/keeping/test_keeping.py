"""A closed case past its term leaves the live tables, whole, and comes back as it was."""

from app.domain.keeping import queries, rows
from app.domain.keeping.services import checking, restoring
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.jobs.keeping import archive_cases
from tests.domain.keeping.conftest import on


def everything(case_id):
    """Every row of the case in the live tables."""
    db.session.rollback()
    return rows.read(case_id, rows.layout().tables)


def test_a_case_goes_whole_and_comes_back_to_the_last_digit(app, closed):
    case_id, before = closed.id, everything(closed.id)
    assert len(before) > 15
    with on(2031, 1, 4):
        assert archive_cases() == 1
        assert everything(case_id) == []
        found = queries.kept(case_id)
        assert found.counts == {one.table: len(one.rows) for one in before}
        assert list(checking.faults()) == []
        with acting.as_system("test"), transaction():
            restoring.restore(case_id, "审计需要")
        after = everything(case_id)
        assert queries.kept(case_id) is None
        assert archive_cases() == 0  # stays for a while
        assert list(checking.faults()) == []
    entries = next(one for one in after if one.table == "audit_entry")
    assert len(entries.rows) == len(before[-1].rows) + 1  # that it was restored
    assert after[:-1] == before[:-1]

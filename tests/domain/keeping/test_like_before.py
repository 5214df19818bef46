"""Lists and counts know archived cases as they knew them before; files are still recognised."""

import pytest
from docx import Document
from sqlalchemy import select

from app.domain.documents.models import IssuedDocument
from app.domain.documents.services import file
from app.domain.keeping.services import lending
from app.domain.sharing import standing
from app.domain.sharing.models.dispute import Dispute
from app.foundation import clock, database
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.jobs.keeping import archive_cases
from app.workflow.models import ProcessInstance
from tests.domain.keeping.conftest import on


@pytest.fixture
def refused(app, closed):
    """The same case, with a refusal on record that the office overturned; its two sides."""
    sides = closed.provider_id, closed.demander_id
    dispute = Dispute(
        case_id=closed.id, provider_id=sides[0], demander_id=sides[1], office_id=sides[0],
        cause="refusal", late=True, result="settled", ended_at=clock.now(),
    )  # fmt: skip
    with transaction():
        db.session.add(dispute)
    return sides


def test_the_record_of_both_units_stays_the_same(app, refused):
    def on_record():
        db.session.rollback()
        return standing.of_units(refused), standing.between(*refused, before=10**6)

    before = on_record()
    assert before[0][refused[0]].overturned == before[0][refused[1]].won == before[1][1] == 1
    case_id = before[1][0][0].case_id
    with on(2031, 1, 4):
        assert archive_cases() == 1
        assert db.session.get(ProcessInstance, case_id) is None
        assert on_record() == before
        lending.lend("case", str(case_id))  # laid out to be read, it does not count twice
        assert standing.of_units(refused) == before[0]
        assert standing.between(*refused, before=10**6) == before[1]
        database.take_back()


def test_the_files_of_an_archived_case_are_known(app, closed, tmp_path):
    number, case_id = closed.number, closed.id
    documents = select(IssuedDocument).where(IssuedDocument.instance_id == case_id)
    with acting.as_system("test"), transaction():
        for one in db.session.scalars(documents).all():
            (tmp_path / f"{one.id}.docx").write_bytes(file.of(one).content)
            changed = Document(tmp_path / f"{one.id}.docx")
            changed.paragraphs[-1].add_run("（另加一句）")
            changed.save(tmp_path / f"{one.id}-changed.docx")

    def said(*words):
        return app.test_cli_runner().invoke(args=["document", *map(str, words)]).output

    asked = [("list", "--case", number), *(("verify", path) for path in tmp_path.glob("*"))]
    before = {words: said(*words) for words in asked}
    assert sum("not the file that was issued; known" in one for one in before.values()) > 3
    with on(2031, 1, 4):
        assert archive_cases() == 1
        assert db.session.scalars(documents).all() == []
        assert {words: said(*words) for words in asked} == before

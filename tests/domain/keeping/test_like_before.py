"""Lists and counts know archived cases as they knew them before; files are still recognised."""

import pytest
from docx import Document

from app.domain.documents.models import DocumentFile, IssuedDocument
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


def test_a_file_of_an_archived_case_is_known(app, closed, tmp_path):
    number, path = closed.number, tmp_path / "received.docx"
    issued = db.session.query(IssuedDocument).filter_by(instance_id=closed.id).first()
    with acting.as_system("test"), transaction():
        path.write_bytes(file.of(issued).content)

    def said(*words):
        return app.test_cli_runner().invoke(args=["document", *map(str, words)]).output

    asked = [("verify", path), ("list", "--case", number)]
    before = [said(*words) for words in asked]
    assert "issued: " in before[0]
    with on(2031, 1, 4):
        archive_cases()
        assert db.session.query(DocumentFile).count() == 0
        assert [said(*words) for words in asked] == before
        changed = Document(path)
        changed.paragraphs[-1].add_run("（另加一句）")
        changed.save(path)
        assert "not the file that was issued; known" in said("verify", path)

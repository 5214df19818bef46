"""What was issued stays as it was: once, sealed by a hash, refused by the database otherwise."""

from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from app.domain.documents import queries
from app.domain.documents.services import file, issue
from app.foundation.database import db, transaction
from app.foundation.identity import acting, seed
from app.foundation.identity.models import Unit
from tests.domain.documents.papers import LETTER, issued

CHANGES = [
    "UPDATE issued_document SET title = '另一份'",
    "UPDATE issued_document SET content = '{}'",
    "UPDATE issued_document SET sha256 = repeat('0', 64)",
    "DELETE FROM issued_document",
    "TRUNCATE issued_document CASCADE",
    "UPDATE document_file SET content = ''",
    "DELETE FROM document_file",
    "TRUNCATE document_file",
]


@pytest.fixture
def document(app):
    """A letter with its file."""
    document = issued("letter")
    with transaction():
        file.of(document)
    return document


def withdraw(document, reason="双方重新协商"):
    with acting.as_system("test"), transaction():
        issue.withdraw(document, reason)


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_may_not_change_what_was_issued(document, change):
    with pytest.raises(ProgrammingError, match=r"permission denied|sealed|append-only"):
        db.session.execute(text(change))
    db.session.rollback()
    assert queries.paper(queries.document(document.id)) == LETTER


@pytest.mark.parametrize("change", CHANGES)
def test_the_owner_of_the_database_is_stopped_too(document, database_url, change):
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with psycopg.connect(database_url, autocommit=True) as owner, refused:
        owner.execute(change)


def test_the_same_is_issued_once(document):
    again = issued("letter", paper=replace(LETTER, title="另一个标题"))

    assert again.id == document.id
    assert again.title == LETTER.title


def test_a_number_is_given_once_by_an_issuer_for_a_kind(document):
    with pytest.raises(IntegrityError):
        issued("letter", source="reply:2")
    db.session.rollback()

    assert issued("letter", source="reply:2", issuer="GAJ").number == document.number


def test_the_hash_is_that_of_the_content(document):
    db.session.expire_all()
    assert issue.fingerprint(queries.document(document.id).content) == document.sha256


def test_a_document_is_withdrawn_once_and_stays_readable(document):
    withdraw(document)

    db.session.expire_all()
    assert queries.paper(queries.document(document.id)) == LETTER
    with pytest.raises(ProgrammingError, match="sealed"):
        withdraw(queries.document(document.id), "另一个理由")
    db.session.rollback()


def test_every_unit_has_a_word_of_its_own_for_its_documents(app):
    words = [word for (word,) in db.session.query(Unit.document_word)]
    assert all(words)
    assert len(set(words)) == len(words)


def test_units_of_an_older_version_get_their_word_and_a_changed_one_stays(app):
    by_code = {unit.code: unit for unit in db.session.query(Unit)}
    with transaction():
        by_code["XXB"].document_word, by_code["GAJ"].document_word = "", "公函字"

    with transaction():
        seed.units()

    db.session.expire_all()
    assert (by_code["XXB"].document_word, by_code["GAJ"].document_word) == ("京信办", "公函字")

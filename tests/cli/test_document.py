"""`flask document`: is a file the one that was issued, and which there are."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document

from app.domain.documents.services import file, issue
from app.foundation.database import transaction
from app.foundation.identity import acting
from tests.domain.documents.papers import LETTER, issued
from tests.domain.sharing.cases import a_case

CORE = "docProps/core.xml"


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["document", *map(str, words)])


@pytest.fixture
def document(app):
    return issued("letter")


@pytest.fixture
def sent(document, tmp_path):
    """The file as somebody received it."""
    path = tmp_path / "received.docx"
    with transaction():
        path.write_bytes(file.of(document).content)
    return path


def test_the_file_that_was_issued_is_known(run, sent):
    said = run("verify", sent)

    assert said.exit_code == 0
    for word in (LETTER.number, "reply", "2026-03-02", "北京市工商行政管理局"):
        assert word in said.output
    assert "withdrawn" not in said.output


def test_a_withdrawn_document_says_so(run, sent, document):
    with acting.as_system("test"), transaction():
        issue.withdraw(document, "双方重新协商\x1b[2J")

    said = run("verify", sent)

    assert said.exit_code == 0
    assert "withdrawn on 20" in said.output
    assert "双方重新协商?[2J" in said.output


def test_a_changed_file_is_not_the_one_issued(run, sent):
    changed = Document(sent)
    changed.paragraphs[-1].add_run("（另加一句）")
    changed.save(sent)

    said = run("verify", sent)

    assert said.exit_code == 1
    assert "not the file that was issued" in said.output
    assert LETTER.number in said.output


def test_a_file_of_ours_with_another_number_is_still_recognised_by_its_content(run, sent):
    changed = Document(sent)
    changed.core_properties.identifier = "京工商函〔2026〕999号"
    changed.save(sent)

    said = run("verify", sent)

    assert said.exit_code == 1
    assert f"known: {LETTER.number}" in said.output


def test_a_document_that_nobody_issued_is_not_known(run, tmp_path, app):
    path = tmp_path / "other.docx"
    other = Document()
    other.core_properties.identifier = "京工商函〔2026〕77号"
    other.save(path)

    said = run("verify", path)

    assert said.exit_code == 1
    assert "no document of the number 京工商函〔2026〕77号 was issued here" in said.output


def packed(**parts):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(CORE if name == "core" else name, content)
    return made.getvalue()


def entities():
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY e0 "ha">{lines}]><x>&e9;</x>'


HOSTILE = {
    "nothing": b"",
    "no zip": b"\x00\xff" * 500,
    "half a zip": packed(core="<x/>")[:60],
    "no properties": packed(other="x"),
    "no XML": packed(core="<x"),
    "a bomb in the properties": packed(core=f"<x>{' ' * 50_000_000}</x>"),
    "entities": packed(core=entities()),
    "an entity that reads a file": packed(
        core='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    ),
    "thousands of parts": packed(core="<x/>", **{f"p{n}": "" for n in range(2100)}),
    "too large": b"PK" + b"0" * (21 * 1024 * 1024),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_gets_one_clear_line(run, tmp_path, content):
    path = tmp_path / "hostile.docx"
    path.write_bytes(content)

    said = run("verify", path)

    assert said.exit_code == 1
    assert isinstance(said.exception, SystemExit)
    assert len(said.output.splitlines()) == 1
    assert "root:" not in said.output


def test_properties_are_unpacked_only_as_far_as_honest_ones_go(run, tmp_path):
    path = tmp_path / "bomb.docx"
    path.write_bytes(HOSTILE["a bomb in the properties"])

    assert "has properties too large to be ours" in run("verify", path).output


@pytest.mark.parametrize("path", ["/dev/null", "/", "/no/such/file"])
def test_what_is_no_file_is_refused(run, path):
    said = run("verify", path)

    assert said.exit_code in (1, 2)
    assert "is " in said.output or "does not exist" in said.output


def test_the_documents_of_a_case_are_listed(run, app):
    case = a_case()
    number = case.number
    issued("letter", instance_id=case.id)
    issued("letter", paper=replace(LETTER, number="京工商函〔2026〕9号"))

    assert len(run("list").output.splitlines()) == 2
    of_case = run("list", "--case", number).output.splitlines()
    assert len(of_case) == 1
    assert LETTER.number in of_case[0]
    assert run("list", "--case", "京共申〔2026〕9999号").exit_code == 1

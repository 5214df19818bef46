"""Attachments: names of any sign, nothing outside the folder, nothing of another case."""

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict

from app.foundation import contents, files
from app.foundation.database import db
from app.foundation.errors import Invalid, NotFound
from app.foundation.identity.models import Account
from app.foundation.stores.folder import Folder
from app.foundation.stores.store import Missing
from app.workflow import forms
from tests.support.people import account
from tests.workflow.forms.samples import a_form, shipped
from tests.workflow.forms.test_filetypes import PDF, PNG, packed

PICKER = {"type": "filepicker", "key": "papers", "multiple": True}


def an_upload(name: str = "方案.pdf", content: bytes = PDF) -> FileStorage:
    """A file as the browser sends it, whatever type it claims."""
    return FileStorage(io.BytesIO(content), name, content_type="text/html")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of one's own, and a limit of 1 MB."""
    before = files.settings.largest
    files.configure(files.MEGABYTE)
    with contents.lent(Folder(tmp_path / "files")):
        yield tmp_path / "files"
    files.configure(before)


@pytest.fixture
def officer(app: Flask, folder: Path) -> Account:
    return account("yjb_share")


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_lies_under_its_hash_and_is_read_back(officer: Account, folder: Path) -> None:
    kept = files.store(an_upload(), "attachments", officer)

    assert stored(folder) == [folder / kept.sha256[:2] / kept.sha256]
    assert kept.content_path == f"{kept.sha256[:2]}/{kept.sha256}"
    with files.read(kept) as content:
        assert content.read() == PDF


def test_the_type_is_told_by_the_kind_and_not_by_the_browser(officer: Account) -> None:
    assert files.store(an_upload(), "attachments", officer).media_type == "application/pdf"


def test_the_same_content_is_kept_once_for_two_attachments(officer: Account, folder: Path) -> None:
    first, second = (files.store(an_upload(name), "f", officer) for name in ("甲.pdf", "乙.pdf"))

    assert first.id != second.id
    assert len(stored(folder)) == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\报告.pdf", "报告.pdf"),
        ("a\"b'c.pdf", "a\"b'c.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("北京市〔2026〕1号 😀.pdf", "北京市〔2026〕1号 😀.pdf"),
        ("长" * 300 + ".pdf", "长" * 146 + ".pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("..pdf", None),
        (".pdf", None),
        ("", None),
    ],
)
def test_a_name_of_any_signs_is_safe(
    officer: Account, folder: Path, name: str, kept: str | None
) -> None:
    if kept is None:
        with pytest.raises(Invalid):
            files.store(an_upload(name), "f", officer)
        return
    attachment = files.store(an_upload(name), "f", officer)

    assert attachment.filename == kept
    assert all(path.is_relative_to(folder) for path in stored(folder))
    header = attachment.disposition
    assert header.isascii()
    assert header.isprintable()
    assert unquote(header.rpartition("''")[2]) == kept


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("a.html", b"<html>"),
        ("a.pdf", PNG),
        ("a.pdf", PDF + packed("x.txt")),
        ("a.pdf", b""),
        ("a.txt", b"x" * (files.MEGABYTE + 1)),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_and_leaves_nothing(
    officer: Account, folder: Path, name: str, content: bytes
) -> None:
    with pytest.raises(Invalid) as refusal:
        files.store(an_upload(name, content), "attachments", officer)

    assert list(refusal.value.fields) == ["attachments"]
    assert stored(folder) == []


def test_a_link_in_the_place_of_a_file_is_neither_read_nor_replaced(
    officer: Account, folder: Path, tmp_path: Path
) -> None:
    kept = files.store(an_upload(), "f", officer)
    place = contents.settings.store.location(kept.sha256)
    place.unlink()
    place.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(NotFound), files.read(kept):
        pass
    with pytest.raises(Invalid):
        files.store(an_upload(), "f", officer)


@pytest.mark.parametrize("sha256", ["../../etc/passwd", "", "g" * 64, "A" * 64])
def test_a_path_is_made_of_a_hash_only(folder: Path, sha256: str) -> None:
    with pytest.raises(Missing):
        contents.settings.store.location(sha256)


def test_a_file_without_a_row_is_an_orphan_after_a_day(officer: Account, folder: Path) -> None:
    known = files.store(an_upload(), "f", officer)
    forgotten = files.store(an_upload("b.png", PNG), "f", officer)
    place = contents.settings.store.location(forgotten.sha256)
    db.session.delete(forgotten)
    db.session.flush()

    assert list(contents.orphans(contents.settings.store)) == []
    for path in (place, contents.settings.store.location(known.sha256)):
        os.utime(path, (time.time() - 2 * 24 * 3600,) * 2)
    assert list(contents.orphans(contents.settings.store)) == [place.name]


def test_an_orphan_that_is_uploaded_again_is_none_for_another_day(
    officer: Account, folder: Path
) -> None:
    first = files.store(an_upload(), "f", officer)
    os.utime(contents.settings.store.location(first.sha256), (0, 0))

    files.store(an_upload(), "f", officer)

    assert contents.settings.store.location(first.sha256).stat().st_mtime > time.time() - 60


def test_uploads_come_into_the_answers_as_ids(officer: Account) -> None:
    form = a_form(PICKER)
    uploads = MultiDict(
        [("papers", an_upload()), ("papers", an_upload("b.png", PNG)), ("other", an_upload())]
    )

    typed, context = forms.receive(form, {}, uploads, forms.FormContext(), officer)

    assert len(typed["papers"]) == 2
    assert forms.validate(form, typed, context) == typed
    assert [option.label for option in context.options["papers"]] == ["方案.pdf", "b.png"]


def test_an_upload_waits_for_its_answer_in_the_draft(officer: Account) -> None:
    form = a_form(PICKER)
    typed, _context = forms.receive(
        form, {}, MultiDict([("papers", an_upload())]), forms.FormContext(), officer
    )

    again, context = forms.receive(form, typed, None, forms.FormContext(), officer)

    assert forms.validate(form, again, context) == typed


def test_nobody_answers_with_the_file_of_somebody_else(officer: Account) -> None:
    form = a_form(PICKER)
    foreign = files.store(an_upload(), "papers", account("gaj_share"))

    typed, context = forms.receive(
        form, {"papers": [str(foreign.id)]}, None, forms.FormContext(), officer
    )

    with pytest.raises(Invalid) as refusal:
        forms.validate(form, typed, context)
    assert "papers" in refusal.value.fields


def test_no_file_of_another_case_is_taken(officer: Account) -> None:
    mine_elsewhere = files.store(an_upload(), "papers", officer, instance_id=7)

    typed, context = forms.receive(
        a_form(PICKER), {"papers": [str(mine_elsewhere.id)]}, None, forms.FormContext(), officer, 8
    )

    with pytest.raises(Invalid):
        forms.validate(a_form(PICKER), typed, context)


def test_a_file_for_a_hidden_field_is_not_stored(officer: Account, folder: Path) -> None:
    uploads = MultiDict([("attachments", an_upload())])

    forms.receive(
        shipped("revise_application"),
        {"outcome": "withdraw"},
        uploads,
        forms.FormContext(),
        officer,
    )

    assert stored(folder) == []


def test_papers_may_also_be_named_in_words(officer: Account) -> None:
    form = shipped("prepare_agenda")
    raw = {
        "title": "t", "summary": "s", "options": ["a"], "meeting_date": "2999-01-02",
        "papers": ["京信办函〔2026〕3号"],
    }  # fmt: skip

    assert forms.validate(form, raw)["papers"] == ["京信办函〔2026〕3号"]


def test_a_checked_answer_ties_its_files_to_the_case(officer: Account) -> None:
    form = a_form(PICKER)
    kept = files.store(an_upload(), "papers", officer)

    forms.tie(form, {"papers": [str(kept.id)]}, 7, 70)

    assert (kept.instance_id, kept.task_id) == (7, 70)

"""The .docx: made once, valid, and set as GB/T 9704-2012 wants it."""

import hashlib
import shutil
import subprocess
from datetime import datetime
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from sqlalchemy import select

from app.domain.documents import queries
from app.domain.documents.models import DocumentFile
from app.domain.documents.rules import setting
from app.domain.documents.rules.paper import Part
from app.domain.documents.services import file
from app.domain.documents.services.word import document as word
from app.foundation.database import db, transaction
from app.jobs.worker import work_off
from tests.domain.documents.papers import CONTRACT, EVERY, LETTER, RED_HEAD, UPWARD, issued, longer
from tests.support.together import at_once

OFFICE = shutil.which("soffice")
# Layout → pages in LibreOffice, of the papers as they are.
PAGES = {"red_head": 3, "upward": 2, "letter": 1, "minutes": 2, "plain": 1, "contract": 1}


def built(paper, kind="reply"):
    return word.build(paper, sha256="0" * 64, kind=kind, at=datetime(2026, 3, 2))


def opened(paper):
    return Document(BytesIO(built(paper)))


def texts(document):
    """Every text of a document, the head of its first page and its tables too."""
    cells = [
        p for t in document.tables for row in t.rows for cell in row.cells for p in cell.paragraphs
    ]
    head = document.sections[0].first_page_header.paragraphs
    return "\n".join(p.text for p in [*head, *document.paragraphs, *cells])


@pytest.mark.parametrize("layout", EVERY)
def test_the_file_says_what_the_paper_says(layout):
    paper = EVERY[layout][1]
    said = texts(opened(paper))

    wanted = [paper.head, paper.number, paper.closing, paper.approver, *paper.marks, *paper.copies]
    wanted += [*paper.enclosures, *paper.signed, *setting.title_lines(paper.title)]
    wanted += [side.unit for side in paper.signers]
    for part in paper.body:
        wanted += [
            part.label,
            *setting.paragraphs(part.text),
            *(c for row in part.rows for c in row),
        ]
    assert [one for one in wanted if one not in said] == []


def test_the_page_is_a4_with_the_margins_and_rows_of_the_standard():
    document = opened(RED_HEAD)
    page = document.sections[0]

    lengths = (page.page_width, page.page_height, page.top_margin, page.bottom_margin)
    assert [round(one.mm) for one in lengths] == [210, 297, 37, 35]
    assert [round(one.mm) for one in (page.left_margin, page.right_margin)] == [28, 26]
    assert page._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == "579"
    assert document.settings.element.find(qn("w:mirrorMargins")) is not None
    assert document.settings.odd_and_even_pages_header_footer


def test_odd_and_even_pages_carry_their_number_at_the_outer_side():
    page = opened(RED_HEAD).sections[0]
    sides = [foot.paragraphs[0].alignment for foot in (page.footer, page.even_page_footer)]
    assert [str(side) for side in sides] == ["RIGHT (2)", "LEFT (0)"]
    assert "PAGE" in page.footer._element.xml


def test_chinese_signs_have_a_chinese_font_everywhere():
    document = opened(RED_HEAD)
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs if run.text]

    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in runs}
    assert fonts == {"仿宋", "黑体", "方正小标宋简体"}


def test_the_red_name_is_red_and_its_line_lies_below_the_number():
    document = opened(RED_HEAD)
    name = next(p for p in document.paragraphs if p.text == RED_HEAD.head)
    number = next(p for p in document.paragraphs if p.text == RED_HEAD.number)

    assert str(name.runs[0].font.color.rgb) == "FF0000"
    assert name.paragraph_format.space_before.mm == pytest.approx(35, abs=0.1)
    line = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert line.get(qn("w:color")) == "FF0000"


def test_the_imprint_lies_on_the_lower_edge_with_its_three_lines():
    imprint = opened(RED_HEAD).tables[-1]
    place = imprint._tbl.tblPr.find(qn("w:tblpPr"))

    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    borders = imprint._tbl.tblPr.find(qn("w:tblBorders"))
    assert [one.tag for one in borders] == [
        qn(f"w:{side}") for side in ("top", "bottom", "insideH")
    ]


def test_a_letter_has_its_own_first_page_and_no_imprint_office():
    document = opened(LETTER)
    page = document.sections[0]

    assert page.different_first_page_header_footer
    assert page.header_distance.mm == pytest.approx(30, abs=0.1)
    assert page.first_page_header.paragraphs[0].text == LETTER.head
    assert "PAGE" not in page.first_page_footer._element.xml
    assert "印发" not in texts(document)


def test_upward_documents_name_who_approved_them_by_post():
    said = next(p for p in opened(UPWARD).paragraphs if "签发人" in p.text)
    assert said.text.split() == [UPWARD.number, f"签发人：{UPWARD.approver}"]
    assert said.runs[-1]._element.rPr.rFonts.get(qn("w:eastAsia")) == "楷体"


def test_the_sides_of_a_contract_stand_beside_each_other_on_one_page():
    block = opened(CONTRACT).tables[-1]
    assert [cell.paragraphs[0].text for cell in block.rows[0].cells] == [
        "甲方（盖章）：",
        "乙方（盖章）：",
    ]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in block.rows)
    assert all(
        cell.paragraphs[-1].paragraph_format.keep_with_next
        for row in block.rows
        for cell in row.cells
    )
    assert "年　　月　　日" in block.rows[-1].cells[1].text, (
        "who has not signed yet dates it by hand"
    )


def test_rows_are_as_high_as_22_on_a_page():
    body = next(p for p in opened(LETTER).paragraphs if "收悉" in p.text)
    assert body.paragraph_format.line_spacing == Pt(28.95)


def test_signs_that_no_paper_can_show_are_left_out():
    from_the_clipboard = longer(LETTER, 0)
    strange = "甲\x00\x0b\x1f\ufffe乙 <w:p/> & ﹏\U0001f600"
    paper = from_the_clipboard.__class__(
        layout="plain", title=strange, dated=LETTER.dated, body=(Part("text", strange),)
    )

    assert "甲乙 <w:p/> & ﹏\U0001f600" in texts(opened(paper))


def test_the_file_carries_number_and_hash(app):
    document = issued("letter")
    with transaction():
        made = file.of(document)
        about = Document(BytesIO(made.content)).core_properties

    assert about.identifier == LETTER.number
    assert about.keywords == f"sha256:{document.sha256}"


def test_a_file_is_made_once_and_stays_the_same(app):
    document = issued("letter")
    with transaction():
        first = file.of(document).content

    with transaction():
        again = file.of(document)
        assert again.content == first
        assert hashlib.sha256(first).hexdigest() == again.sha256


def test_two_who_ask_at_once_get_the_same_file(app):
    document_id = issued("letter").id

    def ask():
        with app.app_context(), transaction():
            return file.of(queries.document(document_id)).sha256

    assert len(set(at_once([ask] * 4))) == 1


def test_the_files_are_made_soon_after_the_issue(app):
    documents = {issued(layout).id for layout in EVERY}

    assert work_off("document") == len(documents)
    assert work_off("document") == 0
    assert set(db.session.scalars(select(DocumentFile.document_id))) == documents


def test_one_that_cannot_be_made_does_not_stop_the_others(app, monkeypatch, caplog):
    broken, whole = issued("letter"), issued("plain")
    broken_id, whole_id = broken.id, whole.id
    make = file.write

    def fail(document_id):
        if document_id == broken_id:
            raise OSError("no space left")
        make(document_id)

    monkeypatch.setattr("app.jobs.documents.file.write", fail)

    assert work_off("document") == 2
    assert list(db.session.scalars(select(DocumentFile.document_id))) == [whole_id]
    assert f"document {broken_id} was not done" in caplog.text


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_every_layout_opens_in_libreoffice_with_its_pages_and_texts(tmp_path):
    for layout, (kind, paper) in EVERY.items():
        (tmp_path / f"{layout}.docx").write_bytes(built(paper, kind))
    (tmp_path / "long.docx").write_bytes(built(longer(LETTER, 12)))

    for made in ("pdf", "txt:Text (encoded):UTF8"):
        subprocess.run(
            [
                OFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/office",
                *("--convert-to", made, "--outdir", tmp_path), *sorted(tmp_path.glob("*.docx")),
            ],
            check=True, capture_output=True, timeout=240,
        )  # fmt: skip

    pages = {one: (tmp_path / f"{one}.pdf").read_bytes().count(b"/Type/Page/") for one in PAGES}
    assert pages == PAGES
    assert (tmp_path / "long.pdf").read_bytes().count(b"/Type/Page/") == 3
    for layout, (_kind, paper) in EVERY.items():
        said = (tmp_path / f"{layout}.txt").read_text(encoding="utf-8-sig")
        assert paper.number in said
        assert all(unit in said for unit in paper.signed)

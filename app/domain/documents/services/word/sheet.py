"""The sheet: A4, margins mirrored for binding, 22 rows of 28 characters, page numbers."""

from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.domain.documents.services.word.lines import (
    FANG,
    H3,
    H4,
    element,
    page_number,
    put,
    spaced,
)

TYPE_AREA = 156  # millimetres
LINE_PITCH = 579  # twips: 22 rows in 225 mm


def sheet() -> Word:
    """An empty document with the page, the grid and the page numbers of the standard."""
    word = Document()
    _style(word)
    _page(word)
    _numbers(word)
    return word


def _style(word: Word) -> None:
    style: Any = word.styles["Normal"]
    style.font.size, style.font.name = Pt(H3), FANG
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANG)
    _forget_theme_fonts(word)
    style.paragraph_format.widow_control = False
    properties = style.element.get_or_add_pPr()
    put(properties, "w:autoSpaceDE", val=0)  # no gap around digits
    put(properties, "w:autoSpaceDN", val=0)


def _forget_theme_fonts(word: Word) -> None:
    """They would win over ours where the theme knows none for Chinese."""
    for fonts in word.styles.element.iter(qn("w:rFonts")):
        if fonts.getparent().getparent().tag == qn("w:rPrDefault"):
            for name in [name for name in fonts.attrib if name.endswith("Theme")]:
                del fonts.attrib[name]


def _page(word: Word) -> None:
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    page.header_distance, page.footer_distance = Mm(15), Mm(25.5)
    grid: Any = page._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = element("w:docGrid")
        page._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE_PITCH))
    word.settings.odd_and_even_pages_header_footer = True
    settings: Any = word.settings.element
    settings.insert(1, element("w:mirrorMargins"))


def _numbers(word: Word) -> None:
    page = word.sections[0]
    for foot, align in ((page.footer, ALIGN.RIGHT), (page.even_page_footer, ALIGN.LEFT)):
        foot.is_linked_to_previous = False
        line = foot.paragraphs[0]
        line.alignment = align
        spaced(line, H4)
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(H4)
        page_number(line)

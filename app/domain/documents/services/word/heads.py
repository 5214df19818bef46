"""What stands above the text: a red head with its line, a letter's double lines, or a number."""

from typing import Any

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from app.domain.documents.rules import setting
from app.domain.documents.rules.paper import Paper
from app.domain.documents.services.word.lines import (
    BIAO,
    CHARACTER,
    FANG,
    H2,
    HEI,
    KAI,
    MM,
    RED,
    ROW,
    bordered,
    empty,
    framed,
    line,
    narrowed,
    put,
    spaced,
    twips,
    write,
)
from app.domain.documents.services.word.sheet import TYPE_AREA

MARK_ROW = 1.04  # the row of a red name, in heights of its signs
LARGEST_ROW = 60.0
LETTER_LEFT = Mm(21)  # where the lines of 170 mm begin
LOWER_LINE = Mm(276)
FEW = 9  # a name this short is spread over the row


def head(word: Word, paper: Paper) -> None:
    """The head of a paper, then its title."""
    if paper.layout == "letter":
        _letter(word, paper)
    elif paper.layout in ("red_head", "upward", "minutes"):
        _red(word, paper)
    else:
        _plain(word, paper)
    title(word, paper.title)


def title(word: Word, text: str) -> None:
    """The title, in lines broken where the sense allows."""
    for one in setting.title_lines(text):
        line(word, one, BIAO, align=ALIGN.CENTER, height=36, size=H2)
    empty(word)


def _red(word: Word, paper: Paper) -> None:
    """The name 35 mm below the type area's upper edge, two rows, the number, 4 mm, the line."""
    corner = setting.corner(paper)
    for one in corner:
        line(word, one, HEI, align=ALIGN.LEFT, height=ROW)
    lead = 35 * MM - len(corner) * ROW
    height = setting.mark(paper).points * MARK_ROW
    mark = line(word, align=_spread(paper), before=max(lead, 0), height=height)
    _name(mark, paper)
    # Below a smaller name there is more room, so that the red line lies where it always does.
    number = line(word, before=2 * ROW + LARGEST_ROW - height, height=20, align=ALIGN.CENTER)
    if paper.layout == "upward" and paper.approver:
        _beside_approver(number, paper)
    else:
        write(number, paper.number)
    bordered(number, "bottom", "single", 12, space=11)  # 11 pt: 4 mm below the signs
    empty(word, 2)


def _beside_approver(number: Paragraph, paper: Paper) -> None:
    """上行文: the number at the left, 签发人 at the right, each one character in."""
    number.alignment = ALIGN.LEFT
    number.paragraph_format.tab_stops.add_tab_stop(
        Pt(TYPE_AREA * MM - CHARACTER), WD_TAB_ALIGNMENT.RIGHT
    )
    write(number, f"　{paper.number}\t签发人：")
    write(number, paper.approver, KAI)


def _letter(word: Word, paper: Paper) -> None:
    """信函格式: the name 30 mm down and two double lines of 170 mm, on the first page only."""
    page = word.sections[0]
    page.different_first_page_header_footer = True
    page.header_distance = Mm(30)
    _lower_line(page.first_page_footer)
    mark = page.first_page_header.paragraphs[0]
    spaced(mark, 40)
    _seven_out(mark)
    mark.alignment = ALIGN.CENTER
    _name(mark, paper)
    bordered(mark, "bottom", "thickThinSmallGap", 24, space=9)
    for other in (page.header, page.even_page_header):
        other.is_linked_to_previous = False
    _numbered(word, paper, before=8)
    empty(word, 2)


def _lower_line(foot: Any) -> None:
    """20 mm above the sheet's lower edge; a frame needs a paragraph to hold on to."""
    foot.is_linked_to_previous = False
    made: Paragraph = foot.paragraphs[0]
    spaced(made, 2)
    bordered(made, "top", "thinThickSmallGap", 24)
    place = {"hAnchor": "page", "x": twips(LETTER_LEFT), "vAnchor": "page", "y": twips(LOWER_LINE)}
    framed(made, Mm(170), **place)
    spaced(foot.add_paragraph(), 2)


def _seven_out(made: Paragraph) -> None:
    """The lines of a letter are 170 mm wide, seven more at each side than the text."""
    made.paragraph_format.left_indent = made.paragraph_format.right_indent = Mm(-7)


def _plain(word: Word, paper: Paper) -> None:
    if paper.number or setting.corner(paper):
        _numbered(word, paper)
        empty(word)


def _numbered(word: Word, paper: Paper, before: float = 0) -> None:
    """The number at the right of the first row, what must be said at its left."""
    corner = setting.corner(paper) or [""]
    for row, one in enumerate(corner):
        made = line(word, one, HEI, align=ALIGN.LEFT, before=0 if row else before)
        if not row and paper.number:
            made.paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_AREA), WD_TAB_ALIGNMENT.RIGHT)
            write(made, f"\t{paper.number}", FANG)


def _spread(paper: Paper) -> ALIGN:
    return ALIGN.DISTRIBUTE if setting.width(paper.head) <= FEW else ALIGN.CENTER


def _name(made: Paragraph, paper: Paper) -> None:
    """The red name, narrow where it is long."""
    mark = setting.mark(paper)
    run = write(made, paper.head, BIAO, round(mark.points * 2) / 2, color=RED)
    narrowed(run, round(mark.narrow * 100))
    put(made._p.get_or_add_pPr(), "w:snapToGrid", val=0)

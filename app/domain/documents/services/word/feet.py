"""What stands below the text: enclosures, who signs and when, the note, the 版记."""

from typing import Any

from docx.document import Document as Word
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.domain.documents.rules import setting
from app.domain.documents.rules.paper import Paper, Signer, chinese_date
from app.domain.documents.services.word.lines import (
    FANG,
    H4,
    HEI,
    MM,
    element,
    empty,
    line,
)
from app.domain.documents.services.word.sheet import TYPE_AREA

THICK, THIN = 8, 6  # eighths of a point: 0.35 and 0.26 mm


def feet(word: Word, paper: Paper) -> None:
    """Everything below the text."""
    enclosures(word, paper.enclosures)
    if paper.signed:
        signed(word, paper)
    if paper.signers:
        contract(word, paper.signers)
    imprint(word, paper)


def enclosures(word: Word, names: tuple[str, ...]) -> None:
    """附件说明: the names below each other, without a number where there is one."""
    if not names:
        return
    empty(word)
    many = len(names) > 1
    for number, name in enumerate(names, 1):
        counted = f"{number}.{name}" if many else name
        shown = f"附件：{counted}" if number == 1 else counted
        hang = 3.0 + many if number == 1 else float(many)
        made = line(word, shown, left=2 if number == 1 else 5, hang=hang, align=ALIGN.LEFT)
        made.paragraph_format.keep_with_next = True


def signed(word: Word, paper: Paper) -> None:
    """署名 and 成文日期, with room for the seals; a seal is never drawn."""
    day = chinese_date(paper.dated)
    _keep_together(word)
    for name in paper.signed:
        empty(word, 2 if paper.seal else 1)
        _keep_together(word, 2)
        at = setting.signature(name, day, seal=paper.seal)
        made = line(word, name, align=ALIGN.RIGHT, right=at.name)
        made.paragraph_format.keep_with_next = True
        if name == paper.signed[-1]:
            line(word, day, align=ALIGN.RIGHT, right=at.date)


def _keep_together(word: Word, rows: int = 1) -> None:
    """No page carries a signature alone: what stands above it comes along."""
    for made in word.paragraphs[-rows:]:
        made.paragraph_format.keep_with_next = True


def contract(word: Word, sides: tuple[Signer, ...]) -> None:
    """The sides of a contract beside each other, on one page."""
    empty(word)
    texts = setting.signing(sides)
    table: Any = word.add_table(rows=len(texts), cols=len(sides))
    _frame(table, [TYPE_AREA / len(sides)] * len(sides), {})
    for row, told in zip(table.rows, texts, strict=True):
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        for cell, text in zip(row.cells, told, strict=True):
            line(cell, text, align=ALIGN.LEFT).paragraph_format.keep_with_next = True
            cell._tc.remove(cell.paragraphs[0]._p)
    line(word, height=1)  # no document ends with a table


def imprint(word: Word, paper: Paper) -> None:
    """版记 on the foot of the last page, then the note, whose row holds it there."""
    letter = paper.layout == "letter"
    rows = []
    if copies := setting.copies(paper):
        rows.append((f"抄送：{copies}", 3))
    if paper.print_office and not letter:
        rows.append((f"{paper.print_office}\t{setting.printed(paper)}", 0))
    if rows:
        _imprint(word, rows, ruled=not letter)
    if rows or paper.note:
        line(word, setting.note(paper), first=2)


def _imprint(word: Word, rows: list[tuple[str, int]], *, ruled: bool) -> None:
    """A table fixed to the lower edge of the type area.

    Centred on the page: LibreOffice lets one that begins at the margin flow with the text.
    """
    table: Any = word.add_table(rows=len(rows), cols=1)
    foot = element(
        "w:tblpPr", leftFromText=0, rightFromText=0, vertAnchor="margin", horzAnchor="page",
        tblpXSpec="center", tblpYSpec="bottom",
    )  # fmt: skip
    lines = {"top": THICK, "bottom": THICK, "insideH": THIN} if ruled else {}
    _frame(table, [TYPE_AREA], lines, foot, element("w:tblOverlap", val="never"))
    for row, (text, hang) in zip(table.rows, rows, strict=True):
        cell = row.cells[0]
        made = line(cell, text, align=ALIGN.LEFT, height=27, left=1, right=1, hang=hang, size=H4)
        made.paragraph_format.tab_stops.add_tab_stop(
            Pt(TYPE_AREA * MM - H4), WD_TAB_ALIGNMENT.RIGHT
        )
        cell._tc.remove(cell.paragraphs[0]._p)


def grid(word: Word, rows: list[tuple[str, ...]], shares: list[float], heads: int) -> None:
    """A table with lines; its first `heads` rows are the columns' names."""
    table: Any = word.add_table(rows=len(rows), cols=len(shares))
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    _frame(table, [share * TYPE_AREA for share in shares], dict.fromkeys(sides, THIN))
    for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        for column, cell in enumerate(row.cells):
            text = texts[column] if column < len(texts) else ""
            _fill(
                cell, text, head=number < heads or (not heads and column == 0), keep=number < heads
            )


def _fill(cell: Any, text: str, *, head: bool, keep: bool) -> None:
    for one in setting.paragraphs(text) or [""]:
        align = ALIGN.CENTER if head else ALIGN.LEFT
        made = line(cell, one, HEI if head else FANG, align=align, height=22, size=H4)
        made.paragraph_format.keep_with_next = keep
    cell._tc.remove(cell.paragraphs[0]._p)
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER


def _frame(table: Any, widths: list[float], lines: dict[str, int], *placed: Any) -> None:
    """Columns of these millimetres, and lines of these eighths of a point."""
    table.autofit = False
    properties = table._tbl.tblPr
    for tag in ("w:tblStyle", "w:tblW", "w:tblLook", "w:tblLayout", "w:jc"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    borders = element("w:tblBorders")
    for side, size in lines.items():
        borders.append(element(f"w:{side}", val="single", sz=size, space=0, color="000000"))
    margins = element("w:tblCellMar")
    inside = 0 if len(widths) == 1 else 80
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=inside, type="dxa"))
    whole = element("w:tblW", w=round(sum(widths) * MM * 20), type="dxa")
    for one in (*placed, whole, borders, element("w:tblLayout", type="fixed"), margins):
        properties.append(one)
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(round(width * MM * 20)))
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)

"""Runs, paragraphs and fields: the pieces that every .docx of ours is made of."""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from app.domain.documents.rules import setting

FANG, BIAO, HEI, KAI, SONG = "仿宋", "方正小标宋简体", "黑体", "楷体", "宋体"
ROW = 28.95  # points; 22 rows in 225 mm
H2, H3, H4 = 22.0, 16.0, 14.0
MM = 72 / 25.4
CHARACTER = 15.75  # points: 28 of these fit 156 mm, 28 of 16 pt do not
CLOSER = round((CHARACTER - H3) * 20)  # twips
RED = RGBColor(0xFF, 0, 0)

# What may follow a border in a paragraph's properties: the schema wants this order.
AFTER_BORDER = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct",
    "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd",
    "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap",
    "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip


def element(tag: str, **values: Any) -> Any:
    """An element of the document's XML with these attributes."""
    made: Any = OxmlElement(tag)
    for name, value in values.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def put(properties: Any, tag: str, **values: Any) -> Any:
    """Insert a paragraph's property at its place in the order of the schema."""
    made = element(tag, **values)
    start = AFTER_BORDER.index(tag) + 1 if tag in AFTER_BORDER else 0
    properties.insert_element_before(made, *AFTER_BORDER[start:])
    return made


def write(
    line: Paragraph, text: str, name: str = FANG, size: float = H3, *, color: RGBColor | None = None
) -> Run:
    """Add a text in a font; Chinese signs take the Chinese font too."""
    run = line.add_run(setting.clean(text))
    run.font.size, run.font.name = Pt(size), name
    fonts: Any = run._element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), name)
    fonts.set(qn("w:hint"), "eastAsia")
    if size == H3:  # a grid of characters would do it too, but not in LibreOffice
        _before_size(run, element("w:spacing", val=CLOSER))
    if color is not None:
        run.font.color.rgb = color
    return run


def narrowed(run: Run, percent: int) -> None:
    """Make the signs of a run narrower, not lower."""
    _before_size(run, element("w:w", val=percent))


def _before_size(run: Run, made: Any) -> None:
    properties: Any = run._element.get_or_add_rPr()
    properties.insert_element_before(made, "w:kern", "w:position", "w:sz", "w:szCs")


def line(
    box: Any,
    text: str = "",
    font: str = FANG,
    *,
    align: ALIGN = ALIGN.JUSTIFY,
    size: float = H3,
    height: float = ROW,
    before: float = 0,
    first: float = 0,
    left: float = 0,
    hang: float = 0,
    right: float = 0,
) -> Paragraph:
    """A paragraph; `first`, `left`, `hang` and `right` are counted in characters."""
    made: Paragraph = box.add_paragraph()
    spaced(made, height, before)
    shape = made.paragraph_format
    shape.alignment = align
    one = CHARACTER if size == H3 else size
    if left or hang:
        shape.left_indent = Pt((left + hang) * one)
    if right:
        shape.right_indent = Pt(right * one)
    if first or hang:
        shape.first_line_indent = Pt((first - hang) * one)
    if first:
        properties: Any = made._p.get_or_add_pPr()
        properties.get_or_add_ind().set(qn("w:firstLineChars"), str(round(first * 100)))
    if text:
        write(made, text, font, size)
    return made


def spaced(made: Paragraph, height: float, before: float = 0) -> None:
    """Give a paragraph rows of exactly this height, in points."""
    shape = made.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(height)


def empty(box: Any, rows: int = 1) -> None:
    """Empty rows that stay on their page's grid."""
    for _row in range(rows):
        line(box)


def bordered(made: Paragraph, side: str, style: str, eighths: int, space: int = 0) -> None:
    """A red line above or below a paragraph, as wide as the paragraph."""
    properties: Any = made._p.get_or_add_pPr()
    border = properties.find(qn("w:pBdr"))
    if border is None:
        border = put(properties, "w:pBdr")
    border.append(element(f"w:{side}", val=style, sz=eighths, space=space, color="FF0000"))


def framed(made: Paragraph, width: Length, **place: Any) -> None:
    """Take a paragraph out of the text and put it at a place of its own on the sheet."""
    properties: Any = made._p.get_or_add_pPr()
    frame = element("w:framePr", w=twips(width), wrap="notBeside", **place)
    properties.insert(1 if properties.find(qn("w:pStyle")) is not None else 0, frame)


def page_number(made: Paragraph) -> None:
    """— 1 —, counted by whatever opens the file."""
    write(made, "— ", SONG, H4)
    for kind in ("begin", "code", "separate", "text", "end"):
        run = write(made, "1" if kind == "text" else "", SONG, H4)
        if kind == "code":
            code: Any = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = " PAGE "
            run._element.append(code)
        elif kind != "text":
            run._element.append(element("w:fldChar", fldCharType=kind))
    write(made, " —", SONG, H4)


def twips(length: Length) -> int:
    """A length as the XML counts it."""
    return round(length.pt * 20)

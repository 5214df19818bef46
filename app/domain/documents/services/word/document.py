"""A paper as the bytes of a .docx."""

from datetime import datetime
from io import BytesIO

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from app.domain.documents.rules import setting
from app.domain.documents.rules.paper import Paper, Part
from app.domain.documents.services.word.feet import feet, grid
from app.domain.documents.services.word.heads import head
from app.domain.documents.services.word.lines import FANG, HEI, line, write
from app.domain.documents.services.word.sheet import sheet

LONGEST_PROPERTY = 255


def build(paper: Paper, *, sha256: str, kind: str, at: datetime) -> bytes:
    """The file of a paper; it carries the number and the hash of what it says."""
    word = sheet()
    head(word, paper)
    if paper.addressee:
        line(word, f"{paper.addressee}：", align=ALIGN.LEFT)
    for part in paper.body:
        _part(word, part)
    if paper.closing:
        line(word, paper.closing, first=2)
    feet(word, paper)
    _properties(word, paper, sha256, kind, at)
    made = BytesIO()
    word.save(made)
    return made.getvalue()


def _part(word: Word, part: Part) -> None:
    if part.kind == "heading":
        line(word, part.text, HEI, first=2).paragraph_format.keep_with_next = True
    elif part.kind == "list":
        _labelled(word, part.label, [])
        for text in setting.items(part):
            line(word, text, first=2)
    elif part.kind == "table":
        _labelled(word, part.label, setting.paragraphs(part.text))
        _table(word, part)
    else:
        _labelled(word, part.label, setting.paragraphs(part.text))


def _labelled(word: Word, label: str, texts: list[str]) -> None:
    """Paragraphs, the first with its label in front."""
    for number, text in enumerate(texts or ([""] if label else [])):
        made = line(word, first=2)
        if label and not number:
            write(made, label, HEI)
        write(made, text, FANG)


def _table(word: Word, part: Part) -> None:
    rows = [part.columns, *part.rows] if part.columns else list(part.rows)
    if rows:
        grid(word, rows, setting.shares(part), heads=1 if part.columns else 0)


def _properties(word: Word, paper: Paper, sha256: str, kind: str, at: datetime) -> None:
    about = word.core_properties
    about.title = setting.clean(paper.title)[:LONGEST_PROPERTY]
    about.identifier = setting.clean(paper.number)[:LONGEST_PROPERTY]
    about.author = setting.clean("、".join(paper.signed))[:LONGEST_PROPERTY]
    about.keywords = f"sha256:{sha256}"
    about.category = kind
    about.comments = ""
    about.language = "zh-CN"
    about.created = about.modified = at.replace(tzinfo=None)

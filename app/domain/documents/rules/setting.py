"""How a paper is set, for the print page and the .docx alike (GB/T 9704-2012).

Widths are counted in characters (字): a Chinese one is 1, a Latin letter or a digit a half.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from app.domain.documents.rules.paper import Paper, Part, Signer, chinese_date

LINE = 28  # characters of 3号 in a row
TITLE_LINE = 19.5  # characters of 2号 in a row
MARK_POINTS = 438.0  # what a row of 156 mm holds, less a hair
LARGEST = {"letter": 40.0}
LARGEST_MARK = 58.0
NARROWEST = 0.66  # a long name is set narrow and tall, as red heads are

NEVER_FIRST = set("，。、；：！？》」』）〕】的了之")
NEVER_LAST = set("《「『（〔【第")
GOOD_END = set("的和与及、，》")
GOOD_ENDS = ("关于", "局", "委员会", "办公室", "小组", "办公厅", "人民政府")
# What the name of a resource ends with, where a word ends there as well.
GOOD_NAMES = ("信息", "数据", "名录", "明细", "结果", "情况")
GOES_ON = set("化资库系中平")
GOOD_BREAK = 7.5
UNDATED = "　　　　年　　月　　日"  # who signs by hand dates it by hand
# What XML cannot hold; typed by nobody, pasted by somebody.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Mark(NamedTuple):
    """The size of a red name line: its points, and how narrow its characters are."""

    points: float
    narrow: float

    @property
    def tall(self) -> float:
        """How much taller than wide, where the size is that of the width."""
        return 1 / self.narrow

    @property
    def wide(self) -> float:
        """The points of a character's width."""
        return self.points * self.narrow


class Placed(NamedTuple):
    """How many characters the name and the date stand in from the right."""

    name: float
    date: float


def width(text: str) -> float:
    """How many characters wide a text is."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def clean(text: str) -> str:
    """The text without characters that no paper can show."""
    return UNPRINTABLE.sub("", text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that somebody typed, without empty ones."""
    return [line.strip() for line in clean(text).splitlines() if line.strip()]


def mark(paper: Paper) -> Mark:
    """How large the red name line is: as large as the row allows, narrow where it is long."""
    count = max(width(paper.head), 1)
    spaced = count * (1.15 if paper.layout == "letter" else 1)
    largest = LARGEST.get(paper.layout, LARGEST_MARK)
    points = min(largest, MARK_POINTS / (spaced * NARROWEST))
    return Mark(round(points, 2), round(min(1, MARK_POINTS / (spaced * points)), 3))


def title_lines(title: str) -> list[str]:
    """The title in lines of much the same length, broken where the sense allows."""
    text = " ".join(clean(title).split())
    fewest = ceil(width(text) / TITLE_LINE)
    lines = _lines(text, fewest)
    if fewest > 1 and not _sensible(lines):
        more = _lines(text, fewest + 1)
        return more if _sensible(more) else lines
    return lines


def _lines(text: str, count: int) -> list[str]:
    """A title in so many lines, or one more where the sense wants it."""
    lines: list[str] = []
    while text and (width(text) > TITLE_LINE or count > 1):
        at = _break(text, width(text) / max(count, ceil(width(text) / TITLE_LINE)))
        lines.append(text[:at].rstrip())
        text, count = text[at:].lstrip(), count - 1
    return [*lines, text] if text else lines or [""]


def _sensible(lines: list[str]) -> bool:
    """Does every line end where the sense allows?"""
    joined = [line + following[:1] for line, following in pairwise(lines)]
    return all(_welcome(line, len(line) - 1) > 0 for line in joined)


def signature(name: str, day: str, *, seal: bool) -> Placed:
    """Where 署名 and 成文日期 stand: with a seal the date 4 in and the name centred above it."""
    longer = width(day) - width(name)
    if not seal:
        # The date begins two characters after the name, and neither comes nearer than two.
        return Placed(2, -longer) if longer <= -2 else Placed(4 + longer, 2)
    if 4 + longer / 2 >= 1:
        return Placed(4 + longer / 2, 4)
    return Placed(1, max(1 - longer / 2, 1))


def signing(signers: Sequence[Signer]) -> list[list[str]]:
    """The signing block row by row, a cell a side: a long name does not push one side down."""
    sides = [
        (
            f"{one.role}（盖章）：",
            one.unit,
            "",
            "代表（签字）：",
            one.post,
            chinese_date(one.signed_on) if one.signed_on else UNDATED,
        )
        for one in signers
    ]
    rows = [list(row) for row in zip(*sides, strict=True)]
    return [row for number, row in enumerate(rows) if number == 2 or any(row)]


def note(paper: Paper) -> str:
    """附注, in brackets."""
    said = clean(paper.note).strip()
    return f"（{said.removeprefix('（').removesuffix('）')}）" if said else ""


def copies(paper: Paper) -> str:
    """抄送: the units, with its full stop; empty without any."""
    return clean("，".join(paper.copies)) + "。" if paper.copies else ""


def printed(paper: Paper) -> str:
    """印发日期: the day of signing where it is not that of the paper, as with minutes."""
    other = paper.extra.get("printed_on")
    return f"{chinese_date(date.fromisoformat(other) if other else paper.dated)}印发"


def corner(paper: Paper, withdrawn: str = "") -> list[str]:
    """What stands at the top left, a row each: secrecy, urgency, and what must be said of it."""
    said = [paper.secrecy, paper.urgency, withdrawn, *paper.marks]
    return [clean(one) for one in said if one]


def items(part: Part) -> list[str]:
    """The items of a list, numbered `1.` and so on."""
    given = [*("：".join(row) for row in part.rows), *paragraphs(part.text)]
    texts = [clean(" ".join(one.split())) for one in given]
    return [f"{number}.{text}" for number, text in enumerate((t for t in texts if t), 1)]


def shares(part: Part) -> list[float]:
    """How much of a table's width each column gets, by what stands in it."""
    if not part.columns:
        return [0.26, 0.74]
    rows = [part.columns, *part.rows]
    columns = [[row[n] if n < len(row) else "" for row in rows] for n in range(len(part.columns))]
    wanted = [min(max(*map(width, column), 4.0), 16.0) for column in columns]
    return [one / sum(wanted) for one in wanted]


def _break(text: str, ideal: float) -> int:
    """Where the first line of a title ends."""
    left = max(ceil(width(text) / ideal) - 1, 1) * TITLE_LINE  # what the other lines can hold
    fits = [n for n in range(1, len(text)) if width(text[:n]) <= TITLE_LINE]
    able = [n for n in fits if width(text[n:]) <= left] or fits
    allowed = [n for n in able if _may_break(text, n)] or able
    return min(allowed, key=lambda n: abs(width(text[:n]) - ideal) - _welcome(text, n))


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    inside_word = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    number = (before.isdigit() and after in "年月日号项〕") or (before == "〕" and after.isdigit())
    return after not in NEVER_FIRST and before not in NEVER_LAST and not (inside_word or number)


def _welcome(text: str, at: int) -> float:
    good = text[at - 1] in GOOD_END or text[:at].endswith(GOOD_ENDS)
    good = good or (text[:at].endswith(GOOD_NAMES) and text[at] not in GOES_ON)
    good = (good and not text[at:].startswith("关于")) or text[at] == "第"
    inside_name = text[:at].count("《") > text[:at].count("》")
    return (GOOD_BREAK if good else 0) - (GOOD_BREAK if inside_name else 0)

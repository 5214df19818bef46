"""Synonyms as a file of CSV: read with the numbers of its lines, written so that no cell runs."""

import csv
import io
from collections.abc import Iterable, Iterator

from app.domain.catalogue.rules import synonyms as rules
from app.domain.catalogue.rules.synonyms import Pair
from app.foundation.errors import Invalid
from app.foundation.i18n import _

HEADINGS = ("term", "canonical")
LARGEST = 2 * 1024 * 1024
MOST = 20_000
# A spreadsheet would take such a cell for a formula.
RUNS = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"


def read(content: bytes) -> list[tuple[int, Pair]]:
    """The pairs of a file, each with its line; `Invalid` under `file` where it is none."""
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as wrong:
        problem = _("Line %(number)d: %(wrong)s", number=reader.line_num, wrong=wrong)
        raise Invalid({"file": [problem]}) from wrong
    if not rows or tuple(cell.strip().lower() for cell in rows[0][1]) != HEADINGS:
        raise _no(_("The first line must be: term,canonical"))
    if len(rows) - 1 > MOST:
        raise _no(_("The file has more than %(count)d lines.", count=MOST))
    return list(_pairs(rows[1:]))


def written(pairs: Iterable[Pair]) -> bytes:
    """A file that Excel opens, with Chinese, and that can be brought in again."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(HEADINGS)
    writer.writerows([_guarded(pair.term), _guarded(pair.canonical)] for pair in pairs)
    return sheet.getvalue().encode("utf-8-sig")


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise _no(_("The file is larger than %(size)d MB.", size=LARGEST // 1024 // 1024))
    for encoding in ("utf-8-sig", "gb18030"):  # Excel in Chinese writes the second
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _no(_("The file is no text: save it as CSV in UTF-8."))


def _pairs(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, Pair]]:
    wrong = []
    for line, cells in rows:
        if len(cells) != len(HEADINGS):
            wrong.append(_("Line %(number)d: %(wrong)s", number=line, wrong=_("not two columns")))
        else:
            term, canonical = (cell.removeprefix(GUARD) for cell in cells)
            yield line, rules.cleaned(term, canonical)
    if wrong:
        raise Invalid({"file": wrong})


def _guarded(cell: str) -> str:
    return GUARD + cell if cell.startswith((*RUNS, GUARD)) else cell


def _no(why: str) -> Invalid:
    return Invalid({"file": [why]})

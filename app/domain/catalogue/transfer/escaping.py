"""Values that a spreadsheet would run as a formula, made harmless in CSV and plain on the way back.

An apostrophe goes in front, as spreadsheets do it themselves.  One that was there already gets a
second, so that what is read back is exactly what was written.  In .xlsx nothing is changed: the
cell is marked as text.
"""

import re

# Full-width signs too: some spreadsheets take them for the others when they read a text.
STARTS = "=+\\-@＝＋－＠\t\r"
DANGEROUS = re.compile(f"'*[{STARTS}]")
ESCAPED = re.compile(f"'+[{STARTS}]")


def escaped(text: str) -> str:
    """A text as it goes into CSV."""
    return f"'{text}" if DANGEROUS.match(text) else text


def unescaped(text: str) -> str:
    """A text as it came from CSV."""
    return text[1:] if ESCAPED.match(text) else text


def runs(text: str) -> bool:
    """Would a spreadsheet take the text for a formula?"""
    return bool(DANGEROUS.match(text))

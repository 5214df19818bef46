"""The series from which the sharing room's numbers are drawn."""

from app.foundation.numbers import Number, draw

__all__ = [
    "AGREEMENTS",
    "BUREAU_FILINGS",
    "CASES",
    "LONGEST",
    "OFFICE_FILINGS",
    "Number",
    "draw",
]

CASES = "京共申"
AGREEMENTS = "京共协"
OFFICE_FILINGS = "京信备"
BUREAU_FILINGS = "京密备"
LONGEST = 20  # of a series, in characters

"""Patterns from a form, only such as cannot be made to run for ever.

Python's `re` goes back and forth; what makes it exponential is a repetition of something that
itself repeats or chooses.  So only single characters and classes may be repeated, and few of them.
"""

import re

from app.foundation.i18n import _

LONGEST = 200
MOST_REPETITIONS = 3
LARGEST_COUNT = 200
LONGEST_INPUT = 500
CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
COUNTED = re.compile(r"\{(\d*)(?:,(\d*))?\}")


class UnsafePattern(ValueError):
    """The pattern might take for ever, or is no pattern."""


def compile_pattern(source: str) -> re.Pattern[str]:
    """Return the pattern, as the browser understands it: ASCII classes, found anywhere."""
    if len(source) > LONGEST:
        raise UnsafePattern(_("longer than %(most)s characters", most=LONGEST))
    bare = re.sub(r"\\.", "x", CLASS.sub("x", source))
    if re.search(r"\\[1-9]|\(\?(?!:)", CLASS.sub("x", source)):
        raise UnsafePattern(_("back references and groups that begin with (? are not allowed"))
    if re.search(r"\)[*+{]", bare):
        raise UnsafePattern(_("a group must not be repeated"))
    _count_repetitions(bare)
    try:
        return re.compile(source, re.ASCII)
    except (re.error, RecursionError, OverflowError) as error:
        raise UnsafePattern(_("it is no regular expression")) from error


def _count_repetitions(bare: str) -> None:
    counts = [match.groups() for match in COUNTED.finditer(bare)]
    if any(int(number) > LARGEST_COUNT for pair in counts for number in pair if number):
        raise UnsafePattern(_("a repetition of more than %(most)s", most=LARGEST_COUNT))
    open_ended = sum(1 for low, high in counts if high is not None and high != low)
    if open_ended + bare.count("*") + bare.count("+") > MOST_REPETITIONS:
        told = _("more than %(most)s repetitions of no fixed length", most=MOST_REPETITIONS)
        raise UnsafePattern(told)

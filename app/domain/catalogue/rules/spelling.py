"""When two names are the same one, nearly the same one, or alike."""

import re
import unicodedata
from difflib import SequenceMatcher

_BLANK = re.compile(r"\s+")
# Of one or two characters every other name would be a near one.
SHORTEST_NEAR = 3


def plain(name: str) -> str:
    """A name without blanks and full-width signs."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", name))


def key(name: str) -> str:
    """A name as it is compared: plain, and without capitals."""
    return plain(name).casefold()


def is_near(one: str, other: str) -> bool:
    """Do two keys differ by one character: wrong, missing, too many, or two changed over?"""
    if one == other or min(len(one), len(other)) < SHORTEST_NEAR:
        return False
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    place = next((n for n, sign in enumerate(one) if sign != other[n]), len(one))
    rest, others = one[place:], other[place:]
    if len(one) < len(other):
        return rest == others[1:]
    swapped = rest[:2] == others[1::-1] and rest[2:] == others[2:]
    return rest[1:] == others[1:] or swapped


def likeness(one: str, other: str) -> float:
    """How much two names are alike, from 0 to 1."""
    return SequenceMatcher(None, key(one), key(other), autojunk=False).ratio()

"""Pieces of a text, by which the index finds it: characters, pairs, pairs across one, initials.

Signs say what a piece is.  None of them is a letter, so that no text contains one:

    业      a character (of names)            企业        two that follow each other
    企_登   two across one (of names)         abc         three letters or digits
    ~qy     two initials of pinyin (of names), and three
    ^企业   how a name begins                 =企业登记   a name as a whole; =企业* begins so
    #kind=resource                            a value to narrow by
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise, product

from app.domain.catalogue.rules import initials, words

SHORTEST_WRONG = 3  # characters, of which one may be wrong
LOST = 3  # pairs at most, where one character is wrong, missing, too many or two changed over
LONG = 8  # from here on the place of the wrong one is not guessed
INITIAL, START, WHOLE, FACET, ACROSS, ON = "~", "^", "=", "#", "_", "*"


def pairs(key: str) -> list[str]:
    """The characters of a text two by two; of one character, itself."""
    return [first + second for first, second in pairwise(key)] or ([key] if key else [])


def sought(key: str) -> list[str]:
    """What a text contains in which this stands; letters and digits say less, so three by three."""
    return _triples(key) if key.isascii() and len(key) > 2 else pairs(key)


def of_name(name: str) -> set[str]:
    """All by which something of that name is found by its name."""
    key = words.key(name)
    if not key:
        return set()
    if _is_code(key):
        return {WHOLE + key}
    across = {one + ACROSS + other for one, other in zip(key, key[2:], strict=False)}
    return {*key, *_of(key), *across, *_initials(key), START + key[:2], WHOLE + key}


def in_name(key: str) -> list[str]:
    """What a name contains in which this stands; of a code (IR0001), one that begins so."""
    return [WHOLE + key + ON] if _is_code(key) else sought(key)


def of_text(texts: Iterable[str]) -> set[str]:
    """By which something that these texts tell of is found."""
    return set().union(*(_of_part(text) for text in texts))


def of_items(names: Iterable[str]) -> set[str]:
    """By which something is found that holds items of these very names."""
    return {WHOLE + key for key in map(words.key, names) if key}


def beginning(key: str) -> list[str]:
    """What a name contains that begins so."""
    return [START + key[:2], *sought(key)] if len(key) > 1 else [key]


def by_initials(letters: str) -> list[str]:
    """What a name contains whose pinyin has these initials one after the other."""
    return [INITIAL + piece for piece in sought(letters)]


def one_wrong(key: str) -> list[list[str]]:
    """What a name contains that differs in one character: one of these lists, whole.

    Wrong, missing, one too many, or two changed over.  Of a long text two thirds are as typed,
    wherever the wrong one stands.
    """
    if len(key) < SHORTEST_WRONG:
        return [pairs(key)]
    if len(key) >= LONG:
        third = len(key) // 3
        parts = [pairs(key[:third]), pairs(key[third:-third]), pairs(key[-third:])]
        return [parts[0] + parts[1], parts[0] + parts[2], parts[1] + parts[2]]
    return [found for found in _near(key) if found]


def _near(key: str) -> Iterator[list[str]]:
    for place in range(len(key)):
        before, after = key[:place], key[place + 1 :]
        bridge = [before[-1] + ACROSS + after[0]] if before and after else []
        yield _inside(before) + bridge + _inside(after)
        if before and after:
            yield pairs(before + after)
            rest = key[place]
            yield [*_inside(before), before[-1] + ACROSS + rest, *_inside(rest + after)]
            yield pairs(before + after[0] + rest + after[1:])
    yield pairs(key[1] + key[0] + key[2:])


def _inside(part: str) -> list[str]:
    return pairs(part) if len(part) > 1 else []


def _initials(key: str) -> Iterator[str]:
    letters = [initials.readings(character) for character in key]
    yield from (INITIAL + letter for letter in letters[0])
    for some in (*pairwise(letters), *zip(letters, letters[1:], letters[2:], strict=False)):
        yield from (INITIAL + "".join(one) for one in product(*some))


@lru_cache(maxsize=20_000)  # the same items stand in many entries
def _of_part(text: str) -> frozenset[str]:
    parts = words.normal(text).split()
    return frozenset(piece for part in parts for piece in _of(words.key(part)))


def _of(key: str) -> list[str]:
    if len(key) < len("企业"):
        return []
    return pairs(key) + [triple for triple in _triples(key) if triple.isascii()]


def _is_code(key: str) -> bool:
    return key.isascii() and any(one.isdigit() for one in key)


def _triples(key: str) -> list[str]:
    return [key[place : place + 3] for place in range(len(key) - 2)]


def lexeme(piece: str) -> str:
    """A piece as PostgreSQL reads it in a `tsvector` or `tsquery`."""
    return f"'{escaped(piece)}'"


def escaped(piece: str) -> str:
    """A piece inside the quotes of a lexeme."""
    if "'" in piece or "\\" in piece:
        return piece.replace("\\", "\\\\").replace("'", "''")
    return piece

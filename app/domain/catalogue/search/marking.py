"""Show where in a text the words of a question were found."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from app.domain.catalogue.rules import grams, initials, words
from app.domain.catalogue.search.asking import Question, Word

Part = tuple[str, bool]


def parts(text: str, question: Question) -> list[Part]:
    """The text in parts, and of each whether it is what was looked for."""
    sounds = [(sound, place) for place, one in enumerate(text) for sound in _sounds(one)]
    hits = {place for start, end in _places(sounds, question) for _, place in sounds[start:end]}
    grouped = groupby(enumerate(text), lambda pair: pair[0] in hits)
    return [("".join(one for _, one in pairs), is_hit) for is_hit, pairs in grouped]


@lru_cache(maxsize=10_000)
def _sounds(character: str) -> str:
    return words.key(character)


def _places(sounds: list[tuple[str, int]], question: Question) -> Iterator[tuple[int, int]]:
    key = "".join(sound for sound, _ in sounds)
    found = [place for word in question.words for place in _of_word(key, word)]
    if not found:  # nearly: what is the same in both
        pairs = {pair for chunk in question.chunks for pair in grams.pairs(chunk) if len(pair) > 1}
        found = [place for pair in pairs for place in _all(key, pair)]
    yield from found


def _of_word(key: str, word: Word) -> Iterator[tuple[int, int]]:
    for one in word.all:
        yield from _all(key, one)
    if word.is_letters:
        readings = [initials.readings(character) for character in key]
        for start in range(len(key) - len(word.text) + 1):
            if all(letter in readings[start + n] for n, letter in enumerate(word.text)):
                yield start, start + len(word.text)


def _all(key: str, wanted: str) -> Iterator[tuple[int, int]]:
    start = key.find(wanted) if wanted else -1
    while start >= 0:
        yield start, start + len(wanted)
        start = key.find(wanted, start + 1)

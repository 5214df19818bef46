"""Read what somebody typed: its words, and for each what else it is called."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules import words
from app.foundation.database import db

LONGEST_TERM = 12


@dataclass(frozen=True)
class Word:
    """A word, and the others that mean the same; the one that was typed first."""

    text: str
    others: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """All by which it is looked for."""
        return (self.text, *self.others)

    @property
    def is_letters(self) -> bool:
        """May it be the initials of pinyin?"""
        return self.text.isascii()


@dataclass(frozen=True)
class Question:
    """What somebody wants to find."""

    typed: str
    words: tuple[Word, ...] = ()
    chunks: tuple[str, ...] = ()
    # All of it in one, without what only asks.
    key: str = ""
    was_cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Was nothing typed?"""
        return not self.typed.strip()

    @property
    def says_nothing(self) -> bool:
        """Was something typed, but no letter and no character?"""
        return not self.is_empty and not self.key


def read(typed: str) -> Question:
    """The question in a text, whatever it is: very long, of signs only, broken."""
    text = words.normal(typed[: 4 * words.LONGEST])
    chunks = words.chunks(text)
    groups = _groups(chunks)
    found: dict[str, Word] = {}
    for chunk in chunks:
        for word in words.words(chunk, groups):
            found.setdefault(word, Word(word, groups.get(word, ())))
    return Question(
        typed,
        tuple(found.values())[: words.MOST],
        tuple(chunks),
        "".join(chunks),
        len(text) > words.LONGEST,
    )


def _groups(chunks: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Of the words that have synonyms and stand in the text: the others of each."""
    parts = {part for chunk in chunks for part in _parts(chunk)}
    if not parts:
        return {}
    leading = select(Synonym.canonical).where(Synonym.term.in_(parts))
    asked = or_(Synonym.canonical.in_(parts), Synonym.canonical.in_(leading))
    groups: dict[str, list[str]] = {}
    rows = select(Synonym.term, Synonym.canonical).where(asked).order_by(Synonym.term)
    for term, canonical in db.session.execute(rows):
        groups.setdefault(canonical, [canonical]).append(term)
    return {
        name: tuple(words.key(other) for other in group if other != name)
        for group in groups.values()
        for name in group
        if name in parts
    }


def _parts(chunk: str) -> Iterable[str]:
    for start in range(len(chunk)):
        for end in range(start + 2, min(len(chunk), start + LONGEST_TERM) + 1):
            yield chunk[start:end]

"""A question in the index's pieces, as PostgreSQL's `tsquery`."""

from collections.abc import Collection, Iterable, Sequence

from app.domain.catalogue.models.search import ITEM, UNIT
from app.domain.catalogue.rules import columns, grams, reach
from app.domain.catalogue.search.asking import Question, Word

# Every clause holds if one of its alternatives does, an alternative if all its pieces are there.
Clause = Sequence[Sequence[str]]
KINDS = (UNIT, *columns.KINDS, ITEM)


def whole(question: Question) -> list[Clause]:
    """Called exactly so."""
    return [[[grams.WHOLE + question.key]]]


def begins(question: Question) -> list[Clause]:
    """Its name begins so."""
    return [[grams.beginning(question.key)]]


def named(question: Question) -> list[Clause]:
    """Every word stands in its name."""
    return [_in_name(word) for word in question.words]


def held(question: Question) -> list[Clause]:
    """It holds items called exactly so: one piece of the index, however many entries hold it."""
    others = {word.text: word.others for word in question.words}
    names = [(chunk, *others.get(chunk, ())) for chunk in question.chunks]
    return [[[grams.WHOLE + name] for name in alike] for alike in names]


def told(question: Question) -> list[Clause]:
    """Every word stands in what it tells of; a single character says too little."""
    return [_in_text(word) for word in question.words if len(word.text) > 1]


def near(question: Question) -> list[Clause]:
    """Its name differs in one character of each part."""
    return [grams.one_wrong(chunk) for chunk in question.chunks]


def some(question: Question) -> list[Clause]:
    """One of the words stands in what it tells of."""
    clauses = told(question)
    return [[alternative for clause in clauses for alternative in clause]] if clauses else []


def narrowed(facets: Iterable[str]) -> list[Clause]:
    """It has all of these values."""
    return [[[grams.FACET + facet]] for facet in facets]


def anything() -> list[Clause]:
    """Whatever stands in a catalogue."""
    return [[[f"{grams.FACET}kind={kind}"] for kind in columns.KINDS]]


def as_query(marks: Collection[str], clauses: Collection[Clause]) -> str:
    """The clauses under each mark, as text for `::tsquery`."""
    return " | ".join(_all_of(_any_of(mark, clause) for clause in clauses) for mark in marks)


def _in_name(word: Word) -> Clause:
    alternatives = [grams.in_name(one) for one in word.all]
    if word.is_letters:
        alternatives.append(grams.by_initials(word.text))
    return alternatives


def _in_text(word: Word) -> Clause:
    return [grams.sought(one) for one in word.all]


def _any_of(mark: str, clause: Clause) -> str:
    return " | ".join(
        _all_of(_piece(mark, piece) for piece in alternative) for alternative in clause
    )


def _piece(mark: str, piece: str) -> str:
    written = grams.lexeme(reach.marked(mark, piece.removesuffix(grams.ON)))
    return f"{written}:*" if piece.endswith(grams.ON) else written


def _all_of(parts: Iterable[str]) -> str:
    return "(" + " & ".join(f"({part})" if " | " in part else part for part in parts) + ")"

"""Change the table of synonyms: one pair, or a file of them; each change is on the record.

Whoever changes it makes the others wait until the commit: two changes at once could make a circle.
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import func, select

from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules import synonyms as rules
from app.domain.catalogue.rules.synonyms import Pair
from app.domain.catalogue.services import index_sizes, indexing
from app.foundation import audit
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account

EDITOR = "catalogue_admin"


def check_may_edit(account: Account) -> None:
    """Raise unless the account looks after the table."""
    if EDITOR not in account.effective_posts:
        raise NotAllowed(_("Your post does not allow this."))


def add(account: Account, term: str, canonical: str) -> Pair:
    """A new pair."""
    check_may_edit(account)
    pair = rules.cleaned(term, canonical)
    _check(pair, _locked())
    db.session.add(Synonym(term=pair.term, canonical=pair.canonical))
    audit.record("synonym added", subject=pair.term, canonical=pair.canonical)
    _tell([pair.term])
    return pair


def change(account: Account, old: Pair, term: str, canonical: str) -> Pair:
    """Another pair in the place of `old`; refused where that is not what stands there any more."""
    check_may_edit(account)
    pair, known = rules.cleaned(term, canonical), _locked()
    row = _found(old, known)
    if pair == old:
        return pair
    _check(pair, {one: other for one, other in known.items() if one != old.term})
    row.term, row.canonical = pair.term, pair.canonical
    audit.record("synonym changed", subject=pair.term, canonical=pair.canonical, was=list(old))
    _tell([old.term, pair.term])
    return pair


def remove(account: Account, old: Pair) -> None:
    """Take a pair out of the table."""
    check_may_edit(account)
    db.session.delete(_found(old, _locked()))
    audit.record("synonym removed", subject=old.term, canonical=old.canonical)
    _tell([old.term])


def bring_in(account: Account, pairs: Iterable[tuple[int, Pair]]) -> tuple[int, int]:
    """Many pairs with the numbers of their lines; how many were new, how many stood there.

    All of them or none: raises `Invalid` with every fault, line by line, under `file`.
    """
    check_may_edit(account)
    known = _locked()
    table, same = rules.Table(Pair(*pair) for pair in known.items()), 0
    made: list[Pair] = []
    wrong: list[str] = []
    for line, pair in pairs:
        if known.get(pair.term) == pair.canonical:
            same += 1
        elif found := table.faults(pair):
            wrong += [
                _("Line %(number)d: %(wrong)s", number=line, wrong=text) for _f, text in found
            ]
        else:
            table.add(pair)
            made.append(pair)
    if wrong:
        raise Invalid({"file": wrong})
    db.session.add_all(Synonym(term=one.term, canonical=one.canonical) for one in made)
    for one in made:
        audit.record("synonym added", subject=one.term, canonical=one.canonical, imported=True)
    _tell([one.term for one in made])
    return len(made), same


def _locked() -> dict[str, str]:
    """The table as it is, and will be until this command is over."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("synonyms"))))
    rows = db.session.execute(select(Synonym.term, Synonym.canonical))
    return {term: canonical for term, canonical in rows}


def _found(old: Pair, known: Mapping[str, str]) -> Synonym:
    if old.term not in known:
        raise NotFound(_("There is no such synonym."))
    if known[old.term] != old.canonical:
        raise Conflict(
            _(
                "“%(term)s” stands for “%(name)s” by now. Please look again.",
                term=old.term,
                name=known[old.term],
            )
        )
    return db.session.get_one(Synonym, old.term)


def _check(pair: Pair, others: Mapping[str, str]) -> None:
    wrong: dict[str, list[str]] = {}
    for field, message in rules.Table(Pair(*one) for one in others.items()).faults(pair):
        wrong.setdefault(field, []).append(message)
    if wrong:
        raise Invalid(wrong)


def _tell(terms: Collection[str]) -> None:
    """Let the search lead the items of these names to what they now stand for."""
    db.session.flush()
    if terms:
        indexing.synonyms_changed(sorted({*terms}))
        index_sizes.count_again(terms)

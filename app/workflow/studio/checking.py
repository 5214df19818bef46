"""What keeps a draft from being released: every diagram and form in it, taken together."""

from collections.abc import Mapping, Set
from functools import lru_cache

from sqlalchemy import select

from app.foundation.database import db
from app.foundation.i18n import _, speaks_english
from app.workflow import registry, wiring
from app.workflow.checks import fields, tightening
from app.workflow.checks.fault import Drawn, in_file
from app.workflow.definitions import FORM, PROCESS, Source
from app.workflow.engine.diagram import BadDiagram, Diagram, read
from app.workflow.forms import BadForm, Form, faults_of, parse
from app.workflow.ledger import DeadlineRule
from app.workflow.studio import revisions
from app.workflow.studio.models import Revision
from app.workflow.studio.revisions import Name
from app.workflow.wiring import Fault


def check(revision: Revision, *, instead: Source | None = None) -> list[Fault]:
    """Every fault of a draft; `instead` is what the editor holds and has not saved yet."""
    files = revisions.files(revision)
    if instead is not None:
        files[instead.kind, instead.key] = instead
    return check_files(files)


def check_files(files: Mapping[Name, Source]) -> list[Fault]:
    """Every fault of these diagrams and forms taken together.

    A fault's `file` is the process id of a diagram, or the key of a form.
    """
    known = frozenset(registry.names()), clocks()
    return list(_faults(tuple(files.values()), *known, speaks_english()))


# A page asks for the same files more than once, and so does the next page.
@lru_cache(maxsize=4)
def _faults(
    sources: tuple[Source, ...], operations: frozenset[str], named: frozenset[str], english: bool
) -> tuple[Fault, ...]:
    """The faults, worded in the reader's language: `english` only tells the answers apart."""
    files = {(source.kind, source.key): source for source in sources}
    forms = revisions.texts(files, FORM)
    faults = [
        in_file("form-wrong", key, wrong.component or "-", str(wrong))
        for key, content in forms.items()
        for wrong in faults_of(content)
    ]
    faults += fields.check(forms)
    drawn = revisions.texts(files, PROCESS)
    faults += wiring.check(drawn.items(), wiring.outcomes(forms), operations, named)
    return tuple(faults)


def warnings(revision: Revision) -> list[Fault]:
    """What a draft makes easier than it is in the newest release, for whoever releases it."""
    return loosened(revisions.released(), revisions.files(revision))


def loosened(before: Mapping[Name, Source], after: Mapping[Name, Source]) -> list[Fault]:
    """What these diagrams and forms ask less for than those; none of it breaks a guard rail."""
    changed = {name for name in after if before.get(name) != after[name]}
    return tightening.loosened(_rules(before, changed), _rules(after, changed))


def _rules(files: Mapping[Name, Source], changed: Set[Name]) -> tightening.Rules:
    """All diagrams and the changed forms, as far as they can be read."""
    diagrams, forms = dict[str, Drawn](), dict[str, Form]()
    for (kind, key), source in files.items():
        try:
            if kind == PROCESS:
                diagrams[key] = Drawn(key, wiring.diagram(source.content))
            elif (kind, key) in changed:
                forms[key] = parse(source.content)
        except (BadDiagram, BadForm):
            continue  # told by the checks
    return tightening.Rules(diagrams, forms)


def drawn(content: bytes) -> Diagram:
    """A diagram of a draft as it was read when it was saved."""
    return read(content)


def clocks() -> frozenset[str]:
    """The clocks that a timer may name: those with days, and those that the case dates itself."""
    named = db.session.scalars(select(DeadlineRule.clock).distinct())
    return wiring.WITHOUT_RULE | frozenset(named)


def in_words(faults: list[Fault]) -> str:
    """What is wrong, as one sentence for a refusal."""
    first = faults[0]
    told = f"{first.file}: {first.element}: {first.reason}"
    more = len(faults) - 1
    return told if not more else _("%(first)s (and %(more)s more)", first=told, more=more)

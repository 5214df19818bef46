"""What the page of work that was given up says: kinds of work, whom they concern, faults."""

from typing import Any

from flask_babel import LazyString

from app.foundation.audit import AuditEntry
from app.foundation.i18n import _, lazy, ngettext
from app.operating import given_up

WORK = {
    "mail": lazy("Mail"),
    "document": lazy("File of a document"),
    "archive": lazy("Archive of a closed case"),
    "import": lazy("Import of entries"),
    "move": lazy("Move of cases to another version"),
    "sweep": lazy("Suspending or resuming all cases of a process"),
    "census": lazy("Counting the catalogues anew"),
    "calendar": lazy("Counting open deadlines by another calendar"),
    "trial": lazy("Trial of a draft"),
}
# What stays undone where such work is discarded.
UNDONE = {
    "mail": lazy("These mails will not go; the notices stand in the application all the same."),
    "document": lazy("The document stands on its page; there is no file of it to download."),
    "archive": lazy("The case stays closed; there is no archive file of it."),
    "import": lazy("The import stays where it is; who handed it in can discard it."),
    "move": lazy("The run stays where it is, and can be stopped in the process studio."),
    "sweep": lazy("Cases that were not reached stay as they are."),
    "census": lazy("The next count, within six hours, does the same."),
    "calendar": lazy(
        "Deadlines that were not reached are counted anew only when they would run out: try again."
    ),
    "trial": lazy("The trial has no result; another can be begun."),
}
SORTS = {
    "latest": lazy("latest first"),
    "longest": lazy("longest first"),
    "most": lazy("most often tried first"),
}
CASES, PLAIN = lazy("case %(names)s"), lazy("no. %(names)s")
ABOUT = {"mail": lazy("to %(names)s"), "document": CASES, "archive": CASES}
ALL = "census"  # concerns no row in particular
ACTS = {given_up.AGAIN: lazy("tried again"), given_up.DISCARDED: lazy("discarded")}


def work(name: str) -> str | LazyString:
    """A kind of work; one that this version does not know by its own name."""
    return WORK.get(name, name)


def about(row: Any, names: list[str]) -> str:
    """Whom or what a job concerns."""
    if row.name == ALL or not names:
        return ""
    said = str(ABOUT.get(row.name, PLAIN)) % {"names": str(_(", ")).join(names)}
    more = len(row.numbers) - given_up.NAMED
    return said + (" " + ngettext("and %(num)s more", "and %(num)s more", more) if more > 0 else "")


def fault(row: Any) -> str:
    """Why it was given up: the kind of the last error, or that it killed who tried."""
    if row.lost and not row.fault:
        return ngettext(
            "%(num)s worker died over it", "%(num)s workers died over it", int(row.lost)
        )
    return str(row.fault)


def act(entry: AuditEntry) -> str:
    """What an operator did, in a line."""
    name, jobs = entry.subject.partition(":")[2], entry.details.get("jobs", [])
    number = ngettext("%(num)s job", "%(num)s jobs", len(jobs))
    return f"{work(name)}{_(': ')}{number} {ACTS[entry.action]}"

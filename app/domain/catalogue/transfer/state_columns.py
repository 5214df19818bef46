"""What a process keeps, such as the day of publication: an import sets it in new entries only."""

from datetime import date
from typing import Any

from app.domain.catalogue.models.database import FILED, LISTED
from app.domain.catalogue.models.resource import PUBLISHED
from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.columns import DATABASE, RESOURCE
from app.domain.catalogue.transfer import layout, values_read
from app.domain.catalogue.transfer.faults import Found, Wrong
from app.domain.catalogue.transfer.given import Entry, Given
from app.foundation import clock
from app.foundation.i18n import lazy

NUMBER_LENGTH = 60


def take(
    given: Given, entry: Entry, known: bool, content: dict[str, Any], found: Found
) -> set[str]:
    """Put into the content of a new entry what it may say of its state; which columns were left."""
    told = {
        column.key: entry.values[column.key]
        for column in columns.of(given.kind)
        if column.state and entry.values.get(column.key) not in (None, "", [])
    }
    taken = set() if known else told.keys() & layout.OF_NEW[given.kind]
    if not known:
        _usual(given.kind, content)
    for key in taken:
        content[key] = told[key]
    if not known:
        _check(given, entry, content, taken, found)
    return {key for key in told if key not in taken and _differs(key, told[key], content)}


def _usual(kind: str, content: dict[str, Any]) -> None:
    """What an entry says of its state that nobody said anything of."""
    for column in columns.of(kind):
        if column.state:
            content[column.key] = None if column.kind == columns.DATE else ""
    if kind == DATABASE:
        content["status"] = FILED
        return
    content["status"], content["published_on"] = PUBLISHED, clock.today().isoformat()
    if kind == RESOURCE:
        content["metadata_updated_on"] = clock.today().isoformat()
    else:
        content["reviewed_by"] = []


def _check(
    given: Given, entry: Entry, content: dict[str, Any], taken: set[str], found: Found
) -> None:
    for key in sorted(taken):
        column, value = columns.column(given.kind, key), content[key]
        if column.kind == columns.DATE and value > clock.today().isoformat():
            found.add(given.place(entry, key), lazy("This date is yet to come."), value)
        elif key.endswith("_no") and len(value) > NUMBER_LENGTH:
            said = lazy("The text has more than %(count)d characters.", count=NUMBER_LENGTH)
            found.add(given.place(entry, key), said, value)
    if given.kind == DATABASE:
        _database(given, entry, content, found)


def _database(given: Given, entry: Entry, content: dict[str, Any], found: Found) -> None:
    """Only what was registered is listed (policy 四(一)), and it has a number to show for it."""
    try:
        content["status"] = values_read.status(content["status"])
    except Wrong as wrong:
        found.add(given.place(entry, "status"), wrong.said, content["status"])
        return
    if content["status"] in LISTED and not content["registration_no"]:
        said = lazy("A registered database has a registration number.")
        found.add(given.place(entry, "registration_no"), said)
    elif content["status"] not in (*LISTED, FILED):
        said = lazy("A deregistered database is not entered anew.")
        found.add(given.place(entry, "status"), said, content["status"])


def _differs(key: str, told: Any, content: dict[str, Any]) -> bool:
    """Did the file say something else than what stands there?  Then people should know."""
    kept = content.get(key)
    if key == "status" and isinstance(told, str):
        return values_read.folded(told) not in _words_of(str(kept))
    return bool(told != kept) and not isinstance(told, date)


def _words_of(status: str) -> set[str]:
    known = layout.STATUS_WORDS.get(status, ())
    return {values_read.folded(word) for word in (status, *known)}

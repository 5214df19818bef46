"""The city's own words in notices: the subject of a kind, the line below every mail."""

import unicodedata
from typing import Any

from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.notices import texts, wording

LONGEST = {wording.FOOTER: 300}
SUBJECT = 60


def known(kind: str) -> str:
    """The kind, where there is one of this name."""
    if kind not in texts.TITLES and kind != wording.FOOTER:
        raise NotFound(_("There is no such notice."))
    return kind


def before(kind: str) -> dict[str, Any]:
    """What stands now; empty where the program's words do."""
    chinese, english = wording.every().get(known(kind), ("", ""))
    return {"chinese": chinese, "english": english}


def checked(kind: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """The words as they may be used: in both languages or in neither, on one line."""
    most = LONGEST.get(known(kind), SUBJECT)
    typed = {name: str(wanted.get(name, "")).strip() for name in ("chinese", "english")}
    faults = {name: why for name, words in typed.items() if (why := _faults(words, most))}
    for name, other in (("chinese", "english"), ("english", "chinese")):
        if not typed[name] and typed[other]:
            faults[name] = [_("Both languages are needed: who reads the other would see nothing.")]
    if not faults and typed == before(kind):
        faults["chinese"] = [_("This is what stands already.")]
    if faults:
        raise Invalid(faults)
    return typed


def apply(kind: str, after: dict[str, Any]) -> None:
    """Notices speak so from now on."""
    wording.put(kind, after["chinese"], after["english"])


def _faults(words: str, most: int) -> list[str]:
    """A line break in a subject could forge a header of the mail."""
    if len(words) > most:
        return [_("At most %(most)s characters.", most=most)]
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") for sign in words):
        return [_("One line, without control characters.")]
    return []

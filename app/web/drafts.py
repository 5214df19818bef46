"""What a person has typed and not yet sent, as the pages show and keep it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Request
from sqlalchemy.exc import IntegrityError

from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import wording
from app.workflow import drafts


@dataclass(frozen=True)
class Kept:
    """A draft as a page shows it; without one, version 0 and nothing."""

    typed: dict[str, Any] = field(default_factory=dict)
    version: int = 0
    saved_at: datetime | None = None
    is_cut: bool = False  # the page holds all that was typed, the draft only what fits

    @property
    def warning(self) -> str:
        """What must be said about the draft; usually nothing."""
        return _("Too long to be kept as a draft: only a part of it is.") if self.is_cut else ""


def load(account: Account, key: str) -> Kept:
    """The account's draft of a form."""
    row = drafts.find(account, key)
    if row is None:
        return Kept()
    return Kept(row.data, row.version, row.saved_at)


def save(account: Account, key: str, typed: Mapping[str, Any], version: int) -> Kept:
    """Keep what was typed; refused when another window saved since this one was loaded."""
    fitted = drafts.fitting(typed)
    try:
        row = drafts.save(account, key, fitted, version)
        db.session.flush()  # two first drafts at once meet in the unique key
    except IntegrityError as crossed:
        message = _("A newer draft was saved in another window. Reload to see it.")
        raise Conflict(message) from crossed
    is_cut = fitted is not typed
    return Kept(dict(typed) if is_cut else row.data, row.version, row.saved_at, is_cut)


def save_sent(account: Account, key: str, typed: Mapping[str, Any]) -> Kept:
    """Keep what was sent just now and not taken: it is newer than any draft."""
    return save(account, key, typed, load(account, key).version)


def version_in(request: Request) -> int:
    """The version of the draft that the page was opened with."""
    return max(request.form.get("_version", 0, int), 0)


def saved_at(kept: Kept) -> str:
    """When the draft was saved, in words."""
    time = wording.local_time(kept.saved_at) if kept.saved_at else ""
    return _("Draft saved at %(time)s", time=time) + (kept.warning and f" · {kept.warning}")

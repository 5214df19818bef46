"""Files under `processes/` and `forms/` are the shipped versions; an upgrade brings new ones.

What nobody here has changed is released as shipped.  Where an administrator has changed the same
diagram or form, the shipped one waits in a draft, and the administrators are told.  What was
shipped last is remembered, so that each shipped version is offered once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import audit, clock, paths
from app.foundation.database import db
from app.foundation.i18n import _, in_language
from app.workflow import definitions
from app.workflow.checks.fault import ERROR
from app.workflow.definitions import Source
from app.workflow.studio import checking, news, releasing, revisions
from app.workflow.studio.models import Revision
from app.workflow.studio.revisions import Name

ORIGIN = "shipped"
# What is stored is worded in the language of the city.
STORED = "zh"


class ShippedItem(db.Model):
    """What the product shipped last of a diagram or form."""

    __tablename__ = "shipped_item"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=clock.now)


@dataclass(frozen=True)
class Deployed:
    """What an upgrade did: a release, a draft, both, or nothing; `why` everything waits."""

    release: int | None = None
    draft: int | None = None
    kept: list[str] = field(default_factory=list)
    why: str = ""


def deploy() -> Deployed:
    """Release what this product ships; where administrators changed it, lay it before them."""
    return bring(definitions.in_folders(paths.PROCESSES, paths.FORMS))


def bring(sources: Iterable[Source]) -> Deployed:
    """The same for any set of shipped files."""
    shipped = {(s.kind, s.key): s for s in sources}
    last = {(row.kind, row.key): row.sha256 for row in db.session.scalars(select(ShippedItem))}
    news_of = [
        n for n in sorted(shipped.keys() | last.keys()) if _print(shipped, n) != last.get(n, "")
    ]
    if not news_of:
        return Deployed()
    definitions.lock()
    now = revisions.released()
    crossed = [n for n in news_of if not _is_untouched(n, last.get(n, ""), shipped, now)]
    done = _lay_down(shipped, now, news_of, crossed)
    _remember(shipped, news_of)
    return done


def _lay_down(
    shipped: Mapping[Name, Source], now: Mapping[Name, Source], new: list[Name], crossed: list[Name]
) -> Deployed:
    """Release what may be released at once, and put the rest into a draft."""
    whole = _with(now, shipped, [name for name in new if name not in crossed])
    why = _why_all_must_wait(whole, shipped)
    if why:
        crossed, whole = new, dict(now)
    made = None
    if not why:
        made = definitions.publish(whole.values())
    differing = [name for name in crossed if _print(shipped, name) != _print(whole, name)]
    if not differing:
        return Deployed(release=made.id if made else None)
    draft = _draft(shipped, differing)
    return Deployed(made.id if made else None, draft.id, [key for _kind, key in differing], why)


def _why_all_must_wait(whole: Mapping[Name, Source], shipped: Mapping[Name, Source]) -> str:
    """Why nothing is released at once: its parts do not fit, or a release is to come."""
    if other := releasing.to_come():
        return _("Release %(number)s is still to come into force.", number=other.id)
    if {n: s.sha256 for n, s in whole.items()} == {n: s.sha256 for n, s in shipped.items()}:
        return ""
    faults = [fault for fault in checking.check_files(whole) if fault.severity == ERROR]
    return checking.in_words(faults) if faults else ""


def _draft(shipped: Mapping[Name, Source], names: list[Name]) -> Revision:
    with in_language(STORED):
        title = _("Shipped versions of what was changed here")
    draft = revisions.begin(title, None, origin=ORIGIN)
    for kind, key in names:
        if source := shipped.get((kind, key)):
            revisions.save(draft, kind, key, source.content, seen=0, account=None)
        else:
            revisions.take_out(draft, kind, key, account=None)
    keys = [key for _kind, key in names]
    audit.record("shipped versions offered", subject=f"revision:{draft.id}", keys=keys)
    news.shipped(draft)
    return draft


def _is_untouched(
    name: Name, last: str, shipped: Mapping[Name, Source], now: Mapping[Name, Source]
) -> bool:
    """Is what is released what was shipped last, or what is shipped now?"""
    return _print(now, name) in (last, _print(shipped, name))


def _with(
    now: Mapping[Name, Source], shipped: Mapping[Name, Source], names: Iterable[Name]
) -> dict[Name, Source]:
    whole = dict(now)
    for name in names:
        if name in shipped:
            whole[name] = shipped[name]
        else:
            whole.pop(name, None)
    return whole


def _remember(shipped: Mapping[Name, Source], names: Iterable[Name]) -> None:
    for kind, key in names:
        row = db.session.get(ShippedItem, (kind, key))
        if (kind, key) not in shipped:
            db.session.delete(row)
            continue
        if row is None:
            row = ShippedItem(kind=kind, key=key)
            db.session.add(row)
        row.sha256, row.at = _print(shipped, (kind, key)), clock.now()
    db.session.flush()


def _print(files: Mapping[Name, Source], name: Name) -> str:
    return files[name].sha256 if name in files else ""

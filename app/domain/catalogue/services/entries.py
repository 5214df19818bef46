"""Publish an entry, change it, withdraw it: the one way into the catalogues."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, cast, func, select

from app.domain.catalogue.models.database import FILED, Database
from app.domain.catalogue.models.resource import PUBLISHED, WITHDRAWN, Resource
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.rules import columns, law
from app.domain.catalogue.services import census, contents, demand_replies, following, indexing
from app.domain.catalogue.services.contents import Entry
from app.domain.catalogue.viewing import MODELS
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit

PREFIXES = {columns.RESOURCE: "IR", columns.DATABASE: "DB", columns.COLLECTION: "CR"}
CREATED, CHANGED, GONE = "published", "changed", "withdrawn"
DIGITS = 4


def write(
    kind: str,
    content: Mapping[str, Any],
    *,
    note: str = "",
    account: Account | None = None,
    instance_id: int | None = None,
    entry_id: str | None = None,
    act: str = "",
    state: Mapping[str, Any] | None = None,
) -> str:
    """Publish a new entry, or a new version of one, and say its id; visible at once.

    `state` sets columns that the process knows: a database's status and numbers, say.  Raises
    `Invalid` with every fault of the content by column (条例 13, 15).
    """
    if wrong := law.faults(kind, content):
        raise Invalid(wrong)
    entry = _locked(kind, entry_id) if entry_id else _new(kind)
    known = entry_id is not None
    contents.put(kind, entry, content)
    _publish(kind, entry)
    for name, value in (state or {}).items():
        setattr(entry, name, value)
    db.session.add(entry)
    keep_version(kind, entry, act or (CHANGED if known else CREATED), note, account, instance_id)
    return entry.id


def withdraw(
    kind: str,
    entry_id: str,
    *,
    note: str = "",
    account: Account | None = None,
    instance_id: int | None = None,
) -> None:
    """Take an entry out of its catalogue; what it said stays readable among the versions."""
    entry = _locked(kind, entry_id)
    if isinstance(entry, Database):
        raise ValueError("A database is deregistered, not withdrawn.")
    entry.status = WITHDRAWN
    keep_version(kind, entry, GONE, note, account, instance_id)


def content_of(kind: str, entry_id: str) -> dict[str, Any]:
    """What an entry says now."""
    return contents.of(kind, _found(kind, entry_id))


def keep_version(
    kind: str,
    entry: Entry,
    act: str,
    note: str = "",
    account: Account | None = None,
    instance_id: int | None = None,
) -> EntryVersion:
    """Keep the entry as it now is as its next version, and let search and followers know."""
    db.session.flush()
    last = select(func.max(EntryVersion.number)).where(
        EntryVersion.entry_kind == kind, EntryVersion.entry_id == entry.id
    )
    entry.version = (db.session.scalar(last) or 0) + 1
    kept = EntryVersion(
        entry_kind=kind,
        entry_id=entry.id,
        number=entry.version,
        act=act,
        content=contents.of(kind, entry),
        note=note,
        by_id=account.id if account else None,
        instance_id=instance_id,
    )
    db.session.add(kept)
    audit.record(f"entry {act}", case=instance_id, subject=str(entry), version=entry.version)
    db.session.flush()
    census.refresh(kind, [entry.id])
    indexing.refresh(kind, [entry.id])
    following.changed(kind, entry.id, act, entry.version)
    holder = getattr(entry, contents.UNITS[columns.HOLDER[kind]])
    demand_replies.published(kind, entry.id, holder, instance_id)
    return kept


def next_id(kind: str) -> str:
    """The next free id of a catalogue; whoever draws one makes the others wait until it commits."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"entry:{kind}"))))
    model, prefix = MODELS[kind], PREFIXES[kind]
    digits = cast(func.substr(model.id, len(prefix) + 1), BigInteger)
    numbered = model.id.regexp_match(f"^{prefix}[0-9]+$")
    last = db.session.scalar(select(func.max(digits)).where(numbered))
    return f"{prefix}{(last or 0) + 1:0{DIGITS}d}"


def _publish(kind: str, entry: Entry) -> None:
    """What publishing sets of itself."""
    today = clock.today()
    if isinstance(entry, Database):
        entry.status = entry.status or FILED
        return
    entry.status = PUBLISHED
    entry.published_on = entry.published_on or today
    if isinstance(entry, Resource):
        entry.metadata_updated_on = today
        entry.code = entry.code or _code(entry)
        provider = db.session.get_one(Unit, entry.provider_unit_id)
        entry.searched = contents.searched(entry, provider)


def _code(resource: Resource) -> str:
    """A resource without a code of the guide has its number for one."""
    return f"{resource.id[:2]}/{resource.id[2:]}"


def _new(kind: str) -> Entry:
    return MODELS[kind](id=next_id(kind))


def _locked(kind: str, entry_id: str) -> Entry:
    return _found(kind, entry_id, lock=True)


def _found(kind: str, entry_id: str, *, lock: bool = False) -> Entry:
    model: type[Any] = MODELS[kind]
    wanted = select(model).where(model.id == entry_id)
    if lock:
        wanted = wanted.with_for_update(of=model).execution_options(populate_existing=True)
    found: Entry | None = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(_("There is no such entry in the catalogue."))
    return found

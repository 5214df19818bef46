"""Drafts: begin one, save a diagram or a form in it, throw it away, bring it back."""

import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import definitions
from app.workflow.checks import picture
from app.workflow.definitions import FORM, PROCESS, SCENARIO, Source
from app.workflow.engine.diagram import BadDiagram, read
from app.workflow.forms import unreadable
from app.workflow.models import Release, ReleaseItem
from app.workflow.studio import hands
from app.workflow.studio.models import DISCARDED, DRAFT, Revision, RevisionItem

LONGEST_TITLE = 200
# What a diagram, a form, a scenario may be called: no path leads out of the folder, no letter looks
# like another one.
NAMES = {
    PROCESS: re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}", re.ASCII),
    FORM: re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}/[A-Za-z_][A-Za-z0-9_-]{0,79}", re.ASCII),
    SCENARIO: re.compile(r"(shipped:[A-Za-z0-9][A-Za-z0-9_.-]{0,99}|written:\d{1,9})", re.ASCII),
}
Name = tuple[str, str]  # (kind, key)


class Overtaken(Conflict):
    """Somebody else saved the same diagram or form meanwhile; `item` is theirs."""

    def __init__(self, item: RevisionItem) -> None:
        super().__init__(_("Somebody else has saved this meanwhile."))
        self.item = item


def begin(title: str, account: Account | None, *, origin: str = "studio") -> Revision:
    """A new draft that changes nothing yet."""
    title = title.strip()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise Invalid({"title": [_("Between 1 and %(most)s characters.", most=LONGEST_TITLE)]})
    made = Revision(title=title, created_by_id=account.id if account else None, origin=origin)
    db.session.add(made)
    db.session.flush()  # its id goes into the record
    audit.record("draft begun", subject=_subject(made), title=title, origin=origin)
    return made


def find(revision_id: int, *, lock: bool = False) -> Revision:
    """A draft by its number, for administrators; locked where it is going to be changed."""
    statement = (
        select(Revision).where(Revision.id == revision_id).options(selectinload(Revision.items))
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(_("There is no such draft."))
    return found


def files(revision: Revision) -> dict[Name, Source]:
    """All diagrams and forms as they would be released: the newest release with its changes."""
    whole = released()
    for item in revision.items:
        name = item.kind, item.key
        if item.content is None:
            whole.pop(name, None)
        else:
            whole[name] = Source(item.kind, item.key, item.filename, item.content)
    return whole


def released() -> dict[Name, Source]:
    """All diagrams and forms of the newest release, in force or still to come into force."""
    rows = db.session.scalars(
        select(ReleaseItem).where(ReleaseItem.release_id == definitions.newest())
    )
    return {(r.kind, r.key): Source(r.kind, r.key, r.filename, r.content) for r in rows}


def content(revision: Revision, kind: str, key: str) -> tuple[bytes, int]:
    """A diagram or form as the draft has it, and how often it was saved (0: not changed yet)."""
    item = _item(revision, kind, key)
    if item is not None and item.content is not None:
        return item.content, item.version
    source = released().get((kind, key))
    if source is None or item is not None:
        raise NotFound(_("The draft has no such diagram or form."))
    return source.content, 0


def save(
    revision: Revision, kind: str, key: str, content: bytes, *, seen: int, account: Account | None
) -> RevisionItem:
    """Keep a diagram or a form in the draft; `seen` is the version that the editor had read.

    What cannot be read is refused; what is only wrong is kept, and told by the checks.  Raises
    `Overtaken` where somebody else has saved since.
    """
    revision = find(revision.id, lock=True)
    _must_be_open(revision)
    _must_be_readable(kind, key, content)
    item = _item(revision, kind, key)
    if item is not None and item.version != seen:
        raise Overtaken(item)
    return _keep(revision, item or _begun(revision, kind, key), content, account)


def take_out(revision: Revision, kind: str, key: str, *, account: Account | None) -> RevisionItem:
    """Let the draft remove a diagram or a form from what is released."""
    revision = find(revision.id, lock=True)
    _must_be_open(revision)
    item = _item(revision, kind, key)
    return _keep(revision, item or _begun(revision, kind, key), None, account)


def restore(revision: Revision, kind: str, key: str) -> None:
    """Take one change out of the draft: the diagram or form is again as it was released."""
    revision = find(revision.id, lock=True)
    _must_be_open(revision)
    item = _item(revision, kind, key)
    if item is None:
        raise NotFound(_("The draft does not change this."))
    revision.items.remove(item)
    hands.forget(revision, kind, key)
    audit.record("draft item restored", subject=_subject(revision), kind=kind, key=key)


def discard(revision: Revision) -> None:
    """Put a draft away; it can be brought back."""
    revision = find(revision.id, lock=True)
    _must_be_open(revision)
    revision.state = DISCARDED
    audit.record("draft discarded", subject=_subject(revision))


def bring_back(revision: Revision) -> None:
    """Go on with a draft that was put away."""
    revision = find(revision.id, lock=True)
    if revision.state != DISCARDED:
        raise Conflict(_("This draft was not put away."))
    revision.state = DRAFT
    audit.record("draft brought back", subject=_subject(revision))


def base_of(revision: Revision) -> Release:
    """The release with which a draft is compared: the newest, or what it became part of."""
    number = revision.release_id or definitions.newest()
    return db.session.get_one(Release, number)


def texts(files: Mapping[Name, Source], kind: str) -> dict[str, bytes]:
    """The contents of one kind, by key."""
    return {key: source.content for (of, key), source in files.items() if of == kind}


def _item(revision: Revision, kind: str, key: str) -> RevisionItem | None:
    return next((i for i in revision.items if (i.kind, i.key) == (kind, key)), None)


def _begun(revision: Revision, kind: str, key: str) -> RevisionItem:
    """A first change of a diagram or form, made from what is released of it."""
    base = released().get((kind, key))
    item = RevisionItem(
        kind=kind,
        key=key,
        filename=base.filename if base else _filename(kind, key),
        base_sha256=base.sha256 if base else "",
        version=0,
    )
    revision.items.append(item)
    return item


def _keep(
    revision: Revision, item: RevisionItem, content: bytes | None, account: Account | None
) -> RevisionItem:
    item.content, item.version = content, item.version + 1
    item.saved_at, item.saved_by_id = clock.now(), account.id if account else None
    db.session.flush()
    hands.note(revision, item.kind, item.key, account)
    return item


def _must_be_open(revision: Revision) -> None:
    if not revision.is_open:
        raise Conflict(_("This draft is no longer being worked on; nothing was changed."))


def _must_be_readable(kind: str, key: str, content: bytes) -> None:
    if kind not in NAMES or not NAMES[kind].fullmatch(key):
        reason = _("A name has plain letters, digits and underscores: sharing_usage, sharing/sign.")
        raise Invalid({"key": [reason]})
    if kind == SCENARIO:
        return  # `trials/adapting` has looked
    if kind == FORM:
        if faults := unreadable(content):
            raise Invalid({"content": faults})
        return
    try:
        drawn = read(content)
    except BadDiagram as wrong:
        raise Invalid({"content": [wrong.reason]}) from wrong
    if kind != PROCESS or drawn.id != key:
        reason = _("The process of this diagram is called “%(name)s” and must stay so.", name=key)
        raise Invalid({"content": [reason]})
    if element := picture.unreadable(drawn):
        reason = _("The place or size of “%(element)s” is written in no numbers.", element=element)
        raise Invalid({"content": [reason]})


def _filename(kind: str, key: str) -> str:
    """Where a new diagram or form would lie in the folders: `sharing/usage.bpmn`."""
    if kind == FORM:
        return f"{key}.json"
    if kind == SCENARIO:
        return f"{key.partition(':')[2].removesuffix('.yaml')}.yaml"
    room, _underscore, story = key.partition("_")
    return f"{room}/{story or room}.bpmn"


def _subject(revision: Revision) -> str:
    return f"revision:{revision.id}"

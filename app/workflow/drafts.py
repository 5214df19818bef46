"""Drafts: what somebody typed is kept, and an older tab cannot overwrite it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, select

from app.foundation import audit, clock, files
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.models import Draft, Task

LARGEST = 200_000
TASK = "task"
# Nobody's draft of that name is needed any more: as a part of another statement.
DISCARDED = delete(Draft).where(Draft.key == bindparam("draft")).cte("discarded")


def key(task: Task) -> str:
    """Under which name the drafts of a task are kept."""
    return key_of(task.id)


def key_of(task_id: int) -> str:
    """The same for a task that was not read yet."""
    return f"{TASK}:{task_id}"


def find(account: Account, name: str) -> Draft | None:
    """The account's draft of that name."""
    statement = select(Draft).where(Draft.account_id == account.id, Draft.key == name)
    return db.session.scalars(statement).one_or_none()


def save(account: Account, name: str, data: Mapping[str, Any], version: int) -> Draft:
    """Keep what was typed; `version` is the one the page was opened with (0: none yet)."""
    if len(str(data)) > LARGEST:
        raise Conflict(_("The draft is too large to be kept."))
    statement = select(Draft).where(Draft.account_id == account.id, Draft.key == name)
    draft = db.session.scalars(statement.with_for_update()).one_or_none()
    if draft is None:
        draft = Draft(account_id=account.id, key=name, version=0)
        db.session.add(draft)
    elif draft.version != version:
        raise Conflict(_("A newer draft was saved in another window. Reload to see it."))
    draft.data, draft.version, draft.saved_at = _storable(data), draft.version + 1, clock.now()
    return draft


def fitting(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same, its long texts cut where the whole is too large to be kept."""
    longest = LARGEST
    while len(str(data)) > LARGEST:
        longest //= 2
        data = _cut(data, longest)
    return data


def _cut(value: Any, longest: int) -> Any:
    if isinstance(value, Mapping):
        return {key: _cut(part, longest) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cut(part, longest) for part in value[:longest]]
    return value[:longest] if isinstance(value, str) else value


def discard(name: str) -> None:
    """Nobody's draft of that name is needed any more."""
    gone = delete(Draft).where(Draft.key == name)
    db.session.execute(gone, execution_options={"synchronize_session": False})


def hand_over(giver: Account, taker: Account, only: Collection[int] | None = None) -> list[int]:
    """Give one account's drafts to another, with the files in them; what it has too stays.

    Returns the ids of those that went over; `only` these are given.
    """
    mine = select(Draft).where(Draft.account_id == giver.id).order_by(Draft.id)
    if only is not None:
        mine = mine.where(Draft.id.in_(only))
    taken = set(db.session.scalars(select(Draft.key).where(Draft.account_id == taker.id)))
    gone = []
    for draft in db.session.scalars(mine.with_for_update()):
        name = _renamed(draft.key, giver.id, taker.id)
        if name in taken:
            continue
        draft.account_id, draft.key = taker.id, name
        files.hand_over(_texts_in(draft.data), giver.id, taker.id)
        gone.append(draft.id)
    if gone:
        audit.record("drafts_handed_over", subject=str(giver), to=taker.login, drafts=gone)
    db.session.flush()
    return gone


def _renamed(name: str, giver_id: int, taker_id: int) -> str:
    """A start form's draft ends with its account's number; a task's with the task's."""
    stem, _colon, last = name.rpartition(":")
    own = last == str(giver_id) and stem not in ("", TASK)
    return f"{stem}:{taker_id}" if own else name


def _texts_in(value: Any) -> list[str]:
    """Every text in a draft: the files in it are named by their numbers."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, Mapping) else value
    return [t for part in parts for t in _texts_in(part)] if isinstance(parts, Iterable) else []


def _storable(value: Any) -> Any:
    """The same without the one character that the database cannot store."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, Mapping):
        return {str(_storable(k)): _storable(v) for k, v in value.items()}
    return [_storable(v) for v in value] if isinstance(value, list | tuple) else value

"""An earlier version that is to be in force again: a draft, checked and released like any other."""

from collections.abc import Mapping

from sqlalchemy import select

from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import definitions
from app.workflow.definitions import FORM, PROCESS, Source
from app.workflow.engine.diagram import read
from app.workflow.models import ReleaseItem
from app.workflow.studio import releasing, revisions
from app.workflow.studio.models import Revision
from app.workflow.studio.revisions import Name

ORIGIN = "again"


def again(release_id: int, account: Account, process: str = "") -> Revision:
    """A draft that brings a release back: all of it, or one process with the forms it uses."""
    releasing.find(release_id)
    definitions.lock()
    then, now = sources(release_id), revisions.released()
    wanted = _of_process(then, process) if process else then.keys() | now.keys()
    differing = sorted(name for name in wanted if _print(then, name) != _print(now, name))
    if not differing:
        raise Conflict(_("The newest release is the same: there is nothing to bring back."))
    title = (
        _("“%(process)s” again as in release %(number)s", process=process, number=release_id)
        if process
        else _("Release %(number)s again", number=release_id)
    )
    made = revisions.begin(title, account, origin=ORIGIN)
    for kind, key in differing:
        if source := then.get((kind, key)):
            revisions.save(made, kind, key, source.content, seen=0, account=account)
        else:
            revisions.take_out(made, kind, key, account=account)
    return made


def sources(release_id: int) -> dict[Name, Source]:
    """All diagrams and forms of a release."""
    rows = db.session.scalars(select(ReleaseItem).where(ReleaseItem.release_id == release_id))
    return {(r.kind, r.key): Source(r.kind, r.key, r.filename, r.content) for r in rows}


def forms_of(content: bytes) -> list[str]:
    """The forms that a diagram's steps use, in its order."""
    keys = [node.properties.get("formKey", "") for node in read(content).nodes.values()]
    return list(dict.fromkeys(key for key in keys if key))


def _of_process(files: Mapping[Name, Source], process: str) -> set[Name]:
    drawn = files.get((PROCESS, process))
    if drawn is None:
        raise NotFound(_("There is no such diagram."))
    used = {(FORM, key) for key in forms_of(drawn.content)}
    return {(PROCESS, process)} | (used & files.keys())


def _print(files: Mapping[Name, Source], name: Name) -> str:
    return files[name].sha256 if name in files else ""

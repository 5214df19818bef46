"""The files that a trial plays: the fingerprint of all, and those the draft changes, packed."""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping

from sqlalchemy import select

from app.foundation.database import db
from app.workflow.definitions import SCENARIO, Source
from app.workflow.models import ReleaseItem
from app.workflow.studio.models import Revision
from app.workflow.studio.revisions import Name
from app.workflow.studio.trials.models import Trial


def fingerprint(files: Mapping[Name, Source]) -> str:
    """One value for all diagrams and forms together; texts of scenarios are told by their own."""
    played = [one for one in files.values() if one.kind != SCENARIO]
    ordered = sorted(played, key=lambda one: (one.kind, one.key))
    lines = "".join(f"{one.kind} {one.key} {one.sha256}\n" for one in ordered)
    return hashlib.sha256(lines.encode()).hexdigest()


def pack(revision: Revision) -> bytes:
    """What the draft changes, as the trial keeps it."""
    changed = [
        [i.kind, i.key, i.filename, None if i.content is None else _text(i.content)]
        for i in revision.items
    ]
    return zlib.compress(json.dumps(changed).encode())


def files(trial: Trial) -> dict[Name, Source]:
    """All diagrams and forms that the trial plays."""
    rows = db.session.scalars(select(ReleaseItem).where(ReleaseItem.release_id == trial.base_id))
    whole = {(r.kind, r.key): Source(r.kind, r.key, r.filename, r.content) for r in rows}
    for kind, key, filename, content in json.loads(zlib.decompress(trial.changed)):
        if content is None:
            whole.pop((kind, key), None)
        else:
            whole[kind, key] = Source(kind, key, filename, base64.b64decode(content))
    return whole


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()

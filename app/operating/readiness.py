"""Whether this node may be sent visitors: its database answers and is new enough for it."""

import functools

from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.foundation import paths
from app.foundation.database import db

OLDER = "the database is older than this program: run `flask setup`"


def problem() -> str:
    """Why not; nothing where all is well.  An unreachable database raises its own error.

    A database that is newer than the program is fine: while an upgrade is rolled out, both
    work with it (docs/operations.md, Upgrades).
    """
    revision = db.session.scalar(text("SELECT max(version_num) FROM alembic_version"))
    known = _revisions()
    return OLDER if revision is None or revision in known[1:] else ""


@functools.cache
def _revisions() -> tuple[str, ...]:
    """The versions of the database that this program knows, the newest first."""
    scripts = ScriptDirectory(str(paths.MIGRATIONS))
    return tuple(script.revision for script in scripts.walk_revisions())
